"""Which reports must be held again against the bodies below them and against their twins.

Written in the transaction that changes a neighbour, so that a kill loses nothing: a row stays
until `jobs.bodies` has done the work. Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from archive.tables import agencies, rechecks, reports

_BATCH = 500
_OF_PARENT = ("agency_id", "agency", "year", "received", "handled", "twin_key")
_OF_TWINS = ("agency_id", "agency", "year", "region_code", "twin_key")


def mark(conn: Connection, ids: Iterable[str]) -> None:
    """These reports, whether they are there or not."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        known = set(
            conn.scalars(select(rechecks.c.report_id).where(rechecks.c.report_id.in_(batch)))
        )
        new = [{"report_id": name} for name in dict.fromkeys(batch) if name not in known]
        if new:
            conn.execute(insert(rechecks), new)


def mark_agencies(conn: Connection, ids: Collection[str | None]) -> None:
    """Every report of these agencies."""
    named = [name for name in ids if name is not None]
    if named:
        mark(conn, conn.scalars(select(reports.c.id).where(reports.c.agency_id.in_(named))).all())


def mark_neighbours(
    conn: Connection, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> None:
    """The reports that look at one whose row was ``old`` and is ``new`` (None: not there): that
    of the body above it on the year, and its twins, each only if what they look at changed."""
    ours = [row for row in (old, new) if row is not None]
    concerned: list[ColumnElement[bool]] = []
    if _differ(old, new, _OF_PARENT):
        for row in ours:
            above = select(agencies.c.parent_id).where(agencies.c.id == row["agency_id"])
            own_year = reports.c.year == row["year"]
            concerned.append(and_(reports.c.agency_id == above.scalar_subquery(), own_year))
    if _differ(old, new, _OF_TWINS):
        concerned += [reports.c.twin_key == row["twin_key"] for row in ours if row["twin_key"]]
    if concerned:
        mark(conn, conn.scalars(select(reports.c.id).where(or_(*concerned))).all())


def _differ(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Sequence[str]
) -> bool:
    if old is None or new is None:
        return old is not new
    return any(old[name] != new[name] for name in names)


def waiting(conn: Connection) -> list[str]:
    """Ids of the reports to hold again, sorted."""
    return list(conn.scalars(select(rechecks.c.report_id).order_by(rechecks.c.report_id)))


def done(conn: Connection, ids: Sequence[str]) -> None:
    """Takes these off the list."""
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        conn.execute(delete(rechecks).where(rechecks.c.report_id.in_(batch)))
