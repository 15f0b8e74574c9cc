"""A reading as rows and back: nothing of an `AnnualReport` is lost on the way.

In JSON columns, short lists: a section is [number, heading, text], a cell's place [table, row,
column, page, box]. The cells that a finding looks at are [table, rows, columns, year], each column in
each row: a rule looks along a row or down a column, and written out its cells would fill more pages
than all the rest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    Text,
    cast,
    delete,
    insert,
    select,
)

from archive import columns
from archive.columns import dumps
from archive.tables import cells, evidence, findings, issues, readings
from reports.model import (
    AnnualReport,
    Cell,
    CellRef,
    CellState,
    Evidence,
    Finding,
    Issue,
    Origin,
    Place,
    Region,
    Section,
    Severity,
    Status,
    TableKind,
    Unit,
)

Kin = Literal["years", "bodies"]
"""What a neighbour is: the same body's report on another year, or another body's."""

_BODIES = "G."  # rules on bodies above, below and beside; their findings look at one year
_PLAIN = (
    "reader_version", "is_report", "reason", "title", "agency", "year", "agency_type",
    "agency_level", "published_on", "drafted_on", "index_number", "form",
)  # fmt: skip
_ORDER: tuple[Kin | None, ...] = (None, "years", "bodies")  # its own findings first
_PARTS: tuple[Table, ...] = (cells, findings, issues, evidence)


_GIVEN: Mapping[Table, tuple[str, ...]] = {
    cells: (
        "table_id", "row_id", "column_id", "raw", "value", "state", "unit", "place", "origin",
    ),
    findings: (
        "rule", "severity", "status", "blank_as_zero", "message", "expected", "actual", "cells",
    ),
}  # fmt: skip


def same(old: AnnualReport, new: AnnualReport) -> bool:
    """Whether both say the same, whichever reader version read them and whatever their
    neighbours said of them since."""
    return replace(_as_stored(old), reader_version="") == replace(
        _as_stored(new), reader_version=""
    )


def _as_stored(report: AnnualReport) -> AnnualReport:
    """The report as its rows would give it back (JSON knows lists only)."""
    stored = tuple(replace(issue, data=json.loads(dumps(issue.data))) for issue in report.issues)
    own = tuple(item for item in report.findings if not of_neighbours(item, report.year))
    return replace(report, issues=stored, findings=own, confidence=dict(report.confidence))


def of_neighbours(finding: Finding, year: int | None) -> bool:
    """Whether a finding of a report on ``year`` looks at another report as well."""
    return kin_of(finding, year) is not None


def kin_of(finding: Finding, year: int | None) -> Kin | None:
    """The neighbour that a finding of a report on ``year`` looks at; None for its own."""
    if finding.rule.startswith(_BODIES):
        return "bodies"
    return "years" if any(ref.year not in {None, year} for ref in finding.cells) else None


def save(conn: Connection, snapshot_id: str, report_id: str | None, report: AnnualReport) -> None:
    """Replaces the snapshot's reading by this one, filed under ``report_id``."""
    for table in (*_PARTS, readings):
        conn.execute(delete(table).where(table.c.snapshot_id == snapshot_id))
    for table, rows in as_rows(snapshot_id, report_id, report).items():
        if rows:
            conn.execute(insert(table), rows)


def as_rows(
    snapshot_id: str, report_id: str | None, report: AnnualReport
) -> Mapping[Table, list[dict[str, Any]]]:
    """The rows that a reading is, the table that the others look at first."""
    row: dict[str, Any] = {name: getattr(report, name) for name in _PLAIN}
    row |= place_of(report.region)
    row["confidence"] = dict(report.confidence)
    row["sections"] = [[item.number, item.heading, item.text] for item in report.sections]
    whole = {"snapshot_id": snapshot_id, "report_id": report_id, **row}
    parts = {table: _keyed(snapshot_id, rows) for table, rows in _part_rows(report).items()}
    return {readings: [whole], **parts}


def _keyed(snapshot_id: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"snapshot_id": snapshot_id, "position": at, **row} for at, row in enumerate(rows)]


