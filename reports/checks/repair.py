"""Where a broken sum may come from: a value in the wrong column (T3.9), a single cell (T3.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.checks.tie_out import Cells, make, row_name, short
from reports.forms import FORM_2019, FORM_2021, Row
from reports.model import Cell, CellRef, Finding, TableKind

_TABLE: TableKind = "requests"
_FLOW = ("received", "carried_in", "total", "carried_out")
_NUMBER, _BLANK = "number", "blank"


def check_repair(
    cells: Cells,
    year: int | None,
    flows: Sequence[Finding],
    results: Sequence[Finding],
    totals: Sequence[Finding],
) -> Iterator[Finding]:
    """T3.9 and T3.10 from the findings of T3.1, T3.2 and T3.3."""
    identities = (*flows, *results, *totals)
    if not identities:
        return
    yield _wrong_column(flows, totals)
    yield _single_cell(cells, year, identities)


def _wrong_column(flows: Sequence[Finding], totals: Sequence[Finding]) -> Finding:
    rows = [finding for finding in totals if finding.cells and finding.cells[0].row in _FLOW]
    failing = [finding for finding in flows if finding.status == "fail"]
    if not failing and all(finding.status == "pass" for finding in flows):
        return make("T3.9", "pass", "各列的收、办、结转都相符。", ())
    if any(finding.status == "not_assessable" for finding in (*flows, *rows)):
        return make("T3.9", "not_assessable", "有的列或行无法核对，看不出是否填错了列。", ())
    gaps = [_gap(finding) for finding in failing]
    if len(rows) < len(_FLOW) or any(finding.status == "fail" for finding in rows):
        return make("T3.9", "pass", "收、办、结转各行的合计也不相符，不像是填错了列。", ())
    if len(gaps) != 2 or sum(gaps) != 0 or _has_total(failing):
        return make("T3.9", "pass", "不是恰好两列一多一少，不像是填错了列。", ())
    more, less = sorted(failing, key=_gap, reverse=True)
    message = (
        f"各行的合计相符，而{_column(more)}一列收的比办的多 {_gap(more):f}、"
        f"{_column(less)}一列少 {_gap(more):f}：可能有 {_gap(more):f} 填错了列。"
    )
    return make("T3.9", "fail", message, more.cells + less.cells, Decimal(0), _gap(more))


def _has_total(findings: Sequence[Finding]) -> bool:
    return any(finding.cells[0].column == "total" for finding in findings)


def _gap(finding: Finding) -> Decimal:
    """What the parts add up to beyond the printed side."""
    return (finding.expected or Decimal(0)) - (finding.actual or Decimal(0))


def _column(finding: Finding) -> str:
    row = FORM_2021.row(_TABLE, "received")
    return next(short(c.label) for c in row.columns if c.id == finding.cells[0].column)


def _single_cell(cells: Cells, year: int | None, identities: Sequence[Finding]) -> Finding:
    known = [finding for finding in identities if finding.status != "not_assessable"]
    failing = [finding for finding in known if finding.status == "fail"]
    if not known:
        return make("T3.10", "not_assessable", "没有能核对的合计。", ())
    if not failing:
        return make("T3.10", "pass", "能核对的合计都相符。", ())
    found = [
        (cell, change) for cell in _crossing(cells, year, failing)
        if (change := _repair(cell, year, failing, known)) is not None
    ] if len(failing) > 1 else []  # fmt: skip
    if len(found) != 1:
        message = f"{len(failing)} 处合计不相符，不能只改一格就都相符。"
        return make("T3.10", "pass", message, ())
    cell, change = found[0]
    right = (cell.value or Decimal(0)) + change
    printed = f"印作 {cell.value:f}" if cell.value is not None else "空白"
    message = (
        f"{len(failing)} 处不相符的合计都经过“{_name(cell)}”：{printed}，若为 {right:f} 则都相符，"
        "可能是这一格误印或误读。"
    )
    marked = (CellRef(cell.table, cell.row, cell.column, year),)
    return make("T3.10", "fail", message, marked, right, cell.value)


def _crossing(cells: Cells, year: int | None, failing: Sequence[Finding]) -> list[Cell]:
    """The cells that every failing identity holds."""
    shared = set(failing[0].cells).intersection(*(finding.cells for finding in failing[1:]))
    return [
        cell
        for (table, row, column), cell in cells.items()
        if CellRef(table, row, column, year) in shared and cell.state in {_NUMBER, _BLANK}
    ]


def _repair(
    cell: Cell, year: int | None, failing: Sequence[Finding], known: Sequence[Finding]
) -> Decimal | None:
    """What must be added to the cell so that every identity it stands in holds, None when
    nothing does, or when it would break one that holds."""
    me = CellRef(cell.table, cell.row, cell.column, year)
    if sum(me in finding.cells for finding in known) != len(failing):
        return None
    changes = {-_sign(finding, cell) * _gap(finding) for finding in failing}
    if len(changes) != 1:
        return None
    change = changes.pop()
    return change if (cell.value or Decimal(0)) + change >= 0 else None


def _sign(finding: Finding, cell: Cell) -> int:
    """1 where the cell is one of the parts, -1 where it stands on the printed side."""
    if finding.rule == "T3.1":
        return -1 if cell.row in {"total", "carried_out"} else 1
    if finding.rule == "T3.2":
        return -1 if cell.row == "total" else 1
    return -1 if cell.column == "total" else 1


def _name(cell: Cell) -> str:
    row: Row | None = None
    for form in (FORM_2021, FORM_2019):
        row = row or next((r for r in form.tables[_TABLE] if r.id == cell.row), None)
    assert row is not None
    column = next(short(c.label) for c in row.columns if c.id == cell.column)
    return f"{row_name(row)}·{column}"
