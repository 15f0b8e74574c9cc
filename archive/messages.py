"""Mails on what ended, as rows: which run was told by which mail, and whether that was sent.

A mail is written down before it is sent, with the runs it tells: a worker that dies in between
has it sent by another, under the same name, and no run is told twice or never. Only where a
server took a mail and the worker died before it noted so is that mail sent again.
Every function works in the caller's transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, insert, literal, select, update

from archive.runs import Run
from archive.tables import messages, runs, told_runs

_OLDEST = timedelta(days=7)  # what ended before is no news, as when mail is first turned on
_FIRST_PAUSE = timedelta(minutes=5)  # before a mail is tried again; doubles
_MOST_DOUBLINGS = 4


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to be sent; ``key`` is its name, the same at every try."""

    id: int
    key: str
    made_at: datetime


def take(conn: Connection, now: datetime, every: timedelta) -> Message | None:
    """The mail to be sent now: one that could not be sent and is due again, or a new one on
    what ended since the last, at least ``every`` after it. None where there is none. Nobody else
    gets it for five minutes, and longer with each try."""
    unsent = select(messages).where(messages.c.sent_at.is_(None)).order_by(messages.c.id).limit(1)
    row = conn.execute(unsent).mappings().one_or_none()
    if row is None:
        last = conn.scalar(select(func.max(messages.c.sent_at)))
        if last is not None and last + every > now:
            return None
        ended = _untold(conn, now)
        if not ended:
            return None
        new = {"key": secrets.token_hex(16), "made_at": now, "tries": 0, "next_at": now}
        row = conn.execute(insert(messages).values(new).returning(messages)).mappings().one()
        told = [{"run_id": run_id, "message_id": row["id"]} for run_id in ended]
        conn.execute(insert(told_runs), told)
    if row["next_at"] > now:
        return None
    pause = _FIRST_PAUSE * 2 ** min(row["tries"], _MOST_DOUBLINGS)
    mine = update(messages).where(messages.c.id == row["id"])
    conn.execute(mine.values(tries=row["tries"] + 1, next_at=now + pause))
    return Message(row["id"], row["key"], row["made_at"])


def waiting(conn: Connection, now: datetime) -> bool:
    """Whether there may be something to tell: a look that locks nothing."""
    unsent = conn.scalar(select(messages.c.id).where(messages.c.sent_at.is_(None)).limit(1))
    return unsent is not None or bool(_untold(conn, now, 1))


def told_in(conn: Connection, message: Message) -> list[Run]:
    """The runs that a mail tells, in the order they were asked for, without their logs."""
    columns = [literal("").label("log") if c.name == "log" else c for c in runs.c]
    joined = runs.join(told_runs, told_runs.c.run_id == runs.c.id)
    query = select(*columns).select_from(joined).where(told_runs.c.message_id == message.id)
    return [Run(**row) for row in conn.execute(query.order_by(runs.c.id)).mappings()]


def sent(conn: Connection, message: Message, now: datetime) -> None:
    """Notes that a server took the mail."""
    conn.execute(update(messages).where(messages.c.id == message.id).values(sent_at=now))


def _untold(conn: Connection, now: datetime, limit: int | None = None) -> list[int]:
    told = exists().where(told_runs.c.run_id == runs.c.id)
    query = select(runs.c.id).where(runs.c.finished_at > now - _OLDEST, ~told)
    return list(conn.scalars(query.order_by(runs.c.id).limit(limit)))
