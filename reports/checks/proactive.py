"""Table two held against itself: rules, decisions, charges and procurement (T2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.checks.requests import whole_numbers
from reports.checks.tie_out import Cells, Sum, Term, at_most, make, one, ref, sum_of
from reports.model import AnnualReport, Finding, TableKind
from reports.text import squeeze

TABLE: TableKind = "proactive"
DOCUMENTS_2021 = (("rules", "规章"), ("normative_documents", "行政规范性文件"))
DOCUMENTS_2019 = (("rules", "规章"), ("normative_documents", "规范性文件"))
DECISIONS = (
    ("licences", "行政许可"), ("penalties", "行政处罚"), ("compulsory_measures", "行政强制"),
)  # fmt: skip
ITEMS = (
    ("licences", "行政许可"), ("other_services", "其他对外管理服务事项"), ("penalties", "行政处罚"),
    ("compulsory_measures", "行政强制"), ("charges", "行政事业性收费"),
)  # fmt: skip
_GOVERNMENT = "政府及办公厅(室)"
_DECIMALS = re.compile(r"\.(\d+)")
_MOST_DECIMALS = 6


def check_proactive(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    """The rules of T2 that this report alone can answer."""
    if report.form == "2021":
        yield from _of_2021(report, cells)
    else:
        yield from _of_2019(report, cells)


def single(cells: Cells, row: str, column: str, label: str, year: int | None) -> Sum:
    """One cell of table two as a side."""
    return one(label, cells.get((TABLE, row, column)), year)


def _of_2021(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    year = report.year
    for row, name in DOCUMENTS_2021:
        issued = Term("本年制发件数", cells.get((TABLE, row, "issued")), year, whole=True)
        repealed = Term("本年废止件数", cells.get((TABLE, row, "repealed")), year, sign=-1)
        in_force = single(cells, row, "in_force", "现行有效件数", year)
        yield at_most("T2.3", name, sum_of([issued, repealed]), in_force)
    yield _rule_making(report, cells)
    yield whole_numbers("T2.5", report, TABLE, units=True)
    yield _charges(report, cells)


def _rule_making(report: AnnualReport, cells: Cells) -> Finding:
    """T2.4: ministries, provinces and cities with districts make rules; their departments below
    the State Council, counties and townships do not (Legislation Law, art. 91 and 93)."""
    row = [cell for (table, name, _), cell in cells.items() if (table, name) == (TABLE, "rules")]
    marked = tuple(ref(cell, report.year) for cell in row)
    told = "、".join(f"{_RULES_COLUMNS[cell.column]} {cell.value:f}" for cell in row if cell.value)
    level, kind = report.agency_level, report.agency_type
    if not told:
        stated = bool(row) and all(cell.value is not None for cell in row)
        message = "规章一行都是 0。" if stated else "规章一行没有全部写明，无法核对。"
        return make("T2.4", "pass" if stated else "not_assessable", message, marked)
    if level is None or kind is None:
        message = f"规章一行印有{told}，机关的层级或类型不明，无法核对。"
        return make("T2.4", "not_assessable", message, marked)
    may = level == "national" or (level in {"province", "prefecture"} and kind == _GOVERNMENT)
    if may:
        return make("T2.4", "pass", f"规章一行印有{told}，机关有规章制定权。", marked)
    message = f"规章一行印有{told}，而{report.agency or '本机关'}一般没有规章制定权。"
    return make(
        "T2.4", "fail", message, marked, Decimal(0), max(c.value or Decimal(0) for c in row)
    )


_RULES_COLUMNS = {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}


def _charges(report: AnnualReport, cells: Cells) -> Finding:
    """T2.5 for the money of 行政事业性收费."""
    cell = cells.get((TABLE, "charges", "amount"))
    if cell is None or cell.value is None:
        marked = (ref(cell, report.year),) if cell else ()
        return make("T2.5", "not_assessable", "本年收费金额没有写明，无法核对。", marked)
    marked = (ref(cell, report.year),)
    raw = squeeze(cell.raw or "")
    printed = f"本年收费金额印作“{raw}”"
    decimals = _DECIMALS.search(raw)
    doubt = None
    if cell.value < 0:
        doubt = "小于 0"
    elif decimals and len(decimals[1]) > _MOST_DECIMALS:
        doubt = f"小数有 {len(decimals[1])} 位"
    elif "元" in raw.replace("万元", ""):
        doubt = "而这一列以万元计"
    if doubt is not None:
        return make("T2.5", "fail", f"{printed}，{doubt}。", marked, None, cell.value)
    if cell.unit is None:
        return make("T2.5", "not_assessable", f"{printed}，没有写明单位。", marked)
    return make("T2.5", "pass", f"{printed}，写法合规。", marked, None, cell.value)


def _of_2019(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    year = report.year
    for row, name in DOCUMENTS_2019:
        created = single(cells, row, "created", "本年新制作数量", year)
        disclosed = single(cells, row, "disclosed", "本年新公开数量", year)
        total = single(cells, row, "disclosed_total", "对外公开总数量", year)
        yield at_most("T2.11", name, disclosed, total)
        yield at_most("T2.13", name, disclosed, created, note="（可能公开了往年的文件）")
    for row, name in ITEMS:
        yield from _items(cells, row, name, year)
    yield _procurement(cells, year)


def items_left(cells: Cells, row: str, year: int | None, *, named: str = "") -> Sum:
    """上一年项目数量 + 本年增/减 of a row; ``named`` goes before the labels."""
    prior, change = cells.get((TABLE, row, "prior_items")), cells.get((TABLE, row, "change"))
    return sum_of(
        [
            Term(f"{named}上一年项目数量", prior, year, whole=True),
            Term(f"{named}本年增/减", change, year),
        ]
    )


def _items(cells: Cells, row: str, name: str, year: int | None) -> Iterator[Finding]:
    left = items_left(cells, row, year)
    yield at_most("T2.14", name, Sum(Decimal(0), "0", left.blank, ()), left)
    if (TABLE, row, "decisions") not in cells:
        return
    decisions = single(cells, row, "decisions", "处理决定数量", year)
    marked = left.cells + decisions.cells
    if left.value is None or (left.value == 0 and decisions.value is None):
        message = f"{name}：项目数量或处理决定数量没有写明，无法核对。"
        yield make("T2.16", "not_assessable", message, marked)
    elif left.value != 0 or decisions.value == 0:
        message = f"{name}：{left.told}，{decisions.text}，相符。"
        yield make("T2.16", "pass", message, marked, left.value, decisions.value, blank=left.blank)
    else:
        message = f"{name}：{left.told}，没有项目，而{decisions.text}。"
        yield make("T2.16", "fail", message, marked, left.value, decisions.value, blank=left.blank)


def _procurement(cells: Cells, year: int | None) -> Finding:
    projects = single(cells, "procurement", "projects", "采购项目数量", year)
    amount = cells.get((TABLE, "procurement", "amount"))
    marked = projects.cells + ((ref(amount, year),) if amount else ())
    if projects.value is None or amount is None or amount.value is None:
        message = "政府集中采购：采购项目数量或采购总金额没有写明，无法核对。"
        return make("T2.17", "not_assessable", message, marked, projects.value)
    # the unit that the cell prints is kept: 251000元
    told = f"政府集中采购：{projects.text}，采购总金额 {squeeze(amount.raw or '')}"
    if (projects.value == 0) == (amount.value == 0):
        return make("T2.17", "pass", f"{told}，相符。", marked, projects.value, amount.value)
    message = f"{told}，一个是 0，另一个不是。"
    return make("T2.17", "fail", message, marked, projects.value, amount.value)
