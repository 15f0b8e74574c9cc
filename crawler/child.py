"""The crawl's own process: the brief on stdin, JSON lines on stdout, logs on stderr.

Scrapy's reactor starts once in a process, and a crawl that hangs must be one that can be
ended; so each crawl is a child, opens its own archive and dies with its parent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TextIO

from scrapy.crawler import AsyncCrawlerProcess

from archive import frontier, verify
from archive.catalog import Catalog
from archive.errors import ArchiveError
from archive.frontier import Address
from archive.settings import Settings
from archive.sources import Source
from archive.warc import WarcStore
from crawler.families import AUTO, FAMILIES
from crawler.lists import Read
from crawler.outcomes import Failure, Limits
from crawler.spider import Job, ReportSpider
from crawler.summary import notes

_MOST_SHOWN = 200
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def main() -> int:
    """Runs one crawl; 0 when it ran (failed fetches included), 1 when it could not."""
    brief = json.load(sys.stdin)
    out = _take_stdout()
    settings = Settings.model_validate(brief["settings"])
    lists = {name: tuple(brief["source"][name]) for name in ("listings", "hosts")}
    source = Source(**(brief["source"] | lists))
    if source.family not in {AUTO, *FAMILIES}:
        _say(out, {"event": "error", "message": f"there is no family {source.family}"})
        return 1
    try:
        catalog = Catalog.open(settings)
        store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
        try:
            verify.adopt_orphans(store, catalog, settings.gone_after)
            limits = Limits(**brief["limits"])
            look = _looker(out) if brief.get("look") else None
            job = Job(
                source, settings, limits, store, catalog, _teller(out), look,
                lambda: _say(out, {"event": "alive"}), brief.get("only"),
            )  # fmt: skip
            return _crawl(job, out)
        finally:
            store.close()
            catalog.close()
    except (ArchiveError, OSError) as exc:
        _say(out, {"event": "error", "message": str(exc)})
        return 1


def _crawl(job: Job, out: TextIO) -> int:
    process = AsyncCrawlerProcess(_scrapy_settings(job))
    crawler = process.create_crawler(ReportSpider)
    process.crawl(crawler, job=job)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, ReportSpider):
        _say(out, {"event": "error", "message": "the crawl did not start"})
        return 1
    if spider.broken:
        _say(out, {"event": "error", "message": spider.broken})
        return 1
    reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
    ended = spider.ended or (None if reason == "finished" else str(reason))
    finished = ended is None and not spider.ledger.left
    with job.catalog.begin() as conn:
        told = notes(conn, job.frontier, spider.ledger.left, ended)
        if ended is None:
            frontier.clear(conn, job.frontier)
    done = {"event": "done", "finished": finished, "notes": [asdict(note) for note in told]}
    _say(out, {"counts": dict(spider.ledger.counts), "failures": []} | done)
    return 0


def _scrapy_settings(job: Job) -> dict[str, Any]:
    settings, limits = job.settings, job.limits
    delay = settings.crawl_delay if job.source.delay is None else job.source.delay
    return {
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": _ACCEPT,
            "Accept-Language": "zh-CN,zh;q=0.9",
            # the archive keeps the entity as sent: nobody is asked to compress it
            "Accept-Encoding": "identity",
        },
        "COMPRESSION_ENABLED": False,
        # a source is one host or few; what already waits in the downloader cannot be stopped
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # Scrapy makes so many tasks for every page, whether it gives items or not: ours give none
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_TIMEOUT": limits.request_seconds,
        "CLOSESPIDER_TIMEOUT": limits.seconds,
        # the cap is `SizeCap`: Scrapy's own would throw away what has come
        "DOWNLOAD_MAXSIZE": 0,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.wire.HeadKeepingHandler",
            "https": "crawler.wire.HeadKeepingHandler",
            "data": None, "file": None, "ftp": None, "s3": None,
        },
        "TWISTED_DNS_RESOLVER": "crawler.guards.GuardedResolver",
        "ALLOW_LOOPBACK": settings.allow_loopback,
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.guards.AddressGuard": 10,
            "crawler.guards.RobotsGuard": 20,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        },
        "EXTENSIONS": {"crawler.guards.SizeCap": 0, "crawler.pace.Pace": 0},
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        # through a proxy the address that is checked would not be the one connected to
        "HTTPPROXY_ENABLED": False,
        # both open a port that runs any code it is sent
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "RETRY_TIMES": 2,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "LOG_LEVEL": "WARNING",
        "STATS_DUMP": False,
    }  # fmt: skip


def _teller(out: TextIO) -> Any:
    def tell(counts: Mapping[str, int], failures: Sequence[Failure]) -> None:
        told = [asdict(failure) for failure in failures]
        _say(out, {"event": "progress", "counts": dict(counts), "failures": told})

    return tell


def _looker(out: TextIO) -> Any:
    def look(asked: Address, read: Read) -> None:
        listing = read.listing
        taken = [address for address in read.addresses if address.kind == "report"]
        shown = {
            "url": asked.url,
            "family": listing.family,
            "signs": list(listing.signs),
            "links": [asdict(address) for address in taken[:_MOST_SHOWN]],
            "taken": len(taken),
            "passed": [[link.title, link.url, list(link.reasons)] for link in listing.passed],
            "pages": [page.url for page in listing.next_pages],
            "issues": [issue for _, issue in read.found["issues"]],
            "left": read.found["left"],
        }
        _say(out, {"event": "look"} | shown)

    return look


def _say(out: TextIO, message: Mapping[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=False) + "\n")
    out.flush()


def _take_stdout() -> TextIO:
    """Stdout for our lines alone; whatever else prints there goes to stderr."""
    ours = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return ours
