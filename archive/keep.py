"""Keeping what was fetched or handed in: record, fsync, row, committed, in that order.

A kill between record and row leaves a whole record that no row knows; `archive.adopt` finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from archive import filing
from archive.catalog import Catalog
from archive.identity import snapshot_id
from archive.records import Kept, Snapshot
from archive.tables import snapshots
from archive.warc import Headers, Location, WarcStore
from archive.warc_records import address, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something to keep. Without ``http_status`` it is a local file; ``body`` is the entity as
    sent, ``headers`` as received. ``agency`` and ``region_code`` are what a manifest or a source
    says, ``link_text`` and ``link_year`` what the list that linked it, ``published`` the day of
    publication that whoever uploaded it gives; ``truncated`` says why a body was cut (a
    WARC-Truncated reason)."""

    url: str
    body: bytes
    content_type: str | None = None
    fetched_at: datetime | None = None
    http_status: int | None = None
    reason: str | None = None
    headers: Headers | None = None
    request_headers: Headers | None = None
    file_name: str | None = None
    source_id: str | None = None
    agency: str | None = None
    region_code: str | None = None
    truncated: str | None = None
    crawl_state: str = "ok"
    link_text: str | None = None
    link_year: int | None = None
    published: date | None = None


def keep(
    store: WarcStore,
    catalog: Catalog,
    *,
    url: str,
    body: bytes,
    content_type: str | None,
    fetched_at: datetime | None = None,
    http_status: int | None = None,
    reason: str | None = None,
    headers: Sequence[tuple[str, str]] | None = None,
    request_headers: Sequence[tuple[str, str]] | None = None,
    file_name: str | None = None,
    source_id: str | None = None,
    agency: str | None = None,
    region_code: str | None = None,
    truncated: str | None = None,
    crawl_state: str = "ok",
) -> Kept:
    """Keeps one `Arrival`; when this returns, it is safely stored. The same bytes at the same
    address make no second row: over HTTP a revisit is recorded, a local file is left alone.
    ArchiveError when the disk or the catalog cannot take it."""
    arrival = Arrival(
        url=url,
        body=body,
        content_type=content_type,
        fetched_at=fetched_at,
        http_status=http_status,
        reason=reason,
        headers=headers,
        request_headers=request_headers,
        file_name=file_name,
        source_id=source_id,
        agency=agency,
        region_code=region_code,
        truncated=truncated,
        crawl_state=crawl_state,
    )
    return keep_all(store, catalog, (arrival,))[0]


def keep_all(
    store: WarcStore,
    catalog: Catalog,
    arrivals: Iterable[Arrival],
    also: Callable[[Connection, list[Kept]], None] | None = None,
) -> list[Kept]:
    """Keeps several with one fsync and one commit; the answers are in the same order. ``also``
    is called inside that commit's transaction with the answers."""
    drafts = [(arrival, _draft(arrival)) for arrival in arrivals]
    with catalog.read() as conn:
        known = _known(conn, [draft.id for _, draft in drafts])
    kept: list[Kept] = []
    for arrival, draft in drafts:
        earlier = known.get(draft.id)
        if earlier is None:
            snapshot = _stored(draft, _append(store, arrival, draft))
        else:
            snapshot = _seen_again(store, arrival, earlier, draft.fetched_at)
        known[draft.id] = snapshot
        kept.append(Kept(snapshot, new=earlier is None))
    store.sync()
    with catalog.begin() as conn:
        committed = [_commit(conn, item) for item in kept]
        if also is not None:
            also(conn, committed)
    return committed


def snapshot_hints(snapshot: Snapshot) -> dict[str, str]:
    """What a snapshot's record itself does not say, as fields of a metadata record."""
    hints = {
        "agency": snapshot.agency_hint,
        "region_code": snapshot.region_hint,
        "file_name": snapshot.file_name,
        "source_id": snapshot.source_id,
        "link_text": snapshot.link_text,
        "link_year": None if snapshot.link_year is None else str(snapshot.link_year),
        "published_on": snapshot.published_hint.isoformat() if snapshot.published_hint else None,
        "crawl_state": None if snapshot.crawl_state == "ok" else snapshot.crawl_state,
    }
    return {name: value for name, value in hints.items() if value}


