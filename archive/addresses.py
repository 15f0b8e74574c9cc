"""Which addresses may be asked at all: http and https, and public networks alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# NAT64 (RFC 6052, RFC 8215), SIIT (RFC 7915), IPv4-compatible: the last four bytes are IPv4
_TRANSLATED = tuple(
    map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96"))
)


def host_of(url: str) -> str | None:
    """The host of an http(s) address in lower case, None for any other address and for one with
    a port that is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is no number below 65536
    except ValueError:
        return None
    return host if parts.scheme in {"http", "https"} else None


def network_objection(address: str, *, allow_loopback: bool) -> str | None:
    """Why this network address may not be connected to, as a sentence; None if it may."""
    parsed = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    if parsed.is_loopback and allow_loopback:
        return None
    if parsed.is_global and not parsed.is_multicast:
        return None
    return f"{address} 是内部网络地址，不予抓取。"


def _unwrapped(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 address stands for, if it does: that is who answers."""
    if isinstance(address, ipaddress.IPv4Address) or address.is_loopback:
        return address
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address
