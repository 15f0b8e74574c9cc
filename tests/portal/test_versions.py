"""The page of versions: each copy, and what changed, cell by cell and by text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from archive import visits
from reports.model import Section
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import FETCHED, HOSTILE, Shelf, cells, report

PAGE = "http://www.example.gov.cn/nb/2023.html"
DAY = timedelta(days=1)
BEFORE = "全年作出行政处罚60件。\n河道巡查照常进行。"
AFTER = f"全年作出行政处罚61件。\n河道巡查照常进行。\n{HOSTILE}"


@pytest.fixture
def identity(shelf: Shelf) -> str:
    """A report whose page was edited on the third day, looked at again on the fifth without
    change, and changed on the seventh in nothing that is read."""
    old = report(sections=(Section(1, "一、总体情况", BEFORE),))
    new = report(
        sections=(Section(1, "一、总体情况", AFTER),),
        cells=cells("2021", {("proactive", "penalties", "decisions"): "61"}),
        title="改过的标题",
    )
    name = ""
    for day, body, read in ((0, b"one", old), (2, b"two", new), (4, b"two", new), (6, b"3", new)):
        copy = shelf.keep(read, url=PAGE, body=body, fetched_at=FETCHED + day * DAY)
        name = shelf.file(copy, read)
    shelf.index([])
    return name


@pytest.fixture
def page(shelf: Shelf, identity: str) -> BeautifulSoup:
    """The page of its versions."""
    return get(shelf.client, f"/reports/{identity}/versions")


def test_every_copy_is_listed_latest_first(page: BeautifulSoup) -> None:
    """Three copies of four visits, with the day the middle one was seen again."""
    heads = [" ".join(head.split()[:2]) for head in texts(page, ".versions h3")]
    assert heads == ["2024-02-07 01:30", "2024-02-03 01:30", "2024-02-01 01:30"]
    assert "最后见到 2024-02-05 01:30" in texts(page, ".versions .facts")[1]
    assert text(page, ".title .facts") == "存档 3 份修订 1 次"


def test_a_changed_cell_is_told_with_both_prints(page: BeautifulSoup) -> None:
    """One row: which cell, what it was, what it became; and its place on the report's page."""
    (row,) = page.select(".changed tbody tr")
    assert text(row, "a") == "行政处罚 · 本年处理决定数量"
    assert (text(row, "del"), text(row, "ins")) == ("60", "61")
    assert href(one(row, "a")).endswith("#proactive.penalties.decisions")


def test_a_changed_text_is_told_line_by_line(page: BeautifulSoup) -> None:
    """Lines gone and lines come; what did not change is not shown."""
    assert texts(page, ".textual del") == ["全年作出行政处罚60件。"]
    assert texts(page, ".textual ins") == ["全年作出行政处罚61件。", HOSTILE]


def test_what_differs_in_a_line_is_marked(shelf: Shelf) -> None:
    """Where as many lines went as came, only the characters that differ are marked."""
    name = ""
    for day, words in enumerate(("处罚60件，办结。", "处罚61件，办结。")):
        read = report(sections=(Section(1, "一、总体情况", words),))
        copy = shelf.keep(read, url=PAGE, body=words.encode(), fetched_at=FETCHED + day * DAY)
        name = shelf.file(copy, read)
    page = get(shelf.client, f"/reports/{name}/versions")
    assert (texts(page, "del mark"), texts(page, "ins mark")) == (["0"], ["1"])


def test_a_changed_field_is_told(page: BeautifulSoup) -> None:
    """The title was another."""
    assert text(page, ".versions .provenance dt") == "标题"
    assert texts(page, ".versions .provenance ins") == ["改过的标题"]


def test_nothing_from_a_page_is_markup(shelf: Shelf, identity: str) -> None:
    """A script in the text is shown and never run."""
    html = shelf.client.get(f"/reports/{identity}/versions").get_data(as_text=True)
    assert (HOSTILE in html, "<script>" in html) == (False, False)


def test_other_bytes_with_the_same_words_are_said_to_be_so(page: BeautifulSoup) -> None:
    """The latest copy differs in nothing that is read, and the first has nothing before it."""
    assert texts(page, ".versions li > .quiet") == [
        "文件与前一版不同，读出的文字和数字没有变化。",
        "这个地址最早的存档。",
    ]


def test_copies_by_two_readers_are_not_compared(shelf: Shelf) -> None:
    """The page says so, and does not claim that nothing changed."""
    name = ""
    for day, version in enumerate(("1", "2")):
        read = replace(report(), reader_version=version)
        copy = shelf.keep(read, url=PAGE, body=version.encode(), fetched_at=FETCHED + day * DAY)
        name = shelf.file(copy, read)
    page = get(shelf.client, f"/reports/{name}/versions")
    assert "重读之后才能比较" in texts(page, ".versions li > .quiet")[0]


def test_a_copy_leads_to_its_bytes(shelf: Shelf, page: BeautifulSoup) -> None:
    """Each version has the archived original of its own."""
    links = [href(found) for found in page.select(".versions .facts a")]
    assert [shelf.client.get(link).data for link in links] == [b"3", b"two", b"one"]


def test_the_report_leads_to_its_versions(shelf: Shelf, identity: str) -> None:
    """From the head of the page of the report, with the number of revisions."""
    found = link(get(shelf.client, f"/reports/{identity}"), ".source a", "修订 1 次")
    assert found == f"/reports/{identity}/versions"


def test_a_withdrawn_report_says_so(shelf: Shelf, identity: str) -> None:
    """源站已撤 with the last day seen, on the report and on its versions; before, on neither."""
    paths = (f"/reports/{identity}", f"/reports/{identity}/versions")
    before = [get(shelf.client, path).select(".withdrawn") for path in paths]
    with shelf.catalog.begin() as conn:
        for day in (8, 9):
            visits.seen(conn, PAGE, "a", "gone", FETCHED + day * DAY)
    after = [text(get(shelf.client, path), ".withdrawn") for path in paths]
    assert before == [[], []]
    assert all(
        found.startswith("源站已撤：最后见到 2024年2月7日，2024年2月10日确认") for found in after
    )


def test_an_unknown_report_has_no_versions(shelf: Shelf) -> None:
    """404, with a way on."""
    assert get(shelf.client, "/reports/none/versions", 404).select("a")
