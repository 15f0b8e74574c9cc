"""Table three held against itself: requests received, answered and carried over (T3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.checks.repair import check_repair
from reports.checks.tie_out import (
    Cells,
    Sum,
    Term,
    at_most,
    equal,
    make,
    one,
    ref,
    row_name,
    row_total,
    short,
    sum_of,
)
from reports.forms import FORMS, Column, Row
from reports.model import AnnualReport, Cell, Finding, TableKind
from reports.text import squeeze

_TABLE: TableKind = "requests"
_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)")
_BACKLOG = Decimal("0.4")  # of a year's requests, what 20 + 20 working days may leave over
_LISTED = 3  # cells that a sentence names; of more it gives the number


def check_requests(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    """T3.1–T3.10 and T3.12, what this report alone can answer."""
    year = report.year
    rows = printed_rows(report, cells)
    columns = rows[0].columns if rows else ()
    flows = [_flow(cells, column, year) for column in columns]
    results = [_results(cells, rows, column, year) for column in columns]
    totals = [row_total("T3.3", row_name(row), cells, _TABLE, row, year) for row in rows]
    yield from (*flows, *results, *totals)
    yield whole_numbers("T3.4", report, _TABLE, units=False)
    for column, flow in zip(columns, flows, strict=True):
        yield _nothing_in(cells, rows, column, year)
        if flow.status == "not_assessable":
            yield from _bounded(cells, column, year)
    if columns:
        yield _backlog(cells, year)
    if report.form == "2021":
        yield _fees(report, cells)
    yield from check_repair(cells, year, flows, results, totals)
    if columns:
        yield from _blank_totals(cells, rows, columns, year)


def printed_rows(report: AnnualReport, cells: Cells) -> list[Row]:
    """The rows of table three that the report has cells of, in printed order."""
    form = FORMS[report.form or ""]
    return [row for row in form.tables[_TABLE] if (_TABLE, row.id, "total") in cells]


def _in_hand(cells: Cells, column: str, year: int | None) -> Sum:
    names = (("received", "本年新收"), ("carried_in", "上年结转"))
    return sum_of([Term(label, cells.get((_TABLE, row, column)), year) for row, label in names])


def _flow(cells: Cells, column: Column, year: int | None) -> Finding:
    names = (("total", "办理结果总计"), ("carried_out", "结转下年度"))
    right = sum_of([Term(label, cells.get((_TABLE, row, column.id)), year) for row, label in names])
    return equal("T3.1", f"{short(column.label)}一列", _in_hand(cells, column.id, year), right)


def result_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows that add up to （七）总计; a printed single row （六） stands for its three."""
    single = any(row.id == "other" for row in rows)
    skipped = {"received", "carried_in", "carried_out", "total"}
    return [
        row
        for row in rows
        if row.id not in skipped and not (single and row.id.startswith("other."))
    ]


def _results(cells: Cells, rows: Sequence[Row], column: Column, year: int | None) -> Finding:
    left = sum_of(
        [
            Term(row_name(row), cells.get((_TABLE, row.id, column.id)), year)
            for row in result_rows(rows)
        ]
    )
    right = one("（七）总计", cells.get((_TABLE, "total", column.id)), year)
    return equal("T3.2", f"{short(column.label)}一列的办理结果", left, right)


def whole_numbers(rule: str, report: AnnualReport, table: TableKind, *, units: bool) -> Finding:
    """One finding for a table: its printed numbers are whole and not negative, and carry no
    unit unless ``units`` are let pass. The cells named are the ones that break the rule."""
    name = {"proactive": "表二", "requests": "表三", "remedies": "表四"}[table]
    printed = [
        cell
        for cell in report.cells
        if cell.table == table and cell.value is not None and cell.column not in _SIGNED
    ]
    if not printed:
        return make(rule, "not_assessable", f"{name}没有印出的数，无法核对。", ())
    wrong = [cell for cell in printed if not _is_whole(cell, units=units)]
    if not wrong:
        return make(rule, "pass", f"{name}印出的 {len(printed)} 个数都是不小于 0 的整数。", ())
    told = "、".join(f"{_cell_name(report, cell)} 印作“{cell.raw}”" for cell in wrong[:_LISTED])
    more = f"等 {len(wrong)} 格" if len(wrong) > _LISTED else ""
    message = f"{name}应是不小于 0 的整数{'' if units else '、不带单位'}，而{told}{more}。"
    marked = tuple(ref(cell, report.year) for cell in wrong)
    return make(rule, "fail", message, marked, None, wrong[0].value)


_SIGNED = frozenset({"change", "amount"})  # may be negative; is money


def _is_whole(cell: Cell, *, units: bool) -> bool:
    value = cell.value or Decimal(0)
    if value < 0 or value != value.to_integral_value():
        return False
    return units or _PLAIN.fullmatch(squeeze(cell.raw or "")) is not None


def _cell_name(report: AnnualReport, cell: Cell) -> str:
    row = FORMS[report.form or ""].row(cell.table, cell.row)
    column = next(column for column in row.columns if column.id == cell.column)
    return f"{row_name(row)}的{short(column.label)}"


