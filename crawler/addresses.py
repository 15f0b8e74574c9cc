"""Which addresses may be asked: http and https, hosts we trust, public networks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# NAT64 (RFC 6052, RFC 8215), SIIT (RFC 7915), IPv4-compatible: the last four bytes are IPv4
_TRANSLATED = tuple(
    map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96"))
)


@dataclass(frozen=True, slots=True)
class Trust:
    """Hosts of a source: those of its listings, those it names, and everything under gov.cn.
    Loopback is for the demo and the tests."""

    hosts: frozenset[str]
    allow_loopback: bool

    @classmethod
    def of(
        cls, listings: Iterable[str], hosts: Iterable[str] = (), *, allow_loopback: bool
    ) -> Trust:
        """The trust that a source's listing addresses and its further hosts give."""
        own = filter(None, map(host_of, listings))
        return cls(frozenset([*own, *hosts]), allow_loopback)

    def objection(self, url: str) -> str | None:
        """Why this address may not be asked by its look alone, as a sentence; None if it may."""
        host = host_of(url)
        if host is None:
            return "只抓取 http 和 https 地址。"
        if "@" in urlsplit(url).netloc:
            return "地址里带有用户名，不予抓取。"
        if host not in self.hosts and host != "gov.cn" and not host.endswith(".gov.cn"):
            return f"{host} 不是政府网站，也不在来源的名单里。"
        return None

    def address_objection(self, address: str) -> str | None:
        """Why this network address may not be connected to; None if it may."""
        parsed = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
        if parsed.is_loopback and self.allow_loopback:
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
