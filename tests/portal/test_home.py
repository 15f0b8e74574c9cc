"""The home page says what is held and leads on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from archive.browsing import Held
from portal.holdings import Holdings
from portal.home import complete_year
from reports import divisions
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import Shelf, broken_sum, cells, report


def test_totals_are_those_of_the_catalog(client: FlaskClient) -> None:
    """Fifteen reports of three agencies, 2012 to 2023, last fetched on China's 1 February."""
    page = get(client, "/")
    assert texts(page, ".totals dd") == ["15", "3", "2012–2023", "2024年2月1日"]


def test_newest_reports_lead_to_their_pages(client: FlaskClient) -> None:
    """What came last stands first, an unknown agency named as such."""
    page = get(client, "/")
    first = one(page, "section:has(#newest) li a")
    status = client.get(href(first)).status_code
    assert ("未识别机关" in first.get_text(), status) == (True, 200)


def test_findings_are_told_in_words(client: FlaskClient) -> None:
    """The broken sum is on the home page with its agency, and leads to the report's checks."""
    page = get(client, "/")
    item = one(page, ".findings li")
    told = text(item, ".message")
    assert (told, href(one(item, "a")).endswith("#findings")) == (
        "行政复议：结果维持 10 + 结果纠正 1 = 11，而总计 0，相差 11。",
        True,
    )


def test_the_map_has_a_tile_for_every_province(client: FlaskClient) -> None:
    """34 tiles, each a link to its own region, no two in one place."""
    tiles = get(client, "/").select(".tiles li")
    places = {tuple(str(name) for name in tile["class"]) for tile in tiles}
    linked = {href(one(tile, "a")) for tile in tiles}
    expected = {f"/regions/{province.code}" for province in divisions.provinces()}
    assert (len(tiles), len(places), linked) == (34, 34, expected)


def test_what_is_not_held_has_no_number(client: FlaskClient) -> None:
    """A province without reports says so and never shows a zero."""
    page = get(client, "/")
    told = {text(tile, ".vh"): text(tile, ".n") for tile in page.select(".tiles a")}
    empty = {name: number for name, number in told.items() if name.endswith("未收录")}
    held = {name: number for name, number in told.items() if name not in empty}
    assert (len(empty), set(empty.values()), held) == (
        31,
        {""},
        {"江苏省：收录 1 份": "1", "湖北省：收录 12 份": "12", "重庆市：收录 1 份": "1"},
    )


def test_the_table_says_what_the_map_shows(client: FlaskClient) -> None:
    """The largest number first; the same provinces and numbers as on the tiles."""
    page = get(client, "/")
    rows = [texts(row, "th, td") for row in page.select(".map tbody tr")]
    assert rows == [["湖北省", "12"], ["江苏省", "1"], ["重庆市", "1"]]


def test_the_map_is_shaded_by_a_metric(client: FlaskClient) -> None:
    """Decisions on penalties in the newest complete year: 60 in 湖北, of one report; 江苏 states
    0, which is a number."""
    page = get(client, "/?map=penalties")
    rows = [texts(row, "th, td") for row in page.select(".map tbody tr")]
    assert rows == [["湖北省", "60", "1"], ["江苏省", "0", "1"]]


def test_a_blank_figure_is_no_zero(shelf: Shelf) -> None:
    """A province whose one report leaves the cell blank has no number on the map."""
    shelf.put(report(cells=cells("2021", {("requests", "received", "total"): ""})))
    page = get(shelf.client, "/?map=received")
    assert (page.select(".map tbody tr"), page.select(".tiles a.s1, .tiles a.s3")) == ([], [])


def test_a_share_is_of_the_sums(shelf: Shelf) -> None:
    """Refused over handled, added up over the reports of the province first: 3 of 20."""
    for name, refused, handled in (("甲局", "1", "10"), ("乙局", "2", "10")):
        shelf.put(
            report(
                agency=f"大冶市{name}",
                cells=cells(
                    "2021",
                    {
                        ("requests", "refused.state_secret", "total"): refused,
                        ("requests", "total", "total"): handled,
                    },
                ),
            ),
            body=name.encode(),
        )
    page = get(shelf.client, "/?map=refused_share")
    assert texts(page, ".map tbody td") == ["15.0%", "2"]


@pytest.mark.parametrize("bad", ["map=x", "map=received&map=suits", "map=" + "a" * 5000])
def test_a_metric_that_there_is_not_is_refused(client: FlaskClient, bad: str) -> None:
    """400, with a way on."""
    assert text(get(client, f"/?{bad}", 400), ".status") == "400"


def test_the_map_follows_what_is_filed(shelf: Shelf) -> None:
    """What was counted is not kept beyond a report that comes."""
    shelf.put(report(year=2021))
    before = texts(get(shelf.client, "/"), ".map tbody td")
    shelf.put(report(year=2022), body=b"2")
    assert (before, texts(get(shelf.client, "/"), ".map tbody td")) == (["1"], ["2"])


def test_a_report_is_among_the_findings_once(shelf: Shelf) -> None:
    """Of a report with several failing findings the gravest is told."""
    shelf.put(report(findings=(replace(broken_sum(), severity="W", message="轻"), broken_sum())))
    told = texts(get(shelf.client, "/"), ".findings .message")
    assert told == [broken_sum().message]


def test_the_latest_complete_year_is_due() -> None:
    """Reports on a year are due by 31 March of the next; until then the year before counts."""
    held = Holdings((Held(None, 2023, None, None, 1), Held(None, 2024, None, None, 1)), {}, {})
    on = {
        day: complete_year(held, datetime(2025, *day, 12, tzinfo=UTC)) for day in ((3, 31), (4, 1))
    }
    assert on == {(3, 31): 2023, (4, 1): 2024}


def test_the_search_box_works_without_script(client: FlaskClient) -> None:
    """The box is a plain form that asks /search for q."""
    form = one(get(client, "/"), "main form")
    assert (form["action"], form["method"], one(form, "input")["name"]) == ("/search", "get", "q")


def test_an_empty_catalog_says_so(shelf: Shelf) -> None:
    """Nothing held is a sentence, never a row of zeros."""
    page = get(shelf.client, "/")
    assert ("还没有收录年报" in text(page, "main"), page.select("dl.totals")) == (True, [])


def test_an_agency_lists_its_years(client: FlaskClient) -> None:
    """The agency's page lists its twelve reports, newest first."""
    report = get(client, link(get(client, "/search?q=水利局&sort=newest"), ".results a", ""))
    page = get(client, href(one(report, "h1 a")))
    years = texts(page, ".ledger .year")
    assert years == [str(year) for year in range(2023, 2011, -1)]


def test_about_answers(client: FlaskClient) -> None:
    """It says that blank is not zero."""
    assert "空白不等于 0" in text(get(client, "/about"), "main")


def test_findings_say_in_english_what_was_asked(client: FlaskClient) -> None:
    """The sentence of the rule goes before the Chinese one of the finding."""
    told = text(get(client, "/?lang=en"), ".findings .message")
    parts = told.partition(". ")
    assert (parts[0], parts[2][-6:]) == ("Reconsideration: the four results = total", "相差 11。")
