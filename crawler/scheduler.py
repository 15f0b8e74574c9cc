"""Scrapy's queue, kept in the catalog: a handful of addresses is in memory, the rest waits there."""

from __future__ import annotations

from collections import deque

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler

from archive.frontier import Waiting
from crawler.spider import ReportSpider


class FrontierScheduler(BaseScheduler):
    """Hands out the frontier's addresses in order; retries and redirects go before them."""

    def __init__(self) -> None:
        self._again: deque[Request] = deque()
        self._ready: deque[Waiting] = deque()
        self._spider: ReportSpider | None = None

    def open(self, spider: Spider) -> None:
        """Takes the spider, whose books lead to the frontier."""
        if not isinstance(spider, ReportSpider):
            raise TypeError("the frontier belongs to the report spider")
        self._spider = spider

    def close(self, reason: str) -> None:
        """Keeps what is not kept yet."""
        del reason
        if self._spider is not None:
            self._spider.flush()

    def has_pending_requests(self) -> bool:
        """Whether anything is left to ask for now."""
        return bool(self._again or self._ready) or self._refill()

    def enqueue_request(self, request: Request) -> bool:
        """Takes a retry or a redirect of an address that was handed out."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, None when there is none now."""
        if self._spider is None or self._spider.resting():
            return None
        if self._again:
            return self._again.popleft()
        if self._ready or self._refill():
            return self._spider.request(self._ready.popleft())
        return None

    def _refill(self) -> bool:
        if self._spider is not None:
            self._ready.extend(self._spider.take())
        return bool(self._ready)