def insert_new(conn: Connection, snapshot: Snapshot) -> bool:
    """Inserts the snapshot's row unless there is one; whether it was inserted."""
    if conn.scalar(select(snapshots.c.id).where(snapshots.c.id == snapshot.id)) is not None:
        return False
    conn.execute(insert(snapshots).values(asdict(snapshot)))
    return True


def kept_at(conn: Connection, url: str, moment: datetime) -> str | None:
    """Id of the snapshot that was fetched at that address at that very time."""
    there = (snapshots.c.url == url) & (snapshots.c.fetched_at == moment)
    found: str | None = conn.scalar(select(snapshots.c.id).where(there))
    return found


def mark_seen(conn: Connection, identity: str, moment: datetime) -> None:
    """Notes that the same bytes were met again then, and lets the report choose anew."""
    later = snapshots.c.last_seen_at < moment
    change = update(snapshots).where(snapshots.c.id == identity, later)
    if conn.execute(change.values(last_seen_at=moment)).rowcount:
        filing.choose_again(conn, identity)


def _line(text: str | None) -> str | None:
    return (one_line(text) or None) if text else None


def _draft(arrival: Arrival) -> Snapshot:
    """The arrival's row, its place in the store still unknown."""
    url = address(arrival.url)
    if arrival.http_status is not None and not url.startswith(("http://", "https://")):
        raise ValueError(f"an HTTP answer needs an HTTP address, not {url}")
    digest = sha256(arrival.body).hexdigest()
    if arrival.fetched_at is not None and arrival.fetched_at.tzinfo is None:
        raise ValueError(f"time without a zone: {arrival.fetched_at.isoformat()}")
    moment = (arrival.fetched_at or datetime.now(UTC)).astimezone(UTC)
    return Snapshot(
        id=snapshot_id(url, digest),
        sha256=digest,
        url=url,
        fetched_at=moment,
        last_seen_at=moment,
        http_status=arrival.http_status,
        crawl_state=arrival.crawl_state,
        content_type=_line(arrival.content_type),
        size=len(arrival.body),
        warc_file="",
        warc_offset=0,
        file_name=_line(arrival.file_name),
        source_id=_line(arrival.source_id),
        agency_hint=_line(arrival.agency),
        region_hint=_line(arrival.region_code),
        link_text=_line(arrival.link_text),
        link_year=arrival.link_year,
        published_hint=arrival.published,
    )


def _known(conn: Connection, ids: list[str]) -> dict[str, Snapshot]:
    rows = conn.execute(select(snapshots).where(snapshots.c.id.in_(ids)))
    found = (Snapshot(**row) for row in rows.mappings())
    return {snapshot.id: snapshot for snapshot in found}


def _stored(draft: Snapshot, location: Location) -> Snapshot:
    values = asdict(draft)
    values.update(warc_file=location.warc_file, warc_offset=location.warc_offset)
    return Snapshot(**values)


def _append(store: WarcStore, arrival: Arrival, draft: Snapshot) -> Location:
    hints = snapshot_hints(draft)
    if arrival.http_status is None:
        return store.append_resource(
            draft.url,
            draft.content_type,
            arrival.body,
            draft.fetched_at,
            truncated=arrival.truncated,
            hints=hints,
        )
    return store.append_response(
        draft.url,
        arrival.http_status,
        arrival.reason or "",
        arrival.headers or (),
        arrival.body,
        draft.fetched_at,
        request_headers=arrival.request_headers,
        truncated=arrival.truncated,
        hints=hints,
    )


def _seen_again(
    store: WarcStore, arrival: Arrival, earlier: Snapshot, moment: datetime
) -> Snapshot:
    if arrival.http_status is None:
        return earlier
    store.append_revisit(
        earlier.url,
        arrival.http_status,
        arrival.reason or "",
        arrival.headers or (),
        earlier.sha256,
        moment,
        first_fetched_at=earlier.fetched_at,
        request_headers=arrival.request_headers,
    )
    values = asdict(earlier)
    values["last_seen_at"] = max(moment, earlier.last_seen_at)
    return Snapshot(**values)


def _commit(conn: Connection, kept: Kept) -> Kept:
    """Writes the row; another process may have kept the same bytes meanwhile."""
    if kept.new and insert_new(conn, kept.snapshot):
        return kept
    mark_seen(conn, kept.snapshot.id, kept.snapshot.last_seen_at)
    row = conn.execute(select(snapshots).where(snapshots.c.id == kept.snapshot.id))
    return Kept(Snapshot(**row.mappings().one()), new=False)
