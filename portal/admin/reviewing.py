"""The review desk's lists and pages: what is worth a look, one after the other, and a document as we
read it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import corrections, error_desk, health, readings, reports, review, runs, snapshots
from archive.errors import DeskError
from archive.records import Snapshot
from archive.review import Why
from archive.warc import Location
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, allowed, needs
from portal.admin.documents import (
    Step,
    asked,
    desk_address,
    doubtful_name,
    field_rows,
    framing,
    original_of,
    said_rows,
    steps,
)
from portal.admin.queue import asked_page
from portal.errors import NotHeld
from portal.held import held_report, shown_no_more
from portal.house import house
from portal.language import gettext, noted
from portal.links import Link
from portal.originals import original_response
from portal.provenance import snapshot_view
from portal.report import report_view
from portal.words import FIELD_NAMES

PAGE_SIZE = 50
WHY_NAMES: Mapping[Why | None, str] = {
    None: noted("全部"),
    "issues": noted("读取存疑"),
    "unsure": noted("信息把握不大"),
    "ocr": noted("由图像识别"),
    "rejected": noted("未当作年报"),
}


@admin.get("/review")
@needs("desk.see")
def review_list() -> ResponseReturnValue:
    """Documents worth a look, by kind of doubt."""
    wanted, page = asked(), asked_page()
    with house().catalog.read() as conn:
        found = review.listed(conn, wanted, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        counted = review.counted(conn, wanted.code)
        codes = health.issues_by_code(conn)
    whys = [
        (Link(gettext(name), _list(why, wanted.code), why == wanted.why), counted[why])
        for why, name in WHY_NAMES.items()
    ]
    shown = [(one, doubtful_name(one), desk_address(one, wanted)) for one in found[:PAGE_SIZE]]
    return render_template(
        "admin/review.html", shown=shown, whys=whys, codes=codes, wanted=wanted,
        fields=FIELD_NAMES, earlier=_list(wanted.why, wanted.code, page - 1) if page > 1 else None,
        later=_list(wanted.why, wanted.code, page + 1) if len(found) > PAGE_SIZE else None,
    )  # fmt: skip


def _list(why: Why | None, code: str | None, page: int = 1) -> str:
    return url_for("admin.review_list", why=why, code=code, page=page if page > 1 else None)


@admin.get("/reports/<report_id>")
@needs("desk.see")
def report(report_id: str) -> ResponseReturnValue:
    """A report as we read it: fields, tables, doubts, findings, what readers and editors say."""
    wanted = asked()
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        history = corrections.history(conn, record.snapshot.url)
        errors = error_desk.waiting_on(conn, record.id) if allowed("errors.see") else []
        before, after = steps(conn, wanted, record.snapshot.id)
    page = render_template(
        "admin/report.html", original=original_of(record.snapshot, record.id),
        view=report_view(record, []), doubts=record.report.issues, errors=errors,
        fields=field_rows(record.report), said=said_rows(record, history),
        before=before, after=after, back=_list(wanted.why, wanted.code),
    )  # fmt: skip
    return framing(page)


@admin.get("/documents/<snapshot_id>")
@needs("desk.see")
def document(snapshot_id: str) -> ResponseReturnValue:
    """A document that we took for no report, and why; one that is a report leads to its page."""
    wanted = asked()
    with house().catalog.read() as conn:
        snapshot = _snapshot(conn, snapshot_id)
        filed = reports.by_snapshot(conn, snapshot_id)
        before, after = steps(conn, wanted, snapshot_id)
    if filed is not None:
        return redirect(url_for("admin.report", report_id=filed), 303)
    return _document(snapshot, None, before, after, _list(wanted.why, wanted.code))


@admin.get("/documents/<snapshot_id>/original")
@needs("desk.see")
def document_original(snapshot_id: str) -> Response:
    """The archived bytes of a document, sandboxed as on the public pages."""
    with house().catalog.read() as conn:
        snapshot = _snapshot(conn, snapshot_id)
    store = house().store
    body = snapshots.body(store, snapshot)
    headers = store.read(Location(snapshot.warc_file, snapshot.warc_offset)).headers
    name = f"nianbao-{snapshot.id}"
    return original_response(body, snapshot.content_type, name, headers, snapshot.sha256)


@admin.post("/documents/<snapshot_id>/is-report")
@needs("report.correct")
def say_report(snapshot_id: str) -> ResponseReturnValue:
    """Says that a document is a report after all; a worker reads it again."""
    with house().catalog.read() as conn:
        snapshot = _snapshot(conn, snapshot_id)
    reason = request.form.get("reason", "")
    try:
        with house().catalog.begin() as conn:
            corrections.correct_field(
                conn, account().actor, snapshot_id, "is_report", "true", reason
            )
    except DeskError as refused:
        return _document(snapshot, error=said(refused)), 400
    runs.request(house().catalog, "read")
    return done("admin.document", "corrected", snapshot_id=snapshot_id)


def _document(
    snapshot: Snapshot,
    error: str | None = None,
    before: Step | None = None,
    after: Step | None = None,
    back: str | None = None,
) -> Response:
    with house().catalog.read() as conn:
        read = readings.own(conn, snapshot.id)
        history = corrections.history(conn, snapshot.url)
    page = render_template(
        "admin/document.html", snapshot=snapshot_view(snapshot), read=read,
        said=[one for one in reversed(history) if one.name == "is_report"],
        original=original_of(snapshot, None),
        before=before, after=after, back=back, error=error,
    )  # fmt: skip
    return framing(page)


def _snapshot(conn: Connection, snapshot_id: str) -> Snapshot:
    """NotHeld where there is none, TakenDown for one that is hidden."""
    found = snapshots.get(conn, snapshot_id)
    if found is None:
        raise NotHeld(noted("没有这份文档。"))
    shown_no_more(conn, snapshot_id)
    return found
