"""The reports as the catalog holds them: what was read is put in here, questions are answered.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)

from archive import columns, judgements
from archive import readings as readings_
from archive.filing import save_reading
from archive.records import (
    FindingSummary,
    ReportRecord,
    ReportSummary,
    Revision,
    Saved,
    Snapshot,
    Totals,
)
from archive.revising import from_row
from archive.tables import agencies, readings, reports, revisions, snapshots
from archive.tables import outbox as outbox_
from reports.outline import printed_text

__all__ = [
    "FindingSummary",
    "ReportRecord",
    "ReportSummary",
    "Revision",
    "Saved",
    "Totals",
    "by_snapshot",
    "get",
    "ids",
    "latest_findings",
    "listed",
    "many",
    "newest",
    "outbox",
    "outbox_done",
    "same_agency",
    "save_reading",
    "searchable",
    "sections_text",
    "summaries",
    "totals",
]

T = TypeVar("T")

_BATCH = 100


def get(conn: Connection, report_id: str) -> ReportRecord | None:
    """The report of that id, whole."""
    return next(many(conn, [report_id]), None)


def many(conn: Connection, ids: Iterable[str]) -> Iterator[ReportRecord]:
    """These reports, whole and in this order, fetched some at a time; ids of none are left
    out."""
    for batch in _batches(ids):
        yield from _whole(conn, batch)


def ids(conn: Connection) -> list[str]:
    """Every report's id."""
    return list(conn.scalars(select(reports.c.id).order_by(reports.c.id)))


def searchable(conn: Connection) -> list[str]:
    """The ids of the reports that search shows: those that are copies of another are left out."""
    query = select(reports.c.id).where(reports.c.copy_of.is_(None))
    return list(conn.scalars(query.order_by(reports.c.id)))


def agency_names(conn: Connection) -> list[str]:
    """The name of every body that has reports."""
    return list(conn.scalars(select(agencies.c.name).order_by(agencies.c.id)))


def newest(conn: Connection, limit: int) -> list[ReportSummary]:
    """The reports that came last, latest first."""
    order = (reports.c.first_seen_at.desc(), reports.c.id)
    return listed(conn, select(reports).order_by(*order).limit(limit))


def same_agency(conn: Connection, agency_id: str) -> list[ReportSummary]:
    """All reports of an agency, newest year first."""
    return listed(conn, _by_agency(), {"agency_id": agency_id})


@cache
def _by_agency() -> Select[Any]:
    query = select(reports).where(reports.c.agency_id == bindparam("agency_id"))
    return query.order_by(reports.c.year.desc().nulls_last(), reports.c.id)


def summaries(conn: Connection, ids: Iterable[str]) -> dict[str, ReportSummary]:
    """These reports in one line each, by id."""
    found: dict[str, ReportSummary] = {}
    for batch in _batches(ids):
        found.update((one.id, one) for one in listed(conn, _by_id(), {"ids": batch}))
    return found


@cache
def _by_id() -> Select[Any]:
    return select(reports).where(reports.c.id.in_(columns.ids()))


def latest_findings(conn: Connection, limit: int) -> list[FindingSummary]:
    """Of each of the reports that came last and have a failing finding the gravest, those only
    worth a look, and those judged to be misread, left out."""
    columns = (reports.c.title, reports.c.agency, reports.c.year)
    newest_ = (
        select(reports.c.id.label("report_id"), *columns, reports.c.snapshot_id)
        .where(reports.c.failing > 0)
        .order_by(reports.c.first_seen_at.desc(), reports.c.id)
        .limit(limit)
    )
    return [_gravest(conn, row) for row in conn.execute(newest_).mappings().all()]


def _gravest(conn: Connection, row: RowMapping) -> FindingSummary:
    name = row["report_id"]
    judged = judgements.of_reports(conn, [name]).get(name, {})
    left = (
        item
        for item in readings_.failing(conn, row["snapshot_id"])
        if not judgements.is_misread(judged, item)
    )
    found = min(left, key=lambda item: item.severity)
    told = (found.rule, found.severity, found.message)
    return FindingSummary(name, row["title"], row["agency"], row["year"], *told)


def count(conn: Connection) -> int:
    """How many reports there are."""
    return conn.scalar(select(func.count()).select_from(reports)) or 0


def waiting(conn: Connection) -> int:
    """How many reports the index has yet to look at."""
    return conn.scalar(select(func.count()).select_from(outbox_)) or 0


def totals(conn: Connection) -> Totals:
    """How much there is."""
    query = select(
        func.count(),
        func.count(reports.c.agency_id.distinct()),
        func.min(reports.c.year),
        func.max(reports.c.year),
    ).select_from(reports)
    count, agencies, first, last = conn.execute(query).one()
    fetched = conn.scalar(select(func.max(snapshots.c.last_seen_at)))
    return Totals(count, agencies, first, last, fetched)


