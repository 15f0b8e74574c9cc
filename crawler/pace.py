"""How fast a site is asked: slower when it is slow, later when it says so.

Like Scrapy's AutoThrottle for one request at a time, and besides heeds Retry-After. A pause of 0
(tests, benchmarks) leaves only Retry-After.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

LONGEST_PAUSE = 60.0
LONGEST_WAIT = 300.0
_BUSY = frozenset({429, 503})


def next_delay(delay: float, latency: float, status: int, least: float) -> float:
    """The pause before the next request, in seconds: half-way to the time the site took to
    answer, at once when it took longer, twice as long when it is busy. Answers that are no pages
    come quickly and never shorten it."""
    if least <= 0:
        return delay
    if status in _BUSY:
        return min(max(2 * delay, least), LONGEST_PAUSE)
    wanted = min(max(latency, (delay + latency) / 2, least), LONGEST_PAUSE)
    return wanted if status == 200 else max(wanted, delay)


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, at most `LONGEST_WAIT`: a number, or an
    HTTP date from ``now`` on. None when there is none that can be read."""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)


class Pace:
    """The Scrapy extension that sets each host's pause after every answer."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._usual: dict[str, float] = {}
        self._asked: Mapping[str, float] = getattr(crawler.spider, "pauses", {})
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _least_of(self, host: str) -> float:
        """The shortest pause for a host: ours or, where longer, what its robots.txt asks for."""
        if self._least <= 0:
            return self._least
        return max(self._least, min(self._asked.get(host, 0.0), LONGEST_PAUSE))

    def _answered(self, response: Response, request: Request) -> None:
        name = request.meta.get("download_slot", "")
        slot: Any = (
            self._crawler.engine.downloader.slots.get(name) if self._crawler.engine else None
        )
        if slot is None:
            return
        usual = self._usual.pop(name, slot.delay)
        latency = request.meta.get("download_latency") or 0.0
        slot.delay = next_delay(usual, latency, response.status, self._least_of(name))
        said = response.headers.get("Retry-After")
        if response.status in _BUSY and said:
            wait = retry_after(said.decode("latin-1"), datetime.now(UTC))
            if wait:
                # the pause counts from when the last request was sent
                self._usual[name] = slot.delay
                slot.delay = max(slot.delay, wait + latency)
