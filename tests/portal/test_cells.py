"""The page of one number, and a report as data."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from portal.report_data import COLUMNS, cells_csv
from reports.model import Cell, Place, to_json
from tests.portal.page import SCRIPTS, get, href, link, one, text, texts
from tests.portal.shelf import DAYE, HOSTILE, Shelf, broken_sum, cells, report

TOTAL = "remedies.reconsideration.total"
PRINTED = cells(
    "2021",
    {
        ("proactive", "charges", "amount"): "43.788",
        ("requests", "received", "total"): "",
        ("requests", "carried_in", "total"): None,
        ("requests", "granted", "total"): "/",
        ("remedies", "reconsideration", "upheld"): "10",
    },
)


@pytest.fixture
def id_(shelf: Shelf) -> str:
    """大冶 2019 on the older form, 2022 with the cell, and 2023 with a broken sum; the last's id."""
    shelf.put(report(year=2019, form="2019", cells=cells("2019", {})))
    shelf.put(report(year=2022))
    return shelf.put(report(cells=PRINTED, findings=(broken_sum(),)))


def _cell(shelf: Shelf, id_: str, key: str) -> BeautifulSoup:
    return get(shelf.client, f"/reports/{id_}/cells/{key}")


def _facts(page: BeautifulSoup) -> list[str]:
    return texts(page, ".provenance dd")


def test_a_number_has_its_print_and_reading(shelf: Shelf, id_: str) -> None:
    """Money in the unit of its column is read in yuan; the lasting address is the anchor."""
    page = _cell(shelf, id_, "proactive.charges.amount")
    facts = _facts(page)
    lasting = href(page.select(".provenance a")[-1])
    assert (text(page, ".figure"), facts[0], facts[1], lasting) == (
        "43.788",
        "“43.788”",
        "437,880 元",
        f"/reports/{id_}#proactive.charges.amount",
    )


@pytest.mark.parametrize(
    ("row", "figure", "read"),
    [
        ("received", "空白", "留空，不等于 0"),
        ("carried_in", "缺", "原文中没有这一格"),
        ("granted", "/", "符号，不是数字"),
        ("total", "0", "0"),
    ],
)
def test_each_state_is_told(shelf: Shelf, id_: str, row: str, figure: str, read: str) -> None:
    """A blank is not a zero, a mark is no number, and what is missing is not blank."""
    page = _cell(shelf, id_, f"requests.{row}.total")
    assert (text(page, ".figure"), _facts(page)[1]) == (figure, read)


def test_a_cell_says_where_it_stands(shelf: Shelf) -> None:
    """Page, table, row and column counted from one, the box in points, and that it is OCR."""
    at = Place(table=0, row=2, column=3, page=2, box=(10.2, 20.0, 30.0, 39.6))
    scanned = Cell("remedies", "direct_suit", "total", "1", None, "mark", None, at, "ocr")
    others = tuple(cell for cell in PRINTED if cell.key != scanned.key)
    page = _cell(shelf, shelf.put(report(cells=(*others, scanned))), scanned.key)
    place, origin = _facts(page)[2:4]
    assert (place.split(" · ")[0], origin) == (
        "第 2 页表 1，第 3 行第 4 列左 10、上 20、右 30、下 40（点）",
        "由图像识别",
    )


def test_a_cell_shows_its_row(shelf: Shelf, id_: str) -> None:
    """All cells of the row, each a link, this one marked."""
    page = _cell(shelf, id_, TOTAL)
    row = texts(page, ".strip td")
    assert (row, text(page, ".strip [aria-current]"), texts(page, ".strip th")[0]) == (
        ["10", "0", "0", "0", "0"],
        "0",
        "结果维持",
    )


def test_a_cell_shows_the_checks_that_look_at_it(shelf: Shelf, id_: str) -> None:
    """The failing sum stands with its total and with none of the other tables' cells."""
    checks = [
        texts(_cell(shelf, id_, key), ".checks li") for key in (TOTAL, "requests.total.total")
    ]
    assert (len(checks[0]), "而总计 0" in checks[0][0], checks[1]) == (1, True, [])


def test_a_cell_is_followed_over_the_years(shelf: Shelf, id_: str) -> None:
    """Every year of the agency's, with the break where the form changes."""
    page = _cell(shelf, id_, TOTAL)
    years = [(text(tr, "th"), text(tr, "td:last-child"), "breaks" in (tr.get("class") or []))
             for tr in page.select(".ledger tbody tr")]  # fmt: skip
    assert years == [("2019", "0", False), ("2022", "0", True), ("2023", "0", False)]


def test_a_form_that_does_not_ask_is_no_zero(shelf: Shelf, id_: str) -> None:
    """现行有效件数 is asked since 2021; the year before leads to its report."""
    page = _cell(shelf, id_, "proactive.rules.in_force")
    first = one(page, ".ledger tbody tr")
    assert (text(first, "td:last-child"), "/cells/" in href(one(first, "a"))) == (
        "这一版格式没有这一项",
        False,
    )


def test_a_cell_is_explained_and_cited(shelf: Shelf, id_: str) -> None:
    """Its row and its column, and a citation that names its anchor."""
    page = _cell(shelf, id_, TOTAL)
    assert (texts(page, ".explained dt"), f"#{TOTAL}." in text(page, ".cite pre")) == (
        ["行政复议", "总计"],
        True,
    )


@pytest.mark.parametrize(
    "key", ["x", "requests.received", "requests.other.total", HOSTILE, "a.b.c"]
)
def test_a_cell_that_there_is_not(shelf: Shelf, id_: str, key: str) -> None:
    """404 for a row that this form has not, and for nonsense."""
    answer = shelf.client.get(f"/reports/{id_}/cells/{key}")
    assert (answer.status_code, "<script>" in answer.text) == (404, False)


