"""Work that people ask for: queued once however often they ask, and in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

from sqlalchemy import Connection, insert, select, update

from archive.audit import Actor, note
from archive.catalog import Catalog
from archive.runs import Kind
from archive.tables import runs

_OPEN = ("queued", "running")
_ACTIONS = {"check": "source.check", "fetch": "document.add", "preview": "report.reread"}
_MOST_KEYS = 500


def ask(catalog: Catalog, by: Actor, kind: str, targets: Sequence[str] = ("",)) -> list[int]:
    """Queues work on these targets in one transaction; the numbers of their runs, in the order of
    the targets. What waits or is under way already is that run (one put off is due now), so that
    asking twice does nothing twice. ValueError for no such kind."""
    if kind not in get_args(Kind):
        raise ValueError(f"no such kind of run: {kind}")
    now, wanted = datetime.now(UTC), list(dict.fromkeys(targets))
    with catalog.begin() as conn:
        found = _open(conn, kind, wanted)
        _hurry(conn, list(found.values()), now)
        new = [target for target in wanted if target not in found]
        if new:
            rows = [_row(kind, target, now) for target in new]
            conn.execute(insert(runs), rows)
            found |= _open(conn, kind, new)
        told = [found[target] for target in wanted]
        action = _action(kind, wanted)
        note(conn, by, action, _named(kind, wanted), None, {"runs": told, "new": len(new)})
    return told


def cancel(catalog: Catalog, by: Actor, run_id: int) -> bool:
    """Cancels a run that waits or is under way; its worker learns it within seconds. False when
    there is no such run or it has ended."""
    now = datetime.now(UTC)
    values = {"finished_at": now, "lease_owner": None, "lease_until": None}
    own = (runs.c.id == run_id) & runs.c.state.in_(_OPEN)
    with catalog.begin() as conn:
        row = conn.execute(
            select(runs.c.kind, runs.c.target, runs.c.state).where(own)
        ).one_or_none()
        if row is None:
            return False
        conn.execute(update(runs).where(own).values(state="cancelled", **values))
        before, after = {"run": run_id, "state": row.state}, {"run": run_id, "state": "cancelled"}
        note(conn, by, "run.cancel", _named(row.kind, [row.target]), before, after)
    return True


def _action(kind: str, targets: Sequence[str]) -> str:
    """What the log calls it; reading one document is another matter than reading all."""
    if kind == "read" and not {"", "stale"} & set(targets):
        return "report.reread"
    return _ACTIONS.get(kind, "run.request")


def _open(conn: Connection, kind: str, targets: Sequence[str]) -> dict[str, int]:
    """The number of the run on each of these targets that has not ended, the oldest of several."""
    found: dict[str, int] = {}
    for start in range(0, len(targets), _MOST_KEYS):
        some = runs.c.target.in_(targets[start : start + _MOST_KEYS])
        query = select(runs.c.target, runs.c.id).where(runs.c.kind == kind, some)
        query = query.where(runs.c.state.in_(_OPEN)).order_by(runs.c.id.desc())
        found |= {row[0]: row[1] for row in conn.execute(query)}
    return found


def _hurry(conn: Connection, numbers: Sequence[int], now: datetime) -> None:
    for start in range(0, len(numbers), _MOST_KEYS):
        own = runs.c.id.in_(numbers[start : start + _MOST_KEYS]) & (runs.c.run_after > now)
        conn.execute(update(runs).where(own, runs.c.state == "queued").values(run_after=now))


def _row(kind: str, target: str, now: datetime) -> dict[str, object]:
    return {
        "kind": kind, "target": target, "state": "queued", "progress": 0.0, "counts": {},
        "log": "", "created_at": now, "run_after": now, "attempts": 0,
    }  # fmt: skip


def _named(kind: str, targets: Sequence[str]) -> str:
    return f"{kind} {targets[0] if len(targets) == 1 else len(targets)}".strip()
