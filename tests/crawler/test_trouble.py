"""Sites that answer badly, or not at all: each answer has its own state."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from archive.catalog import Catalog
from archive.snapshots import Snapshot
from archive.sources import Source
from archive.warc import StoredRecord, WarcStore
from crawler.addresses import Trust
from crawler.guards import AddressGuard, Refused
from crawler.outcomes import CrawlResult, Failure, Limits
from crawler.run import crawl
from crawler.spider import Job, ReportSpider
from samples.pages import Page
from samples.site import Served, serve
from tests.crawler.helpers import kept, register, settings

CAP = 5000
GOOD = "<p>某局2020年政府信息公开工作年度报告</p>".encode()
PAGES = {
    "/robots.txt": Page(b"User-agent: *\nDisallow: /closed/", "text/plain"),
    "/good.html": Page(GOOD),
    "/squeezed.html": Page(gzip.compress(GOOD, mtime=0), headers=(("Content-Encoding", "gzip"),)),
    "/gone.html": Page(b"not here", status=404),
    "/jiasule.html": Page(b"<script>var x</script>", status=521),
    "/ruishu.html": Page(b"<script>var x</script>", status=412),
    "/empty.html": Page(b"\r\n "),
    "/huge.html": Page(b"x" * (CAP * 40)),
    "/moved.html": Page(b"", status=302, headers=(("Location", "/good2.html"),)),
    "/good2.html": Page(GOOD + b"2"),
    "/into-closed.html": Page(b"", status=302, headers=(("Location", "/closed/1.html"),)),
    "/into-inside.html": Page(b"", status=302, headers=(("Location", "http://10.0.0.1/"),)),
    "/closed/1.html": Page(GOOD),
    "/loop.html": Page(b"", status=302, headers=(("Location", "/loop.html"),)),
}
LINKED = [
    path for path in PAGES if path.count("/") == 1 and path not in {"/robots.txt", "/good2.html"}
]
LIST = "".join(f'<a href="{path}">某局2020年政府信息公开年报</a>' for path in LINKED)
LIST += '<a href="http://mirror.example.com/1.html">某局2020年政府信息公开年报</a>'


class Trouble:
    """The crawl of the site above."""

    def __init__(
        self, site: Served, result: CrawlResult, records: list[tuple[Snapshot, StoredRecord]]
    ) -> None:
        self.site = site
        self.result = result
        self.records = {s.url.removeprefix(site.url): (s, record) for s, record in records}
        self.states = {f.url.removeprefix(site.url): f.state for f in result.failures}


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    """One crawl of the site above; its list page comes compressed."""
    config = settings(tmp_path_factory.mktemp("home"), max_document_bytes=CAP)
    squeezed = Page(gzip.compress(LIST.encode()), headers=(("Content-Encoding", "gzip"),))
    with serve(pages=PAGES | {"/nb/index.html": squeezed}) as site:
        listing = f"{site.url}/nb/index.html"
        source = register(config, Source("trouble", "样本", listings=(listing,), expect_min=99))
        yield Trouble(site, crawl(source, config), kept(config))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/gone.html", "http_error"),
        ("/jiasule.html", "challenge"),
        ("/ruishu.html", "challenge"),
        ("/empty.html", "empty"),
        ("/huge.html", "too_large"),
        ("/closed/1.html", "refused_by_robots"),
        ("http://10.0.0.1/", "refused_address"),
        ("/nb/index.html", "too_few"),
    ],
)
def test_each_answer_has_its_state(trouble: Trouble, path: str, state: str) -> None:
    """A challenge, an error, a blank, a giant and what guards refuse are told apart."""
    assert trouble.states.get(path) == state


def test_nothing_else_fails(trouble: Trouble) -> None:
    """Beside those and the endless redirect there is no failure."""
    assert (len(trouble.states), trouble.states["/loop.html"]) == (9, "http_error")


def test_a_challenge_is_asked_once(trouble: Trouble) -> None:
    """A challenge is recorded and gone no further into; only server errors are tried again."""
    assert [trouble.site.paths().count(p) for p in ("/jiasule.html", "/ruishu.html")] == [1, 1]


def test_only_documents_are_kept(trouble: Trouble) -> None:
    """Pages, the page a redirect led to, and what came of the giant; no error, no shell."""
    assert set(trouble.records) == {"/good.html", "/good2.html", "/squeezed.html", "/huge.html"}


def test_compressed_page_is_kept_as_sent(trouble: Trouble) -> None:
    """A site that compresses uninvited has its compressed bytes archived."""
    assert trouble.records["/squeezed.html"][1].body == PAGES["/squeezed.html"].body


def test_giant_is_cut_at_the_cap_and_says_so(trouble: Trouble) -> None:
    """The body ends at the cap, with WARC-Truncated, and is not offered for reading."""
    snapshot, record = trouble.records["/huge.html"]
    assert (len(record.body), record.truncated, snapshot.crawl_state) == (
        CAP,
        "length",
        "too_large",
    )


def test_redirect_into_a_closed_folder_is_not_followed(trouble: Trouble) -> None:
    """robots.txt is obeyed on redirects too."""
    assert "/closed/1.html" not in trouble.site.paths()


def test_server_error_on_robots_closes_the_site(tmp_path: Path) -> None:
    """5xx on robots.txt: refused; a dead port: unreachable; no page of either is asked for."""
    config = settings(tmp_path)
    with serve(pages={}) as gone:
        dead = f"{gone.url}/nb/"
    pages = {"/robots.txt": Page(b"", status=503), "/nb/": Page(LIST.encode())}
    with serve(pages=pages) as site:
        listings = (f"{site.url}/nb/", dead)
        result = crawl(register(config, Source("shut", "样本", listings=listings)), config)
    states = {failure.url: failure.state for failure in result.failures}
    assert (states, set(site.paths())) == (
        {f"{site.url}/nb/": "refused_by_robots", dead: "unreachable"},
        {"/robots.txt"},
    )


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://127.0.0.1/", "http://[::1]/", "http://2130706433/"]
)
def test_loopback_is_refused_after_resolution(url: str) -> None:
    """However this machine is written, it is not crawled without the setting."""
    spider: Any = SimpleNamespace(trust=Trust.of([url], allow_loopback=False))
    with pytest.raises(Refused) as caught:
        asyncio.run(AddressGuard(spider).process_request(Request(url)))
    assert caught.value.state == "refused_address"


def test_a_page_we_stumble_over_is_a_failure(tmp_path: Path) -> None:
    """An exception of ours while reading a page is told with its address, not just logged."""
    config = settings(tmp_path)
    catalog, store = Catalog.open(config), WarcStore(config.warc_dir, config.warc_max_bytes)
    told: list[Failure] = []
    source = Source("stumble", "样本", listings=("http://127.0.0.1/",))
    job = Job(source, config, Limits(), store, catalog, lambda _, more: told.extend(more))
    spider = ReportSpider(job=job)
    spider.ledger.begin(source.listings)
    request = spider.request(spider.take()[0])
    failure = TwistedFailure(ValueError("ours"))  # type: ignore[no-untyped-call] # Twisted's
    spider.stumbled(failure, Response("http://127.0.0.1/", request=request))
    spider.flush()
    store.close()
    catalog.close()
    assert [one.url for one in told] == ["http://127.0.0.1/"]


@pytest.mark.parametrize(("allowed", "answer"), [(True, "127.0.0.1"), (False, "DNSLookupError")])
def test_a_name_that_turns_inward_is_not_connected_to(allowed: bool, answer: str) -> None:
    """The lookup made for the connection itself gives no inner address."""
    script = f"""
from twisted.internet import reactor
from crawler.guards import GuardedResolver
resolver = GuardedResolver(reactor, 0, 5.0, allow_loopback={allowed})
found = resolver.getHostByName("localhost")
found.addErrback(lambda failure: failure.type.__name__)
found.addCallback(print)
found.addCallback(lambda _: reactor.stop())
reactor.run()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == answer
