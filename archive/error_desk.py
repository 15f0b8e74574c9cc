"""The queue of what readers say that we read wrongly, as the desk works it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from archive.audit import Actor, note
from archive.reading_errors import State
from archive.tables import reading_errors

_COLUMNS = (
    "id", "report_id", "snapshot_id", "cell", "said", "proposed", "contact", "created_at", "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader told us, with what only the desk may see; ``cell`` is its anchor."""

    number: int
    report_id: str
    snapshot_id: str
    cell: str | None
    said: str
    proposed: str | None
    contact: str | None
    created_at: datetime
    state: State


def listed(
    conn: Connection, state: State, limit: int, offset: int = 0, *, after: int | None = None
) -> list[Told]:
    """What is in that state: what waits longest first, of the rest the latest first; what comes
    behind the one numbered ``after``."""
    own = reading_errors.c.state == state
    order = reading_errors.c.id.asc() if state == "waiting" else reading_errors.c.id.desc()
    if after is not None:
        number = reading_errors.c.id
        own &= number > after if state == "waiting" else number < after
    query = select(*(reading_errors.c[name] for name in _COLUMNS)).where(own)
    rows = conn.execute(query.order_by(order).limit(limit).offset(offset))
    return [Told(*row) for row in rows]


def waiting_on(conn: Connection, report_id: str) -> list[Told]:
    """What waits about one report, the oldest first."""
    own = (reading_errors.c.report_id == report_id) & (reading_errors.c.state == "waiting")
    query = select(*(reading_errors.c[name] for name in _COLUMNS)).where(own)
    return [Told(*row) for row in conn.execute(query.order_by(reading_errors.c.id))]


def counted(conn: Connection) -> Mapping[str, int]:
    """How many are in each state."""
    query = select(reading_errors.c.state, func.count()).group_by(reading_errors.c.state)
    return {row[0]: row[1] for row in conn.execute(query)}


def close(conn: Connection, by: Actor, number: int, state: State, reason: str) -> bool:
    """Closes one that waits, as accepted or declined; the note stands in the audit log. False, and
    nothing is done, when none of that number waits."""
    own = (reading_errors.c.id == number) & (reading_errors.c.state == "waiting")
    closed = conn.execute(update(reading_errors).where(own).values(state=state)).rowcount
    if closed:
        after = {"state": state, "note": reason}
        note(conn, by, "error.close", str(number), {"state": "waiting"}, after)
    return bool(closed)
