"""Files that a list links directly: what the link says is a hint for reading them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from archive import reports as catalog_reports
from archive import snapshots, sources
from archive.keep import Arrival, keep_all
from archive.settings import Settings
from archive.sources import Source
from archive.verify import verify
from jobs import steps
from jobs.context import Context, open_context
from jobs.worker import carry_out
from reports.model import AnnualReport
from samples.pages import Page
from samples.site import serve
from tests.jobs.test_attached import NAME, NAMELESS

FILE = "http://slj.hbdaye.gov.cn/xxgk/nb/P020240131.docx"


def _read(context: Context, body: bytes = NAMELESS, **told: Any) -> AnnualReport:
    arrival = Arrival(url=FILE, body=body, http_status=200, **told)
    keep_all(context.store, context.catalog, [arrival])
    return _only(context)


def _only(context: Context) -> AnnualReport:
    steps.read_pending(context)
    with context.catalog.read() as conn:
        (record,) = catalog_reports.many(conn, catalog_reports.ids(conn))
    return record.report


@pytest.mark.parametrize(
    ("text", "year"),
    [(f"附件：{NAME}.docx", None), ("大冶市水利局", 2023), ("大冶市水利局.docx", 2023)],
)
def test_the_link_names_body_and_year(context: Context, text: str, year: int | None) -> None:
    """A file that names neither takes them from its link: in a title, or as a bare name below
    a year."""
    report = _read(context, link_text=text, link_year=year)
    assert (report.agency, report.year) == ("大冶市水利局", 2023)


def test_a_link_that_names_nobody_says_nothing(context: Context) -> None:
    """下载 is no body's name, and no year is made of it."""
    report = _read(context, link_text="点击下载")
    assert (report.agency, report.year) == (None, None)


def test_the_default_agency_of_the_source_is_a_hint(context: Context) -> None:
    """A column of one body, whose links say the year alone."""
    report = _read(context, agency="大冶市水利局", link_text="2023年度报告", link_year=2023)
    assert (report.agency, report.year) == ("大冶市水利局", 2023)


def test_what_the_file_says_itself_goes_before_its_link(context: Context) -> None:
    """A list's line may be wrong: the title in the file weighs more."""
    other = "大冶市教育局2022年政府信息公开工作年度报告"
    text = (
        NAME
        + "\n\n"
        + "\n".join(
            f"{head}\n按规定公开。" for head in ("一、总体情况", "二、主动公开政府信息情况")
        )
    )
    report = _read(context, text.encode(), link_text=other)
    assert (report.agency, report.year) == ("大冶市水利局", 2023)


def test_hints_of_the_list_survive_the_catalog(context: Context, tmp_path: Path) -> None:
    """The WARC files alone give the same reading."""
    before = _read(context, link_text="大冶市水利局", link_year=2023)
    context.store.close()
    lost = Settings(home=tmp_path / "lost")
    shutil.copytree(context.settings.warc_dir, lost.warc_dir)
    with open_context(lost) as again:
        verify(again.store, again.catalog)
        after = _only(again)
    assert before == after


def test_a_crawl_hands_the_hints_on(tmp_path: Path) -> None:
    """The words of the list's link and the year above it go with the file that was fetched."""
    listing = f'<h3>2023年</h3><li><a href="/1.docx">{NAME}</a></li>'
    pages = {"/nb/": Page(listing.encode()), "/1.docx": Page(NAMELESS, "application/msword")}
    config = Settings(home=tmp_path / "home", allow_loopback=True, crawl_delay=0.0)
    with serve(pages=pages) as site, open_context(config) as context:
        with context.catalog.begin() as conn:
            sources.put(conn, Source("s", "样本", listings=(f"{site.url}/nb/",)))
        carry_out(context, "crawl", "s")
        with context.catalog.read() as conn:
            (kept,) = snapshots.all_(conn)
            (record,) = catalog_reports.many(conn, catalog_reports.ids(conn))
    assert (kept.link_text, kept.link_year, record.report.agency) == (NAME, 2023, "大冶市水利局")
