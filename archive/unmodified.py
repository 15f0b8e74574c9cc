"""Answers without a body: the server says that what we hold is still what it has (304)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from archive.catalog import Catalog
from archive.keep import mark_seen
from archive.records import WHOLE, Snapshot
from archive.tables import snapshots
from archive.warc import Headers, WarcStore
from archive.warc_records import address


def held(conn: Connection, url: str) -> Snapshot | None:
    """What was last met at that address over HTTP, whole and as the document; it is what a
    conditional request asks about."""
    place = snapshots.c.url == address(url)
    query = select(snapshots).where(
        place, snapshots.c.http_status.is_not(None), snapshots.c.crawl_state.in_(WHOLE)
    )
    newest = (snapshots.c.last_seen_at.desc(), snapshots.c.fetched_at.desc(), snapshots.c.id)
    row = conn.execute(query.order_by(*newest).limit(1)).mappings().first()
    return Snapshot(**row) if row else None


def append_unmodified(
    store: WarcStore,
    earlier: Snapshot,
    *,
    fetched_at: datetime | None = None,
    status: int = 304,
    reason: str | None = None,
    headers: Headers | None = None,
    request_headers: Headers | None = None,
) -> datetime:
    """Appends the revisit record of such an answer about a snapshot; when it came. Nothing is
    safe before the store is synced, and the row is the caller's (`archive.keep.mark_seen`)."""
    moment = (fetched_at or datetime.now(UTC)).astimezone(UTC)
    store.append_revisit(
        earlier.url,
        status,
        reason or "Not Modified",
        headers or (),
        None,
        moment,
        first_fetched_at=earlier.fetched_at,
        request_headers=request_headers,
    )
    return moment


def keep_unmodified(
    store: WarcStore,
    catalog: Catalog,
    url: str,
    *,
    fetched_at: datetime | None = None,
    reason: str | None = None,
    headers: Headers | None = None,
    request_headers: Headers | None = None,
) -> Snapshot | None:
    """Keeps that the server answered 304 for the address: record, fsync, row. The snapshot that
    was met again, or None when we hold none that the answer could mean: then nothing is kept,
    and the whole page must be asked for."""
    with catalog.read() as conn:
        earlier = held(conn, url)
    if earlier is None:
        return None
    moment = append_unmodified(
        store,
        earlier,
        fetched_at=fetched_at,
        reason=reason,
        headers=headers,
        request_headers=request_headers,
    )
    store.sync()
    with catalog.begin() as conn:
        mark_seen(conn, earlier.id, moment)
        return held(conn, url)
