"""What stands between the spider and the network: address checks, robots.txt, the size cap."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler import robots
from crawler.addresses import Trust, host_of
from crawler.outcomes import State
from crawler.spider import ReportSpider


class Refused(IgnoreRequest):
    """We do not ask for this address; ``state`` says which guard refused."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


def _spider(crawler: Crawler) -> ReportSpider:
    if not isinstance(crawler.spider, ReportSpider):
        raise TypeError("the guards belong to the report spider")
    return crawler.spider


class AddressGuard:
    """Refuses schemes, hosts and networks that are not to be asked, on every redirect too."""

    def __init__(self, spider: ReportSpider) -> None:
        self._trust = spider.trust
        self._resolved: dict[str, str | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(_spider(crawler))

    async def process_request(self, request: Request) -> None:
        """Raises `Refused` before anything is sent."""
        objection = self._trust.objection(request.url) or await self._network(request.url)
        if objection:
            raise Refused("refused_address", objection)

    def process_response(self, request: Request, response: Response) -> Response:
        """The address that answered is checked again: a name may change between the two."""
        address = str(response.ip_address) if response.ip_address else None
        if address and (objection := self._trust.address_objection(address)):
            raise Refused("refused_address", f"{request.url}：{objection}")
        return response

    async def _network(self, url: str) -> str | None:
        host = host_of(url) or ""
        if host not in self._resolved:
            try:
                found = await asyncio.get_running_loop().getaddrinfo(
                    host, None, type=socket.SOCK_STREAM
                )
            except (OSError, UnicodeError):
                # no address: the fetch itself will say so, as unreachable
                return None
            objections = (self._trust.address_objection(str(item[4][0])) for item in found)
            self._resolved[host] = next(filter(None, objections), None)
        return self._resolved[host]


class GuardedResolver(CachingThreadedResolver):
    """Looks up names for the connections themselves and gives no address that may not be
    connected to: a name may lead elsewhere since `AddressGuard` looked it up."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, *, allow_loopback: bool
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._trust = Trust(frozenset(), allow_loopback)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Scrapy's constructor; it hands over the process, which has settings but no spider."""
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            allow_loopback=settings.getbool("ALLOW_LOOPBACK"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The host's address; DNSLookupError, with our objection, for one to keep away from."""
        return super().getHostByName(name, timeout).addCallback(self._checked)

    def _checked(self, address: str) -> str:
        if objection := self._trust.address_objection(address):
            raise DNSLookupError(objection)
        return address


class RobotsGuard:
    """Asks each host's robots.txt once and keeps to it (RFC 9309)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._user_agent = _spider(crawler).agent_name
        self._pauses = _spider(crawler).pauses
        self._hosts: dict[str, asyncio.Task[robots.Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `Refused` for what robots.txt closes; waits while it is being fetched."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._hosts:
            self._hosts[site] = asyncio.ensure_future(self._ask(site))
        rules = await self._hosts[site]
        self._pauses[parts.hostname or ""] = rules.pause(self._user_agent)
        if objection := rules.objection(request.url, self._user_agent):
            raise Refused(rules.state, objection)

    async def _ask(self, site: str) -> robots.Robots:
        request = Request(
            f"{site}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            meta={"is_robots": True, "most_bytes": robots.MOST_BYTES},
        )
        engine = self._crawler.engine
        if engine is None:
            return robots.unreachable("抓取已经结束")
        try:
            response = await engine.download_async(request)
        except Refused as exc:
            return robots.unreachable(exc.reason)
        except IgnoreRequest:
            # redirects without end: "unavailable", as 4xx is
            return robots.Robots()
        except Exception as exc:  # noqa: BLE001 - whatever went wrong, there is no robots.txt
            return robots.unreachable(type(exc).__name__)
        return robots.answered(response.status, response.body, response.meta["head"].headers)


class SizeCap:
    """Ends a download at its cap and hands over what came, where Scrapy would throw it away."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = _spider(crawler).most_bytes
        crawler.signals.connect(self._begin, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._received, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _begin(self, request: Request) -> None:
        # a retry or a redirect takes the count of the request before it along
        request.meta["received_bytes"] = 0

    def _received(self, data: bytes, request: Request) -> None:
        received = request.meta.get("received_bytes", 0) + len(data)
        request.meta["received_bytes"] = received
        if received > request.meta.get("most_bytes", self._most):
            raise StopDownload(fail=False)
