"""The one spider: list pages in, report pages kept, whatever the site's family."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.url import strip_url
from twisted.python.failure import Failure as TwistedFailure

from archive import entity, snapshots
from archive.catalog import Catalog
from archive.errors import ArchiveError
from archive.settings import Settings
from archive.sources import Source
from archive.warc import WarcStore
from crawler.addresses import Trust
from crawler.discovery import Discovered, discover
from crawler.outcomes import Failure, Limits, State, Tally, judge
from reports.decode import decode

_MOST_LIST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """What the spider is sent out with. ``tell`` hears of every fetch: None or its failure."""

    source: Source
    settings: Settings
    limits: Limits
    store: WarcStore
    catalog: Catalog
    tell: Callable[[Tally, Failure | None], None]


class ReportSpider(Spider):
    """Reads the source's list pages and keeps each page they link to as a report."""

    name = "reports"

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._seen: set[str] = set()
        self._asked: Counter[str] = Counter()
        self.tally = Tally()
        self.capped = False
        self.broken: str | None = None
        self.agent_name = job.settings.user_agent
        self.most_bytes = job.settings.max_document_bytes
        self.trust = Trust.of(job.source.listings, allow_loopback=job.settings.allow_loopback)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stumbled, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The source's listing addresses."""
        for url in self._job.source.listings:
            for request in self._listing(url):
                yield request

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """Requests for the report pages and further list pages that a list page names."""
        state, reason = judge(response.status, response.body, cut=self._cut(response))
        if state != "ok":
            self._tell(self.tally.fail(response.url, state, reason))
            return
        try:
            # sites compress even when asked not to
            body = entity.decoded(response.body, response.meta["head"].headers, _MOST_LIST_BYTES)
        except ArchiveError as exc:
            self._tell(self.tally.fail(response.url, "http_error", f"列表页无法解开：{exc}"))
            return
        self.tally.counts["listings"] += 1
        found = self._discover(response, body)
        for link in found.links:
            if self.trust.objection(link.url) is None:
                yield from self._report(link.url)
        for url in found.next_pages:
            if self.trust.objection(url) is None:
                yield from self._listing(url)
        self._tell(None)

    def parse_report(self, response: Response) -> None:
        """Keeps a report page, or notes why there is none."""
        body = response.body[: self.most_bytes]
        cut = self._cut(response)
        state, reason = judge(response.status, body, cut=cut)
        self.tally.counts["fetched"] += 1
        failure = None if state == "ok" else self.tally.fail(response.url, state, reason)
        if state in {"ok", "too_large"}:
            self._keep(response, body, state)
        self._tell(failure)

    def failed(self, failure: TwistedFailure) -> None:
        """Notes an address that gave no answer, or that a guard refused."""
        request: Request = failure.request  # type: ignore[attr-defined]
        cause = failure.value
        state: State = getattr(cause, "state", "unreachable")
        reason = getattr(cause, "reason", None) or f"没有得到回答：{cause}"
        if isinstance(cause, IgnoreRequest) and not hasattr(cause, "state"):
            # Scrapy's redirect middleware gives up in no other words
            state, reason = "http_error", "重定向次数过多。"
        self._tell(self.tally.fail(request.url, state, str(reason)))

    def stumbled(self, failure: TwistedFailure, response: Response) -> None:
        """Notes a page that we ourselves could not cope with; Scrapy would only log it."""
        reason = f"处理这个网页时出错（{type(failure.value).__name__}）。"
        self._tell(self.tally.fail(response.url, "http_error", reason))

    def _listing(self, url: str) -> Iterator[Request]:
        if self._new(url, "listing", self._job.limits.listing_pages):
            yield self._request(url, self.parse_listing, priority=1)

    def _report(self, url: str) -> Iterator[Request]:
        if self._new(url, "report", self._job.limits.report_pages):
            self.tally.counts["found"] += 1
            yield self._request(url, self.parse_report)

    def _new(self, url: str, kind: str, most: int) -> bool:
        """Whether to ask for an address not yet asked for; a cap that is met is remembered."""
        url = strip_url(url, strip_fragment=True)
        if url in self._seen:
            return False
        if self._asked[kind] >= most:
            self.capped = True
            return False
        self._seen.add(url)
        self._asked[kind] += 1
        return True

    def _request(self, url: str, callback: Callable[[Response], Any], priority: int = 0) -> Request:
        # Scrapy's own filter would drop repeats without a word: ``_seen`` is ours
        return Request(
            url, callback=callback, errback=self.failed, dont_filter=True, priority=priority
        )

    def _discover(self, response: Response, body: bytes) -> Discovered:
        content_type = _header(response, "Content-Type")
        return discover(decode(body, content_type), response.url, self._job.source.link_text)

    def _cut(self, response: Response) -> bool:
        return len(response.body) > self.most_bytes

    def _keep(self, response: Response, body: bytes, state: State) -> None:
        source = self._job.source
        head = response.meta["head"]
        try:
            kept = snapshots.keep(
                self._job.store, self._job.catalog,
                url=response.url, body=body, content_type=_header(response, "Content-Type"),
                http_status=response.status, reason=head.reason, headers=head.headers,
                request_headers=_sent(response.request), source_id=source.id,
                agency=source.agency, region_code=source.region_code,
                truncated="length" if state == "too_large" else None, crawl_state=state,
            )  # fmt: skip
        except (ArchiveError, OSError) as exc:
            # what cannot be kept is not worth asking for: the site is left in peace
            self.broken = f"the archive cannot take {response.url}: {exc}"
            raise CloseSpider("archive") from exc
        self.tally.counts["new" if kept.new else "unchanged"] += 1

    def _tell(self, failure: Failure | None) -> None:
        self._job.tell(self.tally, failure)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _sent(request: Request | None) -> list[tuple[str, str]]:
    headers = request.headers.items() if request else ()
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers
        for value in values
    ]
