"""Reports published twice: which report is a copy of which other, as people said.

A copy stays with its own body, and search shows the original alone (``reports.copy_of``). Rows are
only added; the last one of a report counts. What was said under an id that a report had before
goes with it. Every function works in the caller's transaction; `archive.report_desk` has the deeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from archive.audit import Actor
from archive.desk_tables import copy_decisions
from archive.moves import now_at
from archive.tables import moved, reports


@dataclass(frozen=True, slots=True)
class Copying:
    """That a report is a copy of another, or is none any more."""

    id: int
    report_id: str
    of_id: str
    withdrawn: bool
    reason: str
    who: str
    at: datetime


def of(conn: Connection, report_id: str) -> Copying | None:
    """What was said of a report last; None where that was taken back, or nothing was said."""
    row = conn.execute(_last(), {"report": report_id}).mappings().one_or_none()
    return Copying(**row) if row is not None and not row["withdrawn"] else None


def original(conn: Connection, report_id: str) -> str | None:
    """The report that this one is a copy of; None where it is none, or where that report is not
    held."""
    said = of(conn, report_id)
    found = held(conn, said.of_id) if said else None
    return None if found == report_id else found


def held(conn: Connection, report_id: str) -> str | None:
    """The id by which the report of that id is held now; None where it is not."""
    there: str | None = conn.scalar(select(reports.c.id).where(reports.c.id == report_id))
    return there or now_at(conn, report_id)


def copies_of(conn: Connection, report_id: str) -> list[str]:
    """Ids of the reports that are copies of this one."""
    return list(conn.scalars(_copies(), {"report": report_id}))


def follow(conn: Connection, report_id: str) -> list[str]:
    """Looks again at what was said to be a copy of a report that came, moved or went; the ids of
    the reports of which that changed something."""
    named = conn.scalars(_said_of(), {"report": report_id}).all()
    found = [name for name in dict.fromkeys(held(conn, one) for one in named) if name]
    return [name for name in found if refresh(conn, name)]


def refresh(conn: Connection, report_id: str) -> bool:
    """Writes what a report is a copy of into its row; whether that changed it."""
    own = reports.c.id == report_id
    now = original(conn, report_id)
    if conn.scalar(select(reports.c.copy_of).where(own)) == now:
        return False
    conn.execute(update(reports).where(own).values(copy_of=now))
    return True


def record(
    conn: Connection,
    by: Actor,
    report_id: str,
    of_id: str,
    reason: str,
    at: datetime,
    *,
    withdrawn: bool,
) -> None:
    """Adds a row."""
    said = {"withdrawn": withdrawn, "reason": reason, "who": by.name, "at": at}
    conn.execute(insert(copy_decisions).values(report_id=report_id, of_id=of_id, **said))


# Made once each: that takes longer than their answers, and every reading that is filed asks them.


@cache
def _last() -> Select[Any]:
    """What was said last of the report of an id, or of one that led to it before."""
    query = select(copy_decisions).where(_named(copy_decisions.c.report_id))
    return query.order_by(copy_decisions.c.id.desc()).limit(1)


@cache
def _said_of() -> Select[Any]:
    """What was ever said to be a copy of that report."""
    return select(copy_decisions.c.report_id).where(_named(copy_decisions.c.of_id)).distinct()


@cache
def _copies() -> Select[Any]:
    own = select(reports.c.id).where(reports.c.copy_of == bindparam("report"))
    return own.order_by(reports.c.id)


def _named(column: ColumnElement[str]) -> ColumnElement[bool]:
    report: BindParameter[str] = bindparam("report")
    before = select(moved.c.old_id).where(moved.c.report_id == report)
    return or_(column == report, column.in_(before))
