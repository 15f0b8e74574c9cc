"""The one spider: list pages in, report pages kept, whatever the site's family."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure as TwistedFailure

from archive import entity, frontier
from archive.catalog import Catalog
from archive.errors import ArchiveError
from archive.frontier import Address, Waiting
from archive.records import WHOLE
from archive.settings import Settings
from archive.sources import Source
from archive.warc import WarcStore
from crawler.addresses import Trust
from crawler.answers import damage, is_home, judge
from crawler.entry import Entry
from crawler.hours import opens_at
from crawler.inside import led_to
from crawler.ledger import GROUP_SECONDS, Ledger
from crawler.lists import Lists, Read, page_of
from crawler.network_errors import in_words
from crawler.outcomes import Failure, Limits, State
from crawler.received import arrival, header, sent, validators

_MOST_LIST_BYTES = 16 << 20
_MOST_IN_VAIN = 5
_KEPT = WHOLE | {"too_large", "damaged"}
_IN_VAIN = frozenset({"unreachable", "challenge"})

Tell = Callable[[Mapping[str, int], Sequence[Failure]], None]

_ALIVE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Job:
    """What the spider is sent out with. ``tell`` hears the counts and the new failures of every
    group that was kept; ``look``, when given, is handed each list page read, and then nothing
    that it leads to is asked for; ``alive`` is called from time to time. ``only`` is the one address
    to ask for instead of the lists."""

    source: Source
    settings: Settings
    limits: Limits
    store: WarcStore
    catalog: Catalog
    tell: Tell
    look: Callable[[Address, Read], None] | None = None
    alive: Callable[[], None] = lambda: None
    only: str | None = None

    @property
    def frontier(self) -> str:
        """Whose rows of the frontier are this crawl's."""
        return self.source.id if self.only is None else f"{self.source.id} {self.only}"


