"""Visits: what was met at each address, and when an address counts as gone.

A site says that a page is gone when it answers so (404, 410, or a page that says so) on two
visits that lie apart. What fails on our side or on the way (unreachable, refused, a challenge, a
server's own fault) says nothing about the page and changes nothing but the last state.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from archive.records import WHOLE
from archive.tables import readings, snapshots, visits
from archive.warc_records import address, one_line

PRESENT = WHOLE | {"unchanged", "too_large"}
"""States of a visit that met the document."""
ABSENT = frozenset({"gone", "not_found", "soft_404"})
"""States of a visit on which the site said that there is no such page."""
_GONE = frozenset({404, 410})
APART = timedelta(days=1)
"""How far apart two such visits lie at least, unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of an address. ``first_seen`` and ``last_seen`` are the first and the last
    visit, whatever came of them; ``last_ok`` the last that met the document. ``misses`` counts
    the visits since then on which the site said that it is gone, ``first_missed`` is the first
    of these, and ``gone_at`` the one that made it certain."""

    url: str
    source_id: str | None
    first_seen: datetime
    last_seen: datetime
    last_state: str
    last_ok: datetime | None = None
    misses: int = 0
    first_missed: datetime | None = None
    gone_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of its last whole answer, to be asked with the next time."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A report that its site has taken away: ``since`` is the visit that made it certain,
    ``last_seen`` the last that met it, None when no visit of ours ever did."""

    report_id: str
    since: datetime
    last_seen: datetime | None


