"""What a crawl met and missed, by address: redirected, oddly named, and after the catalog is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive.catalog import Catalog
from archive.settings import Settings
from archive.sources import Source
from archive.tables import visits
from crawler.run import crawl
from samples.pages import Page
from samples.site import serve
from tests.crawler.helpers import fixity, register, settings

TITLE = "某局2020年政府信息公开工作年度报告"
BODY = f"<html><body><h1>{TITLE}</h1><p>{'政府信息公开。' * 80}</p></body></html>"
NAMED = "/%E5%B9%B4%E6%8A%A5.html"
LINKS = ("/kept.html", "/old.html", "/年报.html", "/tagged.html", "/never.html")


@dataclass(frozen=True)
class Crawled:
    """The archive of three crawls, of which the first alone found everything; ``rows`` by path."""

    config: Settings
    root: str
    rows: dict[str, Any]


def _rows(config: Settings, root: str) -> dict[str, Any]:
    catalog = Catalog.open(config)
    with catalog.read() as conn:
        found = conn.execute(select(visits).order_by(visits.c.url)).mappings().all()
    catalog.close()
    return {row["url"].removeprefix(root): dict(row) for row in found}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawls of a site that takes three of its pages away."""
    config = settings(tmp_path_factory.mktemp("home"), gone_after_seconds=0.0)
    listing = "".join(f'<a href="{path}">{TITLE}</a>' for path in LINKS)
    moved = Page(b"", status=302, headers=(("Location", "/new.html"),))
    pages = {
        "/nb/": Page(listing.encode()),
        "/kept.html": Page(BODY.encode()),
        "/tagged.html": Page(BODY.encode() + b"<!-- -->", headers=(("ETag", '"a"'),)),
        "/old.html": moved,
        "/new.html": Page(BODY.encode() + b"<!-- new -->"),
        NAMED: Page(BODY.encode() + b"<!-- named -->"),
    }
    with serve(pages=pages) as site:
        source = register(config, Source("s", "样本", listings=(f"{site.url}/nb/",)))
        crawl(source, config)
        for path in ("/old.html", "/new.html", NAMED):
            del pages[path]
        crawl(source, config)
        crawl(source, config)
        yield Crawled(config, site.url, _rows(config, site.url))


def test_both_ends_of_a_redirect_are_visited(crawled: Crawled) -> None:
    """The address asked for and the one it led to are gone by themselves: the report is
    withdrawn only when both are."""
    ends = [crawled.rows[path] for path in ("/old.html", "/new.html")]
    assert [row["gone_at"] is not None for row in ends] == [True, True]


def test_an_address_is_one_however_it_is_written(crawled: Crawled) -> None:
    """A name in Chinese characters is visited under the address that is asked for."""
    assert (crawled.rows[NAMED]["gone_at"] is None, "/年报.html" in crawled.rows) == (False, False)


def test_visits_survive_the_catalog(crawled: Crawled, tmp_path: Path) -> None:
    """From the WARC files alone every visit's row comes back as it was."""
    config = settings(tmp_path / "home", gone_after_seconds=0.0)
    shutil.copytree(crawled.config.warc_dir, config.warc_dir)
    fixity(config)
    assert _rows(config, crawled.root) == crawled.rows
