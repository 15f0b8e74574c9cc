"""The cells of a form: states, units and places; and which form a document follows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.document import Document
from reports.forms import FORMS
from reports.inputs.plain import make_grid, read_plain
from reports.model import Cell, FormId, Issue, Place
from reports.tables.reading import detect_form, read_tables
from tests.reports.made import Rows, printed_tables, printed_text

RECEIVED = "一、本年新收政府信息公开申请数量"


def _document(*tables: Rows) -> Document:
    return Document(tuple(make_grid(rows, index) for index, rows in enumerate(tables)))


def _read(*tables: Rows, form: FormId = "2021") -> tuple[dict[str, Cell], list[Issue]]:
    cells, issues = read_tables(_document(*tables), FORMS[form])
    return {cell.key: cell for cell in cells}, list(issues)


def _codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("raw", "state", "value"),
    [
        ("0", "number", 0),
        ("", "blank", None),
        ("/", "mark", None),
        ("无", "mark", None),
        ("1,113", "number", 1113),
    ],
)
def test_a_cell_has_its_state(raw: str, state: str, value: int | None) -> None:
    """Number, blank and mark stay apart."""
    cells, _ = _read([["规章", raw, "0", "5"]])
    cell = cells["proactive.rules.issued"]
    assert (cell.state, cell.value, cell.raw) == (state, value, raw)


def test_a_text_among_the_numbers_costs_one_cell() -> None:
    """约3 is no number: the cell is a mark with an Issue, the others are read."""
    cells, issues = _read([[RECEIVED, "5", "约3", "0", "0", "0", "0", "8"]])
    states = [cell.state for key, cell in cells.items() if key.startswith("requests.received.")]
    assert (states.count("number"), states[1], _codes(issues)) == (6, "mark", ["unreadable_cell"])


@pytest.mark.parametrize("second", ["行政处罚", "其他", "信息内容"])
def test_a_second_label_on_a_line_is_no_value(second: str) -> None:
    """Words of the form beside a label are not its cell."""
    cells, _ = _read([["行政许可", second]])
    assert cells["proactive.licences.decisions"].state == "missing"


@pytest.mark.parametrize(
    ("head", "raw", "value", "unit"),
    [
        ("本年收费金额（单位：万元）", "27.25", "272500", "yuan"),
        ("本年收费金额（单位：元）", "300", "300", "yuan"),
        ("本年收费金额（单位：万元）", "43.788万元", "437880", "yuan"),
        ("本年收费金额（单位：万元）", "251000元", "251000", "yuan"),
        ("本年收费金额", "27.25", "27.25", None),
    ],
)
def test_money_takes_its_unit_from_the_cell_else_the_head(
    head: str, raw: str, value: str, unit: str | None
) -> None:
    """Yuan when a unit is printed, else as printed and without a unit."""
    cells, _ = _read([["信息内容", head], ["行政事业性收费", raw]])
    cell = cells["proactive.charges.amount"]
    assert (cell.value, cell.unit, cell.raw) == (Decimal(value), unit, raw)


def test_money_without_a_unit_is_an_issue() -> None:
    """We do not know whether it is yuan or ten thousand."""
    _, issues = _read(
        [["信息内容", "采购项目数量", "采购总金额"], ["政府集中采购", "3", "55"]], form="2019"
    )
    assert _codes(issues) == ["unit_unknown"]


def test_a_counting_word_is_no_money() -> None:
    """24大项 is a count."""
    cells, _ = _read([["行政许可", "24大项", "+6", "151件"]], form="2019")
    assert [cells[f"proactive.licences.{c}"].unit for c in ("prior_items", "decisions")] == [
        "count",
        "count",
    ]


def test_a_cell_knows_where_it_stands() -> None:
    """Grid, row and column of the printed cell."""
    cells, _ = _read(*printed_tables().values())
    assert cells["requests.carried_in.business"].at == Place(table=1, row=4, column=2)


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("kept", [(2, 3, 4), (2,), (3,), (3, 4)])
def test_the_form_is_known_by_what_its_tables_print(form: FormId, kept: tuple[int, ...]) -> None:
    """Any of the tables two and three tells the forms apart."""
    tables = printed_tables(form)
    found = detect_form(_document(*(tables[number] for number in kept)))
    assert found is FORMS[form]


def test_a_document_without_form_tables_has_no_form() -> None:
    """Sentences about the form do not make one."""
    assert detect_form(read_plain("本年制发件数、本年废止件数、现行有效件数等均已填报。")) is None


def test_the_years_in_the_text_do_not_decide_the_form() -> None:
    """A body may use the old form late."""
    text = printed_text("2019").replace("2023", "2022")
    assert detect_form(read_plain(text)) is FORMS["2019"]
