"""A report as data: the whole of it as JSON, its cells as CSV."""

from __future__ import annotations

from typing import Any

from archive.records import ReportRecord, Snapshot
from portal.exports import as_csv
from portal.security import web_address
from reports.forms import FORMS
from reports.model import Cell, number, to_json

COLUMNS = (
    "table", "row", "column", "label", "raw", "value", "unit", "state",
    "at_page", "at_table", "at_row", "at_column", "origin",
)  # fmt: skip


def report_json(record: ReportRecord, url: str) -> dict[str, Any]:
    """The fields of ``nianbao extract --json``, and where the report is kept."""
    read = to_json(record.report)
    assert isinstance(read, dict)
    return {
        "id": record.id,
        "url": url,
        **read,
        "snapshot": _snapshot(record.snapshot),
        "copies": [_snapshot(copy) for copy in record.copies],
        "revisions": len(record.revisions),
    }


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "url": web_address(snapshot.url),
        "fetched_at": snapshot.fetched_at.isoformat(),
        "sha256": snapshot.sha256,
        "size": snapshot.size,
        "content_type": snapshot.content_type,
    }


def cells_csv(record: ReportRecord) -> str:
    """A row a cell, after `COLUMNS`; places count from one, as people do. What a spreadsheet
    would take for a formula has an apostrophe before it; numbers keep their sign."""
    labels = _labels(record.report.form)
    rows = (dict(zip(COLUMNS, _row(cell, labels), strict=True)) for cell in record.report.cells)
    return "".join(as_csv(COLUMNS, rows))


def _row(cell: Cell, labels: dict[tuple[str, str, str], str]) -> list[str | int | float | None]:
    at = cell.at
    return [
        cell.table, cell.row, cell.column, labels.get((cell.table, cell.row, cell.column)),
        cell.raw, None if cell.value is None else number(cell.value), cell.unit, cell.state,
        at.page if at else None, *([at.table + 1, at.row + 1, at.column + 1] if at else [None] * 3),
        cell.origin,
    ]  # fmt: skip


def _labels(form: str | None) -> dict[tuple[str, str, str], str]:
    known = FORMS.get(form or "")
    if known is None:
        return {}
    return {
        (table, row.id, column.id): f"{row.label} · {column.label}"
        for table, row, column in known.every_cell()
    }
