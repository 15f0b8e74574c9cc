"""What people corrected, put into what was read of a document, and the findings that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from archive import corrections
from archive.corrections import Correction
from archive.records import Snapshot
from reports import divisions
from reports.checks import check
from reports.model import AnnualReport, CellState, Evidence, Origin

SOURCE: Origin = "correction"
"""Source of the evidence, and origin of the cell, that a person gave."""


def holding(conn: Connection, snapshot: Snapshot, report: AnnualReport) -> list[Correction]:
    """The corrections that hold for what was read of the snapshot."""
    return [
        one
        for one in corrections.holding(conn, snapshot.url)
        if one.snapshot_id == snapshot.id or one.read == corrections.as_read(report, one.name)
    ]


def corrected(conn: Connection, snapshot: Snapshot, report: AnnualReport) -> AnnualReport:
    """The report with the corrections that hold for the snapshot; its own findings are computed
    again over them. The same report where none does."""
    said = holding(conn, snapshot, report)
    if not said:
        return report
    flag = next((one for one in said if one.name == "is_report"), None)
    if flag is not None and flag.value == "false":
        return AnnualReport(False, flag.reason, reader_version=report.reader_version)
    if flag is None and not report.is_report:
        return report
    result = replace(report, is_report=True, reason=None)
    for one in said:
        result = _field(result, one) if one.name in corrections.FIELDS else _cell(result, one)
    return replace(result, findings=check(result))


def _field(report: AnnualReport, one: Correction) -> AnnualReport:
    if one.name != "is_report":
        known, value = _value(one)
        if not known:
            return report
        report = replace(report, **{one.name: value})
    told = Evidence(one.name, one.value or "", SOURCE, one.reason, 1.0)
    sure = {**report.confidence, one.name: 1.0}
    return replace(report, evidence=(*report.evidence, told), confidence=sure)


def _value(one: Correction) -> tuple[bool, Any]:
    """Whether the value means something, and what."""
    text: str | None = one.value
    if text is None:
        return True, None
    if one.name == "year":
        return True, int(text)
    if one.name == "region":
        known = divisions.by_code(text) is not None
        return known, divisions.region(text) if known else None
    if one.name in {"published_on", "drafted_on"}:
        return True, date.fromisoformat(text)
    return True, text


def _cell(report: AnnualReport, one: Correction) -> AnnualReport:
    raw, text = one.value["raw"], one.value["value"]
    value = None if text is None else Decimal(text)
    cells = tuple(
        replace(cell, raw=raw, value=value, state=_state(raw, value), origin=SOURCE)
        if cell.key == one.name
        else cell
        for cell in report.cells
    )
    return replace(report, cells=cells)


def _state(raw: str | None, value: Decimal | None) -> CellState:
    if value is not None:
        return "number"
    if raw is None:
        return "missing"
    return "mark" if raw.strip() else "blank"
