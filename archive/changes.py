"""The change feed: reports that came, that their pages changed, and that their sites took away.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from archive.columns import UtcDateTime
from archive.records import ReportSummary
from archive.reports import summaries
from archive.tables import readings, reports, revisions
from archive.visits import withdrawals

Kind = Literal["new", "edited", "withdrawn"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Key = tuple[datetime, str, str, str]
"""A place in the list: when, kind, id of the report, id of the revision (or "")."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a report. ``url`` is the address concerned; ``revision`` with
    the numbers of changed ``cells``, ``sections`` and ``fields`` belong to an edit, ``last_seen``
    to a withdrawal (None when no visit of ours met the page)."""

    kind: Kind
    at: datetime
    report: ReportSummary
    url: str
    revision: str | None = None
    cells: int = 0
    sections: int = 0
    fields: int = 0
    last_seen: datetime | None = None

    @property
    def key(self) -> Key:
        """Where it stands in the list."""
        return self.at, self.kind, self.report.id, self.revision or ""


def total(conn: Connection, kind: Kind | None = None) -> int:
    """How many changes there are, of that kind or of all."""
    counts = (select(func.count()).select_from(_branch(name).subquery()) for name in _kinds(kind))
    return sum(conn.scalar(count) or 0 for count in counts)


def page(conn: Connection, kind: Kind | None, offset: int, limit: int) -> list[Change]:
    """Changes of that kind or of all, latest first."""
    # each branch is cut by itself first, so that a page needs no sorting of the whole
    query = _ordered(kind, offset + limit).offset(offset).limit(limit)
    return _told(conn, conn.execute(query).all())


def after(conn: Connection, kind: Kind | None, key: Key | None, limit: int) -> list[Change]:
    """The changes that stand behind that place in the list, latest first; from its beginning where
    none is given. What happens meanwhile stands before it."""
    return _told(conn, conn.execute(_ordered(kind, limit, key).limit(limit)).all())


def reader_versions(conn: Connection, snapshot_ids: Sequence[str]) -> dict[str, str]:
    """Which reader read each of these snapshots; those without a reading are left out."""
    query = select(readings.c.snapshot_id, readings.c.reader_version)
    rows = conn.execute(query.where(readings.c.snapshot_id.in_(snapshot_ids)))
    return {row.snapshot_id: row.reader_version for row in rows}


def _kinds(kind: Kind | None) -> tuple[Kind, ...]:
    return (kind,) if kind else KINDS


def _ordered(kind: Kind | None, most: int, key: Key | None = None) -> Select[Any]:
    parts = [_behind(_branch(name), key) for name in _kinds(kind)]
    parts = [select(_latest(part).limit(most).subquery()) for part in parts]
    return _latest(select(union_all(*parts).subquery()))


def _behind(branch: Select[Any], key: Key | None) -> Select[Any]:
    if key is None:
        return branch
    at, *others = key
    rows = branch.subquery().c
    same = and_(rows.at == at, tuple_(rows.kind, rows.report_id, rows.revision) > tuple_(*others))
    return select(*rows).where(or_(rows.at < at, same))


def _latest(query: Select[Any]) -> Select[Any]:
    columns = query.selected_columns
    return query.order_by(columns.at.desc(), columns.kind, columns.report_id, columns.revision)


def _branch(kind: Kind) -> Select[Any]:
    """The changes of one kind: kind, at, report_id, revision, url, last_ok, last_kept."""
    never = literal(None, UtcDateTime())
    columns: tuple[ColumnElement[Any], ...]
    if kind == "withdrawn":
        gone = withdrawals()
        columns = (gone.c.since, gone.c.report_id, literal(""), gone.c.url, gone.c.last_ok,
                   gone.c.last_kept)  # fmt: skip
    elif kind == "edited":
        columns = (revisions.c.seen_at, revisions.c.report_id, revisions.c.id, revisions.c.url,
                   never, never)  # fmt: skip
    else:
        columns = (reports.c.first_seen_at, reports.c.id, literal(""), reports.c.url, never, never)
    names = ("at", "report_id", "revision", "url", "last_ok", "last_kept")
    named = (column.label(name) for column, name in zip(columns, names, strict=True))
    return select(literal(kind).label("kind"), *named)


def _told(conn: Connection, rows: Sequence[Row[Any]]) -> list[Change]:
    named = summaries(conn, {row.report_id for row in rows})
    edits = _edits(conn, [row.revision for row in rows if row.revision])
    return [_change(row, named[row.report_id], edits) for row in rows if row.report_id in named]


def _change(row: Row[Any], report: ReportSummary, edits: Mapping[str, dict[str, int]]) -> Change:
    known = [moment for moment in (row.last_ok, row.last_kept) if moment is not None]
    return Change(
        kind=row.kind,
        at=row.at,
        report=report,
        url=row.url,
        revision=row.revision or None,
        last_seen=max(known, default=None),
        **edits.get(row.revision, {}),
    )


def _edits(conn: Connection, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How much each revision changed, by kind of change."""
    query = select(revisions.c.id, revisions.c.difference).where(revisions.c.id.in_(ids))
    rows = conn.execute(query) if ids else ()
    return {identity: {kind: len(items) for kind, items in told.items()} for identity, told in rows}
