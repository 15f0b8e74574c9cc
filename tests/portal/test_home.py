"""The home page says what is held and leads on."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import Shelf


def test_totals_are_those_of_the_catalog(client: FlaskClient) -> None:
    """Fifteen reports of three agencies, 2012 to 2023, last fetched on China's 1 February."""
    page = get(client, "/")
    assert texts(page, ".totals dd") == ["15 份", "3 个", "2012–2023", "2024年2月1日"]


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


def test_every_province_held_is_a_link_with_its_count(client: FlaskClient) -> None:
    """Three provinces are held and no other is listed."""
    page = get(client, "/")
    held = dict(zip(texts(page, ".places a > span:first-child"), texts(page, ".places .count"),
                    strict=True))  # fmt: skip
    assert held == {"江苏省": "1 份", "湖北省": "12 份", "重庆市": "1 份"}


def test_a_province_leads_to_its_reports(client: FlaskClient) -> None:
    """湖北's page counts its reports and names the city below it."""
    page = get(client, link(get(client, "/"), ".places a", "湖北省"))
    assert (text(page, "h1"), text(page, ".places a")) == ("湖北省", "黄石市 12 份")


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
