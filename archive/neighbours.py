"""Who is held against whom: reports of one agency in years that follow each other, and reports of
one year by an agency, those below it and those that print the same tables.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, and_, select

from archive import reports as reports_
from archive.filing import save_neighbour_findings
from archive.hierarchy import GOVERNMENT
from archive.identity import report_id
from archive.records import ReportRecord
from archive.tables import agencies, findings, reports, snapshots
from reports.model import Region

__all__ = [
    "BodiesBelow",
    "ReportBelow",
    "TwinReport",
    "below",
    "judged_by_bodies",
    "previous",
    "save_neighbour_findings",
    "to_compare",
    "twins",
]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class ReportBelow:
    """A report of a body below in short: its two totals of requests, None where not stated."""

    agency: str | None
    received: Decimal | None
    handled: Decimal | None


@dataclass(slots=True)
class BodiesBelow:
    """The bodies right below a report's own: type and division code of each that is registered,
    and their reports of the year."""

    code: str | None
    bodies: list[tuple[str | None, str | None]] = field(default_factory=list)
    reports: list[ReportBelow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TwinReport:
    """Another agency's report of the year that prints the same tables, or is the same file."""

    agency: str | None
    region: Region | None
    same_bytes: bool


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


def below(conn: Connection, ids: Sequence[str]) -> dict[str, BodiesBelow]:
    """What stands below the bodies of these reports; those with nothing below are left out. A
    government's own office is left out, whose report is the government's; of reports that print
    the same tables, the one above's included, one counts."""
    upper, child, lower = reports.alias(), agencies.alias(), reports.alias()
    joined = upper.join(child, child.c.parent_id == upper.c.agency_id).outerjoin(
        lower, and_(lower.c.agency_id == child.c.id, lower.c.year == upper.c.year)
    )
    query = select(
        upper.c.id.label("upper"), upper.c.region_code.label("code"), upper.c.twin_key.label("own"),
        child.c.type, child.c.region_code,
        lower.c.id, lower.c.agency, lower.c.received, lower.c.handled, lower.c.twin_key,
    ).select_from(joined)  # fmt: skip
    known = upper.c.id.in_(ids) & upper.c.year.is_not(None)
    found: dict[str, BodiesBelow] = {}
    seen: dict[str, set[str | None]] = defaultdict(set)
    for row in conn.execute(query.where(known).order_by(upper.c.id, child.c.id)).mappings():
        if row["type"] == GOVERNMENT and row["region_code"] == row["code"]:
            continue
        bodies = found.setdefault(row["upper"], BodiesBelow(row["code"]))
        bodies.bodies.append((row["type"], row["region_code"]))
        if row["id"] is not None and row["twin_key"] not in seen[row["upper"]] | {row["own"]}:
            seen[row["upper"]].add(row["twin_key"])
            bodies.reports.append(ReportBelow(row["agency"], row["received"], row["handled"]))
    return found


def twins(conn: Connection, ids: Sequence[str]) -> dict[str, list[TwinReport]]:
    """Reports of other agencies for the same year that are one with these; reports without any
    are left out."""
    one, other = reports.alias(), reports.alias()
    mine, theirs = snapshots.alias(), snapshots.alias()
    # the year is compared here below: SQLite might look through all reports of a year instead
    same = and_(other.c.twin_key == one.c.twin_key, other.c.agency_id != one.c.agency_id)
    joined = (
        one.join(other, same)
        .join(mine, mine.c.id == one.c.snapshot_id)
        .join(theirs, theirs.c.id == other.c.snapshot_id)
    )
    query = select(
        one.c.id, one.c.year, other.c.year.label("theirs"), other.c.agency, other.c.region_code, other.c.province, other.c.city,
        other.c.county,
        (mine.c.sha256 == theirs.c.sha256).label("same_bytes"),
    ).select_from(joined)  # fmt: skip
    found: dict[str, list[TwinReport]] = defaultdict(list)
    rows = conn.execute(query.where(one.c.id.in_(ids)).order_by(one.c.id, other.c.id))
    for row in (row for row in rows.mappings() if row["year"] == row["theirs"]):
        found[row["id"]].append(TwinReport(row["agency"], _region(row), bool(row["same_bytes"])))
    return dict(found)


def _region(row: RowMapping) -> Region | None:
    if row["region_code"] is None:
        return None
    return Region(row["region_code"], row["province"], row["city"], row["county"])


def judged_by_bodies(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the reports that have findings on other bodies."""
    joined = reports.join(findings, findings.c.snapshot_id == reports.c.snapshot_id)
    query = select(reports.c.id).select_from(joined).where(reports.c.id.in_(ids))
    return set(conn.scalars(query.where(findings.c.rule.startswith("G.", autoescape=True))))
