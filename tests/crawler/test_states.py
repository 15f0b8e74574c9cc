"""States of answers that look like pages and are none, and of pages seen before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import unmodified, visits
from archive.catalog import Catalog
from archive.sources import Source
from crawler.outcomes import CrawlResult, Limits
from crawler.run import crawl
from samples.pages import Page
from samples.site import Served, serve
from tests.crawler.helpers import kept, register, settings

TITLE = "某局2020年政府信息公开工作年度报告"
BODY = f"<html><body><h1>{TITLE}</h1><p>{'政府信息公开。' * 80}</p></body></html>"
FILES = f'<a href="/a/1.pdf">{TITLE}.pdf</a><a href="http://x.example.com/2.pdf">{TITLE}</a>'
PAGES = {
    "/": Page("<html><body>首页</body></html>".encode()),
    "/good.html": Page(BODY.encode()),
    "/soft.html": Page("<html><body><p>抱歉，您访问的页面不存在！</p></body></html>".encode()),
    "/soft-gbk.html": Page("<html><body>您要找的网页找不到了</body></html>".encode("gb18030"), "text/html"),
    "/moved.html": Page(b"", status=302, headers=(("Location", "/"),)),
    "/script.html": Page(b"<html><script>document.cookie='__jsluid_s=1';</script></html>"),
    "/ts.html": Page(b"<html><script>$_ts={};</script></html>"),
    "/speaks-of-404.html": Page(BODY.replace("。</p>", "页面不存在 404。</p>").encode()),
    "/onward.html": Page(b'<meta http-equiv="refresh" content="0;url=/led.html">'),
    "/led.html": Page(BODY.encode() + b"<!-- led -->"),
    "/framed.html": Page(b'<html><body><iframe src="/inner.html"></iframe></body></html>'),
    "/inner.html": Page(BODY.encode() + b"<!-- inner -->"),
    "/file.html": Page(BODY.replace("</body>", FILES + "</body>").encode()),
    "/a/1.pdf": Page(b"%PDF-1.4 made up", "application/pdf"),
}  # fmt: skip
LINKED = [
    "good",
    "soft",
    "soft-gbk",
    "moved",
    "script",
    "ts",
    "speaks-of-404",
    "onward",
    "framed",
    "file",
]
LIST = "".join(f'<li><a href="/{name}.html">{TITLE}</a></li>' for name in LINKED)
LIST += f'<a href="http://mirror.example.com/1.html">{TITLE}</a>' * 2


@dataclass(frozen=True)
class Seen:
    """One crawl of the site above."""

    site: Served
    result: CrawlResult
    kept: set[str]

    @property
    def states(self) -> dict[str, str]:
        """The state of each failure by its path."""
        return {f.url.removeprefix(self.site.url): f.state for f in self.result.failures}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The site above, crawled."""
    config = settings(tmp_path_factory.mktemp("home"))
    with serve(pages=PAGES | {"/nb/": Page(f"<ul>{LIST}</ul>".encode())}) as site:
        source = register(config, Source("s", "样本", listings=(f"{site.url}/nb/",)))
        result = crawl(source, config)
        yield Seen(site, result, {s.url.removeprefix(site.url) for s, _ in kept(config)})


def test_pages_that_are_none_are_told_apart(seen: Seen) -> None:
    """A page that says it is not there, a redirect to the home page, a script's challenge."""
    assert seen.states == {
        "/soft.html": "soft_404",
        "/soft-gbk.html": "soft_404",
        "/": "soft_404",
        "/script.html": "challenge",
        "/ts.html": "challenge",
    }


def test_a_report_that_speaks_of_404_is_kept(seen: Seen) -> None:
    """Only a page that says nothing else is taken for a missing one."""
    assert "/speaks-of-404.html" in seen.kept


def test_what_pages_hold_is_followed_once(seen: Seen) -> None:
    """A redirect in the page, a page in a frame and a file are kept beside the page itself."""
    assert {"/led.html", "/inner.html", "/a/1.pdf"} <= seen.kept


def test_mirrors_are_counted_and_not_asked(seen: Seen) -> None:
    """Links to other hosts are left, and the report says how many."""
    notes = [(note.code, note.where) for note in seen.result.notes]
    assert notes == [("refused_address", "mirror.example.com")]


