"""What a site might do to harm the crawler, or to have it forget its manners."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.frontier import Address
from archive.settings import Settings
from archive.sources import Source
from crawler.addresses import Trust
from crawler.answers import words
from crawler.inside import led_to
from crawler.network_errors import in_words
from crawler.outcomes import CrawlResult, Limits
from crawler.run import crawl
from samples.bench import hostile
from samples.pages import Page
from samples.site import Served, serve
from tests.crawler.helpers import kept, register, settings

TITLE = "某局2020年政府信息公开工作年度报告"
BODY = f"<html><body><h1>{TITLE}</h1><p>{'政府信息公开。' * 80}</p></body></html>".encode()
LINKS = "".join(f'<a href="/{number}.html">{TITLE}</a>' for number in range(3))
COOKIE = (("Set-Cookie", "session=secret; Path=/"),)
PAGES = {
    "/nb/": Page(LINKS.encode(), headers=COOKIE),
    **{
        f"/{number}.html": Page(BODY + b"<!-- %d -->" % number, headers=COOKIE)
        for number in range(3)
    },
}


def crawl_of(config: Settings, pages: dict[str, Page], limits: Limits | None = None) -> CrawlResult:
    """A crawl of these pages from the list at /nb/."""
    with serve(pages=pages) as site:
        source = register(config, Source("s", "样本", listings=(f"{site.url}/nb/",)))
        return crawl(source, config, limits=limits)


@pytest.mark.parametrize("opening", ["<script>", "<style>", "<title>", "<!--"])
def test_what_is_never_closed_goes_on_to_the_end(opening: str) -> None:
    """As in browsers; nothing is searched again from every further opening."""
    assert words(f"<p>有字{opening}没有字".encode() + b"<script" * 7000) == "有字"


def test_a_page_without_end_is_taken_apart_in_part() -> None:
    """Of a page of many megabytes the beginning alone becomes a tree."""
    asked = Address(kind="report", url="http://a.gov.cn/1.html")
    body = b'<html><a href="/1.pdf">x</a>' + b" " * (5 << 20) + b'<a href="/2.pdf">x</a>'
    trust = Trust.of([asked.url], allow_loopback=False)
    found, _ = led_to(asked, body, asked.url, None, trust)
    assert [address.url for address in found] == ["http://a.gov.cn/1.pdf"]


def test_a_head_without_end_is_cut_off(tmp_path: Path) -> None:
    """Headers are not gathered until memory or the time limit is gone; the page beside is kept."""
    config = settings(tmp_path)
    with hostile(only=["endless_headers"]) as traps:
        trap = traps["endless_headers"]
        result = crawl(register(config, Source("s", "样本", listings=(trap.listing,))), config)
        told = [(failure.state, failure.reason) for failure in result.failures]
        urls = tuple(snapshot.url for snapshot, _ in kept(config))
    assert (told, urls) == (
        [("unreachable", "没有得到回答：回答不合 HTTP 的格式")],
        trap.sound,
    )


def test_a_crawl_ends_at_its_volume(tmp_path: Path) -> None:
    """A site of giants does not fill the disk; the rest waits, and the report says so."""
    result = crawl_of(settings(tmp_path), PAGES, Limits(volume_bytes=len(BODY)))
    assert (result.finished, [note.code for note in result.notes]) == (False, ["volume_cap"])


@dataclass(frozen=True)
class Cookies:
    """A crawl of a site that hands out cookies."""

    site: Served
    requests: list[str]


@pytest.fixture(scope="module")
def cookies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cookies]:
    """The site, and the request records of its crawl as text."""
    config = settings(tmp_path_factory.mktemp("home"))
    with serve(pages=PAGES) as site:
        crawl(register(config, Source("s", "样本", listings=(f"{site.url}/nb/",))), config)
        found = []
        for file in config.warc_dir.glob("*.warc.gz"):
            with file.open("rb") as stream:
                found += [
                    str(record.http_headers)
                    for record in ArchiveIterator(stream)
                    if record.rec_type == "request"
                ]
        yield Cookies(site, found)


def test_cookies_are_not_taken(cookies: Cookies) -> None:
    """What a site sets is never sent back, and no record of ours holds it."""
    sent = [request for request in cookies.site.asked if "cookie" in request.headers]
    held = [text for text in cookies.requests if "secret" in text.lower()]
    assert (len(cookies.requests), sent, held) == (3, [], [])


def test_rules_that_come_compressed_are_obeyed(tmp_path: Path) -> None:
    """A site that compresses uninvited closes what it closes all the same."""
    rules = Page(
        gzip.compress(b"User-agent: *\nDisallow: /\n"), headers=(("Content-Encoding", "gzip"),)
    )
    result = crawl_of(settings(tmp_path), {**PAGES, "/robots.txt": rules})
    assert [failure.state for failure in result.failures] == ["refused_by_robots"]


def test_rules_that_lead_inside_are_no_leave(tmp_path: Path) -> None:
    """robots.txt that redirects to where we may not go is out of reach, and closes the site."""
    rules = Page(b"", status=302, headers=(("Location", "http://10.0.0.1/robots.txt"),))
    result = crawl_of(settings(tmp_path), {**PAGES, "/robots.txt": rules})
    assert [failure.state for failure in result.failures] == ["unreachable"]


def _wrapped(*inner: BaseException) -> BaseException:
    outer = RuntimeError("outer")
    outer.reasons = list(inner)  # type: ignore[attr-defined] # as Twisted's have it
    return outer


def test_errors_of_the_network_are_told_in_our_words() -> None:
    """However deep a library wraps them; a sentence of ours stays as it is."""
    lost = type("ConnectionLost", (Exception,), {})()
    refused = OSError("10.0.0.1 是内部网络地址，不予抓取。")
    told = in_words(_wrapped(_wrapped(lost), lost, refused, TimeoutError()))
    assert told == "连接中断；10.0.0.1 是内部网络地址，不予抓取。；超过时限"
