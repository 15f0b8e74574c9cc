"""From what stands in each place of the form to its cells: states, numbers, units, doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reports.document import GridCell
from reports.forms import Form, Row
from reports.model import Cell, Issue, TableKind
from reports.numbers import money_factor, parse_cell

Place = tuple[TableKind, str]


def form_cells(
    form: Form,
    printed: Mapping[Place, Mapping[str, GridCell]],
    heads: Mapping[str, str],
    issues: list[Issue],
) -> Iterator[Cell]:
    """Every cell of the form (variant rows only when printed); ``heads`` are the words above each
    row of table two, for units. What is in doubt is added to ``issues``."""
    for table, row, column in form.every_cell():
        found = printed.get((table, row.id))
        if found is None and row.variant:
            continue
        source = (found or {}).get(column.id)
        if source is None:
            yield Cell(table, row.id, column.id, None, None, "missing", None)
            continue
        cell = _cell(table, row, column.id, source, heads.get(row.id, ""), issues)
        if source.doubt:
            message = f"{row.label}（{column.label}）：{source.doubt}，请与原件核对。"
            issues.append(Issue("ocr_doubt", "tables", message, {"cell": cell.key}))
        yield replace(cell, origin=source.origin) if source.origin != "text" else cell


def _cell(
    table: TableKind, row: Row, column: str, source: GridCell, head: str, issues: list[Issue]
) -> Cell:
    printed = parse_cell(source.text)
    raw = source.text.strip()
    if printed is None:
        data = {"row": row.id, "values": [raw[:40]]}
        issues.append(Issue("unreadable_cell", "tables", f"{row.label}：认不出“{raw[:40]}”", data))
        return Cell(table, row.id, column, raw, None, "mark", None, source.at)
    if printed.value is None:
        return Cell(table, row.id, column, raw, None, printed.state, None, source.at)
    factor = printed.factor
    if column != "amount":
        value = printed.value * (factor or 1)
        return Cell(table, row.id, column, raw, value, "number", "count", source.at)
    factor = factor or money_factor(head)
    if factor is None:
        message = f"{row.label}：金额 {raw} 没有写明单位"
        issues.append(Issue("unit_unknown", "tables", message, {"row": row.id}))
    value = printed.value * (factor or 1)
    return Cell(table, row.id, column, raw, value, "number", "yuan" if factor else None, source.at)
