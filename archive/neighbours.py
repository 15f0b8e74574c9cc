"""Reports of one agency in years that follow each other: who is held against whom.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, and_, select

from archive import reports as reports_
from archive.filing import save_neighbour_findings
from archive.identity import report_id
from archive.records import ReportRecord
from archive.tables import reports

__all__ = ["previous", "save_neighbour_findings", "to_compare"]

_BATCH = 500


def previous(conn: Connection, record: ReportRecord) -> ReportRecord | None:
    """The same agency's report on the year before."""
    if record.agency_id is None or record.report.year is None:
        return None
    query = select(reports.c.id).where(
        reports.c.agency_id == record.agency_id, reports.c.year == record.report.year - 1
    )
    found = conn.scalar(query.order_by(reports.c.id).limit(1))
    return reports_.get(conn, found) if found else None


def to_compare(conn: Connection, ids: Sequence[str]) -> list[str]:
    """Those of the reports of these ids that have an agency and a year, and the same agency's
    reports on the year after; also for an id whose report is gone. Sorted, each once."""
    now = reports.alias()
    after = and_(reports.c.agency_id == now.c.agency_id, reports.c.year == now.c.year + 1)
    found: set[str] = set()
    there: set[str] = set()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        there.update(conn.scalars(select(reports.c.id).where(reports.c.id.in_(batch))))
        known = reports.c.id.in_(batch) & reports.c.agency_id.is_not(None)
        found.update(conn.scalars(select(reports.c.id).where(known, reports.c.year.is_not(None))))
        joined = reports.join(now, after)
        query = select(reports.c.id).select_from(joined).where(now.c.id.in_(batch))
        found.update(conn.scalars(query))
    return sorted(found | _after_gone(conn, set(ids) - there))


def _after_gone(conn: Connection, gone: Collection[str]) -> set[str]:
    """The reports whose year before is one of these; a report's id is all that is left of it,
    so that the ids of the years before are made anew."""
    if not gone:
        return set()
    query = select(reports.c.id, reports.c.agency_id, reports.c.year).where(
        reports.c.agency_id.is_not(None), reports.c.year.is_not(None)
    )
    return {row.id for row in conn.execute(query) if report_id(row.agency_id, row.year - 1) in gone}
