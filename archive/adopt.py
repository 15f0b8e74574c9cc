"""Records that no row knows, taken into the catalog, and visits; torn tails cut back.

Both are what a kill leaves: between the record's fsync and the row's commit, or in the middle of
a record. Only files that no process writes are touched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from archive.catalog import Catalog
from archive.identity import snapshot_id
from archive.keep import insert_new, kept_at, mark_seen
from archive.records import Snapshot
from archive.tables import snapshots, warc_files
from archive.visit_records import Met, replay, told_by
from archive.visits import APART
from archive.warc import Fault, Location, StoredRecord, WarcStore
from archive.warc_reading import read_fields

_log = logging.getLogger(__name__)
_BATCH = 500


@dataclass(slots=True)
class Searched:
    """What one file held: the digests of its records by offset, ids of adopted snapshots,
    faults, and the length in bytes of a torn tail that was cut off (0 when there was none)."""

    met: dict[int, str] = field(default_factory=dict)
    adopted: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cut: int = 0


def adopt_orphans(store: WarcStore, catalog: Catalog, apart: timedelta = APART) -> list[str]:
    """Adopts what a kill left behind and cuts torn tails; ids of the adopted snapshots. Cheap:
    of each file only what lies past its last known record, and that only once. ``apart`` as for
    `archive.visits.seen`."""
    adopted: list[str] = []
    for name in store.files():
        with catalog.read() as conn:
            searched = conn.scalar(
                select(warc_files.c.searched_bytes).where(warc_files.c.name == name)
            )
            last = conn.scalar(
                select(func.max(snapshots.c.warc_offset)).where(snapshots.c.warc_file == name)
            )
        if searched == store.size(name):
            continue
        with store.finished(name) as finished:
            if finished:
                start = max(searched or 0, last or 0)
                adopted += search(store, catalog, name, start, apart).adopted
    return adopted


def search(
    store: WarcStore, catalog: Catalog, name: str, start: int = 0, apart: timedelta = APART
) -> Searched:
    """Reads a finished file from ``start`` on, adopts its orphans, notes its visits and cuts its
    torn tail. The caller holds the file as finished; the catalog is locked for short moments
    only."""
    with catalog.read() as conn:
        query = select(snapshots.c.warc_offset).where(snapshots.c.warc_file == name)
        known = set(conn.scalars(query))
    result = Searched()
    hints: dict[str, dict[str, str]] = {}
    orphans: list[Snapshot] = []
    revisits: dict[str, datetime] = {}
    unmodified: dict[tuple[str, datetime], datetime] = {}
    met: list[Met] = []
    for location, record in _records(store, name, start, known, result):
        told = hints.pop(record.record_id, {})
        if (visit := told_by(record, told)) is not None:
            met.append(visit)
        if record.kind == "metadata" and record.refers_to:
            hints[record.refers_to] = read_fields(record.body)
        elif record.kind == "revisit" and record.digest:
            revisits[snapshot_id(record.url, record.digest)] = record.fetched_at
        elif record.kind == "revisit" and record.refers_to_date:
            unmodified[record.url, record.refers_to_date] = record.fetched_at
        elif record.kind in {"response", "resource"} and location.warc_offset not in known:
            orphans.append(_snapshot(location, record, told))
    _adopt(catalog, orphans, result)
    _see_again(catalog, revisits, unmodified)
    replay(catalog, met, apart)
    _cut(store, result, max(known, default=-1))
    with catalog.begin() as conn:
        _remember(conn, name, store.size(name))
    return result


def _records(
    store: WarcStore, name: str, start: int, known: set[int], result: Searched
) -> Iterator[tuple[Location, StoredRecord]]:
    for found in store.scan_file(name, start, known):
        if isinstance(found, Fault):
            result.faults.append(found)
            continue
        location, record = found
        result.met[location.warc_offset] = record.digest
        yield location, record


def _adopt(catalog: Catalog, orphans: list[Snapshot], result: Searched) -> None:
    for first in range(0, len(orphans), _BATCH):
        with catalog.begin() as conn:
            for snapshot in orphans[first : first + _BATCH]:
                if insert_new(conn, snapshot):
                    result.adopted.append(snapshot.id)


def _see_again(
    catalog: Catalog,
    revisits: Mapping[str, datetime],
    unmodified: Mapping[tuple[str, datetime], datetime],
) -> None:
    """Notes later visits: those that met the same bytes, by the snapshot's id, and those that a
    server answered with "not modified", by the address and time of the snapshot meant."""
    with catalog.read() as conn:
        named = ((kept_at(conn, *key), moment) for key, moment in unmodified.items())
        seen = [*revisits.items(), *((name, moment) for name, moment in named if name)]
    for first in range(0, len(seen), _BATCH):
        with catalog.begin() as conn:
            for identity, moment in seen[first : first + _BATCH]:
                mark_seen(conn, identity, moment)


def _cut(store: WarcStore, result: Searched, last_known: int) -> None:
    """Cuts a torn tail that no row counts on; a torn record that one knows is damage."""
    if result.faults and result.faults[-1].torn and result.faults[-1].offset > last_known:
        fault = result.faults.pop()
        result.cut = store.size(fault.warc_file) - fault.offset
        store.cut(fault.warc_file, fault.offset)
        _log.warning(
            "%s: a torn tail of %d bytes is cut off at %d",
            fault.warc_file, result.cut, fault.offset,
        )  # fmt: skip


def _remember(conn: Connection, name: str, size: int) -> None:
    conn.execute(delete(warc_files).where(warc_files.c.name == name))
    conn.execute(insert(warc_files).values(name=name, searched_bytes=size))


def _snapshot(location: Location, record: StoredRecord, hints: Mapping[str, str]) -> Snapshot:
    return Snapshot(
        id=snapshot_id(record.url, record.digest),
        sha256=record.digest,
        url=record.url,
        fetched_at=record.fetched_at,
        last_seen_at=record.fetched_at,
        http_status=record.http_status,
        crawl_state=hints.get("crawl_state", "ok"),
        content_type=record.content_type,
        size=len(record.body),
        warc_file=location.warc_file,
        warc_offset=location.warc_offset,
        file_name=hints.get("file_name"),
        source_id=hints.get("source_id"),
        agency_hint=hints.get("agency"),
        region_hint=hints.get("region_code"),
        link_text=hints.get("link_text"),
        published_hint=_day(hints.get("published_on", "")),
        link_year=int(year) if (year := hints.get("link_year", "")).isdigit() else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