def save_neighbour_findings(
    conn: Connection, snapshot_id: str, found: Sequence[Finding], kin: Kin
) -> bool:
    """Replaces the findings that look at neighbours of this kind by these; whether they differ."""
    year = conn.scalar(select(readings.c.year).where(readings.c.snapshot_id == snapshot_id))
    old = _told(conn, snapshot_id)
    groups = {name: [item for item in old if kin_of(item, year) == name] for name in _ORDER}
    groups[kin] = list(found)
    new = [item for name in _ORDER for item in groups[name]]
    if old == new:
        return False
    conn.execute(delete(findings).where(findings.c.snapshot_id == snapshot_id))
    told = _keyed(snapshot_id, [_finding_row(item) for item in new])
    if told:
        conn.execute(insert(findings), told)
    return True


def failing(conn: Connection, snapshot_id: str) -> list[Finding]:
    """The findings of a reading that fail, those that are only worth a look left out."""
    return [item for item in _told(conn, snapshot_id, findings.c.status == "fail") if item.is_fault]


def _told(conn: Connection, snapshot_id: str, *which: ColumnElement[bool]) -> list[Finding]:
    rows = conn.execute(_parts(findings).where(*which), {"ids": [snapshot_id]})
    return [_finding(*said) for _, *said in rows]


def load(conn: Connection, snapshot_ids: Collection[str]) -> dict[str, AnnualReport]:
    """The readings of these snapshots, rebuilt whole; those without one are left out."""
    ids = {"ids": list(snapshot_ids)}
    printed: dict[str, list[Cell]] = defaultdict(list)
    told: dict[str, list[Finding]] = defaultdict(list)
    parts: dict[Table, dict[str, list[RowMapping]]] = {}
    # of the many by place, not by name, and at once: a report has hundreds
    for one, *said in conn.execute(_parts(cells), ids).all():
        printed[one].append(_cell(*said))
    for one, *said in conn.execute(_parts(findings), ids).all():
        told[one].append(_finding(*said))
    for few in (issues, evidence):
        parts[few] = defaultdict(list)
        for row in conn.execute(_parts(few), ids).mappings().all():
            parts[few][row["snapshot_id"]].append(row)
    return {
        row["snapshot_id"]: _report(
            row,
            printed[row["snapshot_id"]],
            told[row["snapshot_id"]],
            {few: rows[row["snapshot_id"]] for few, rows in parts.items()},
        )
        for row in conn.execute(_whole(), ids).mappings()
    }


@cache
def _whole() -> Select[Any]:
    """Readings by ``ids``. Made once, as the next: that takes as long as the answer of one."""
    return select(readings).where(readings.c.snapshot_id.in_(columns.ids()))


@cache
def _parts(table: Table) -> Select[Any]:
    """The rows of a part by ``ids``, in order; of cells and findings what `Cell` and `Finding` take,
    decimals and lists as they are stored."""
    given = (
        [_stored(table.c[name]) for name in ("snapshot_id", *_GIVEN[table])]
        if table in _GIVEN
        else table.c
    )
    query = select(*given).where(table.c.snapshot_id.in_(columns.ids()))
    return query.order_by(table.c.snapshot_id, table.c.position)


def own(conn: Connection, snapshot_id: str) -> AnnualReport | None:
    """What was read from the snapshot, without what neighbours' reports say of it; None when it
    was never read."""
    report = load(conn, [snapshot_id]).get(snapshot_id)
    if report is None:
        return None
    told = tuple(item for item in report.findings if not of_neighbours(item, report.year))
    return replace(report, findings=told)


def region_of(row: RowMapping | Mapping[str, Any]) -> Region | None:
    """The division of a row that has its columns."""
    if row["region_code"] is None:
        return None
    return Region(row["region_code"], row["province"], row["city"], row["county"])


def place_of(region: Region | None) -> dict[str, str | None]:
    """The region's columns."""
    if region is None:
        return dict.fromkeys(("region_code", "province", "city", "county"))
    return {
        "region_code": region.code,
        "province": region.province,
        "city": region.city,
        "county": region.county,
    }


def _part_rows(report: AnnualReport) -> Mapping[Table, list[dict[str, Any]]]:
    return {
        cells: [_cell_row(cell) for cell in report.cells],
        findings: [_finding_row(finding) for finding in report.findings],
        issues: [
            {"code": item.code, "stage": item.stage, "message": item.message, "data": item.data}
            for item in report.issues
        ],
        evidence: [
            {name: getattr(item, name) for name in ("field", "value", "source", "text", "weight")}
            for item in report.evidence
        ],
    }


