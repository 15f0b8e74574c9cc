"""Ways in without a search: bodies, places, types and years, as pages and as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from portal.about import contact
from portal.bodies import PAGE_SIZE
from reports.model import AGENCY_TYPES, Region
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import DAYE, HONGZE, HOSTILE, Shelf, cells, open_shelf, report

YANGXIN = Region("420222", "湖北省", "黄石市", "阳新县")
GOVERNMENT = "政府及办公厅(室)"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """大冶's government and water bureau over the years with a gap, 阳新's water bureau, 洪泽."""
    shelf = open_shelf(tmp_path_factory.mktemp("town") / "home")
    received = {2019: "5", 2020: "7", 2022: "", 2023: "3"}
    for year, raw in received.items():
        form = "2019" if year < 2021 else "2021"
        printed = {("requests", "received", "total"): raw, ("requests", "total", "total"): "2"}
        shelf.put(report(year=year, form=form, cells=cells(form, printed)))  # type: ignore[arg-type]
    shelf.put(report(agency="大冶市人民政府", agency_type=GOVERNMENT, title="政府年报"))
    shelf.put(report(agency="阳新县水利局", region=YANGXIN, title="阳新年报"))
    shelf.put(report(agency="淮安市洪泽区水利局", region=HONGZE, title="洪泽年报"))
    yield shelf
    shelf.close()


@pytest.fixture
def reader(town: Shelf) -> FlaskClient:
    """A browser on that town."""
    return town.client


def _agency(reader: FlaskClient, name: str) -> str:
    return link(get(reader, "/agencies/"), ".bodies a", name)


def test_bodies_stand_by_their_pinyin(reader: FlaskClient) -> None:
    """大冶 under D, 淮安 under H, 阳新 under Y."""
    page = get(reader, "/agencies/")
    found = {text(part, "h2"): texts(part, "a") for part in page.select(".letter")}
    assert found == {
        "D": ["大冶市人民政府", "大冶市水利局"],
        "H": ["淮安市洪泽区水利局"],
        "Y": ["阳新县水利局"],
    }


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("initial=Y", ["阳新县水利局"]),
        ("region=420200&type=水利", ["大冶市水利局", "阳新县水利局"]),
        ("q=人民政府", ["大冶市人民政府"]),
        ("q=%25", []),
        ("region=320829", ["淮安市洪泽区水利局"]),
        ("level=national", []),
    ],
)
def test_the_list_is_narrowed(reader: FlaskClient, asked: str, names: list[str]) -> None:
    """By letter, place (of old, too), type, words and level; page, JSON and CSV alike."""
    page = texts(get(reader, f"/agencies/?{asked}"), ".bodies a")
    data = reader.get(f"/agencies.json?{asked}").get_json()
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/agencies.csv?{asked}").text[1:])))
    assert page == [row["name"] for row in data["agencies"]] == [row["name"] for row in rows]
    assert (page, data["total"]) == (names, len(names))


def test_what_narrows_can_be_taken_away(reader: FlaskClient) -> None:
    """Each choice is a chip that leads to the list without it."""
    page = get(reader, "/agencies/?region=420281&type=水利")
    chips = {
        text(a, "a") if a.name != "a" else a.get_text(): href(a) for a in page.select(".chips a")
    }
    assert [("type" in url, "region" in url) for url in chips.values()] == [
        (True, False), (False, True)
    ]  # fmt: skip


def test_the_list_is_paged(shelf: Shelf) -> None:
    """So many a page; the data hold them all; a page behind the last is not there."""
    for number in range(PAGE_SIZE + 2):
        shelf.put(report(agency=f"大冶市第{number}局", region=DAYE), body=str(number).encode())
    pages = [get(shelf.client, f"/agencies/?page={n}") for n in (1, 2)]
    data = shelf.client.get("/agencies.json?page=2").get_json()["agencies"]
    names = [name for page in pages for name in texts(page, ".bodies a")]
    assert names == [row["name"] for row in data]
    assert (len(set(names)), text(get(shelf.client, "/agencies/?page=3", 404), ".status")) == (
        PAGE_SIZE + 2,
        "404",
    )


@pytest.mark.parametrize(
    "bad",
    ["type=x", "region=999999", "level=x", "initial=a", "initial=ZZ", "page=0", "page=x",
     "page=999999", "q=" + "长" * 61, "type=水利&type=公安"],
)  # fmt: skip
def test_a_bad_parameter_is_refused(reader: FlaskClient, bad: str) -> None:
    """400 with a sentence, as a page and as JSON."""
    answers = [reader.get(f"{path}?{bad}").status_code for path in ("/agencies/", "/agencies.json")]
    assert answers == [400, 400]


@pytest.mark.parametrize("odd", ["q=%00", "q=%ff%fe", "q=%ed%a0%80", "initial=", "q=%27%22%3B--"])
def test_odd_words_are_words(reader: FlaskClient, odd: str) -> None:
    """What is no name finds nothing, and breaks nothing."""
    assert reader.get(f"/agencies/?{odd}").status_code == 200


def test_figures_stand_under_their_years(reader: FlaskClient) -> None:
    """A year that is not held is a column of its own, empty; a blank is empty too, never 0."""
    page = get(reader, _agency(reader, "大冶市水利局"))
    row = next(r for r in page.select(".series tbody tr") if "本年新收" in r.get_text())
    years = [head.get_text(" ", strip=True)[:4] for head in page.select(".series thead th")][1:]
    assert dict(zip(years, texts(row, "td"), strict=True)) == {
        "2019": "5", "2020": "7", "2021": "", "2022": "", "2023": "3",
    }  # fmt: skip


def test_a_figure_leads_to_its_cell(reader: FlaskClient) -> None:
    """The link of a number is the anchor that prints it, and that number stands there."""
    page = get(reader, _agency(reader, "大冶市水利局"))
    address, _, cell = href(one(page, ".series tbody td a")).partition("#")
    printed = one(get(reader, address), f"[id='{cell}']").get_text(strip=True)
    assert (cell, printed) == ("requests.received.total", "5")


def test_the_change_of_forms_is_shown(reader: FlaskClient) -> None:
    """One break, at the first year held of the new form, in the table and in each chart."""
    page = get(reader, _agency(reader, "大冶市水利局"))
    broken = texts(page, ".series thead th.broken a")
    charts = [len(chart.select(".break")) for chart in page.select(".chart")]
    assert (broken, charts) == (["2022"], [1])


def test_a_chart_says_in_words_what_it_shows(reader: FlaskClient) -> None:
    """Title and description are there for who does not see it."""
    chart = one(get(reader, _agency(reader, "大冶市水利局")), ".chart svg")
    named = str(chart["aria-labelledby"]).split()
    told = [one(chart, f"#{name}").get_text() for name in named]
    assert told[0] == "信息公开申请"
    assert "新收 2019 年 5，2023 年 3。" in told[1]


def test_a_body_names_who_stands_around_it(reader: FlaskClient) -> None:
    """The government above it, and the same bureau of the next county; not that of another city."""
    page = get(reader, _agency(reader, "大冶市水利局"))
    assert (texts(page, ".also a"), texts(page, ".bodies a")) == (
        ["大冶市人民政府"],
        ["阳新县水利局"],
    )


def test_a_body_says_to_machines_what_it_is(reader: FlaskClient) -> None:
    """JSON-LD of an organisation, with its place and the one above it."""
    page = get(reader, _agency(reader, "大冶市水利局"))
    said = json.loads(one(page, "script[type='application/ld+json']").get_text())
    assert (said["@type"], said["name"], said["areaServed"]["name"]) == (
        "GovernmentOrganization", "大冶市水利局", "大冶市",
    )  # fmt: skip


def test_a_body_as_data_holds_its_figures(reader: FlaskClient) -> None:
    """Every report with its headline figures; null where none is stated."""
    address = _agency(reader, "大冶市水利局")
    data = reader.get(f"{address}.json").get_json()["reports"]
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{address}.csv").text[1:])))
    found = {row["year"]: row["received"] for row in data}
    assert found == {2023: 3, 2022: None, 2020: 7, 2019: 5}
    assert [row["received"] for row in rows] == ["3", "", "7", "5"]


def test_the_tree_counts_what_lies_below(reader: FlaskClient) -> None:
    """湖北 has six reports, 黄石 below it as many; 34 provinces stand there."""
    page = get(reader, "/regions/")
    hubei = next(item for item in page.select(".tree > li") if "湖北省" in item.get_text())
    assert (len(page.select(".tree > li")), text(hubei, "p .count"), texts(hubei, "li")) == (
        34, "6 份", ["黄石市 6"],
    )  # fmt: skip


def test_a_place_shows_its_bodies_and_years(reader: FlaskClient) -> None:
    """The government goes before the bureau; counts by year, newest first."""
    page = get(reader, "/regions/420281")
    years = dict(zip(texts(page, ".bars a"), texts(page, ".bars .count"), strict=True))
    assert texts(page, ".kinds .bodies a") == ["大冶市人民政府", "大冶市水利局"]
    assert years == {"2023": "2 份", "2022": "1 份", "2020": "1 份", "2019": "1 份"}


def test_a_place_leads_down_and_up(reader: FlaskClient) -> None:
    """黄石 lists 大冶 and 阳新 below it, 湖北 above."""
    page = get(reader, "/regions/420200")
    assert (texts(page, ".places a > span:first-child"), texts(page, ".crumbs a")) == (
        ["阳新县", "大冶市"],
        ["湖北省"],
    )


def test_a_code_of_old_leads_to_who_took_over(reader: FlaskClient) -> None:
    """洪泽县's code leads to 洪泽区 for good, which says what it was."""
    answer = reader.get("/regions/320829")
    page = get(reader, answer.headers["Location"])
    assert (answer.status_code, text(page, "h1")) == (308, "洪泽区")
    assert "您找的 320829 洪泽县" in text(page, ".also")


