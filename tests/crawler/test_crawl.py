"""A friendly site crawled over loopback, twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from archive.settings import Settings
from archive.snapshots import Snapshot
from archive.sources import Source
from archive.warc import StoredRecord
from crawler.outcomes import CrawlResult
from crawler.run import crawl
from samples.pages import COLUMNS, build
from samples.site import Served, serve
from tests.crawler.helpers import kept, register, settings

SITE = build()
COLUMN = COLUMNS[0]
EXPECTED = {path for path, report in SITE.reports.items() if report.site == COLUMN.id}


@dataclass(frozen=True)
class Twice:
    """The same source crawled two times."""

    config: Settings
    site: Served
    first: CrawlResult
    second: CrawlResult
    progress: list[Mapping[str, int]]
    records: list[tuple[Snapshot, StoredRecord]]

    def path(self, snapshot: Snapshot) -> str:
        """A snapshot's path on the site."""
        return snapshot.url.removeprefix(self.site.url)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    """Two crawls of the sample site's TRS column."""
    config = settings(tmp_path_factory.mktemp("home"))
    progress: list[Mapping[str, int]] = []
    with serve() as site:
        listings = (site.url + COLUMN.home,)
        source = register(config, Source("hubei", COLUMN.name, "420000", listings=listings))
        first = crawl(source, config, on_progress=progress.append)
        second = crawl(source, config)
        yield Twice(config, site, first, second, progress, kept(config))


def test_every_report_is_kept(twice: Twice) -> None:
    """No report of the column is missed, on whichever list page it stands."""
    assert EXPECTED - {twice.path(snapshot) for snapshot, _ in twice.records} == set()


def test_nothing_is_invented(twice: Twice) -> None:
    """Beside the reports nothing is taken but what looks just like one."""
    extra = {twice.path(snapshot) for snapshot, _ in twice.records} - EXPECTED
    assert extra <= SITE.lookalikes


def test_counts_of_the_first_crawl(twice: Twice) -> None:
    """All new; the one failure is the page that robots.txt closes."""
    assert (twice.first.counts, twice.first.finished) == (
        {
            "listings": 3, "found": 25, "fetched": 24, "attachments": 0, "new": 24, "unchanged": 0,
            "failed": 1, "failed_refused_by_robots": 1,
        },
        True,
    )  # fmt: skip


def test_second_crawl_leaves_no_new_snapshot(twice: Twice) -> None:
    """The same bytes again are no second snapshot."""
    counts = twice.second.counts
    assert (counts["new"], counts["unchanged"], len(twice.records)) == (0, 24, 24)


def test_closed_page_is_never_asked_for(twice: Twice) -> None:
    """What robots.txt closes is linked, refused and not requested."""
    asked = sorted(SITE.closed & set(twice.site.paths()))
    assert (asked, twice.first.failures[0].state) == ([], "refused_by_robots")


def test_robots_is_asked_first_and_once_a_crawl(twice: Twice) -> None:
    """robots.txt is the first request of each crawl."""
    paths = twice.site.paths()
    assert (paths[0], paths.count("/robots.txt")) == ("/robots.txt", 2)


def test_each_page_is_asked_for_once_a_crawl(twice: Twice) -> None:
    """Two crawls ask for every page twice, list pages included."""
    paths = twice.site.paths()
    assert {paths.count(path) for path in set(paths)} == {2}


def test_one_request_at_a_time(twice: Twice) -> None:
    """Even without a pause a host never has two of our requests under way."""
    assert twice.site.most_at_once == 1


def test_crawler_names_itself_and_asks_for_plain_bytes(twice: Twice) -> None:
    """Every request bears our User-Agent, asks for no compression and tells no referrer."""
    seen = {
        (r.headers.get("user-agent"), r.headers.get("accept-encoding"), r.headers.get("referer"))
        for r in twice.site.asked
    }
    assert seen == {(twice.config.user_agent, "identity", None)}


def test_bytes_are_those_of_the_site(twice: Twice) -> None:
    """What is archived is the entity as sent, byte for byte."""
    different = [
        snapshot.url
        for snapshot, record in twice.records
        if record.body != SITE.pages[twice.path(snapshot)].body
    ]
    assert different == []


def test_headers_are_kept_in_order_and_case(twice: Twice) -> None:
    """The head is archived as it came over the wire, not as a library sorts it."""
    names = [name for name, _ in twice.records[0][1].headers]
    assert names == ["Server", "Date", "Content-Type", "Content-Length"]


def test_snapshot_knows_its_source(twice: Twice) -> None:
    """Source, status and the source's region go with the snapshot."""
    snapshot = twice.records[0][0]
    assert (
        snapshot.source_id,
        snapshot.http_status,
        snapshot.crawl_state,
        snapshot.region_hint,
    ) == ("hubei", 200, "ok", "420000")


def test_progress_is_told_as_it_happens(twice: Twice) -> None:
    """Progress comes with every group that is kept, and ends with the result."""
    assert (len(twice.progress) >= 3, twice.progress[-1]) == (True, twice.first.counts)
