"""Which addresses may be asked: http and https, hosts we trust, public networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.addresses import host_of, network_objection

__all__ = ["Trust", "host_of"]


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
        return network_objection(address, allow_loopback=self.allow_loopback)