def by_snapshot(conn: Connection, snapshot_id: str) -> str | None:
    """Id of the report that the snapshot is a copy of."""
    query = select(readings.c.report_id).where(readings.c.snapshot_id == snapshot_id)
    found: str | None = conn.scalar(query)
    return found


def sections_text(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The text that passages are cut from, by report id; cells and findings are not touched."""
    texts: dict[str, str] = {}
    for batch in _batches(ids):
        for row in conn.execute(_printed(), {"ids": batch}).mappings():
            sections = [(heading, text) for _, heading, text in row["sections"]]
            texts[row["id"]] = printed_text(row["title"], row["agency"], sections)
    return texts


@cache
def _printed() -> Select[Any]:
    """What reports print, by their ids. Made once: that takes longer than the answer."""
    joined = reports.join(readings, readings.c.snapshot_id == reports.c.snapshot_id)
    printed = (reports.c.id, readings.c.title, readings.c.agency, readings.c.sections)
    return select(*printed).select_from(joined).where(reports.c.id.in_(columns.ids()))


def outbox(conn: Connection) -> list[tuple[str, int]]:
    """Reports that the index must look at, oldest first, each with the number of its entry. An
    id that `get` no longer knows is to be taken out of the index."""
    rows = conn.execute(select(outbox_.c.report_id, outbox_.c.seq).order_by(outbox_.c.seq))
    return [(report_id, seq) for report_id, seq in rows]


def outbox_done(conn: Connection, upto: Sequence[tuple[str, int]]) -> None:
    """Takes these entries out. A report that was touched again meanwhile has a new number and
    stays."""
    for batch in _batches(upto):
        named = (and_(outbox_.c.report_id == name, outbox_.c.seq == seq) for name, seq in batch)
        conn.execute(delete(outbox_).where(or_(*named)))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def listed(
    conn: Connection, query: Select[Any], values: Mapping[str, Any] | None = None
) -> list[ReportSummary]:
    """The rows of ``reports``, whole, that a query selects with these values, in one line each."""
    return [ReportSummary(*_LINE(row)) for row in conn.execute(query, values).all()]


_LINE = itemgetter(*(list(reports.c.keys()).index(each.name) for each in fields(ReportSummary)))


def _whole(conn: Connection, ids: Collection[str]) -> Iterator[ReportRecord]:
    rows = conn.execute(_by_id(), {"ids": list(ids)}).mappings()
    found = {row["id"]: row for row in rows}
    texts = readings_.load(conn, [row["snapshot_id"] for row in found.values()])
    copies = _copies(conn, ids)
    changes = _revisions(conn, ids)
    said = judgements.of_reports(conn, ids)
    for identity in ids:
        if identity not in found:
            continue
        row = found[identity]
        chosen = row["snapshot_id"]
        judged = said.get(identity, {})
        faults = (item for item in texts[chosen].findings if item.is_fault)
        yield ReportRecord(
            id=identity,
            agency_id=row["agency_id"],
            report=texts[chosen],
            snapshot=next(copy for copy in copies[identity] if copy.id == chosen),
            copies=tuple(copy for copy in copies[identity] if copy.id != chosen),
            revisions=tuple(changes[identity]),
            judgements=judged,
            faulty=any(not judgements.is_misread(judged, item) for item in faults),
            copy_of=row["copy_of"],
        )


def _copies(conn: Connection, ids: Collection[str]) -> dict[str, list[Snapshot]]:
    """Snapshots by report, newest first."""
    copies: dict[str, list[Snapshot]] = defaultdict(list)
    for row in conn.execute(_copy_rows(), {"ids": list(ids)}).mappings():
        values = dict(row)
        copies[values.pop("report_id")].append(Snapshot(**values))
    return copies


@cache
def _copy_rows() -> Select[Any]:
    joined = snapshots.join(readings, readings.c.snapshot_id == snapshots.c.id)
    query = select(readings.c.report_id, snapshots).select_from(joined)
    chosen = query.where(readings.c.report_id.in_(columns.ids()))
    return chosen.order_by(snapshots.c.fetched_at.desc(), snapshots.c.id)


def _revisions(conn: Connection, ids: Collection[str]) -> dict[str, list[Revision]]:
    """Revisions by report, newest first."""
    changes: dict[str, list[Revision]] = defaultdict(list)
    for row in conn.execute(_revision_rows(), {"ids": list(ids)}).mappings():
        changes[row["report_id"]].append(from_row(row))
    return changes


@cache
def _revision_rows() -> Select[Any]:
    query = select(revisions).where(revisions.c.report_id.in_(columns.ids()))
    return query.order_by(revisions.c.seen_at.desc(), revisions.c.id)
