"""A home of made-up reports for the portal's benchmark, and the same reports for its peer.

Every report of `samples.volume` is printed, kept in a WARC file, read by the reader and written
down as the catalog's rows, without what filing one report after the other would look for in all the others: no
prints of sections, and the links between copied passages are put down by years and kinds of
bodies (what a page shows of them it looks for itself).

::

    <folder>/
        DONE-<chunk>-<reports>  the chunks of `CHUNK` reports that are in the home
        INDEXED-<reports>       made when the home is whole
        index-<chunk>.pickle.gz their documents of the index
        home/                   what NIANBAO_HOME is
        peer.sqlite3            what Datasette serves
"""

from __future__ import annotations

import gzip
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from archive import readings
from archive.identity import agency_id, report_id
from archive.records import ReportRecord, Snapshot
from archive.settings import Settings
from archive.snapshots import Arrival, keep_all
from archive.tables import agencies, reports, reuse
from indexer.open import open_writer
from indexer.port import ReportDocument
from jobs.context import Context, open_context
from jobs.documents import index_document
from reports.model import FAULTS, AnnualReport, Hints
from reports.reader import read
from samples.volume import LongReport, long_reports

CHUNK = 500
_MOST_LINKED = 10
_SHARED = (6, 2, 1)  # sections that bodies take from each other most
_FIRST_FETCH = datetime(2024, 4, 1, tzinfo=UTC)


def prepare(folder: Path, count: int) -> Settings:
    """The settings of a home with ``count`` reports; what the folder lacks is made."""
    settings = Settings(home=folder / "home")
    if (folder / f"INDEXED-{count}").exists():
        return settings
    folder.mkdir(parents=True, exist_ok=True)
    made = long_reports(count)
    with open_context(settings) as context:
        for number, chunk in enumerate(_chunks(made)):
            if not (folder / f"DONE-{number:04}-{len(chunk)}").exists():
                documents = _shelve(context, chunk, number * CHUNK)
                with gzip.open(
                    folder / f"index-{number:04}.pickle.gz", "wb", compresslevel=1
                ) as file:
                    pickle.dump(documents, file)
                (folder / f"DONE-{number:04}-{len(chunk)}").touch()
        with context.catalog.read() as conn:
            names = list(conn.scalars(select(agencies.c.name).order_by(agencies.c.id)))
    open_writer(settings).rebuild(documents_of(folder), names)
    (folder / f"INDEXED-{count}").touch()
    return settings


def documents_of(folder: Path) -> Iterator[ReportDocument]:
    """The reports as the index was given them."""
    for path in sorted(folder.glob("index-*.pickle.gz")):
        with gzip.open(path, "rb") as file:
            yield from pickle.load(file)


def _chunks(made: Iterable[LongReport]) -> Iterator[list[LongReport]]:
    rest = iter(made)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _shelve(context: Context, chunk: list[LongReport], first: int) -> list[ReportDocument]:
    """Keeps, reads and files these reports; what the index is to hold of them."""
    arrivals = [_arrival(made, first + number) for number, made in enumerate(chunk)]
    kept = [item.snapshot for item in keep_all(context.store, context.catalog, arrivals)]
    records = []
    for made, snapshot, arrival in zip(chunk, kept, arrivals, strict=True):
        hints = Hints(snapshot.url, None, made.report.agency, made.report.region_code)
        records.append(_record(snapshot, read(arrival.body, hints)))
    records = list({record.id: record for record in records}.values())
    with context.catalog.begin() as conn:
        known = set(conn.scalars(select(reports.c.id)))
        records = [record for record in records if record.id not in known]
        _file(conn, records)
    return [index_document(record) for record in records]


def _arrival(made: LongReport, number: int) -> Arrival:
    return Arrival(
        url=f"https://{made.body.slug}.example/{made.report.year}.html",
        body=made.text.encode(),
        content_type="text/plain; charset=utf-8",
        fetched_at=_FIRST_FETCH + timedelta(minutes=number),
        http_status=200,
    )


def _record(snapshot: Snapshot, report: AnnualReport) -> ReportRecord:
    agency = agency_id(report.agency or snapshot.url, report.region)
    return ReportRecord(report_id(agency, report.year or 0), agency, report, snapshot, (), ())


def _file(conn: Connection, records: list[ReportRecord]) -> None:
    rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    held = set(conn.scalars(select(agencies.c.id)))
    bodies = {record.agency_id: _agency(record) for record in records}
    rows[agencies] = [row for name, row in bodies.items() if name not in held]
    rows[reports] = [_report(record) for record in records]
    for record in records:
        parts = readings.as_rows(record.snapshot.id, record.id, record.report)
        for table, those in parts.items():
            rows[table] += those
    rows[reuse] = list(_links(records))
    for table, those in rows.items():
        if those:
            conn.execute(insert(table), those)


def _agency(record: ReportRecord) -> dict[str, Any]:
    report = record.report
    return {
        "id": record.agency_id, "name": report.agency or record.snapshot.url, "aliases": [],
        "region_code": report.region.code if report.region else None,
        "type": report.agency_type, "level": report.agency_level,
    }  # fmt: skip


def _report(record: ReportRecord) -> dict[str, Any]:
    report, snapshot = record.report, record.snapshot
    names = ("title", "agency", "year", "agency_type", "agency_level", "form", "published_on")
    return {
        "id": record.id, "agency_id": record.agency_id, "snapshot_id": snapshot.id,
        "first_seen_at": snapshot.fetched_at, "url": snapshot.url,
        "fetched_at": snapshot.fetched_at,
        "failing": sum(item.status == "fail" and item.severity in FAULTS for item in report.findings),
        **{name: getattr(report, name) for name in names}, **readings.place_of(report.region),
    }  # fmt: skip


def _links(records: list[ReportRecord]) -> Iterator[dict[str, Any]]:
    """Sections of a body's other years, and of bodies of its kind on the same year, as many as
    are found where they are looked for: about 27 of 15 reports."""
    by_body: dict[str | None, list[ReportRecord]] = defaultdict(list)
    by_kind: dict[tuple[str | None, int | None], list[ReportRecord]] = defaultdict(list)
    for record in records:
        by_body[record.agency_id].append(record)
        by_kind[record.report.agency_type, record.report.year].append(record)
    for record in records:
        kind = by_kind[record.report.agency_type, record.report.year]
        for others in (by_body[record.agency_id], kind):
            for other in others[: _MOST_LINKED + 1]:
                if other is not record:
                    yield from _linked(record, other)


def _linked(record: ReportRecord, other: ReportRecord) -> Iterator[dict[str, Any]]:
    both = min(len(record.report.sections), len(other.report.sections))
    for section in (place for place in _SHARED if place < both):
        yield {
            "report_id": record.id, "section": section, "other_id": other.id,
            "other_section": section, "similarity": 0.5, "length": 100 + section,
        }  # fmt: skip
