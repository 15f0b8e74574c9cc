"""The report page: text, tables as printed, findings in words, provenance."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from archive import reports
from reports.model import CellRef, Finding, Section
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import DAYE, FETCHED, Key, Shelf, broken_sum, cells, report

PRINTED = cells(
    "2019",
    {
        ("proactive", "penalties", "prior_items"): "203",
        ("proactive", "penalties", "decisions"): "60件",
        ("proactive", "procurement", "amount"): "50423023.14元",
        ("proactive", "licences", "change"): "",
        ("proactive", "charges", "change"): "/",
        ("requests", "received", "total"): None,
        ("remedies", "reconsideration", "upheld"): "10",
        ("remedies", "reconsideration", "corrected"): "1",
    },
)


@pytest.fixture
def page(shelf: Shelf) -> BeautifulSoup:
    """大冶 2023 with every kind of cell and a broken sum."""
    passing = Finding("T4.2", "E", "pass", False, "相符。", None, None, ())
    unclear = Finding("T3.1", "E", "not_assessable", False, "无法核对。", None, None, ())
    read = report(form="2019", cells=PRINTED, findings=(passing, unclear, broken_sum()))
    shelf.index([])
    return get(shelf.client, f"/reports/{shelf.put(read)}")


def _cell(page: BeautifulSoup, key: str) -> str:
    return text(page, f'td[id="{key}"]')


def test_the_heading_is_agency_and_year(page: BeautifulSoup) -> None:
    """And the printed title stands below it."""
    assert (text(page, "h1"), text(page, ".printed")) == (
        "大冶市水利局 2023 年年报",
        "大冶市水利局2023年政府信息公开工作年度报告",
    )


def test_the_place_leads_to_searches(page: BeautifulSoup) -> None:
    """Province, city and county, each a search for its code."""
    leads = [(found.get_text(), href(found)) for found in page.select(".crumbs a")]
    assert leads == [
        ("湖北省", "/search?region=420000"),
        ("黄石市", "/search?region=420200"),
        ("大冶市", "/search?region=420281"),
    ]


def test_an_unknown_agency_is_named_so(shelf: Shelf) -> None:
    """A report that names nobody is 未识别机关, without year switcher."""
    id_ = shelf.put(report(agency=None, region=None, agency_type=None))
    found = get(shelf.client, f"/reports/{id_}")
    assert (text(found, "h1"), found.select(".years")) == ("未识别机关 2023 年年报", [])


def test_the_year_switcher_leads_to_the_other_years(shelf: Shelf) -> None:
    """Years in order, this one marked, neighbours at the foot."""
    ids = {year: shelf.put(report(year=year)) for year in (2022, 2023, 2024)}
    found = get(shelf.client, f"/reports/{ids[2023]}")
    years = [(a.get_text(strip=True), href(a)) for a in found.select(".years a")]
    current = text(found, ".years [aria-current]")
    newer = href(one(found, ".neighbours [rel=next]"))
    assert (years, current, newer) == (
        [(str(year), f"/reports/{id_}") for year, id_ in ids.items()],
        "2023",
        f"/reports/{ids[2024]}",
    )


def test_numbers_stand_as_printed(page: BeautifulSoup) -> None:
    """203 and 60件 keep their print, and the reading goes with the cell."""
    decisions = one(page, 'td[id="proactive.penalties.decisions"]')
    assert (
        _cell(page, "proactive.penalties.prior_items"),
        decisions.get_text(strip=True),
        "读作 60" in str(one(decisions, "a")["data-read"]),
    ) == ("203", "60件", True)


def test_money_is_also_said_in_yuan(page: BeautifulSoup) -> None:
    """50423023.14元 is said again as 50,423,023.14 元."""
    amount = one(page, 'td[id="proactive.procurement.amount"]')
    assert texts(amount, ".amount") == ["50,423,023.14 元"]


def test_blank_is_blank_and_has_a_name(page: BeautifulSoup) -> None:
    """A blank cell shows nothing, and a screen reader hears 空白."""
    cell = one(page, 'td[id="proactive.licences.change"]')
    assert (cell["class"], texts(cell, ".vh"), cell.get_text(strip=True)) == (
        ["blank"],
        ["空白"],
        "空白",
    )


def test_missing_is_told_apart_from_blank(page: BeautifulSoup) -> None:
    """What the document has lost is 缺."""
    cell = one(page, 'td[id="requests.received.total"]')
    assert (cell["class"], cell.get_text(strip=True)) == (["missing", "total"], "缺")


def test_marks_stand_as_printed(page: BeautifulSoup) -> None:
    """A stroke is a stroke, not a zero."""
    assert _cell(page, "proactive.charges.change") == "/"


def test_every_cell_is_an_anchor(page: BeautifulSoup) -> None:
    """Each cell of the form has its address, once."""
    wanted = {cell.key for cell in PRINTED}
    ids = [str(found["id"]) for found in page.select("[id]")]
    assert (wanted <= set(ids), len(ids)) == (True, len(set(ids)))


@pytest.mark.parametrize("tail", ["", "?lang=en"])
def test_a_cell_leads_to_its_own_report(shelf: Shelf, tail: str) -> None:
    """Two years print the same cells: each leads to the page of its own, in the page's language."""
    shelf.index([])
    for year in (2022, 2023):
        name = shelf.put(report(form="2019", year=year, cells=PRINTED))
        found = get(shelf.client, f"/reports/{name}{tail}")
        leads = {href(cell) for cell in found.select(".form td a[data-read]")}
        assert leads == {f"/reports/{name}/cells/{cell.key}{tail}" for cell in PRINTED}


