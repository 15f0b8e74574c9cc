"""Reports beside one, for its reader: the like body's next door, and one cell over the years.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from archive.records import ReportRecord
from archive.tables import agencies, cells, reports

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True, slots=True)
class BesideReport:
    """A report of the same year by a body of the same type and level in the same place."""

    id: str
    agency: str
    year: int | None


@dataclass(frozen=True, slots=True)
class CellOfYear:
    """A cell as one of the body's reports prints it; ``state`` is None where its form has none."""

    report_id: str
    year: int | None
    form: str | None
    raw: str | None
    value: Decimal | None
    state: str | None
    unit: str | None


def beside(conn: Connection, record: ReportRecord, limit: int) -> list[BesideReport]:
    """Up to ``limit`` of them: of the counties (or townships) of one city, of the cities of one
    province, of all provinces. Empty where the report's place, type or level is unknown."""
    report = record.report
    if report.region is None or not report.agency_type or not report.agency_level:
        return []
    around = _around(report.region.code, report.agency_level)
    rows = conn.execute(
        _next_door(),
        {
            "first": around,
            "end": around + "~",  # after every digit
            "type": report.agency_type,
            "level": report.agency_level,
            "own": record.agency_id,
            "year": report.year,
            "most": limit,
        },
    )
    return [BesideReport(row.id, row.name, row.year) for row in rows]


@cache
def _next_door() -> Select[Any]:
    """Made once: that takes longer than the answer."""
    agency = and_(
        agencies.c.region_code >= bindparam("first"),
        agencies.c.region_code < bindparam("end"),
        agencies.c.type == bindparam("type"),
        agencies.c.level == bindparam("level"),
        agencies.c.id.is_distinct_from(bindparam("own")),
    )
    same = reports.c.year.is_not_distinct_from(bindparam("year"))
    held = and_(reports.c.agency_id == agencies.c.id, same)
    return (
        select(reports.c.id, agencies.c.name, reports.c.year)
        .select_from(agencies.join(reports, held))
        .where(agency)
        .order_by(agencies.c.region_code, agencies.c.id)
        .limit(bindparam("most"))
    )


def _around(code: str, level: str) -> str:
    """The first digits of the codes of all divisions next door."""
    if level in ("province", "national"):
        return ""
    if level == "prefecture":
        return code[:2]
    return (
        code[:6] if level == "township" else code[:2] if code[:2] in _MUNICIPALITIES else code[:4]
    )


def cell_over_years(
    conn: Connection, agency_id: str, table: str, row: str, column: str
) -> list[CellOfYear]:
    """That cell in every report of the agency, first year first; reports without it as well."""
    named = and_(
        cells.c.snapshot_id == reports.c.snapshot_id,
        cells.c.table_id == table,
        cells.c.row_id == row,
        cells.c.column_id == column,
    )
    query = (
        select(
            reports.c.id, reports.c.year, reports.c.form,
            cells.c.raw, cells.c.value, cells.c.state, cells.c.unit,
        )
        .select_from(reports.outerjoin(cells, named))
        .where(reports.c.agency_id == agency_id, reports.c.year.is_not(None))
        .order_by(reports.c.year, reports.c.id)
    )  # fmt: skip
    return [CellOfYear(*row) for row in conn.execute(query)]
