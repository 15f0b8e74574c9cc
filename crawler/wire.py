"""Scrapy's HTTP handler, with the head of each answer as it came over the wire.

Scrapy and Twisted sort headers by name, rewrite their case and drop the reason phrase; the
archive wants them as received. The parser notes them, the handler hands them on in
``request.meta["head"]``. Written against Scrapy 2.19, which is pinned for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.web._newclient import ParseError

MOST_HEAD_BYTES = 1 << 20
_HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive"})


@dataclass(slots=True)
class Head:
    """Reason phrase and headers in the order and case received. Those that speak of the
    connection are left out: the body is kept with chunking undone."""

    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)


_heads: dict[str, Head] = {}


class _Parser(http11._LenientHTTPClientParser):  # noqa: SLF001 - see the module's docstring
    head_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Heads without end, which Twisted would gather until memory is gone, end here."""
        self.head_bytes += len(line) + 1
        if self.head_bytes > MOST_HEAD_BYTES:
            raise ParseError("the head is too long", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        reason = self.response.phrase.decode("latin-1")
        _heads[self.request.absoluteURI.decode("latin-1")] = Head(reason)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        super().headerReceived(name, value)  # type: ignore[no-untyped-call]
        label = name.decode("latin-1")
        if label.lower() not in _HOP_BY_HOP:
            head = _heads[self.request.absoluteURI.decode("latin-1")]
            head.headers.append((label, value.decode("latin-1")))


class _Protocol(http11._LenientHTTP11ClientProtocol):  # noqa: SLF001 - see the module's docstring
    def request(self, request: Any) -> Any:
        deferred = super().request(request)
        # the parser's class is replaced as Scrapy itself does; it has no state of its own
        self._parser.__class__ = _Parser
        return deferred


class _Factory(http11._LenientHTTP11ClientFactory):  # noqa: SLF001 - see the module's docstring
    def buildProtocol(self, addr: Any) -> Any:  # noqa: ARG002, N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class HeadKeepingHandler(http11.HTTP11DownloadHandler):
    """Scrapy's handler for http and https; sets ``request.meta["head"]``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory  # noqa: SLF001 - Twisted offers no other way

    async def download_request(self, request: Request) -> Response:
        url = urldefrag(request.url).url
        try:
            return await super().download_request(request)
        finally:
            request.meta["head"] = _heads.pop(url, None) or Head()
