"""What belongs together: reports that were published twice, files and the pages that carry them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import attachments, copies, report_desk, runs
from archive.errors import DeskError
from archive.records import AttachedFile, ReportRecord, Snapshot
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs
from portal.again import again_view
from portal.held import held_report
from portal.house import house
from portal.words import report_name


@dataclass(frozen=True, slots=True)
class Carried:
    """A file with the page that carries it."""

    page: Snapshot
    file: AttachedFile


@admin.route("/reports/<report_id>/copy", methods=["GET", "POST"])
@needs("report.copy")
def report_copy(report_id: str) -> ResponseReturnValue:
    """Says that a report is a copy of another, or takes that back."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    if request.method == "GET":
        return _copying(record)
    by, form = account().actor, request.form
    reason = form.get("reason", "")
    try:
        with house().catalog.begin() as conn:
            if form.get("withdraw"):
                report_desk.unmark_copy(conn, by, record.id, reason)
            else:
                report_desk.mark_copy(conn, by, record.id, form.get("of", ""), reason)
    except DeskError as refused:
        return _copying(record, said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.report_copy", "copied", report_id=record.id)


def _copying(record: ReportRecord, error: str | None = None) -> str:
    with house().catalog.read() as conn:
        again, stands = again_view(conn, record), copies.of(conn, record.id)
    return render_template(
        "admin/copy.html", id=record.id, again=again, stands=stands, error=error,
        heading=report_name(record.report.agency, record.report.year), sent=request.form,
    )  # fmt: skip


@admin.route("/reports/<report_id>/files", methods=["GET", "POST"])
@needs("report.attach")
def report_files(report_id: str) -> ResponseReturnValue:
    """Says which file belongs to which page; a worker then reads the file again."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    if request.method == "GET":
        return _files(record)
    try:
        with house().catalog.begin() as conn:
            _relate(conn, record)
    except DeskError as refused:
        return _files(record, said(refused)), 400
    runs.request(house().catalog, "read")
    return done("admin.report_files", "attached", report_id=record.id)


def _relate(conn: Connection, record: ReportRecord) -> None:
    by, form = account().actor, request.form
    reason, other = form.get("reason", ""), form.get("other", "")
    if form.get("detach"):
        report_desk.detach(conn, by, form.get("page", ""), form["detach"], reason)
        return
    own = record.snapshot.id
    page, file = (other, own) if form.get("as") == "page" else (own, other)
    report_desk.attach(conn, by, page, file, form.get("text", ""), reason)


def _files(record: ReportRecord, error: str | None = None) -> str:
    with house().catalog.read() as conn:
        carried = list(_carried(conn, record))
    return render_template(
        "admin/files.html", id=record.id, carried=carried, error=error,
        heading=report_name(record.report.agency, record.report.year), sent=request.form,
    )  # fmt: skip


def _carried(conn: Connection, record: ReportRecord) -> Iterator[Carried]:
    """Every file of the report's documents and of the pages that carry these."""
    own = (record.snapshot, *record.copies)
    pages = {one.id: one for one in own}
    pages |= {one.snapshot.id: one.snapshot for one in attachments.pages_of(conn, own)}
    for page in pages.values():
        for file in attachments.files_of(conn, [page]):
            yield Carried(page, file)
