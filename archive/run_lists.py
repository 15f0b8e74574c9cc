"""The queue as people look at it: runs by kind and state, and how a crawl is going."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select, true

from archive.runs import Run
from archive.tables import frontier, runs, visits

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which runs are wanted; None is any."""

    kind: str | None = None
    state: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a crawl is going, from what was written as it went: pages met since it began, by what
    came of them; how many of them in the last minute; and how many addresses wait."""

    met: Mapping[str, int]
    last_minute: int
    waiting: int


def listed(
    conn: Connection, asked: Asked, limit: int, offset: int = 0, *, before: int | None = None
) -> list[Run]:
    """Runs, the one asked for last first, without their logs (`archive.runs.get` has them); those
    older than the one numbered ``before``."""
    columns = [literal("").label("log") if c.name == "log" else c for c in runs.c]
    query = select(*columns).where(_where(asked)).order_by(runs.c.id.desc())
    if before is not None:
        query = query.where(runs.c.id < before)
    return [Run(**row) for row in conn.execute(query.limit(limit).offset(offset)).mappings()]


def by_state(conn: Connection, asked: Asked) -> dict[str, int]:
    """How many runs of that kind and target are in each state, whatever state is asked for."""
    every = Asked(kind=asked.kind, target=asked.target)
    query = select(runs.c.state, func.count()).where(_where(every)).group_by(runs.c.state)
    return {row[0]: row[1] for row in conn.execute(query)}


def pace(conn: Connection, run: Run, now: datetime) -> Pace | None:
    """How the crawl is going or went; None for other kinds and one that has not begun. What a
    later crawl of the source met again is counted there."""
    if run.kind != "crawl" or run.started_at is None:
        return None
    until = run.finished_at or now
    own = (visits.c.source_id == run.target) & (visits.c.last_seen >= run.started_at)
    own &= visits.c.last_seen <= until
    states = select(visits.c.last_state, func.count()).where(own).group_by(visits.c.last_state)
    lately = select(func.count()).select_from(visits).where(own, visits.c.last_seen > now - _MINUTE)
    open_ = (frontier.c.source_id == run.target) & (frontier.c.state == "waiting")
    waiting = select(func.count()).select_from(frontier).where(open_)
    return Pace(
        met={row[0]: row[1] for row in conn.execute(states)},
        last_minute=conn.scalar(lately) or 0,
        waiting=conn.scalar(waiting) or 0 if run.finished_at is None else 0,
    )


def _where(asked: Asked) -> ColumnElement[bool]:
    values = {"kind": asked.kind, "state": asked.state, "target": asked.target}
    wanted = [runs.c[name] == value for name, value in values.items() if value is not None]
    return and_(true(), *wanted)
