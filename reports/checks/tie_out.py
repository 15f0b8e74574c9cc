"""Sums and how a finding tells of them: what every rule on numbers is made of.

A blank part counts as 0 in a sum and the finding says so; a blank total is not stated, and a
mark (``/``, ``无``) or a missing cell is no number: what leans on them is not assessable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.forms import Row
from reports.model import AnnualReport, Cell, CellRef, Finding, Severity, Status, TableKind
from reports.rules import RULES

Key = tuple[TableKind, str, str]
Cells = Mapping[Key, Cell]

_MOST_NAMED = 4  # parts that a sentence can list and still be read
_NOT_STATED = "有空白的总计、符号或缺失的格，无法核对。"


@dataclass(frozen=True, slots=True)
class Term:
    """A cell in a sum, in the report of ``year``. ``whole``: a stock or a total, which a blank
    leaves unstated (rows and columns named total always are)."""

    label: str
    cell: Cell | None
    year: int | None
    sign: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """One side of a rule: its number (None: not assessable), how it reads, whether a blank
    counted as 0, and its cells."""

    value: Decimal | None
    text: str
    blank: bool
    cells: tuple[CellRef, ...]

    @property
    def told(self) -> str:
        """How it reads with its number: ``本年新收 14 + 上年结转 0 = 14``."""
        listed = " + " in self.text or " − " in self.text
        return f"{self.text} = {self.value:f}" if listed else self.text


def cells_of(report: AnnualReport) -> dict[Key, Cell]:
    """The report's cells by table, row and column."""
    return {(cell.table, cell.row, cell.column): cell for cell in report.cells}


def ref(cell: Cell, year: int | None) -> CellRef:
    """The cell as a finding names it."""
    return CellRef(cell.table, cell.row, cell.column, year)


def refs(keys: Iterable[Key], year: int | None) -> tuple[CellRef, ...]:
    """These cells of one report as a finding names them."""
    return tuple(CellRef(table, row, column, year) for table, row, column in keys)


def sum_of(terms: Sequence[Term]) -> Sum:
    """The sum of these cells."""
    total = Decimal(0)
    assessable, blank, named = True, False, 0
    text = ""
    cells: list[CellRef] = []
    for term in terms:
        cell = term.cell
        if cell is None:
            assessable = False
            continue
        cells.append(ref(cell, term.year))
        if cell.value is not None:
            total += term.sign * cell.value
            if cell.value or len(terms) <= 2:
                named += 1
                joint = (" + " if term.sign > 0 else " − ") if text else "−" * (term.sign < 0)
                text += f"{joint}{term.label} {cell.value:f}"
        elif cell.state == "blank" and not term.whole and "total" not in (cell.row, cell.column):
            blank = True
        else:
            assessable = False
    if named > _MOST_NAMED:
        text = f"各项之和 {total:f}"
    return Sum(total if assessable else None, text or "各项 0", blank, tuple(cells))


def one(label: str, cell: Cell | None, year: int | None) -> Sum:
    """A single cell as a side; blank is not stated, for it is no part of a sum."""
    return sum_of([Term(label, cell, year, whole=True)])


def make(
    rule: str,
    status: Status,
    message: str,
    cells: tuple[CellRef, ...],
    expected: Decimal | None = None,
    actual: Decimal | None = None,
    *,
    blank: bool = False,
    severity: Severity | None = None,
) -> Finding:
    """A finding of a rule, of the rule's own severity unless another is given."""
    grave = severity or RULES[rule].severity
    return Finding(rule, grave, status, blank, message, expected, actual, cells)


def equal(
    rule: str,
    where: str,
    left: Sum,
    right: Sum,
    *,
    severity: Severity | None = None,
    note: str = "",
) -> Finding:
    """``left`` (what is expected) held against ``right`` (as printed); ``note`` ends the
    sentence of a failing one."""
    status: Status = "pass" if left.value == right.value else "fail"
    if left.value is None or right.value is None:
        status, message = "not_assessable", f"{where}：{_NOT_STATED}"
    elif status == "pass":
        message = f"{where}：{left.text} = {right.text}，相符。"
    else:
        gap = abs(left.value - right.value)
        message = f"{where}：{left.told}，而{right.told}，相差 {gap:f}{note}。"
    return make(
        rule, status, message, left.cells + right.cells, left.value, right.value,
        blank=left.blank or right.blank, severity=severity,
    )  # fmt: skip


def at_most(rule: str, where: str, small: Sum, large: Sum, *, note: str = "") -> Finding:
    """``small`` (actual) must not be greater than ``large`` (expected)."""
    blank = small.blank or large.blank
    cells = large.cells + small.cells
    if small.value is None or large.value is None:
        message = f"{where}：{_NOT_STATED}"
        return make(
            rule, "not_assessable", message, cells, large.value, small.value, blank=blank
        )  # fmt: skip
    if small.value <= large.value:
        message = f"{where}：{small.told}，不大于{large.told}。"
        return make(rule, "pass", message, cells, large.value, small.value, blank=blank)
    gap = small.value - large.value
    message = f"{where}：{small.told}，大于{large.told}，多出 {gap:f}{note}。"
    return make(rule, "fail", message, cells, large.value, small.value, blank=blank)


def short(label: str) -> str:
    """A printed label without numbering groups and remarks: 法人或其他组织·商业企业 → 商业企业."""
    return label.rsplit("·", maxsplit=1)[-1].split("（区分", maxsplit=1)[0]


def row_name(row: Row) -> str:
    """A row's label without its group: ``（三）不予公开 1.属于国家秘密`` → ``1.属于国家秘密``."""
    return short(row.label.split(" ", 1)[-1])


def row_total(
    rule: str, where: str, cells: Cells, table: TableKind, row: Row, year: int | None
) -> Finding:
    """The parts of a row against the row's printed total."""
    parts = [column for column in row.columns if column.id != "total"]
    left = sum_of(
        [Term(short(part.label), cells.get((table, row.id, part.id)), year) for part in parts]
    )
    return equal(rule, where, left, one("总计", cells.get((table, row.id, "total")), year))
