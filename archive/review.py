"""Documents that are worth a look: those read with doubts, by kind of doubt, in one order.

A report is looked at by the copy that speaks for it; a document that we took for no report is there
as well. Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from archive.tables import issues, readings, reports, snapshots

Why = Literal["issues", "unsure", "ocr", "rejected"]
"""It has issues; a field rests on little; numbers were read from images; taken for no report."""

WHYS: tuple[Why, ...] = get_args(Why)
UNSURE = 0.6
"""Confidence below which a field is worth a look."""
_OCR = "ocr_used"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to: a kind of doubt, an issue's code; None for all."""

    why: Why | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A document worth a look; ``report_id`` is None for one taken for no report, and ``reason``
    says why. ``codes`` are its issues', ``unsure`` the fields that rest on little."""

    snapshot_id: str
    report_id: str | None
    title: str | None
    agency: str | None
    year: int | None
    url: str
    reason: str | None
    codes: tuple[str, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The documents before and after one in a list, by report where they have one."""

    before: Doubtful | None
    after: Doubtful | None


def listed(
    conn: Connection, asked: Asked, limit: int, offset: int = 0, *, after: str | None = None
) -> list[Doubtful]:
    """The documents, latest first; those behind the snapshot ``after``, which need not be in the
    list (any more)."""
    rows = _rows(asked).order_by(*_ORDER).limit(limit).offset(offset)
    if after is not None:
        at = select(snapshots.c.fetched_at).where(snapshots.c.id == after).scalar_subquery()
        rows = rows.where(
            tuple_(snapshots.c.fetched_at, snapshots.c.id) < tuple_(at, literal(after, Text))
        )
    return _read(conn, rows)


def counted(conn: Connection, code: str | None = None) -> Mapping[Why | None, int]:
    """How many there are of each kind (of all under None), of those with an issue of that code."""
    kinds: tuple[Why | None, ...] = (None, *WHYS)
    return {
        why: conn.scalar(select(func.count()).select_from(_rows(Asked(why, code)).subquery())) or 0
        for why in kinds
    }


def near(conn: Connection, asked: Asked, snapshot_id: str) -> Near:
    """What stands next to a document in the list, whether or not it stands in it itself."""
    at = conn.scalar(select(snapshots.c.fetched_at).where(snapshots.c.id == snapshot_id))
    if at is None:
        return Near(None, None)
    here = tuple_(literal(at, snapshots.c.fetched_at.type), literal(snapshot_id, Text))
    place = tuple_(snapshots.c.fetched_at, snapshots.c.id)
    rows = _rows(asked)
    earlier = rows.where(place < here).order_by(*_ORDER).limit(1)
    later = rows.where(place > here).order_by(snapshots.c.fetched_at, snapshots.c.id).limit(1)
    before, after = _read(conn, later), _read(conn, earlier)
    return Near(before[0] if before else None, after[0] if after else None)


_ORDER = (snapshots.c.fetched_at.desc(), snapshots.c.id.desc())


def _rows(asked: Asked) -> Select[Any]:
    joined = readings.join(snapshots, snapshots.c.id == readings.c.snapshot_id)
    joined = joined.outerjoin(reports, reports.c.snapshot_id == readings.c.snapshot_id)
    columns = [readings.c[name] for name in ("snapshot_id", "title", "agency", "year", "reason")]
    query = select(
        *columns, readings.c.confidence, reports.c.id.label("report_id"), snapshots.c.url
    ).select_from(joined)
    query = query.where(or_(reports.c.id.is_not(None), ~readings.c.is_report))
    if asked.code is not None:
        query = query.where(_issue(asked.code))
    return query.where(_is(asked.why) if asked.why else or_(*map(_is, WHYS)))


def _is(why: Why) -> ColumnElement[bool]:
    kinds: Mapping[Why, ColumnElement[bool]] = {
        "issues": _issue(None),
        "unsure": readings.c.is_report & _unsure(),
        "ocr": _issue(_OCR),
        "rejected": ~readings.c.is_report,
    }
    return kinds.get(why, false())


def _issue(code: str | None) -> ColumnElement[bool]:
    same = issues.c.code == code if code is not None else true()
    return exists().where(issues.c.snapshot_id == readings.c.snapshot_id, same)


def _unsure() -> ColumnElement[bool]:
    each = func.json_each(readings.c.confidence).table_valued("key", "value")
    return exists(select(literal(1)).select_from(each).where(each.c.value < UNSURE))


def _read(conn: Connection, query: Select[Any]) -> list[Doubtful]:
    rows = conn.execute(query).mappings().all()
    codes: dict[str, list[str]] = defaultdict(list)
    mine = issues.c.snapshot_id.in_([row["snapshot_id"] for row in rows])
    found = select(issues.c.snapshot_id, issues.c.code).where(mine).order_by(issues.c.position)
    for name, code in conn.execute(found):
        codes[name].append(code)
    return [
        Doubtful(
            **{key: value for key, value in row.items() if key != "confidence"},
            codes=tuple(dict.fromkeys(codes[row["snapshot_id"]])),
            unsure=tuple(name for name, sure in row["confidence"].items() if sure < UNSURE),
        )
        for row in rows
    ]