class ReportSpider(Spider):
    """Reads the source's list pages and keeps each page they link to as a report."""

    name = "reports"

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._in_vain: Counter[str] = Counter()
        self._closing: asyncio.Future[None] | None = None
        self.broken: str | None = None
        self.ended: str | None = None
        self.agent_name = job.settings.user_agent
        self.most_bytes = job.settings.max_document_bytes
        self.pauses: dict[str, float] = {}  # by host, as its robots.txt asks
        self._volume = 0
        source = job.source
        self.trust = Trust.of(
            source.listings, source.hosts, allow_loopback=job.settings.allow_loopback
        )
        self._lists = Lists(source.family, source.link_text, self.trust, job.limits.listing_pages)
        self.ledger = Ledger(
            job.store, job.catalog, source.id, job.limits, job.settings.gone_after, job.frontier
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stumbled, signal=signals.spider_error)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        return spider

    def opened(self) -> None:
        """Opens the books, and has them kept from time to time."""
        failures = self.ledger.begin(self._job.source.listings, self._job.only)
        with self._job.catalog.read() as conn:
            read = list(frontier.told(conn, self._job.frontier))
            if read:
                known = frontier.listing_addresses(conn, self._job.frontier)
                self._lists.restore(known, read)
        self._job.tell(self.ledger.counts, failures)
        create_looping_call(self._flush_when_due).start(GROUP_SECONDS / 2, now=False)
        create_looping_call(self._job.alive).start(_ALIVE_SECONDS, now=False)

    def take(self) -> list[Waiting]:
        """The next few addresses to ask for, once all that was noted is kept."""
        self.flush()
        return [] if self.ended or self.broken else self.ledger.take()

    def resting(self) -> bool:
        """Whether nothing is to be asked for now: the crawl ends early, or the night is over."""
        if self.ended is None and opens_at(self._job.source.night, datetime.now(UTC)):
            self._end("night")
        return self.ended is not None or self.broken is not None

    def request(self, waiting: Waiting) -> Request:
        """The request for an address of the frontier."""
        page = page_of(waiting.address)
        body = page.body if page.body is not None else urlencode(page.form)
        headers = dict(page.headers)
        known = self.ledger.conditions.pop(waiting.id, None)
        if known is not None:
            asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            headers |= {name: value for name, value in asked.items() if value}
        if page.method == "POST":
            kind = "application/json" if page.body is not None else "x-www-form-urlencoded"
            headers.setdefault("Content-Type", kind if "/" in kind else f"application/{kind}")
        listing = waiting.address.kind == "listing"
        return Request(
            page.url, method=page.method, body=body if page.method == "POST" else b"",
            headers=headers, callback=self.parse_listing if listing else self.parse_report,
            errback=self.failed, dont_filter=True, meta={"waiting": waiting},
        )  # fmt: skip

    def parse_listing(self, response: Response) -> None:
        """Notes what a list page leads to."""
        waiting: Waiting = response.meta["waiting"]
        kind = header(response, "Content-Type")
        state, reason = self._judge(response, response.body)
        if state not in {*WHOLE, "too_large"}:
            self._fail(waiting, response.url, state, reason)
            return
        try:
            # sites compress even when asked not to
            body = response.body[: self.most_bytes]
            body = entity.decoded(body, response.meta["head"].headers, _MOST_LIST_BYTES)
        except ArchiveError as exc:
            self._fail(waiting, response.url, "http_error", f"列表页无法解开：{exc}")
            return
        read = self._lists.read(waiting.address, body, response.url, kind)
        addresses = read.addresses
        if state == "too_large":
            read.found["issues"].append(["page_cut", "列表页超过大小上限，只读了开头。"])
        elif state != "ok":
            read.found["issues"].append([state, reason])
        if self._job.look is not None:
            self._job.look(waiting.address, read)
            addresses = ()
        self._note(Entry(waiting, "ok", datetime.now(UTC), addresses=addresses, found=read.found))

    def parse_report(self, response: Response) -> None:
        """Notes a page to keep and what it leads to, or why there is none."""
        waiting: Waiting = response.meta["waiting"]
        body = response.body[: self.most_bytes]
        state, reason = self._judge(response, body)
        if state not in _KEPT:
            self._fail(waiting, response.url, state, reason, response)
            return
        addresses: list[Address] = []
        told = [] if state == "ok" or state not in WHOLE else [[state, reason]]
        if state in WHOLE and waiting.address.depth < 2:
            kind = header(response, "Content-Type")
            plain = self._plain(response, body)
            addresses, issues = led_to(waiting.address, plain, response.url, kind, self.trust)
            told += [[issue.code, issue.message] for issue in issues]
        found = {"issues": told} if told else None
        failure = None if state in WHOLE else Failure(response.url, state, reason)
        kept = arrival(self._job.source, waiting.address, response, state, self.most_bytes)
        self._note(
            Entry(
                waiting, state, kept.fetched_at or datetime.now(UTC), kept, addresses, failure, found,
                http_status=response.status, validators=validators(response), url=response.url,
            )
        )  # fmt: skip

    def failed(self, failure: TwistedFailure) -> None:
        """Notes an address that gave no answer, or that a guard refused."""
        request: Request = failure.request  # type: ignore[attr-defined]
        cause = failure.value
        state: State = getattr(cause, "state", "unreachable")
        reason = getattr(cause, "reason", None) or f"没有得到回答：{in_words(cause)}"
        if isinstance(cause, IgnoreRequest) and not hasattr(cause, "state"):
            # Scrapy's redirect middleware gives up in no other words
            state, reason = "http_error", "重定向次数过多。"
        self._fail(request.meta["waiting"], request.url, state, str(reason))

    def stumbled(self, failure: TwistedFailure, response: Response) -> None:
        """Notes a page that we ourselves could not cope with; Scrapy would only log it."""
        reason = f"处理这个网页时出错（{type(failure.value).__name__}）。"
        self._fail(response.meta["waiting"], response.url, "http_error", reason)

    def flush(self) -> None:
        """Keeps what was noted, and tells of it. What cannot be kept is not worth asking for:
        the crawl then ends, and the site is left in peace."""
        try:
            failures = self.ledger.flush()
        except (ArchiveError, OSError) as exc:
            self.broken = f"the archive cannot take what was fetched: {exc}"
            self._end("archive")
            return
        if failures is not None:
            self._job.tell(self.ledger.counts, failures)

    def _flush_when_due(self) -> None:
        if self.ledger.due:
            self.flush()

    def _note(self, entry: Entry) -> None:
        self.ledger.note(entry)
        self._volume += len(entry.arrival.body) if entry.arrival else 0
        if self._volume > self._job.limits.volume_bytes:
            self._end("volume_cap")
        site = urlsplit(entry.waiting.address.url).netloc
        self._in_vain[site] = self._in_vain[site] + 1 if entry.state in _IN_VAIN else 0
        if self._in_vain[site] >= _MOST_IN_VAIN:
            self._end("site_down")
        self._flush_when_due()

    def _fail(
        self,
        waiting: Waiting,
        url: str,
        state: State,
        reason: str,
        response: Response | None = None,
    ) -> None:
        failure = None if state == "unchanged" else Failure(url, state, reason)
        status = response.status if response is not None else None
        known = validators(response) if response is not None else None
        now = datetime.now(UTC)
        head = response.meta["head"].headers if response is not None else ()
        asked = sent(response.request) if response is not None else ()
        self._note(
            Entry(
                waiting, state, now, failure=failure, http_status=status, validators=known,
                headers=head, request_headers=asked, url=response.url if response else None,
            )
        )  # fmt: skip

    def _end(self, why: str) -> None:
        if self.ended is None and self.crawler.engine is not None:
            self.ended = why
            closing = self.crawler.engine.close_spider_async(reason=why)
            self._closing = asyncio.ensure_future(closing)

    def _judge(self, response: Response, body: bytes) -> tuple[State, str]:
        if 300 <= response.status < 400 and response.headers.get("Location"):
            return "refused_address", "网站转向一个不能抓取的地址。"
        wrong = damage(body, response.meta["head"].headers, self.most_bytes)
        if wrong is not None and wrong[0] not in WHOLE and 200 <= response.status < 300:
            cut = len(response.body) > self.most_bytes
            return ("too_large", "文件超过大小上限。") if cut else wrong
        first = response.meta.get("redirect_urls", [response.url])[0]
        judged = judge(
            response.status,
            self._plain(response, body),
            cut=len(response.body) > self.most_bytes,
            content_type=header(response, "Content-Type"),
            sent_home=is_home(response.url) and not is_home(first),
        )
        return wrong if wrong is not None and judged[0] == "ok" else judged

    def _plain(self, response: Response, body: bytes) -> bytes:
        """The body with content coding undone, or as it is where that cannot be done."""
        try:
            return entity.decoded(body, response.meta["head"].headers, self.most_bytes)
        except ArchiveError:
            return body
