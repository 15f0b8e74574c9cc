"""Whether a source may be put into the registry: its addresses must lead to the open network.

The crawler's own guards look again at every request (`crawler.guards`); this tells whoever adds or
edits a source, before anything is fetched.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from threading import Thread
from urllib.parse import urlsplit

from archive.addresses import host_of, network_objection
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import DeskError, SourceError
from archive.settings import Settings
from archive.sources import Source, edit

Resolve = Callable[[str], Iterable[str]]
"""The network addresses of a host's name; OSError when there are none."""

_LONGEST = 2000  # characters of an address
_TOLD = 200  # of one that is told back
_PATIENCE = 5.0  # seconds for all names together: a name server that says nothing is no objection


def lookup(host: str) -> list[str]:
    """What the machine's own resolver says."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]


def objection(
    sources: Iterable[Source], settings: Settings, resolve: Resolve = lookup
) -> str | None:
    """Why one of the sources may not be crawled, as a sentence that names the address; None when
    nothing speaks against them. A name without an address is none: the site may be down."""
    hosts: dict[str, str] = {}
    for source in sources:
        for url in source.listings:
            host = host_of(url)
            if not host:
                return f"{source.id}：{url} 不是 http 或 https 地址。"
            if "@" in urlsplit(url).netloc:
                return f"{source.id}：{url} 里带有用户名。"
            hosts.setdefault(host, f"{source.id}：{url}")
        for name in source.hosts:
            hosts.setdefault(name, f"{source.id}：{name}")
    for host, addresses in _resolved(hosts, resolve).items():
        for address in addresses:
            told = network_objection(address, allow_loopback=settings.allow_loopback)
            if told is not None:
                return f"{hosts[host]} 指向内部网络（{told}）"
    return None


def refuse(url: str, settings: Settings, resolve: Resolve = lookup) -> None:
    """DeskError for an address that may not be fetched, with the reason."""
    host = host_of(url)
    if not host or len(url) > _LONGEST or not url.isprintable():
        raise DeskError("%(url)s 不是 http 或 https 地址。", url=url[:_TOLD])
    if "@" in urlsplit(url).netloc:
        raise DeskError("%(url)s 里带有用户名，不予抓取。", url=url[:_TOLD])
    for address in _resolved([host], resolve)[host]:
        if network_objection(address, allow_loopback=settings.allow_loopback) is not None:
            raise DeskError(
                "%(url)s 指向内部网络（%(address)s），不予抓取。", url=url[:_TOLD], address=address
            )


def save(
    catalog: Catalog,
    settings: Settings,
    by: Actor,
    sources: Iterable[Source],
    resolve: Resolve = lookup,
) -> None:
    """Adds these sources, or replaces those of their ids: all of them, or none and SourceError
    with the reason. What changed goes into the audit log."""
    wanted = list(sources)
    told = objection(wanted, settings, resolve)
    if told is not None:
        raise SourceError(told)
    with catalog.begin() as conn:
        for source in wanted:
            edit(conn, by, source)


def _resolved(hosts: Iterable[str], resolve: Resolve) -> dict[str, list[str]]:
    """The addresses of each host; names are looked up side by side, for some answer late."""
    found: dict[str, list[str]] = {host: [] for host in hosts}

    def ask(host: str) -> None:
        try:
            found[host] = list(resolve(host))
        except (OSError, UnicodeError):
            return

    threads = []
    for host in list(found):
        try:
            found[host] = [str(ipaddress.ip_address(host))]
        except ValueError:
            threads.append(Thread(target=ask, args=(host,), daemon=True))
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + _PATIENCE
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return dict(found)
