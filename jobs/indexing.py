"""The index follows the catalog: what waits is committed, and what is damaged is built anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TypeVar

from archive import bodies, runs
from archive import reports as catalog_reports
from indexer.open import open_engine, open_writer
from indexer.port import EngineDown, IndexBusy, ReportDocument
from jobs.context import Context
from jobs.documents import index_document
from jobs.progress import Failure, Outcome, Progress, silent

Result = TypeVar("Result")

_BATCH = 200
_BUSY_SECONDS = 60.0
_PAUSE = timedelta(minutes=5)  # after a repair that failed; doubles with each
_MOST_DOUBLED = 8


def index_pending(context: Context, *, progress: Progress = silent) -> Outcome:
    """Brings the index up to the catalog: what the outbox names is replaced or removed. An index
    that is damaged, outdated or not there is rebuilt, and a note says why where that was no
    beginning. Waits a minute for the writer's lock, then raises `IndexBusy`. Counts: indexed,
    removed."""
    due = rebuild_due(context)
    if due is None:
        try:
            return _commit_pending(context, progress)
        except EngineDown as down:  # damage that no one had met before
            due = down.sentence
    with context.catalog.read() as conn:
        waiting = {name for name, _ in catalog_reports.outbox(conn)}
        missed = not waiting.issuperset(catalog_reports.searchable(conn))
    outcome = rebuild_index(context, progress=progress)
    if missed:
        outcome.notes.append(Failure("索引", f"已由目录重建；重建以前：{due}"))
    return outcome


def _commit_pending(context: Context, progress: Progress) -> Outcome:
    outcome = Outcome()
    with context.catalog.read() as conn:
        rows = catalog_reports.outbox(conn)
    done, rest = 0, iter(rows)
    while batch := list(islice(rest, _BATCH)):
        names = list(dict.fromkeys(name for name, _ in batch))
        outcome.count(_patiently(partial(_commit, context, names)))
        with context.catalog.begin() as conn:
            catalog_reports.outbox_done(conn, batch)
        done += len(batch)
        progress("索引", done, len(rows))
    return outcome


def _commit(context: Context, names: list[str]) -> dict[str, int]:
    """Has the index hold of these reports what the catalog has now. The catalog is asked while
    the writer holds its lock: of two processes the later has the newer rows."""
    found: set[str] = set()

    def documents() -> Iterator[ReportDocument]:
        for document in _documents(context, names):
            found.add(document.id)
            yield document

    def gone() -> Iterator[str]:
        missing = set(names) - found
        yield from missing.difference(each.id for each in _documents(context, list(missing)))

    writer = open_writer(context.settings)
    return {"indexed": writer.replace(documents()), "removed": writer.remove(gone())}


def _documents(context: Context, names: list[str]) -> Iterator[ReportDocument]:
    with context.catalog.read() as conn:
        called = bodies.called(conn, names)
        for record in catalog_reports.many(conn, names):
            if record.copy_of is None:
                yield index_document(record, called.get(record.id, ()))


def _patiently(work: Callable[[], Result]) -> Result:
    """What ``work`` gives once the writer's lock is free. `IndexBusy` after a minute."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            return work()
        except IndexBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def rebuild_index(context: Context, *, progress: Progress = silent) -> Outcome:
    """A new generation of the index from the whole catalog, as it is once the writer holds its
    lock: what others index before that is in it. Counts: indexed."""
    waiting: list[tuple[str, int]] = []
    names: list[str] = []

    def agencies() -> Iterator[str]:
        with context.catalog.read() as conn:
            yield from catalog_reports.agency_names(conn)

    def documents() -> Iterator[ReportDocument]:
        with context.catalog.read() as conn:
            waiting.extend(catalog_reports.outbox(conn))
            names.extend(catalog_reports.searchable(conn))
        rest = iter(names)
        done = 0
        while batch := list(islice(rest, _BATCH)):
            yield from _documents(context, batch)
            done += len(batch)
            progress("索引", done, len(names))

    _patiently(lambda: open_writer(context.settings).rebuild(documents(), agencies()))
    with context.catalog.begin() as conn:
        catalog_reports.outbox_done(conn, waiting)
    outcome = Outcome()
    outcome.count({"indexed": len(names)})
    return outcome


def compare_index(context: Context) -> Outcome:
    """Reports that only the catalog or only the index knows, as failures."""
    with context.catalog.read() as conn:
        ours = set(catalog_reports.searchable(conn))
        waiting = {name for name, _ in catalog_reports.outbox(conn)}
    engine = open_engine(context.settings)
    health = engine.health()
    theirs = set(engine.ids()) if health.ok else set()
    outcome = Outcome()
    if not health.ok and ours:
        outcome.failures.append(Failure("索引", health.message or "打不开"))
        return outcome
    for name in sorted(ours - theirs - waiting):
        outcome.failures.append(Failure(name, "目录中有，索引中没有"))
    for name in sorted(theirs - ours - waiting):
        outcome.failures.append(Failure(name, "索引中有，目录中没有"))
    return outcome


def rebuild_due(context: Context) -> str | None:
    """Why the index has to be rebuilt, as a sentence: it is damaged, of an older version, or not
    there though the catalog has reports. None when it has not."""
    health = open_engine(context.settings).health()
    if not health.damaged:
        return None
    with context.catalog.read() as conn:
        held = catalog_reports.totals(conn).reports
    return health.message if held else None


def queue_repair(context: Context) -> bool:
    """Queues what mends the index where that is due; whether it did. Nothing is queued while work
    on the index waits or is done, and after repairs that failed not at once."""
    if runs.open_(context.catalog, "index") or rebuild_due(context) is None:
        return False
    failed = min(runs.failed_in_a_row(context.catalog, "index", ""), _MOST_DOUBLED)
    pause = _PAUSE * 2 ** (failed - 1) if failed else timedelta()
    runs.request(context.catalog, "index", run_after=datetime.now(UTC) + pause)
    return True