def test_rows_of_a_table_are_equally_wide(page: BeautifulSoup) -> None:
    """Merged heads add up: every row of each table fills the same columns."""
    widths = [set(_widths(table)) for table in page.select(".form table:not(.plain)")]
    assert [len(found) for found in widths] == [1, 1, 1]


def _widths(table: Tag) -> list[int]:
    rows = table.select("tr")
    widths = [0] * len(rows)
    for index, row in enumerate(rows):
        for cell in row.select("td, th"):
            for below in range(int(str(cell.get("rowspan", "1")))):
                widths[index + below] += int(str(cell.get("colspan", "1")))
    return widths


def test_tables_stand_in_their_sections(page: BeautifulSoup) -> None:
    """Two, three and four each hold their own table."""
    held = [one(page, f"#{anchor} figure")["class"] for anchor in ("s2", "s3", "s4")]
    assert held == [["form", "proactive"], ["form", "requests"], ["form", "remedies"]]


def test_printed_rows_can_be_compared(page: BeautifulSoup) -> None:
    """The rows as the document prints them wait behind the table that was read from them."""
    assert texts(page, "#s2 .asprinted tr:last-child td") == ["行政处罚", "60"]


def test_prose_is_paragraphs_without_table_rows(page: BeautifulSoup) -> None:
    """Section two's one sentence is a paragraph, its rows are not."""
    assert texts(page, "#s2 > p") == ["见下表。"]


def test_a_failing_sum_is_told_beside_its_table(page: BeautifulSoup) -> None:
    """The sentence stands with table four, and its cells are marked and point to it."""
    doubt = one(page, "#s4 .doubts li")
    marked = [found["id"] for found in page.select(f'td.doubted[aria-describedby="{doubt["id"]}"]')]
    assert ("而总计 0" in doubt.get_text(), len(marked), marked[-1]) == (
        True,
        5,
        "remedies.reconsideration.total",
    )


def test_findings_are_counted_and_lead_to_the_cell(page: BeautifulSoup) -> None:
    """One fails, one passes, one cannot be assessed; the failing one links its total."""
    lead = href(one(page, "#findings .checks a"))
    quiet = text(page, "#findings .quiet")
    assert (text(page, ".alert"), lead, quiet) == (
        "1 处数字不一致",
        "#remedies.reconsideration.total",
        "另有 1 项核对相符，1 项因空白、符号或缺失而无法核对。",
    )


def test_what_is_worth_a_look_is_told_and_not_counted(shelf: Shelf) -> None:
    """A failing finding of severity I stands in the list; the head of the page has no alert."""
    finding = Finding("T3.7", "I", "fail", False, "积压较多。", None, None, ())
    found = get(shelf.client, f"/reports/{shelf.put(report(findings=(finding,)))}")
    assert (found.select(".alert"), len(found.select("#findings .checks li"))) == ([], 1)


def test_cells_of_another_year_are_not_marked(shelf: Shelf) -> None:
    """A finding that looks at last year's report marks this year's cells only."""
    refs = (
        CellRef("requests", "carried_out", "total", 2022),
        CellRef("requests", "carried_in", "total", 2023),
    )
    finding = Finding("X3.1", "E", "fail", False, "结转不符。", None, None, refs)
    found = get(shelf.client, f"/reports/{shelf.put(report(findings=(finding,)))}")
    assert [cell["id"] for cell in found.select(".doubted")] == ["requests.carried_in.total"]


def test_provenance_is_complete(shelf: Shelf) -> None:
    """Address, time in China, digest and WARC file of the bytes."""
    id_ = shelf.put(report(), url="https://www.example.gov.cn/a.html", fetched_at=FETCHED)
    with shelf.catalog.read() as conn:
        record = reports.get(conn, id_)
    assert record
    said = texts(get(shelf.client, f"/reports/{id_}"), ".provenance dd")
    assert said[:4] == [
        "https://www.example.gov.cn/a.html",
        "2024-02-01 01:30（北京时间）",
        record.snapshot.sha256,
        f"{record.snapshot.warc_file} @ {record.snapshot.warc_offset}",
    ]


