"""From grids to the form's cells, in every dialect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Document
from reports.forms import FORMS, Form
from reports.inputs.html import read_html
from reports.inputs.plain import make_grid, read_plain
from reports.model import Cell, FormId, Issue
from reports.tables.reading import read_tables
from tests.reports.made import Rows, printed_tables

RECEIVED = "一、本年新收政府信息公开申请数量"
MARKED = [str(n) for n in (5, 1, 0, 0, 0, 0, 6)]


def _document(*tables: Rows) -> Document:
    return Document(tuple(make_grid(rows, index) for index, rows in enumerate(tables)))


def _read(*tables: Rows, form: FormId = "2021") -> tuple[dict[str, Cell], list[Issue]]:
    cells, issues = read_tables(_document(*tables), FORMS[form])
    return {cell.key: cell for cell in cells}, list(issues)


def _row(cells: dict[str, Cell], name: str) -> list[str | None]:
    return [cell.raw for key, cell in cells.items() if key.rpartition(".")[0] == name]


def _codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def _filled(form: Form) -> dict[str, str | None]:
    """A different number in every cell of the form."""
    names = [f"{t}.{row.id}.{c.id}" for t, row, c in form.every_cell() if not row.variant]
    return {name: str(index) for index, name in enumerate(names, start=1)}


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_cell_lands_in_its_place(form: FormId) -> None:
    """A form printed with a number of its own in each cell reads back cell by cell."""
    printed = _filled(FORMS[form])
    cells, _ = _read(*printed_tables(form, printed).values(), form=form)
    assert {key: cell.raw for key, cell in cells.items()} == printed


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_whole_form_leaves_no_issue_but_the_unit(form: FormId) -> None:
    """Every printed row is claimed; only 采购总金额 states no unit."""
    _, issues = _read(*printed_tables(form).values(), form=form)
    assert _codes(issues) == (["unit_unknown"] if form == "2019" else [])


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_all_dialects_read_alike(form: FormId) -> None:
    """Tabs, one cell a line, Markdown bars and HTML give the same cells."""
    printed = _filled(FORMS[form])
    rows = [row for table in printed_tables(form, printed).values() for row in table]
    texts = [
        "\n".join("\t".join([*row, ""]) for row in rows),
        "\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows) + "\n",
        "\n".join("| " + " | ".join([*row, ""]) + " |" for row in rows),
    ]
    documents = [read_plain(text) for text in texts]
    html = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    documents.append(read_html(f"<html><body><table>{html}</table></body></html>"))
    read = [read_tables(document, FORMS[form])[0] for document in documents]
    assert [{cell.key: cell.raw for cell in cells} for cells in read] == [printed] * 4


def test_a_lost_page_leaves_missing_cells() -> None:
    """Rows that are not there are missing, never nought."""
    cells, _ = _read(printed_tables()[2], printed_tables()[3][:6])
    row = cells["requests.refused.third_party_rights.total"]
    assert (row.state, row.raw, row.value) == ("missing", None, None)


def test_a_document_without_tables_has_only_missing_cells() -> None:
    """Every cell of the form is listed, rows of variants left out."""
    cells, _ = _read()
    assert {cell.state for cell in cells.values()} == {"missing"}


def test_a_row_cut_from_its_values_by_a_page() -> None:
    """Label at the foot of one page, numbers at the head of the next, the tall cell cut too."""
    first = [[RECEIVED, *"0000000"], ["三、本", "（一）予以公开", "", "", "", "", "", "", ""]]
    second = [["", *MARKED], ["年度办理结果", "（二）部分公开", *"0000000"]]
    cells, _ = _read(first, second)
    assert _row(cells, "requests.granted") == MARKED


def test_a_label_cut_by_a_page() -> None:
    """Half of the words on either page, the numbers beside the second half."""
    first = [["（四）无法提供", "1.本机关不掌握"]]
    cells, _ = _read(first, [["", "相关政府信息", *MARKED]])
    assert _row(cells, "requests.not_available.not_held") == MARKED


def test_a_group_goes_on_over_the_page() -> None:
    """Rows after the cut still belong to the group opened before it."""
    first = [["（五）不予处理", "1.信访举报投诉类申请", *"0000000"]]
    cells, _ = _read(first, [["2.重复申请", *MARKED]])
    assert _row(cells, "requests.not_processed.repeated") == MARKED


def test_a_group_cut_off_the_row_before_it() -> None:
    """3.其他 is the other row of whichever group was opened last."""
    rows = [
        ["（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用", *"0000000"],
        ["3.其他", *MARKED],
    ]
    cells, _ = _read(rows)
    assert _row(cells, "requests.other.other") == MARKED


@pytest.mark.parametrize(
    "values",
    [
        ["", *MARKED],
        [*MARKED, ""],
        ["", "", *MARKED, "", ""],
        [*[""] * 12, *MARKED],
    ],
    ids=["before", "after", "both", "many"],
)
def test_stray_blank_columns_are_dropped(values: list[str]) -> None:
    """Merged heads leave blank cells beside the numbers."""
    cells, issues = _read([[RECEIVED, *values]])
    assert (_row(cells, "requests.received"), _codes(issues)) == (MARKED, [])


def test_a_blank_part_is_no_stray_column() -> None:
    """Of two ways to drop a blank, the one in which the row ties out is right."""
    cells, _ = _read([[RECEIVED, "", "2", "", "", "", "", "2", ""]])
    assert _row(cells, "requests.received") == ["", "2", "", "", "", "", "2"]


def test_a_number_too_many_is_an_issue() -> None:
    """8 numbers for 7 columns: the run that ties out is read, and we say so."""
    cells, issues = _read([[RECEIVED, "9", *MARKED]])
    assert (_row(cells, "requests.received"), _codes(issues)) == (MARKED, ["row_width"])


def test_too_few_numbers_are_not_guessed_at() -> None:
    """6 numbers for 7 columns leave the row missing, with an Issue."""
    cells, issues = _read([[RECEIVED, *MARKED[:6]]])
    assert (_row(cells, "requests.received"), _codes(issues)) == ([None] * 7, ["row_width"])


def test_sixteen_numbers_for_the_fifteen_of_the_remedies() -> None:
    """The fifteen that tie out are read."""
    numbers = ["1", "0", "0", "0", "1", *"00000", "0", "2", "0", "0", "2"]
    cells, issues = _read([*printed_tables()[4][:2], [*numbers, "7"]])
    assert (_row(cells, "remedies.suit_after_reconsideration"), _codes(issues)) == (
        ["0", "2", "0", "0", "2"],
        ["row_width"],
    )


def test_the_remedies_row_has_no_label() -> None:
    """Fifteen numbers below the head are the three blocks in order."""
    numbers = [str(n) for n in range(15)]
    cells, _ = _read([*printed_tables()[4][:2], numbers])
    assert _row(cells, "remedies.direct_suit") == ["5", "6", "7", "8", "9"]


def test_a_blank_row_does_not_take_the_place_of_the_remedies() -> None:
    """An empty row before the numbers is passed over."""
    numbers = [str(n) for n in range(15)]
    cells, _ = _read([*printed_tables()[4][:2], [""] * 15, numbers])
    assert _row(cells, "remedies.reconsideration") == ["0", "1", "2", "3", "4"]


def test_remedies_of_marks() -> None:
    """A row of strokes is stated as such."""
    cells, _ = _read([*printed_tables()[4][:2], ["/"] * 15])
    assert {cell.state for key, cell in cells.items() if key.startswith("remedies")} == {"mark"}


def test_fifteen_numbers_without_a_head_are_no_remedies() -> None:
    """Numbers anywhere else are an unknown row."""
    _, issues = _read([[str(n) for n in range(15)]])
    assert _codes(issues) == ["unknown_row"]


def test_an_unknown_row_is_an_issue_with_its_numbers() -> None:
    """What no row of the form claims is kept for us to look at."""
    _, issues = _read([["网上办理件数", "5", "6"]])
    assert (_codes(issues), issues[0].data) == (
        ["unknown_label"],
        {"row": "网上办理件数", "values": ["5", "6"]},
    )


def test_a_foreign_table_gives_no_end_of_issues() -> None:
    """A list of a thousand rows is no thousand Issues."""
    _, issues = _read([[f"第{n}号文件名称", "1"] for n in range(1000)])
    assert len(issues) == 100


def test_a_row_of_the_other_form_is_an_issue() -> None:
    """政府集中采购 on a 2021 form is no cell of it."""
    _, issues = _read([["政府集中采购", "3", "1000元"]])
    assert _codes(issues) == ["foreign_row"]


def test_the_first_of_two_different_rows_stays() -> None:
    """A row printed twice with other numbers is an Issue."""
    cells, issues = _read([["规章", "1", "0", "5"], ["规章", "2", "0", "5"]])
    assert (_row(cells, "proactive.rules"), _codes(issues)) == (["1", "0", "5"], ["duplicate_row"])


def test_a_row_printed_twice_alike_is_no_issue() -> None:
    """A table head and row repeated on the next page."""
    _, issues = _read([["规章", "1", "0", "5"]], [["规章", "1", "0", "5"]])
    assert issues == []


def test_a_blank_row_is_filled_by_its_second_printing() -> None:
    """Blank first, numbers later: the numbers count."""
    cells, _ = _read([["规章", "", "", ""]], [["规章", "1", "0", "5"]])
    assert _row(cells, "proactive.rules") == ["1", "0", "5"]


def test_the_single_row_six_on_a_2021_form() -> None:
    """（六）其他处理 in one row is listed as printed, its three rows are missing."""
    cells, _ = _read([["（六）其他处理", *MARKED]])
    assert (_row(cells, "requests.other"), cells["requests.other.fee_overdue.total"].state) == (
        MARKED,
        "missing",
    )


def test_the_single_row_is_not_listed_when_the_three_are_printed() -> None:
    """The variant row is no cell of a form printed in full."""
    cells, _ = _read(*printed_tables().values())
    assert "requests.other.total" not in cells


CELLS = st.sampled_from([
    "", "0", "1", "12", "/", "约3", "规章", "行政许可", RECEIVED, "（三）不予公开", "1.属于国家秘密",
    "其他", "3.其他", "（六）其他处理", "三、本", "年度办理结果", "信息内容", "结果维持", "行政诉讼", "总计", "四、",
])  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=17), max_size=12), st.sampled_from(["2019", "2021"]))
def test_any_table_gives_the_whole_form(rows: Rows, form: FormId) -> None:
    """However a table is mangled, each cell of the form is listed once."""
    cells, _ = read_tables(_document(rows), FORMS[form])
    names = [(cell.table, cell.row, cell.column) for cell in cells]
    wanted = [(t, r.id, c.id) for t, r, c in FORMS[form].every_cell()]
    required = [(t, r.id, c.id) for t, r, c in FORMS[form].every_cell() if not r.variant]
    assert names in (wanted, required)


@given(st.lists(st.lists(CELLS, max_size=17), max_size=12))
def test_no_printed_number_is_changed(rows: Rows) -> None:
    """A cell's text is the text that stands at its place in the grid."""
    cells, _ = read_tables(_document(rows), FORMS["2021"])
    printed = {(cell.raw, rows[cell.at.row][cell.at.column]) for cell in cells if cell.at}
    assert all(raw == text for raw, text in printed)


def test_tables_without_end_are_cut_with_an_issue() -> None:
    """A document of a hundred thousand rows costs no more than one of five thousand."""
    table = [[RECEIVED, *MARKED]] * 5001
    assert "too_many_rows" in _codes(_read(table)[1])
