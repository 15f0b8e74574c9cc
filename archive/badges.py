"""What a reader should know of a report before opening it, for whole lists at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from archive.tables import issues, reports, revisions
from archive.visits import withdrawals


@dataclass(frozen=True, slots=True)
class Badges:
    """Whether its site took the report away, whether its page was edited since it was first
    kept, whether its figures were recognised from pictures of pages."""

    withdrawn: bool = False
    edited: bool = False
    recognised: bool = False


NONE = Badges()


def badges(conn: Connection, ids: Collection[str]) -> dict[str, Badges]:
    """The badges of these reports, those with none left out."""
    if not ids:
        return {}
    gone = withdrawals(ids)
    withdrawn = _ids(conn, select(gone.c.report_id))
    edited = _ids(conn, select(revisions.c.report_id).where(revisions.c.report_id.in_(ids)))
    read = reports.join(issues, issues.c.snapshot_id == reports.c.snapshot_id)
    seen = select(reports.c.id).select_from(read)
    recognised = _ids(conn, seen.where(reports.c.id.in_(ids), issues.c.code == "ocr_used"))
    marked = withdrawn | edited | recognised
    return {
        one: Badges(one in withdrawn, one in edited, one in recognised) for one in sorted(marked)
    }


def _ids(conn: Connection, query: Select[tuple[str]]) -> set[str]:
    return set(conn.scalars(query))
