"""The queue: units of work as rows, claimed under a lease that must be renewed.

A worker that dies lets its lease run out, and the run is taken up again; after a few such
attempts it is given up, so that work which kills its worker does not do so for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, or_, select, update

from archive import hosts
from archive.catalog import Catalog
from archive.tables import runs

Kind = Literal[
    "crawl", "check", "fetch", "import", "read", "index", "verify", "backup", "preview",
]  # fmt: skip
State = Literal["queued", "running", "done", "partial", "failed", "cancelled"]

ASKING = frozenset({"crawl", "fetch"})
"""Kinds of run that ask a site, whose hosts are theirs alone."""
_MOST_COUNTED = 100
MOST_ATTEMPTS = 5
_MOST_LOG = 64_000  # characters; older lines make room for newer ones
_ENDED = frozenset({"done", "partial", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Run:
    """A unit of work. ``progress`` from 0 to 1; ``counts`` say what was done of what; the run
    belongs to ``lease_owner`` until ``lease_until``."""

    id: int
    kind: str
    target: str
    state: str
    progress: float
    counts: Mapping[str, int]
    log: str
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    run_after: datetime
    attempts: int
    lease_owner: str | None
    lease_until: datetime | None


def request(
    catalog: Catalog, kind: str, target: str = "", run_after: datetime | None = None
) -> Run:
    """Queues work, not before ``run_after``. The same work that already waits to start no
    later is given back instead: asking twice does not make it run twice."""
    if kind not in get_args(Kind):
        raise ValueError(f"no such kind of run: {kind}")
    now = datetime.now(UTC)
    start = run_after or now
    waiting = _where(kind=kind, target=target, state="queued") & (runs.c.run_after <= start)
    with catalog.begin() as conn:
        found = conn.execute(select(runs).where(waiting).limit(1)).mappings().one_or_none()
        if found is not None:
            return Run(**found)
        return _queue(conn, kind, target, now, start)


def request_again(
    catalog: Catalog, kind: str, target: str, interval: timedelta, now: datetime
) -> Run | None:
    """Queues work unless it waits, is under way, or began less than the interval ago; None where
    it was not queued. Whoever asks at the same time, it is queued once."""
    with catalog.begin() as conn:
        if not is_over(latest(conn, kind, target).get(target), interval, now):
            return None
        return _queue(conn, kind, target, now, now)


def latest(conn: Connection, kind: str, target: str | None = None) -> dict[str, Run]:
    """The run asked for last of each target (or of that one)."""
    last = select(func.max(runs.c.id)).where(runs.c.kind == kind).group_by(runs.c.target)
    if target is not None:
        last = last.where(runs.c.target == target)
    rows = conn.execute(select(runs).where(runs.c.id.in_(last))).mappings()
    return {row["target"]: Run(**row) for row in rows}


def is_over(run: Run | None, interval: timedelta, now: datetime) -> bool:
    """Whether a run has ended and the interval since it began (or was asked for) has passed; true
    where there was none."""
    if run is None:
        return True
    return run.state in _ENDED and (run.started_at or run.created_at) + interval <= now


def _queue(conn: Connection, kind: str, target: str, now: datetime, start: datetime) -> Run:
    new = insert(runs).values(
        kind=kind,
        target=target,
        state="queued",
        progress=0.0,
        counts={},
        log="",
        created_at=now,
        run_after=start,
        attempts=0,
    )
    return Run(**conn.execute(new.returning(runs)).mappings().one())


def claim(
    catalog: Catalog,
    owner: str,
    lease_seconds: float,
    kinds: Collection[str] | None = None,
    only: int | None = None,
) -> Run | None:
    """Takes the oldest run that is due, or whose lease ran out, for ``owner``; None when there
    is none. A crawl of a host that another run is crawling is passed over. ``only`` asks for the
    run of that id. No two owners ever get the same lease."""
    now = datetime.now(UTC)
    until = now + timedelta(seconds=lease_seconds)
    with catalog.begin() as conn:
        _give_up(conn, now)
        due = or_(
            and_(runs.c.state == "queued", runs.c.run_after <= now),
            and_(runs.c.state == "running", runs.c.lease_until < now),
        )
        if kinds is not None:
            due = and_(due, runs.c.kind.in_(kinds))
        if only is not None:
            due = and_(due, runs.c.id == only)
        found = _first(conn, due, hosts.leased(conn, now))
        if found is None:
            return None
        run_id, names = found
        change = (
            update(runs)
            .where(runs.c.id == run_id, due)
            .values(
                state="running",
                attempts=runs.c.attempts + 1,
                started_at=now,
                lease_owner=owner,
                lease_until=until,
            )
        )
        row = conn.execute(change.returning(runs)).mappings().one_or_none()
        if row is not None and names:
            hosts.take(conn, names, run_id, owner, until)
    return None if row is None else Run(**row)


def _first(
    conn: Connection, due: ColumnElement[bool], busy: Mapping[str, int]
) -> tuple[int, frozenset[str]] | None:
    """The first due run whose hosts, if it has any, are free or its own; with these."""
    order = (runs.c.run_after, runs.c.id)
    query = select(runs.c.id, runs.c.kind, runs.c.target).where(due).order_by(*order)
    query = query.with_for_update(skip_locked=True)
    known: dict[str, frozenset[str]] = {}
    for run_id, kind, target in conn.execute(query if busy else query.limit(1)).all():
        if kind not in ASKING:
            return run_id, frozenset()
        if target not in known:
            known[target] = hosts.of_run(conn, kind, target)
        if all(busy.get(name, run_id) == run_id for name in known[target]):
            return run_id, known[target]
    return None


def renew(
    catalog: Catalog,
    run_id: int,
    owner: str,
    lease_seconds: float,
    progress: float | None = None,
    counts: Mapping[str, int] | None = None,
) -> bool:
    """Lengthens the lease from now and notes how far the work is. False when the run is no
    longer the owner's (cancelled, or taken up by another): the work is to stop."""
    until = datetime.now(UTC) + timedelta(seconds=lease_seconds)
    values: dict[str, Any] = {"lease_until": until}
    if progress is not None:
        values["progress"] = min(max(progress, 0.0), 1.0)
    if counts is not None:
        values["counts"] = dict(counts)
    with catalog.begin() as conn:
        held = update(runs).where(_held(run_id, owner)).values(values)
        ours = bool(conn.execute(held).rowcount)
        if ours:
            hosts.renew(conn, run_id, owner, until)
    return ours


