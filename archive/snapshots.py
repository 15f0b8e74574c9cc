"""Snapshots: the bytes we hold, kept and given back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, select

from archive.entity import decoded
from archive.errors import ArchiveDamaged
from archive.keep import Arrival, keep, keep_all
from archive.records import WHOLE, Kept, Snapshot
from archive.tables import readings, snapshots
from archive.warc import Location, StoredRecord, WarcStore

__all__ = [
    "Arrival",
    "Kept",
    "Snapshot",
    "all_",
    "body",
    "content",
    "get",
    "keep",
    "keep_all",
    "record",
    "stale",
    "unread",
]


def _select(conn: Connection, *conditions: ColumnElement[bool]) -> list[Snapshot]:
    """Snapshots in the order they were fetched."""
    joined = snapshots.outerjoin(readings, readings.c.snapshot_id == snapshots.c.id)
    query = select(snapshots).select_from(joined).where(and_(True, *conditions))
    rows = conn.execute(query.order_by(snapshots.c.fetched_at, snapshots.c.id))
    return [Snapshot(**row) for row in rows.mappings()]


def get(conn: Connection, snapshot_id: str) -> Snapshot | None:
    """The snapshot of that id."""
    return next(iter(_select(conn, snapshots.c.id == snapshot_id)), None)


def unread(conn: Connection, reader_version: str) -> list[Snapshot]:  # noqa: ARG001 - as stale
    """Snapshots with no reading at all, oldest first; challenge pages and other answers that
    are not the document, whole, are not waiting to be read."""
    return _select(conn, readings.c.snapshot_id.is_(None), snapshots.c.crawl_state.in_(WHOLE))


def stale(conn: Connection, reader_version: str) -> list[Snapshot]:
    """Snapshots last read by another version of the reader, oldest first."""
    return _select(conn, readings.c.reader_version != reader_version)


def all_(conn: Connection) -> list[Snapshot]:
    """Every snapshot, oldest first."""
    return _select(conn)


def record(store: WarcStore, snapshot: Snapshot) -> StoredRecord:
    """The snapshot's record with its HTTP headers, the body's sha256 checked against the
    catalog's. ArchiveDamaged when it is another, ArchiveMissing when nothing is there."""
    found = store.read(Location(snapshot.warc_file, snapshot.warc_offset))
    if found.digest != snapshot.sha256:
        raise ArchiveDamaged(f"snapshot {snapshot.id} has other bytes than were kept")
    return found


def body(store: WarcStore, snapshot: Snapshot) -> bytes:
    """The snapshot's bytes as sent, checked as by `record`."""
    return record(store, snapshot).body


def content(store: WarcStore, snapshot: Snapshot, max_bytes: int) -> bytes:
    """The document: the bytes with HTTP's content coding (gzip, deflate) undone. ArchiveError
    when it unpacks to more than ``max_bytes`` or the coding is another."""
    found = record(store, snapshot)
    return decoded(found.body, found.headers, max_bytes)