def test_a_free_report_has_no_cells(shelf: Shelf) -> None:
    """404, not a fault of ours."""
    id_ = shelf.put(report(form="free", cells=()))
    assert shelf.client.get(f"/reports/{id_}/cells/{TOTAL}").status_code == 404


def test_markup_in_a_cell_stays_text(shelf: Shelf) -> None:
    """On its page, and in its citation."""
    made = cells("2021", {("requests", "received", "total"): HOSTILE})
    page = _cell(shelf, shelf.put(report(cells=made, agency=HOSTILE)), "requests.received.total")
    assert (page.select(SCRIPTS), HOSTILE in text(page, ".cite pre")) == ([], True)


def test_every_number_leads_to_its_page(shelf: Shelf, id_: str) -> None:
    """By a link that says what it was read as; the Tab key halts at those that say something."""
    page = get(shelf.client, f"/reports/{id_}")
    found = page.select(".form td > a")
    halts = [str(one(a.parent, "a")["href"]).rpartition("/")[2] for a in found
             if not a.has_attr("tabindex") and a.parent]  # fmt: skip
    row = ["upheld", "corrected", "other_result", "pending", "total"]
    wanted = ["proactive.charges.amount", *(f"remedies.reconsideration.{name}" for name in row)]
    leads = {href(a) for a in found} == {f"/reports/{id_}/cells/{cell.key}" for cell in PRINTED}
    assert (leads, halts) == (True, wanted)


def test_a_report_as_json_is_what_was_read(shelf: Shelf) -> None:
    """The fields of the reading, with id and snapshot."""
    read = report(cells=PRINTED)
    id_ = shelf.put(read)
    found = shelf.client.get(f"/reports/{id_}.json").get_json()
    wanted = to_json(read)
    assert (
        {name: found[name] for name in wanted},
        found["id"],
        len(found["snapshot"]["sha256"]),
    ) == (
        wanted,
        id_,
        64,
    )


def test_a_report_as_csv_has_a_row_a_cell(shelf: Shelf, id_: str) -> None:
    """In the form's order, under the names of the contract."""
    text_ = shelf.client.get(f"/reports/{id_}.csv").get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text_)))
    money = next(row for row in rows if row["column"] == "amount")
    assert (tuple(rows[0]), len(rows), money["raw"], money["value"], money["unit"]) == (
        COLUMNS,
        len(PRINTED),
        "43.788",
        "437880",
        "yuan",
    )


@given(st.text(min_size=1))
def test_no_cell_of_the_csv_is_a_formula(raw: str) -> None:
    """What a spreadsheet would compute has an apostrophe before it."""
    made = Cell("requests", "received", "total", raw, None, "mark", None)

    class Held:
        report = report(cells=(made,))

    rows = list(csv.reader(StringIO(cells_csv(Held()), newline="")))  # type: ignore[arg-type]
    assert rows[1][4][:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_an_unknown_report_has_no_data(shelf: Shelf) -> None:
    """Its JSON is an error object."""
    answer = shelf.client.get("/reports/none.json")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not_found")


def test_years_between_that_are_not_held_are_shown(shelf: Shelf, id_: str) -> None:
    """2020 and 2021 stand in the switcher and lead nowhere."""
    page = get(shelf.client, f"/reports/{id_}")
    assert (texts(page, ".years .none"), texts(page, ".years a")) == (
        ["2020：未收录", "2021：未收录"],
        ["2019", "2022", "2023"],
    )


def test_like_bodies_next_door_are_linked(shelf: Shelf, id_: str) -> None:
    """Of the same city, type, level and year; not those of another type, place or year."""
    next_door = DAYE.__class__("420222", "湖北省", "黄石市", "阳新县")
    far = DAYE.__class__("420502", "湖北省", "宜昌市", "西陵区")
    near = shelf.put(report(agency="阳新县水利局", region=next_door))
    shelf.put(report(agency="阳新县水利局", region=next_door, year=2020))
    shelf.put(report(agency="阳新县财政局", agency_type="财政", region=next_door))
    shelf.put(report(agency="西陵区水利局", region=far))
    page = get(shelf.client, f"/reports/{id_}")
    assert [(a.get_text(), href(a)) for a in page.select(".beside a")] == [
        ("阳新县水利局", f"/reports/{near}")
    ]


def test_english_says_the_rule_and_keeps_the_chinese(shelf: Shelf, id_: str) -> None:
    """With both numbers; what was found in Chinese bears its language."""
    page = get(shelf.client, f"/reports/{id_}?lang=en")
    told = text(page, ".doubts li")
    kept = one(page, ".doubts [lang=zh-CN]").get_text()
    assert ("the four results = total: 11 against 0." in told, kept[:4]) == (True, "行政复议")


def test_bibtex_comes_as_a_file(shelf: Shelf, id_: str) -> None:
    """The same entry as on the page."""
    page = get(shelf.client, f"/reports/{id_}")
    entry = shelf.client.get(link(page, "#cite a", "BibTeX")).get_data(as_text=True)
    assert entry.strip() == page.select("#cite pre")[1].get_text().strip()


def test_the_heads_of_a_row_have_their_english(shelf: Shelf, id_: str) -> None:
    """As in the report's own tables: the print stays, its meaning stands below."""
    page = _cell(shelf, id_, "requests.granted.total?lang=en")
    assert texts(page, ".strip th")[0] == "自然人 Natural persons"
    assert text(page, "title").startswith("(1) Granted · Total · ")
