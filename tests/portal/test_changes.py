"""The change feed: by day, by kind, page by page, and whole as JSON and CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from archive import visits
from portal.changes import COLUMNS, PAGE_SIZE
from tests.portal.page import get, href, one, text, texts
from tests.portal.shelf import FETCHED, HOSTILE, Shelf, report

PAGE = "http://www.example.gov.cn/nb/{}.html"
DAY = timedelta(days=1)


@pytest.fixture
def told(shelf: Shelf) -> Shelf:
    """2022 edited on the third day, 2023 withdrawn by the ninth, with hostile titles."""
    for year, day, title in ((2022, 0, "旧标题"), (2022, 2, HOSTILE), (2023, 1, "=1+1")):
        read = report(year=year, title=title)
        shelf.file(
            shelf.keep(
                read, url=PAGE.format(year), body=title.encode(), fetched_at=FETCHED + day * DAY
            ),
            read,
        )
    with shelf.catalog.begin() as conn:
        for day in (5, 9):
            visits.seen(conn, PAGE.format(2023), "a", "gone", FETCHED + day * DAY)
    return shelf


def test_changes_stand_under_their_days(told: Shelf) -> None:
    """Days of China, latest first; each change with its kind, its detail and its host."""
    page = get(told.client, "/changes")
    days = texts(page, ".day h2")
    lines = texts(page, ".day .where")
    assert days == ["2024年2月10日", "2024年2月3日", "2024年2月2日", "2024年2月1日"]
    assert "源站已撤 最后见到 2024年2月2日 · www.example.gov.cn" in lines
    assert "悄悄改动 改动 1 项信息 · www.example.gov.cn" in lines
    assert lines.count("新收录 · www.example.gov.cn") == 2


def test_a_change_leads_to_where_it_is_seen(told: Shelf) -> None:
    """Edits and withdrawals lead to the versions, new reports to their page."""
    found = {
        kind: href(one(get(told.client, f"/changes?kind={kind}"), ".day li a"))
        for kind in ("new", "edited", "withdrawn")
    }
    assert [url.endswith("/versions") for url in found.values()] == [False, True, True]
    assert [told.client.get(url).status_code for url in found.values()] == [200] * 3


@pytest.mark.parametrize(("kind", "count"), [("new", 2), ("edited", 1), ("withdrawn", 1)])
def test_one_kind_alone(told: Shelf, kind: str, count: int) -> None:
    """The kind is a part of the address, on the page and in its data."""
    page = get(told.client, f"/changes?kind={kind}")
    data = told.client.get(f"/changes.json?kind={kind}").get_json()
    assert (len(page.select(".day li")), text(page, ".title .facts span")) == (
        count,
        f"共 {count} 条",
    )
    assert (
        [change["kind"] for change in data["changes"]] == [kind] * count == [kind] * data["total"]
    )


def test_json_and_csv_hold_what_the_page_shows(told: Shelf) -> None:
    """The same changes in the same order; titles as they are, but for what a spreadsheet would
    take for a formula."""
    data = told.client.get("/changes.json").get_json()["changes"]
    answer = told.client.get("/changes.csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(answer.removeprefix("\ufeff"))))
    links = [href(found) for found in get(told.client, "/changes").select(".day li a")]
    assert [change["url"] for change in data] == [row[6] for row in rows[1:]] == links
    assert rows[0] == list(COLUMNS) == list(data[0])
    titles = {change["title"]: row[3] for change, row in zip(data, rows[1:], strict=True)}
    assert titles == {HOSTILE: HOSTILE, "=1+1": "'=1+1"}


def test_nothing_from_a_page_is_markup(told: Shelf) -> None:
    """A hostile title is words."""
    assert "<script>" not in told.client.get("/changes").get_data(as_text=True)


def test_the_list_is_paged_and_its_data_is_not(shelf: Shelf) -> None:
    """Thirty a page; JSON and CSV hold all pages of it, whichever is asked for."""
    for number in range(PAGE_SIZE + 3):
        shelf.put(
            report(agency=f"第{number}局", region=None),
            body=str(number).encode(),
            url=PAGE.format(number),
        )
    first, second = get(shelf.client, "/changes"), get(shelf.client, "/changes?page=2")
    data = shelf.client.get("/changes.json?page=2").get_json()
    lines = shelf.client.get("/changes.csv?page=2").get_data(as_text=True).splitlines()
    assert [len(page.select(".day li")) for page in (first, second)] == [PAGE_SIZE, 3]
    assert href(one(first, '[rel="next"]')) == "/changes?page=2"
    assert href(one(second, '[rel="prev"]')) == "/changes"
    assert (len(data["changes"]), data["total"], len(lines)) == (33, 33, 34)


@pytest.mark.parametrize(
    "bad",
    [
        "kind=x",
        "kind=new&kind=edited",
        "page=0",
        "page=-1",
        "page=²",
        "page=99999999999",
        "page=1&page=2",
    ],
)
def test_a_bad_parameter_is_refused(shelf: Shelf, bad: str) -> None:
    """400 with a sentence, as a page and as JSON."""
    assert "网址中的参数" in text(get(shelf.client, f"/changes?{bad}", 400), "main")
    assert shelf.client.get(f"/changes.json?{bad}").status_code == 400


def test_a_page_beyond_the_last_is_empty(told: Shelf) -> None:
    """It says so, and leads back."""
    page = get(told.client, "/changes?page=9")
    assert (texts(page, ".empty"), bool(page.select('[rel="prev"]'))) == (["没有这么多页。"], True)


def test_an_empty_catalog_has_no_changes(shelf: Shelf) -> None:
    """A page that says so, empty JSON, a head of CSV."""
    assert texts(get(shelf.client, "/changes"), ".empty") == ["还没有这样的变动。"]
    assert shelf.client.get("/changes.json").get_json() == {"total": 0, "changes": []}