def test_a_place_as_data(reader: FlaskClient) -> None:
    """Its counts, bodies, what lies below and all its reports."""
    data = reader.get("/regions/420200.json").get_json()
    assert (data["region"]["reports"], len(data["reports"]), len(data["below"])) == (6, 6, 6)
    assert len(reader.get("/regions/420200.csv").text.splitlines()) == 7


def test_all_types_are_listed(reader: FlaskClient) -> None:
    """Thirty, also those of which nothing is held."""
    page = get(reader, "/types/")
    assert (len(page.select(".bars li")), texts(page, ".bars a")) == (30, ["水利", GOVERNMENT])


@pytest.mark.parametrize("kind", AGENCY_TYPES)
def test_every_type_has_a_page(reader: FlaskClient, kind: str) -> None:
    """Each of the thirty answers under its name."""
    assert text(get(reader, f"/types/{quote(kind)}"), "h1") == kind


def test_a_type_by_year_and_province(reader: FlaskClient) -> None:
    """水利: four years, two provinces."""
    page = get(reader, f"/types/{quote('水利')}")
    assert texts(page, ".bars a") == ["2023", "2022", "2020", "2019", "湖北省", "江苏省"]


def test_a_year_by_province_and_type(reader: FlaskClient) -> None:
    """2023: two provinces, two types; when it was due; the year before it held."""
    page = get(reader, "/years/2023")
    assert texts(page, ".bars a") == ["湖北省", "江苏省", "水利", GOVERNMENT]
    assert "2024年1月31日" in text(page, ".intro")
    assert texts(page, ".years a") == ["← 2022"]