def crawl_of(tmp_path: Path, site: Served, limits: Limits | None = None) -> CrawlResult:
    """A crawl of the site's list in the same archive as before."""
    config = settings(tmp_path)
    source = register(config, Source("s", "样本", listings=(f"{site.url}/nb/",)))
    return crawl(source, config, limits=limits)


def test_an_unchanged_page_is_asked_for_with_its_validators(tmp_path: Path) -> None:
    """The second crawl sends the ETag; 304 counts as unchanged and is no failure."""
    listing = Page(f'<a href="/1.html">{TITLE}</a>'.encode())
    pages = {"/nb/": listing, "/1.html": Page(BODY.encode(), headers=(("ETag", '"a"'),))}
    with serve(pages=pages) as site:
        crawl_of(tmp_path, site)
        pages["/1.html"] = Page(b"", status=304)
        again = crawl_of(tmp_path, site)
        sent = [one.headers.get("if-none-match") for one in site.asked if one.path == "/1.html"]
    found = (again.counts["unchanged"], again.counts["failed"], sent)
    assert found == (1, 0, [None, '"a"'])


def test_an_unchanged_answer_is_archived(tmp_path: Path) -> None:
    """A 304 leaves a revisit record, and the page's row says when it was last seen."""
    listing = Page(f'<a href="/1.html">{TITLE}</a>'.encode())
    pages = {"/nb/": listing, "/1.html": Page(BODY.encode(), headers=(("ETag", '"a"'),))}
    with serve(pages=pages) as site:
        crawl_of(tmp_path, site)
        pages["/1.html"] = Page(b"", status=304)
        crawl_of(tmp_path, site)
        page = f"{site.url}/1.html"
    catalog = Catalog.open(settings(tmp_path))
    with catalog.read() as conn:
        snapshot = unmodified.held(conn, page)
    catalog.close()
    assert snapshot is not None
    revisits = []
    for file in sorted(settings(tmp_path).warc_dir.glob("*.warc.gz")):
        with file.open("rb") as stream:
            revisits += [
                record.rec_headers.get_header("WARC-Target-URI")
                for record in ArchiveIterator(stream)
                if record.rec_type == "revisit"
            ]
    assert (revisits, snapshot.last_seen_at > snapshot.fetched_at) == ([page], True)


def test_a_page_that_lists_name_no_longer_is_visited(tmp_path: Path) -> None:
    """What a list has dropped is asked for all the same: the site itself says it is gone."""
    pages = {
        "/nb/": Page(f'<a href="/1.html">{TITLE}</a><a href="/2.html">{TITLE}</a>'.encode()),
        "/1.html": Page(BODY.encode()),
        "/2.html": Page(BODY.encode()),
    }
    with serve(pages=pages) as site:
        crawl_of(tmp_path, site)
        pages["/nb/"] = Page(f'<a href="/1.html">{TITLE}</a>'.encode())
        del pages["/2.html"]
        crawl_of(tmp_path, site)
        catalog = Catalog.open(settings(tmp_path))
        with catalog.read() as conn:
            visit = visits.get(conn, f"{site.url}/2.html")
        catalog.close()
    assert visit is not None
    assert (visit.last_state, visit.misses) == ("gone", 1)


def test_a_site_that_challenges_all_is_left_in_peace(tmp_path: Path) -> None:
    """After a few challenges in a row the crawl ends, says why, and the rest waits."""
    links = "".join(f'<a href="/{number}.html">{TITLE}</a>' for number in range(40))
    pages = {f"/{number}.html": Page(b"x", status=521) for number in range(40)}
    with serve(pages=pages | {"/nb/": Page(links.encode())}) as site:
        result = crawl_of(tmp_path, site)
        asked = len(site.paths())
    assert (asked < 10, result.finished, result.notes[-1].code) == (True, False, "site_down")


def test_a_cap_on_pages_is_told(tmp_path: Path) -> None:
    """A crawl that met its cap is not finished, and names it."""
    links = "".join(f'<a href="/{number}.html">{TITLE}</a>' for number in range(9))
    pages = {f"/{number}.html": Page(BODY.encode()) for number in range(9)}
    with serve(pages=pages | {"/nb/": Page(links.encode())}) as site:
        result = crawl_of(tmp_path, site, Limits(report_pages=4))
    told = [(note.code, note.times) for note in result.notes]
    assert (result.counts["new"], result.finished, told) == (4, False, [("page_cap", 5)])
