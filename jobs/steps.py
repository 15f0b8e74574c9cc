"""The steps after keeping: read, check, catalog, compare with neighbours (and then index:
`jobs.indexing`). Each may be repeated at any time.

What is still to do is written in the catalog (snapshots without a reading, rows of the outbox),
so a process killed between two steps leaves nothing half done: the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from archive import attachments, corrections, neighbours, previews, readings, snapshots
from archive import reports as catalog_reports
from archive.errors import ArchiveDamaged, ArchiveError
from archive.previews import Kept
from archive.records import Snapshot
from jobs.bodies import check_bodies
from jobs.context import Context
from jobs.correcting import corrected, holding
from jobs.progress import Failure, Outcome, Progress, silent
from jobs.reading import ReadingProcess, failed
from jobs.rereading import Reread
from jobs.reuse import find_reuse
from reports.checks import check_years
from reports.decode import is_html
from reports.diff import compare
from reports.metadata.carried import told_by_list
from reports.model import READER_VERSION, AnnualReport, Evidence, Hints, PageRead

Tell = Callable[[Reread], None]
"""Called with each snapshot that was read before and has been read again."""

_UPLOAD_WEIGHT = 0.65  # as a manifest's word
_COMPARED_AT_ONCE = 50  # reports in a transaction: few commits, and no long hold on the lock


def read_pending(
    context: Context, *, stale: bool = False, tell: Tell | None = None, progress: Progress = silent
) -> Outcome:
    """Reads every snapshot that has no reading (or, with ``stale``, one by another reader) and
    saves what was read, a transaction each; then again the files of which a page read since says
    something else. ``tell`` is called with each snapshot that had been read before. Counts: read,
    reports, not_reports, changed, revisions, reread."""
    with context.catalog.read() as conn:
        waiting = snapshots.unread(conn, READER_VERSION)
        if stale:
            waiting += snapshots.stale(conn, READER_VERSION)
        again = attachments.waiting(conn)
    outcome = Outcome()
    if not waiting and not again:
        return outcome
    with ReadingProcess(context.settings, context.stop) as process:
        for done, snapshot in enumerate(waiting, start=1):
            read_one(context, process, snapshot, outcome, tell)
            progress("读取", done, len(waiting))
        outcome.add(_read_again(context, process, tell, progress))
    return outcome


def read_again(
    context: Context, waiting: Sequence[Snapshot], tell: Tell, *, progress: Progress = silent
) -> Outcome:
    """Reads these snapshots whether or not that is due, and saves what was read. Counts as
    `read_pending`."""
    outcome = Outcome()
    with ReadingProcess(context.settings, context.stop) as process:
        for done, snapshot in enumerate(waiting, start=1):
            read_one(context, process, snapshot, outcome, tell)
            progress("读取", done, len(waiting))
        outcome.add(_read_again(context, process, tell, progress))
    return outcome


def preview_stale(context: Context, tell: Tell, *, progress: Progress = silent) -> Outcome:
    """`preview` of every snapshot that another reader has read."""
    with context.catalog.read() as conn:
        waiting = snapshots.stale(conn, READER_VERSION)
    return preview(context, waiting, tell, progress=progress)


def preview(
    context: Context, waiting: Sequence[Snapshot], tell: Tell, *, progress: Progress = silent
) -> Outcome:
    """Reads these snapshots and tells what would change; nothing is saved. One that was never
    read is left. Counts: read."""
    outcome = Outcome()
    with ReadingProcess(context.settings, context.stop) as process:
        for done, snapshot in enumerate(waiting, start=1):
            page = _page(context, process, snapshot, _hints(context, snapshot), outcome)
            with context.catalog.read() as conn:
                old = readings.own(conn, snapshot.id)
                filed = catalog_reports.by_snapshot(conn, snapshot.id)
                new = corrected(conn, snapshot, page.report) if page is not None else None
                kept = _kept(conn, snapshot, page.report) if page is not None else ()
            if new is not None and old is not None:
                outcome.count({"read": 1})
                tell(Reread(snapshot, old, new, compare(old, new), filed, kept=kept))
            progress("试读", done, len(waiting))
    return outcome


def _kept(conn: Connection, snapshot: Snapshot, report: AnnualReport) -> tuple[Kept, ...]:
    """The corrections that hold over what was read, each with that."""
    return tuple(
        Kept(one.name, one.value, corrections.as_read(report, one.name))
        for one in holding(conn, snapshot, report)
    )


def _read_again(
    context: Context, process: ReadingProcess, tell: Tell | None, progress: Progress
) -> Outcome:
    with context.catalog.read() as conn:
        waiting = attachments.waiting(conn)
    outcome = Outcome()
    for done, snapshot in enumerate(waiting, start=1):
        told = Outcome()
        read_one(context, process, snapshot, told, tell)
        outcome.failures += told.failures
        outcome.count({name: told.counts[name] for name in ("changed", "revisions")})
        outcome.count({"reread": 1})
        progress("重读附件", done, len(waiting))
    return outcome


def read_one(
    context: Context,
    process: ReadingProcess,
    snapshot: Snapshot,
    outcome: Outcome,
    tell: Tell | None = None,
) -> None:
    """Reads one snapshot and files what was read, with what people corrected, in a transaction."""
    hints = _hints(context, snapshot)
    page = _page(context, process, snapshot, hints, outcome)
    if page is None:
        return
    with context.catalog.begin() as conn:
        # what is being corrected just now is seen here, or waits to be read again
        report = corrected(conn, snapshot, page.report)
        old = readings.own(conn, snapshot.id) if tell else None
        filed = catalog_reports.by_snapshot(conn, snapshot.id)
        kept = _kept(conn, snapshot, page.report) if tell else ()
        saved = catalog_reports.save_reading(conn, snapshot, report)
        previews.forget(conn, snapshot.id)
        attachments.file(conn, snapshot, page.attachments, hints.page)
    if tell is not None and old is not None:
        moved = saved.report_id if saved.report_id != filed else None
        tell(Reread(snapshot, old, report, compare(old, report), filed, moved, kept))
    outcome.count({"read": 1, "reports" if report.is_report else "not_reports": 1})
    outcome.count({"changed": int(saved.changed), "revisions": int(saved.revision)})
    if not report.is_report:
        broken = _broken(report)
        where = outcome.failures if broken else outcome.notes
        where.append(Failure(_name(snapshot), report.reason or "不是年度报告"))


def _page(
    context: Context, process: ReadingProcess, snapshot: Snapshot, hints: Hints, outcome: Outcome
) -> PageRead | None:
    """What the reader makes of a snapshot; None, and a failure, when its bytes are damaged."""
    try:
        limit = context.settings.max_document_bytes  # what unpacks to more is not read
        data = snapshots.content(context.store, snapshot, limit)
        return process.read_page(data, _listed(snapshot, data, hints))
    except ArchiveDamaged as exc:
        outcome.failures.append(Failure(_name(snapshot), str(exc)))
        return None
    except ArchiveError as exc:
        return PageRead(failed("content_coding", f"网页的压缩解不开（{exc}）。"))


def _listed(snapshot: Snapshot, data: bytes, hints: Hints) -> Hints:
    """The hints with what whoever uploaded it says, and a list of a file that it links directly.
    A page says by itself what its link says."""
    told = tuple(_uploaded(snapshot))
    if snapshot.link_text is not None and not is_html(data):
        told += told_by_list(snapshot.link_text, snapshot.link_year)
    return replace(hints, page=(*hints.page, *told)) if told else hints


def _name(snapshot: Snapshot) -> str:
    return snapshot.file_name or snapshot.url


def _hints(context: Context, snapshot: Snapshot) -> Hints:
    with context.catalog.read() as conn:
        page = attachments.told(conn, snapshot.url)
    return Hints(
        snapshot.url, snapshot.content_type, snapshot.agency_hint, snapshot.region_hint, page
    )


def _uploaded(snapshot: Snapshot) -> Iterator[Evidence]:
    """What the person says who uploaded it."""
    if snapshot.published_hint is not None:
        day = snapshot.published_hint.isoformat()
        yield Evidence("published_on", day, "upload", day, _UPLOAD_WEIGHT)


def _broken(report: AnnualReport) -> bool:
    """Whether the document could not be read (as against: was read, and is no report)."""
    return any(issue.stage in {"decode", "read"} for issue in report.issues)


def check_neighbours(
    context: Context, report_ids: Sequence[str] | None = None, *, progress: Progress = silent
) -> Outcome:
    """Computes again what two years say of these reports and of the same agencies' reports on
    the year after, and what other bodies' reports say (`jobs.bodies`). Without ids, of those that
    wait for the index: all that were read since, so a kill between reading and this loses
    nothing. Counts: compared (reports that changed by it)."""
    outcome = Outcome()
    given = report_ids or ()
    with context.catalog.read() as conn:
        if report_ids is None:
            report_ids = [name for name, _ in catalog_reports.outbox(conn)]
        waiting = neighbours.to_compare(conn, report_ids)
    for start in range(0, len(waiting), _COMPARED_AT_ONCE):
        names = waiting[start : start + _COMPARED_AT_ONCE]
        with context.catalog.begin() as conn:
            for record in list(catalog_reports.many(conn, names)):
                last = neighbours.previous(conn, record)
                found = check_years(record.report, last.report if last else None)
                changed = neighbours.save_neighbour_findings(conn, record.id, found)
                outcome.count({"compared": int(changed)})
        progress("与上年核对", start + len(names), len(waiting))
    outcome.add(check_bodies(context, given, progress=progress))
    outcome.add(find_reuse(context, progress=progress))
    return outcome