def seen(
    conn: Connection,
    url: str,
    source_id: str | None,
    state: str,
    at: datetime,
    *,
    apart: timedelta = APART,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Visit:
    """Notes a visit at the address that was asked for (not the one it was led on to); what is
    known of it now. ``etag`` and ``last_modified`` are kept of a whole answer only. A visit
    no later than the last one adds nothing but an earlier beginning."""
    place = address(url)
    before = get(conn, place)
    if before is not None and at <= before.last_seen:
        after = replace(before, first_seen=min(at, before.first_seen))
    else:
        first = before or Visit(place, source_id, at, at, state)
        after = replace(
            first, source_id=source_id or first.source_id, last_seen=at, last_state=state
        )
        if state in PRESENT:
            after = _met(after, state, at, etag, last_modified)
        elif state in ABSENT:
            after = _missed(after, at, apart)
    if before is None:
        conn.execute(insert(visits).values(asdict(after)))
    elif after != before:
        conn.execute(update(visits).where(visits.c.url == place).values(asdict(after)))
    return after


def visit_state(state: str, http_status: int | None) -> str:
    """The state of a visit from that of its fetch: an error by which a server says that there
    is no such page (404, 410) is ``gone``, other errors stay what they are."""
    return "gone" if state == "http_error" and http_status in _GONE else state


def get(conn: Connection, url: str) -> Visit | None:
    """What is known of an address, None when it was never visited."""
    row = conn.execute(select(visits).where(visits.c.url == address(url))).mappings().first()
    return Visit(**row) if row else None


def spans(conn: Connection, urls: Collection[str]) -> dict[str, tuple[datetime, datetime]]:
    """The first and the last visit at each of these addresses that was visited."""
    places = {address(url): url for url in urls}
    query = select(visits.c.url, visits.c.first_seen, visits.c.last_seen)
    rows = conn.execute(query.where(visits.c.url.in_(places)))
    return {places[row.url]: (row.first_seen, row.last_seen) for row in rows}


def validators(conn: Connection, url: str) -> Validators | None:
    """ETag and Last-Modified of the last whole answer, None where there is neither, or where
    the page has been missed since: then the whole of it is to be asked for."""
    visit = get(conn, url)
    if visit is None or visit.misses or not (visit.etag or visit.last_modified):
        return None
    return Validators(visit.etag, visit.last_modified)


def unvisited(conn: Connection, source_id: str, since: datetime) -> list[str]:
    """Addresses of the source that held a document and have not been visited since then: those
    that its lists no longer name. Those gone for certain are left out; oldest visit first."""
    query = select(visits.c.url).where(
        visits.c.source_id == source_id,
        visits.c.last_seen < since,
        visits.c.last_ok.is_not(None),
        visits.c.gone_at.is_(None),
    )
    return list(conn.scalars(query.order_by(visits.c.last_seen, visits.c.url)))


def withdrawn(conn: Connection, report_id: str) -> Withdrawal | None:
    """Whether the report's site has taken it away: every address that it was ever fetched from
    is gone."""
    row = conn.execute(_withdrawn(), {"report_id": report_id}).first()
    if row is None:
        return None
    known = [moment for moment in (row.last_ok, row.last_kept) if moment is not None]
    return Withdrawal(row.report_id, row.since, max(known, default=None))


@cache
def _withdrawn() -> Select[tuple[object, ...]]:
    """Made once: that takes longer than the answer."""
    gone = withdrawals()
    return select(gone).where(gone.c.report_id == bindparam("report_id"))


def withdrawals(among: Collection[str] | BindParameter[str] | None = None) -> Subquery:
    """Withdrawn reports, or those ``among`` these, as a query: report_id, since, last_ok,
    last_kept (when the bytes kept were last met) and an address."""
    fetched = snapshots.c.http_status.is_not(None)
    joined = visits.join(snapshots, snapshots.c.url == visits.c.url).join(
        readings, readings.c.snapshot_id == snapshots.c.id
    )
    # the few pages gone are named first, else SQLite would walk through all readings
    gone = select(visits.c.url).where(visits.c.gone_at.is_not(None))
    kept = select(snapshots.c.id).where(snapshots.c.url.in_(gone))
    query = (
        select(
            readings.c.report_id,
            func.max(visits.c.gone_at).label("since"),
            func.max(visits.c.last_ok).label("last_ok"),
            func.max(case((fetched, snapshots.c.last_seen_at))).label("last_kept"),
            func.min(visits.c.url).label("url"),
        )
        .select_from(joined)
        .where(visits.c.gone_at.is_not(None), readings.c.report_id.is_not(None))
        .where(readings.c.snapshot_id.in_(kept), ~_still_there())
        .group_by(readings.c.report_id)
    )
    if among is not None:
        query = query.where(readings.c.report_id.in_(among))
    return query.subquery("withdrawals")


def _still_there() -> ColumnElement[bool]:
    """Whether a copy of the report lies at an address that is not gone, or was met there after
    it was. Local files are no sign either way, unless their address has been visited."""
    reading, snapshot, visit = readings.alias(), snapshots.alias(), visits.alias()
    joined = reading.join(snapshot, snapshot.c.id == reading.c.snapshot_id).outerjoin(
        visit, visit.c.url == snapshot.c.url
    )
    fetched = snapshot.c.http_status.is_not(None)
    there = or_(
        and_(visit.c.url.is_(None), fetched),
        and_(visit.c.url.is_not(None), visit.c.gone_at.is_(None)),
        and_(fetched, snapshot.c.last_seen_at > visit.c.gone_at),
    )
    query = select(reading.c.snapshot_id).select_from(joined)
    return query.where(reading.c.report_id == readings.c.report_id, there).exists()


def _met(
    visit: Visit, state: str, at: datetime, etag: str | None, last_modified: str | None
) -> Visit:
    met = replace(visit, last_ok=at, misses=0, first_missed=None, gone_at=None)
    if state == "unchanged":
        # an answer without a body may leave its validators out
        etag, last_modified = etag or visit.etag, last_modified or visit.last_modified
    elif state not in WHOLE:
        etag = last_modified = None
    return replace(met, etag=_header(etag), last_modified=_header(last_modified))


def _missed(visit: Visit, at: datetime, apart: timedelta) -> Visit:
    first = visit.first_missed or at
    certain = visit.gone_at or (at if visit.misses and at - first >= apart else None)
    return replace(visit, misses=visit.misses + 1, first_missed=first, gone_at=certain)


def _header(value: str | None) -> str | None:
    return (one_line(value) or None) if value else None
