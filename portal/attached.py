"""A report's file and the page it hangs on, linked both ways: our copies where we hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import Connection

from archive import attachments
from archive.records import AttachedFile, CarryingPage, ReportRecord, Snapshot
from portal.language import gettext as _
from portal.security import web_address, web_host


@dataclass(frozen=True, slots=True)
class LinkedView:
    """A page or file to go to. ``archived`` is our own page or copy of it (None when we hold
    none), ``same`` when that is a copy of the very report shown; ``source`` its own address when
    that may be linked."""

    label: str
    kind: str
    archived: str | None
    same: bool
    source: str | None
    host: str | None


@dataclass(frozen=True, slots=True)
class AttachedView:
    """The pages that carry the report's file, and the files that these and the report's own page
    carry."""

    pages: tuple[LinkedView, ...]
    files: tuple[LinkedView, ...]


def attached_view(conn: Connection, record: ReportRecord) -> AttachedView:
    """What the report shown hangs together with; the copy that is shown is not among it."""
    pages, files = _around(conn, record)
    return AttachedView(
        pages=tuple(_page(record.id, page) for page in pages if page.snapshot != record.snapshot),
        files=tuple(_file(record.id, file) for file in files if file.snapshot != record.snapshot),
    )


def attached_snapshots(conn: Connection, record: ReportRecord) -> Iterator[Snapshot]:
    """The snapshots of those pages and files that we hold."""
    pages, files = _around(conn, record)
    yield from (page.snapshot for page in pages)
    yield from (file.snapshot for file in files if file.snapshot is not None)


def _around(
    conn: Connection, record: ReportRecord
) -> tuple[Sequence[CarryingPage], Sequence[AttachedFile]]:
    copies = (record.snapshot, *record.copies)
    pages = attachments.pages_of(conn, copies)
    return pages, attachments.files_of(conn, [*copies, *(page.snapshot for page in pages)])


def _page(report_id: str, page: CarryingPage) -> LinkedView:
    label = page.title or web_host(page.snapshot.url) or _("网页")
    return _linked(report_id, label, _("网页"), page.snapshot.url, page.snapshot, page.report_id)


def _file(report_id: str, file: AttachedFile) -> LinkedView:
    return _linked(report_id, file.text, file.kind.upper(), file.url, file.snapshot, file.report_id)


def _linked(
    report_id: str, label: str, kind: str, url: str, kept: Snapshot | None, other: str | None
) -> LinkedView:
    archived = None
    if other is not None and other != report_id:
        archived = url_for("pages.report", report_id=other)
    elif kept is not None:
        archived = url_for("pages.original", report_id=report_id, snapshot=kept.id)
    return LinkedView(label, kind, archived, other == report_id, web_address(url), web_host(url))
