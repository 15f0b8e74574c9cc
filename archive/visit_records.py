"""Visits as WARC records tell them, so that what was met and missed survives a lost catalog.

A page that was kept or met again has a record of its own: when it was there, and what the server
said to ask with. Every other visit (missing, refused, no answer, led elsewhere) leaves a metadata
record at the address that was asked for, with the fields ``visit`` (the state), ``http_status``,
``source_id``, ``etag`` and ``last_modified``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from archive import visits
from archive.catalog import Catalog
from archive.identity import snapshot_id
from archive.tables import snapshots
from archive.warc import StoredRecord, WarcStore
from archive.warc_reading import read_fields

_BATCH = 500
_STATE = "visit"


@dataclass(frozen=True, slots=True)
class Met:
    """A visit. ``state`` is None where it is that of the ``snapshot`` that was met again."""

    url: str
    at: datetime
    state: str | None
    source_id: str | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    snapshot: str | None = None


def append(store: WarcStore, met: Met) -> None:
    """Appends the record of a visit that leaves no other. Nothing is safe before the store is
    synced, and the row is the caller's (`archive.visits.seen`)."""
    status = None if met.http_status is None else str(met.http_status)
    told = {
        _STATE: met.state, "http_status": status, "source_id": met.source_id,
        "etag": met.etag, "last_modified": met.last_modified,
    }  # fmt: skip
    store.append_metadata(met.url, {name: value for name, value in told.items() if value}, met.at)


def note(conn: Connection, met: Met, apart: timedelta) -> None:
    """Notes a visit whose state is known in its address's row. ``apart`` as for `archive.visits.seen`."""
    if met.state is not None:
        visits.seen(
            conn, met.url, met.source_id, met.state, met.at,
            apart=apart, etag=met.etag, last_modified=met.last_modified,
        )  # fmt: skip


def told_by(record: StoredRecord, hints: Mapping[str, str]) -> Met | None:
    """The visit that a record tells of, None for one that tells of none. ``hints`` are the
    fields of the metadata record that goes with a response."""
    url, at = record.url, record.fetched_at
    if record.kind == "metadata" and record.refers_to is None:
        told = read_fields(record.body)
        status = told.get("http_status", "")
        return None if _STATE not in told else Met(
            url, at, told[_STATE], told.get("source_id"), int(status) if status.isdigit() else None,
            told.get("etag"), told.get("last_modified"),
        )  # fmt: skip
    named = {name.lower(): value for name, value in record.headers}
    sent = named.get("etag"), named.get("last-modified")
    if record.kind == "response":
        state = hints.get("crawl_state", "ok")
        return Met(url, at, state, hints.get("source_id"), record.http_status, *sent)
    if record.kind == "revisit" and record.digest:
        same = snapshot_id(url, record.digest)
        return Met(url, at, None, None, record.http_status, *sent, snapshot=same)
    if record.kind == "revisit":
        return Met(url, at, "unchanged", None, record.http_status, *sent)
    return None


def replay(catalog: Catalog, told: Iterable[Met], apart: timedelta) -> None:
    """Notes visits that the catalog does not know, in the order of their times. Those it knows
    change nothing. The snapshots met are in the catalog by now."""
    every = sorted(told, key=lambda met: met.at)
    for first in range(0, len(every), _BATCH):
        batch = every[first : first + _BATCH]
        with catalog.read() as conn:
            fresh = _unknown(conn, batch)
        if fresh:
            with catalog.begin() as conn:
                _note(conn, fresh, apart)


def _unknown(conn: Connection, batch: Sequence[Met]) -> list[Met]:
    known = visits.spans(conn, [met.url for met in batch])
    none = (None, None)
    return [
        met
        for met in batch
        for first, last in (known.get(met.url, none),)
        if first is None or last is None or not first <= met.at <= last
    ]


def _note(conn: Connection, fresh: Sequence[Met], apart: timedelta) -> None:
    ids = [met.snapshot for met in fresh if met.snapshot]
    query = select(snapshots.c.id, snapshots.c.crawl_state).where(snapshots.c.id.in_(ids))
    states = {row.id: row.crawl_state for row in conn.execute(query)}
    for met in fresh:
        note(conn, replace(met, state=met.state or states.get(met.snapshot or "")), apart)
