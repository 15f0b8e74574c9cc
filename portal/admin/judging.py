"""Judging findings, hiding reports and copies, and showing them again."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from archive import desk as deeds
from archive import judgements, runs, takedowns
from archive.errors import DeskError
from archive.records import MISREAD, ReportRecord
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs
from portal.errors import NotHeld
from portal.findings import FindingView, failing
from portal.held import held_report
from portal.house import house
from portal.language import noted
from portal.provenance import snapshot_view
from portal.words import report_name

VERDICTS: Mapping[str, str] = {
    "confirmed": noted("原文如此"),
    MISREAD: noted("我们读错了"),
    "explained": noted("机关已说明"),
    "open": noted("收回判断"),
}


@admin.route("/reports/<report_id>/findings/<key>", methods=["GET", "POST"])
@needs("finding.judge")
def report_finding(report_id: str, key: str) -> ResponseReturnValue:
    """Says of a finding what it is, with the body's answer."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    found = next((one for one in failing(record) if one.key == key), None)
    if found is None:
        raise NotHeld(noted("这份年报没有这一条核对结果。"))
    if request.method == "GET":
        return _finding(record, found)
    form = request.form
    told = (form.get("verdict", ""), form.get("reason", ""), form.get("answer"))
    try:
        with house().catalog.begin() as conn:
            deeds.judge(conn, account().actor, record.id, key, *told)
    except DeskError as refused:
        return _finding(record, found, said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.report", "judged", report_id=record.id)


def _finding(record: ReportRecord, found: FindingView, error: str | None = None) -> str:
    with house().catalog.read() as conn:
        history = judgements.history(conn, record.id, found.key)
    last = history[-1] if history else None
    return render_template(
        "admin/finding.html", id=record.id, finding=found, history=history[::-1], error=error,
        heading=report_name(record.report.agency, record.report.year), verdicts=VERDICTS,
        verdict=request.form.get("verdict") or (last.verdict if last else ""),
        answer=request.form.get("answer", (last.answer or "") if last else ""),
    )  # fmt: skip


@admin.route("/reports/<report_id>/hide", methods=["GET", "POST"])
@needs("report.hide")
def hide_report(report_id: str) -> ResponseReturnValue:
    """Hides a report, or one of its copies; the only copy is the report."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    if request.method == "GET":
        return _hiding(record)
    copies = {copy.id for copy in (record.snapshot, *record.copies)}
    wanted = request.form.get("what", "")
    if wanted not in {record.id, *copies}:
        abort(400)
    try:
        with house().catalog.begin() as conn:
            by, reason = account().actor, request.form.get("reason", "")
            if wanted != record.id and len(copies) > 1:
                deeds.hide(conn, by, "snapshot", wanted, reason)
            else:
                deeds.hide(conn, by, "report", record.id, reason)
    except DeskError as refused:
        return _hiding(record, said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.hidden", "hidden")


def _hiding(record: ReportRecord, error: str | None = None) -> str:
    return render_template(
        "admin/hide.html", id=record.id, error=error,
        heading=report_name(record.report.agency, record.report.year),
        copies=[snapshot_view(copy) for copy in (record.snapshot, *record.copies)],
    )  # fmt: skip


@admin.get("/hidden")
@needs("report.show")
def hidden() -> ResponseReturnValue:
    """All that is hidden."""
    return _hidden()


@admin.post("/hidden/<name>/show")
@needs("report.show")
def show_hidden(name: str) -> ResponseReturnValue:
    """Shows a report or a copy again."""
    try:
        with house().catalog.begin() as conn:
            deeds.show(conn, account().actor, name, request.form.get("reason", ""))
    except DeskError as refused:
        return _hidden(said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.hidden", "shown")


def _hidden(error: str | None = None) -> str:
    with house().catalog.read() as conn:
        found = takedowns.hidden(conn)
    copies = [one for one in found if one.kind == "snapshot"]
    whole = [one for one in found if one.kind == "report"]
    deeds_of = {one.at for one in whole}
    alone = [one for one in copies if one.at not in deeds_of]
    return render_template("admin/hidden.html", hidden=whole + alone, error=error)
