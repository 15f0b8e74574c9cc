"""What a reader should know of a report before opening it, for whole lists at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from archive import columns
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
    withdrawn, edited, recognised = (
        set(conn.scalars(query, {"ids": list(ids)})) for query in _queries()
    )
    marked = withdrawn | edited | recognised
    return {
        one: Badges(one in withdrawn, one in edited, one in recognised) for one in sorted(marked)
    }


@cache
def _queries() -> tuple[Select[Any], ...]:
    """Ids of those withdrawn, edited, recognised. Made once: that takes longer than the answers."""
    read = reports.join(issues, issues.c.snapshot_id == reports.c.snapshot_id)
    seen = select(reports.c.id).select_from(read)
    return (
        select(withdrawals(columns.ids()).c.report_id),
        select(revisions.c.report_id).where(revisions.c.report_id.in_(columns.ids())),
        seen.where(reports.c.id.in_(columns.ids()), issues.c.code == "ocr_used"),
    )