def _nothing_in(cells: Cells, rows: Sequence[Row], column: Column, year: int | None) -> Finding:
    """T3.5: without a request in hand, nothing is answered and nothing carried over."""
    left = _in_hand(cells, column.id, year)
    where = f"{short(column.label)}一列"
    if left.value is not None and left.value != 0:
        message = f"{where}：{left.told}，不为 0，其余各格可以有数。"
        return make("T3.5", "pass", message, left.cells, blank=left.blank)
    others = [
        (row, cells[_TABLE, row.id, column.id])
        for row in rows
        if row.id not in {"received", "carried_in"}
    ]
    right = sum_of([Term("", cell, year) for _, cell in others])
    filled = [(row, cell) for row, cell in others if cell.value]
    if left.value is None or (right.value is None and not filled):
        message = f"{where}：有空白的总计、符号或缺失的格，无法核对。"
        return make("T3.5", "not_assessable", message, left.cells)
    blank = left.blank or right.blank
    zero = Decimal(0)
    if not filled:
        message = f"{where}：本年新收与上年结转都是 0，其余各格也没有数，相符。"
        return make("T3.5", "pass", message, left.cells + right.cells, zero, zero, blank=blank)
    told = "、".join(f"{row_name(row)} {cell.value:f}" for row, cell in filled[:_LISTED])
    more = f"等 {len(filled)} 格" if len(filled) > _LISTED else ""
    message = f"{where}：{left.told}，而{told}{more}，不为 0。"
    marked = left.cells + tuple(ref(cell, year) for _, cell in filled)
    return make("T3.5", "fail", message, marked, zero, filled[0][1].value, blank=blank)


def _bounded(cells: Cells, column: Column, year: int | None) -> Iterator[Finding]:
    """T3.6, where T3.1 cannot be computed: each of （七） and 四 by itself."""
    where = f"{short(column.label)}一列"
    names = (("total", "办理结果总计"), ("carried_out", "结转下年度"))
    sides = [one(label, cells.get((_TABLE, row, column.id)), year) for row, label in names]
    stated = [side for side in sides if side.value is not None] or sides[:1]
    for side in stated:
        yield at_most("T3.6", where, side, _in_hand(cells, column.id, year))


def _backlog(cells: Cells, year: int | None) -> Finding:
    received = one("本年新收总计", cells.get((_TABLE, "received", "total")), year)
    left_over = one("结转下年度继续办理总计", cells.get((_TABLE, "carried_out", "total")), year)
    marked = received.cells + left_over.cells
    if received.value is None or left_over.value is None:
        message = "结转下年度或本年新收的总计没有写明，无法核对。"
        return make("T3.7", "not_assessable", message, marked, None, left_over.value)
    most = received.value * _BACKLOG
    told = f"{left_over.text}，{received.text}"
    if left_over.value <= most:
        return make("T3.7", "pass", f"{told}：不超过四成。", marked, most, left_over.value)
    message = f"{told}：超过四成，积压较多。"
    return make("T3.7", "fail", message, marked, most, left_over.value)


def _fees(report: AnnualReport, cells: Cells) -> Finding:
    """T3.8: requests dropped for an unpaid fee, and a last section silent on fees."""
    name = "（六）2.逾期未缴费"
    dropped = one(name, cells.get((_TABLE, "other.fee_overdue", "total")), report.year)
    if dropped.value is None:
        message = f"{name}的总计没有写明，无法核对。"
        return make("T3.8", "not_assessable", message, dropped.cells)
    if dropped.value <= 0:
        return make("T3.8", "pass", f"{dropped.text}，第六部分不必写。", dropped.cells)
    text = last_section(report)
    if text is None:
        message = f"{dropped.text}，而报告没有第六部分，无法核对。"
        return make("T3.8", "not_assessable", message, dropped.cells, None, dropped.value)
    if "处理费" in text:
        message = f"{dropped.text}，第六部分写了信息处理费，相符。"
        return make("T3.8", "pass", message, dropped.cells, None, dropped.value)
    message = f"{dropped.text}，而第六部分没有写信息处理费。"
    return make("T3.8", "fail", message, dropped.cells, None, dropped.value)


def last_section(report: AnnualReport) -> str | None:
    """The squeezed text of section 六, None when the report has none."""
    found = [section for section in report.sections if section.number == 6]
    return squeeze(" ".join(section.text for section in found)) if found else None


def _blank_totals(
    cells: Cells, rows: Sequence[Row], columns: Sequence[Column], year: int | None
) -> Iterator[Finding]:
    """T3.12 for the column 总计 and for the row （七）总计."""
    parts = [column.id for column in columns if column.id != "total"]
    column = [cells[_TABLE, row.id, "total"] for row in rows]
    inside = [cells[_TABLE, row.id, part] for row in rows for part in parts]
    yield _blank_total("总计一列", column, inside, year)
    across = [cells[_TABLE, "total", part.id] for part in columns] if _has(rows, "total") else []
    above = [cells[_TABLE, row.id, part] for row in result_rows(rows) for part in parts]
    yield _blank_total("（七）总计一行", across, above, year)


def _has(rows: Sequence[Row], name: str) -> bool:
    return any(row.id == name for row in rows)


def _blank_total(
    where: str, totals: Sequence[Cell], parts: Sequence[Cell], year: int | None
) -> Finding:
    marked = tuple(ref(cell, year) for cell in totals)
    filled = sum(cell.value is not None for cell in parts)
    if any(cell.value is not None for cell in totals):
        return make("T3.12", "pass", f"{where}印有数。", marked)
    if not totals or any(cell.state != "blank" for cell in totals):
        message = f"{where}是符号或缺失，无法核对。"
        return make("T3.12", "not_assessable", message, marked)
    if not filled:
        return make("T3.12", "pass", f"{where}空白，分项也没有数。", marked)
    message = f"{where}全部空白，而分项有 {filled} 格填了数：总计没有写明，不是 0。"
    return make("T3.12", "fail", message, marked)