def test_copies_are_listed_with_their_originals(shelf: Shelf) -> None:
    """The same report at a second address is a copy, and its own bytes can be opened."""
    id_ = shelf.put(report(), url="http://a.example.cn/1", body=b"one")
    shelf.put(report(), url="http://b.example.cn/2", body=b"two")
    found = get(shelf.client, f"/reports/{id_}")
    originals = [href(a) for a in found.select(".provenance a") if "original" in href(a)]
    bodies = {shelf.client.get(address).data for address in originals}
    assert bodies == {b"one", b"two"}


def test_a_local_file_shows_its_name_only(shelf: Shelf) -> None:
    """A file that was imported names no folder of this machine."""
    id_ = shelf.put(
        report(), url="file:///home/somebody/a.txt", file_name="a.txt", http_status=None,
        reason=None, headers=None,
    )  # fmt: skip
    answer = shelf.client.get(f"/reports/{id_}").get_data(as_text=True)
    assert ("a.txt" in answer, "somebody" in answer) == (True, False)


def test_a_free_report_shows_its_own_tables(shelf: Shelf) -> None:
    """Rows of a table that is none of the form's stand as a plain table, in order."""
    section = Section(None, "一、概述", "收费情况如下。\n项目\t金额\n复印\t12\n以上无误。")
    found = get(
        shelf.client, f"/reports/{shelf.put(report(form='free', cells=(), sections=(section,)))}"
    )
    order = [child.name for child in one(found, "#x1").find_all(recursive=False)]
    assert (order, texts(found, "#x1 td")) == (
        ["h2", "p", "div", "p"],
        ["项目", "金额", "复印", "12"],
    )


def test_a_table_without_its_section_stands_in_order(shelf: Shelf) -> None:
    """Where the heading of section three is lost its table stands before section four."""
    sections = tuple(Section(n, f"第{n}节", "文字。") for n in (1, 2, 4, 6))
    found = get(shelf.client, f"/reports/{shelf.put(report(sections=sections))}")
    order = [str(section["id"]) for section in found.select(".body > section")][:5]
    assert order == ["s1", "s2", "t-requests", "s4", "s6"]


def test_a_table_that_is_wholly_missing_is_not_drawn(shelf: Shelf) -> None:
    """A page that was lost leaves no table of nothing but 缺."""
    lost: dict[Key, str | None] = {
        (cell.table, cell.row, cell.column): None
        for cell in cells("2021", {})
        if cell.table == "remedies"
    }
    found = get(shelf.client, f"/reports/{shelf.put(report(cells=cells('2021', lost)))}")
    assert (found.select("figure.remedies"), len(found.select("figure.requests"))) == ([], 1)


def test_the_old_single_row_replaces_the_three(shelf: Shelf) -> None:
    """A 2021 form that prints （六）其他处理 as one row shows that row alone."""
    columns = [c.column for c in cells("2021", {}) if (c.table, c.row) == ("requests", "total")]
    printed: dict[Key, str | None] = {}
    for column in columns:
        printed["requests", "other", column] = "2"
        for part in ("clarification_overdue", "fee_overdue", "other"):
            printed["requests", f"other.{part}", column] = None
    read = report(cells=cells("2021", printed))
    found = get(shelf.client, f"/reports/{shelf.put(read)}")
    heads = [head for head in texts(found, ".requests th") if "其他处理" in head]
    assert heads == ["（六）其他处理"]


def test_the_outline_leads_to_every_section(page: BeautifulSoup) -> None:
    """Each entry's anchor is on the page."""
    ids = {str(found["id"]) for found in page.select("[id]")}
    leads = [href(entry).removeprefix("#") for entry in page.select(".outline a")]
    assert (leads, set(leads) <= ids) == (
        ["s1", "s2", "s3", "s4", "s5", "findings", "source", "cite"],
        True,
    )


def test_the_agency_can_be_followed(page: BeautifulSoup) -> None:
    """The heading links the agency's page."""
    assert link(page, "h1 a", "大冶市水利局").startswith("/agencies/")


def test_a_municipality_is_named_once(shelf: Shelf) -> None:
    """A county of 大冶 names three places; one of 重庆 two."""
    two = DAYE.__class__("500112", "重庆市", "重庆市", "渝北区")
    found = get(shelf.client, f"/reports/{shelf.put(report(region=two))}")
    assert texts(found, ".crumbs a") == ["重庆市", "渝北区"]