def _cell_row(cell: Cell) -> dict[str, Any]:
    at = cell.at
    return {
        "table_id": cell.table,
        "row_id": cell.row,
        "column_id": cell.column,
        "raw": cell.raw,
        "value": cell.value,
        "state": cell.state,
        "unit": cell.unit,
        "origin": cell.origin,
        "place": [at.table, at.row, at.column, at.page, at.box] if at else None,
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    names = ("rule", "severity", "status", "blank_as_zero", "message", "expected", "actual")
    row: dict[str, Any] = {name: getattr(finding, name) for name in names}
    row["cells"] = stored_refs(finding.cells)
    return row


def _report(
    row: RowMapping,
    printed: Sequence[Cell],
    told: Sequence[Finding],
    parts: Mapping[Table, list[RowMapping]],
) -> AnnualReport:
    region = region_of(row)
    return AnnualReport(
        **{name: row[name] for name in _PLAIN},
        region=region,
        sections=_sections(row),
        cells=tuple(printed),
        findings=tuple(told),
        issues=tuple(_issues(parts[issues])),
        evidence=tuple(_evidence(parts[evidence])),
        confidence=row["confidence"],
    )


def _sections(row: RowMapping) -> tuple[Section, ...]:
    return tuple(Section(number, heading, text) for number, heading, text in row["sections"])


def _stored(column: Column[Any]) -> ColumnElement[Any]:
    """The column; where its type makes objects of what is stored, the text of that."""
    made = isinstance(column.type, (JSON, columns.DecimalText))
    return cast(column, Text) if made else column


# A zero in its place, and the cells that a rule looks at, are the same in thousands of reports: made
# once, they are shared, for nothing can change them.


@lru_cache(maxsize=8_192)
def _cell(  # as many as `Cell` has
    table: TableKind, row: str, column: str, raw: str | None, value: str | None, state: CellState,
    unit: Unit | None, place: str | None, origin: Origin,
) -> Cell:  # fmt: skip
    number = None if value is None else Decimal(value)
    return Cell(table, row, column, raw, number, state, unit, _place(place), origin)


def _finding(
    rule: str, severity: Severity, status: Status, blank_as_zero: bool, message: str,
    expected: str | None, actual: str | None, cells: str,
) -> Finding:  # fmt: skip
    wanted = None if expected is None else Decimal(expected)
    found = None if actual is None else Decimal(actual)
    return Finding(rule, severity, status, blank_as_zero, message, wanted, found, refs_of(cells))


@lru_cache(maxsize=2_048)
def _place(place: str | None) -> Place | None:
    if place is None:
        return None
    table, row, column, page, box = json.loads(place)
    return Place(table, row, column, page, tuple(box) if box is not None else None)


@lru_cache(maxsize=2_048)
def refs_of(stored: str) -> tuple[CellRef, ...]:
    """The cells that a finding looks at, in their order, from its column."""
    return tuple(
        CellRef(table, row, column, year)
        for table, rows, across, year in json.loads(stored)
        for row in rows
        for column in across
    )


def stored_refs(cells: Sequence[CellRef]) -> list[list[Any]]:
    """The same for its column."""
    found: list[list[Any]] = []
    for ref in cells:
        last = found[-1] if found else ["", [], [], None]
        table, rows, across, year = last
        if (table, year) != (ref.table, ref.year):
            found.append([ref.table, [ref.row], [ref.column], ref.year])
        elif across == [ref.column]:
            rows.append(ref.row)
        elif rows == [ref.row]:
            across.append(ref.column)
        else:
            found.append([ref.table, [ref.row], [ref.column], ref.year])
    return found


def _issues(rows: list[RowMapping]) -> Iterator[Issue]:
    for row in rows:
        yield Issue(row["code"], row["stage"], row["message"], row["data"])


def _evidence(rows: list[RowMapping]) -> Iterator[Evidence]:
    for row in rows:
        yield Evidence(row["field"], row["value"], row["source"], row["text"], row["weight"])
