"""Where reports went: a better reading files a copy under another body or year, the report it
was filed under has none left, and its address leads on to the new one.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from archive.tables import moved, reports


def note(conn: Connection, old: str, new: str) -> None:
    """Notes that the report of the id ``old``, which is gone, is now ``new``. Addresses that led
    to the old one lead to the new one at once: there are no chains."""
    conn.execute(update(moved).where(moved.c.report_id == old).values(report_id=new))
    conn.execute(delete(moved).where(moved.c.old_id.in_((old, new))))
    conn.execute(insert(moved).values(old_id=old, report_id=new))


def now_at(conn: Connection, old: str) -> str | None:
    """The id of the report that an old id's is now; None where none is known or held."""
    joined = moved.join(reports, reports.c.id == moved.c.report_id)
    query = select(moved.c.report_id).select_from(joined).where(moved.c.old_id == old)
    found: str | None = conn.scalar(query)
    return found