def held(catalog: Catalog, run_id: int, owner: str) -> bool:
    """Whether the run is (still) the owner's."""
    with catalog.read() as conn:
        return conn.scalar(select(runs.c.id).where(_held(run_id, owner))) is not None


def release(catalog: Catalog, run_id: int, owner: str) -> None:
    """Frees the hosts of a crawl whose worker has stopped, however the run ended."""
    with catalog.begin() as conn:
        hosts.release(conn, run_id, owner)


def finish(
    catalog: Catalog,
    run_id: int,
    owner: str,
    state: str,
    counts: Mapping[str, int],
    error: str | None = None,
) -> bool:
    """Ends the run as done, partial, failed or cancelled. False, and nothing changed, when it is no
    longer the owner's."""
    if state not in _ENDED:
        raise ValueError(f"a run does not end as {state}")
    values: dict[str, Any] = {
        "state": state,
        "counts": dict(counts),
        "error": error,
        "finished_at": datetime.now(UTC),
        "lease_owner": None,
        "lease_until": None,
    }
    if state in {"done", "partial"}:
        values["progress"] = 1.0
    return _change(catalog, _held(run_id, owner), values)


def note(catalog: Catalog, run_id: int, line: str) -> None:
    """Adds a line to the run's log."""
    with catalog.begin() as conn:
        old = conn.scalar(select(runs.c.log).where(runs.c.id == run_id)) or ""
        log = f"{old}{line}\n"[-_MOST_LOG:]
        conn.execute(update(runs).where(runs.c.id == run_id).values(log=log))


def cancel(catalog: Catalog, run_id: int) -> bool:
    """Cancels a run that is queued or running; its worker learns it from its next `renew`.
    False when there is no such run or it has ended."""
    open_ = (runs.c.id == run_id) & runs.c.state.in_(("queued", "running"))
    values = {
        "state": "cancelled",
        "finished_at": datetime.now(UTC),
        "lease_owner": None,
        "lease_until": None,
    }
    return _change(catalog, open_, values)


def get(catalog: Catalog, run_id: int) -> Run | None:
    """The run of that id."""
    with catalog.read() as conn:
        row = conn.execute(select(runs).where(runs.c.id == run_id)).mappings().one_or_none()
    return None if row is None else Run(**row)


def open_(catalog: Catalog, kind: str) -> bool:
    """Whether work of that kind, whatever its target, waits or is being done."""
    waits = select(runs.c.id).where(_where(kind=kind), runs.c.state.not_in(_ENDED)).limit(1)
    with catalog.read() as conn:
        return conn.scalar(waits) is not None


def failed_in_a_row(catalog: Catalog, kind: str, target: str) -> int:
    """How often that work failed since it last ended otherwise."""
    ended = select(runs.c.state).where(_where(kind=kind, target=target), runs.c.state.in_(_ENDED))
    with catalog.read() as conn:
        states = conn.scalars(ended.order_by(runs.c.id.desc()).limit(_MOST_COUNTED)).all()
    return next((n for n, state in enumerate(states) if state != "failed"), len(states))


def counted(conn: Connection) -> dict[str, int]:
    """How many runs are in each state; 0 of those that none is in."""
    rows = conn.execute(select(runs.c.state, func.count()).group_by(runs.c.state))
    return dict.fromkeys(get_args(State), 0) | {row[0]: row[1] for row in rows}


def recent(catalog: Catalog, limit: int) -> list[Run]:
    """The runs asked for last, latest first, without their logs (`get` has them)."""
    columns = [literal("").label("log") if c.name == "log" else c for c in runs.c]
    with catalog.read() as conn:
        rows = conn.execute(select(*columns).order_by(runs.c.id.desc()).limit(limit))
        return [Run(**row) for row in rows.mappings()]


def _where(**values: str) -> ColumnElement[bool]:
    return and_(*(runs.c[name] == value for name, value in values.items()))


def _held(run_id: int, owner: str) -> ColumnElement[bool]:
    return (runs.c.id == run_id) & _where(state="running", lease_owner=owner)


def _change(catalog: Catalog, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    with catalog.begin() as conn:
        return bool(conn.execute(update(runs).where(which).values(values)).rowcount)


def _give_up(conn: Connection, now: datetime) -> None:
    """Fails the runs whose lease ran out once too often."""
    spent = (runs.c.attempts >= MOST_ATTEMPTS) & (runs.c.lease_until < now)
    conn.execute(
        update(runs)
        .where(_where(state="running"), spent)
        .values(
            state="failed",
            error=f"given up: its worker was lost {MOST_ATTEMPTS} times",
            finished_at=now,
            lease_owner=None,
            lease_until=None,
        )
    )