@pytest.mark.parametrize(
    ("path", "member", "count"),
    [("/types", "types", 30), ("/years", "years", 4), ("/years/2023", "reports", 4),
     (f"/types/{quote('水利')}", "reports", 6)],
)  # fmt: skip
def test_lists_are_data_too(reader: FlaskClient, path: str, member: str, count: int) -> None:
    """As many rows in JSON as in CSV."""
    data = reader.get(f"{path}.json").get_json()
    lines = reader.get(f"{path}.csv").text.splitlines()
    assert (len(data[member]), len(lines)) == (count, count + 1)


@pytest.mark.parametrize(
    "path",
    ["/agencies/none", "/agencies/none.json", "/regions/000000", "/regions/abc.json", "/types/无",
     "/types/x.csv", "/years/1800", "/years/abcd", "/years/2018.json", "/years/二〇二〇"],
)  # fmt: skip
def test_what_is_not_there_is_404(reader: FlaskClient, path: str) -> None:
    """Unknown ids, codes, types and years, as pages and as data."""
    assert reader.get(path).status_code == 404


def test_hostile_names_stay_text(shelf: Shelf) -> None:
    """No element and no broken data block comes from a name."""
    shelf.put(report(agency=f"{HOSTILE}局", title=HOSTILE))
    for path in ("/agencies/", "/regions/420281", "/years/2023"):
        page = get(shelf.client, path)
        assert "alert(1)" in page.get_text()
        assert (
            page.select("main script, head script:not([src], [type='application/ld+json'])") == []
        )
    body = get(shelf.client, _agency(shelf.client, "alert"))
    said = [json.loads(block.get_text()) for block in body.select("script[type]")]
    assert said[0]["name"] == f"{HOSTILE}局"


def test_an_empty_catalog_has_pages(shelf: Shelf) -> None:
    """Each list answers and says that nothing is held."""
    for path in (
        "/agencies/",
        "/regions/",
        "/regions/420000",
        "/types/",
        "/years/",
        "/about/checks",
    ):
        assert shelf.client.get(path).status_code == 200
    assert "还没有收录机关" in text(get(shelf.client, "/agencies/"), "main")


def test_every_rule_is_listed(client: FlaskClient) -> None:
    """Each rule with its sentence; the broken sum is counted as a failure of T4.1."""
    page = get(client, "/about/checks")
    counted = [int(number) for number in texts(one(page, "[id='T4.1']"), "td:nth-child(n+4)")]
    assert (len(page.select("tbody tr")) > 40, counted) == (True, [0, 1, 0])


def test_the_page_about_names_whom_to_write_to() -> None:
    """The setting is a link where it is an address, and no page of ours runs a script from it."""
    found = [
        contact(text) for text in ("", "a@example.org", "https://x.example/", "javascript:x@y")
    ]
    assert [item.url if item else None for item in found] == [
        None, "mailto:a@example.org", "https://x.example/", "",
    ]  # fmt: skip
