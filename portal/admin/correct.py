"""Saying what a document says where our reader is wrong: a cell, a field, and taking that back.

A correction is kept at once and put into the report by the next run of a worker.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import corrections, runs
from archive.corrections import FIELDS
from archive.errors import DeskError
from archive.records import ReportRecord
from portal import cell_words
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs
from portal.admin.documents import HINTS, choices, said_rows
from portal.cells import cell_named, find
from portal.errors import NotHeld
from portal.held import held_report
from portal.house import house
from portal.language import gettext, noted
from portal.words import FIELD_NAMES, report_name

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_MOST_PRINTED = 100
Say = Callable[[Connection, ReportRecord], object]


@admin.route("/reports/<report_id>/cells/<key>", methods=["GET", "POST"])
@needs("report.correct")
def report_cell(report_id: str, key: str) -> ResponseReturnValue:
    """What a cell prints and the number it states."""
    record = _record(report_id)
    find(record, key)
    return _answered(record, key, _say_cell(key))


@admin.route("/reports/<report_id>/fields/<field>", methods=["GET", "POST"])
@needs("report.correct")
def report_field(report_id: str, field: str) -> ResponseReturnValue:
    """What a field is."""
    record = _record(report_id)
    if field not in FIELDS:
        raise NotHeld(noted("没有这一项信息。"))
    return _answered(record, field, _say_field(field))


def _record(report_id: str) -> ReportRecord:
    with house().catalog.read() as conn:
        return held_report(conn, report_id)


def _answered(record: ReportRecord, name: str, say: Say) -> ResponseReturnValue:
    """The form, or what comes of it."""
    if request.method == "GET":
        return _form(record, name)
    if request.form.get("withdraw"):
        say = _say_withdrawn(name)
    try:
        with house().catalog.begin() as conn:
            say(conn, record)
    except DeskError as refused:
        return _form(record, name, said(refused)), 400
    runs.request(house().catalog, "read")
    what = "withdrawn" if request.form.get("withdraw") else "corrected"
    return done("admin.report", what, report_id=record.id)


def _say_cell(key: str) -> Say:
    def say(conn: Connection, record: ReportRecord) -> None:
        by, reason = account().actor, request.form.get("reason", "")
        raw, value = _printed()
        corrections.correct_cell(conn, by, record.snapshot.id, key, raw, value, reason)

    return say


def _say_field(field: str) -> Say:
    def say(conn: Connection, record: ReportRecord) -> None:
        by, reason = account().actor, request.form.get("reason", "")
        value = request.form.get("value")
        corrections.correct_field(conn, by, record.snapshot.id, field, value, reason)

    return say


def _say_withdrawn(name: str) -> Say:
    def say(conn: Connection, record: ReportRecord) -> None:
        by, reason = account().actor, request.form.get("reason", "")
        corrections.withdraw(conn, by, record.snapshot.id, name, reason)

    return say


def _printed() -> tuple[str | None, Decimal | None]:
    """What the form says that a cell prints, and its number. DeskError for no number."""
    if request.form.get("missing"):
        return None, None
    raw, number = request.form.get("raw", "").strip(), request.form.get("value", "").strip()
    if len(raw) > _MOST_PRINTED:
        raise DeskError("最多 %(most)s 个字符。", most=_MOST_PRINTED)
    if number and not _NUMBER.fullmatch(number):
        raise DeskError("“%(number)s”不是数：只写数字和小数点。", number=number[:_MOST_PRINTED])
    if number and not raw:
        raise DeskError("有数的格要写出印着什么。")
    return raw, Decimal(number) if number else None


def _form(record: ReportRecord, name: str, error: str | None = None) -> str:
    stands = corrections.as_read(record.report, name)
    with house().catalog.read() as conn:
        history = [
            one for one in corrections.history(conn, record.snapshot.url) if one.name == name
        ]
    cell = find(record, name)[0] if name not in FIELDS else None
    named = cell_named(record, name)
    sent = None
    if request.method == "POST":
        sent = {key: request.form.get(key, "") for key in ("raw", "value", "missing", "reason")}
    now = stands if cell is None else {key: text or "" for key, text in (stands or {}).items()}
    return render_template(
        "admin/correct.html",
        id=record.id, heading=report_name(record.report.agency, record.report.year),
        key=name, name=named.name if named else gettext(FIELD_NAMES[name]), cell=cell,
        place=cell_words.place(cell.at) if cell else "",
        state=gettext(cell_words.STATES[cell.state]) if cell else "",
        now=now, sent=sent, error=error, choices=choices(name),
        hint=gettext(HINTS[name]) if name in HINTS else "",
        said=said_rows(record, history),
        holds=bool(history) and not history[-1].withdrawn,
        evidence=[item for item in record.report.evidence if item.field == name],
    )  # fmt: skip
