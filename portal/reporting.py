"""Readers tell us what we read wrongly: the form, and the receipt that it leads to."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from archive import reading_errors
from archive.house_key import house_key
from archive.reading_errors import NewError
from archive.records import ReportRecord
from portal import words
from portal.cells import CellName, cell_named
from portal.error_form import (
    MAX_BYTES,
    SAID_MOST,
    SHORT_MOST,
    Filled,
    fault,
    filled,
    is_from_elsewhere,
    new_token,
    receipt_of,
)
from portal.errors import NotHeld
from portal.held import held_report
from portal.house import house
from portal.language import gettext as _

reporting = Blueprint("reporting", __name__)


@reporting.get("/reports/<report_id>/errors/new")
def form(report_id: str) -> Response:
    """The form, for the cell that ``?cell=`` names or for the whole report."""
    record, cell = _about(report_id)
    return _form(record, cell, Filled(), None, 200)


@reporting.post("/reports/<report_id>/errors/new")
def send(report_id: str) -> Response:
    """Queues what was written and leads to its receipt, or says in one sentence why not."""
    request.max_content_length = MAX_BYTES
    record, cell = _about(report_id)
    sent, settings = filled(request.form), house().settings
    if is_from_elsewhere(
        dict(request.headers), {request.host, urlsplit(settings.public_url).netloc}
    ):
        return _form(record, cell, sent, _("这张表是从别的网站提交的，没有接受。"), 403)
    key = house_key(settings)
    receipt, stale = receipt_of(key, request.form.get("token", ""))
    wrong = stale or fault(request.form, sent)
    if wrong is not None:
        return _form(record, cell, sent, _(wrong), 400)
    address = reading_errors.address_key(key, request.remote_addr or "")
    now = datetime.now(UTC)
    with house().catalog.begin() as conn:
        known = reading_errors.get(conn, receipt) is not None
        wait = 0 if known else reading_errors.seconds_to_wait(conn, address, now)
        if not wait:
            told = (sent.said, sent.proposed or None, sent.contact or None, address)
            key_of = cell.key if cell else None
            new = NewError(receipt, record.id, record.snapshot.id, key_of, *told)
            reading_errors.put(conn, new, now)
    if wait:
        minutes = -(-wait // 60)
        refused = _("刚才收到的报告太多，请过 %(minutes)s 分钟再提交。", minutes=minutes)
        answer = _form(record, cell, sent, refused, 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    place = url_for("reporting.receipt", report_id=record.id, receipt=receipt)
    return make_response(redirect(place, 303))


@reporting.get("/reports/<report_id>/errors/<receipt>")
def receipt(report_id: str, receipt: str) -> Response:
    """That it has come in, under which number, and whether it has been looked at."""
    with house().catalog.read() as conn:
        found = reading_errors.get(conn, receipt)
        record = held_report(conn, report_id)
    if found is None or found.report_id != record.id:
        raise NotHeld(_("没有这个回执。"))
    name = words.report_name(record.report.agency, record.report.year)
    return _kept_nowhere(
        render_template(
            "receipt.html", found=found, name=name, cell=cell_named(record, found.cell or ""),
            came=words.local_time(found.created_at),
        )
    )  # fmt: skip


def _about(report_id: str) -> tuple[ReportRecord, CellName | None]:
    """The report and the cell that it is about; NotHeld for one that the report has not."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    asked = request.args.get("cell", "")
    cell = cell_named(record, asked)
    if asked and cell is None:
        raise NotHeld(_("这份年报的表格里没有这一格。"))
    return record, cell


def _form(
    record: ReportRecord, cell: CellName | None, sent: Filled, refused: str | None, status: int
) -> Response:
    page = render_template(
        "error_form.html",
        report_id=record.id,
        name=words.report_name(record.report.agency, record.report.year),
        cell=cell,
        sent=sent,
        refused=refused,
        token=new_token(house_key(house().settings)),
        most={"said": SAID_MOST, "short": SHORT_MOST},
    )
    return _kept_nowhere(page, status)


def _kept_nowhere(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
