"""What editors and admins do to reports: findings judged, reports and snapshots hidden and shown.

Every function works in the caller's transaction, in which the audit log is written as well, and
raises DeskError, in a sentence, for what cannot be.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from archive import filing, judgements, takedowns
from archive import readings as readings_
from archive.audit import Actor, note
from archive.errors import DeskError
from archive.records import Judgement
from archive.tables import readings, reports, snapshots

_MOST = 2000  # characters of a reason or an answer


def judge(
    conn: Connection,
    by: Actor,
    report_id: str,
    key: str,
    verdict: str,
    reason: str,
    answer: str | None = None,
) -> Judgement:
    """Says of a report's finding (by `archive.judgements.finding_key`) what it is, with what the
    body answered; one that is judged to be misread counts no more."""
    reason, answer = given_reason(reason), (answer or "").strip() or None
    if answer is not None and len(answer) > _MOST:
        raise DeskError("答复最多 %(most)s 个字符。", most=_MOST)
    if verdict not in judgements.VERDICTS:
        raise DeskError("没有这样的判断。")
    chosen = conn.scalar(select(reports.c.snapshot_id).where(reports.c.id == report_id))
    read = readings_.load(conn, [chosen]).get(chosen) if chosen else None
    found = read.findings if read else ()
    finding = next((item for item in found if judgements.finding_key(item) == key), None)
    if finding is None:
        raise DeskError("这份年报没有这一条核对结果。")
    before = judgements.of_reports(conn, [report_id]).get(report_id, {}).get(key)
    done = judgements.record(conn, by, report_id, finding, verdict, reason, answer)
    filing.recount(conn, report_id)
    old = {"verdict": before.verdict, "answer": before.answer} if before else None
    new = {"finding": key, "rule": finding.rule, "verdict": verdict, "reason": reason}
    note(conn, by, "finding.judge", report_id, old, {**new, "answer": answer})
    return done


def hide(conn: Connection, by: Actor, kind: takedowns.Kind, name: str, reason: str) -> None:
    """Hides a report with every copy of it, those to come as well, or one snapshot. The bytes
    stay; a report whose copies are all hidden is in no list and no index any more."""
    reason = given_reason(reason)
    copies = [name]
    if kind == "report":
        mine = select(readings.c.snapshot_id).where(readings.c.report_id == name)
        copies = list(conn.scalars(mine))
    elif conn.scalar(select(snapshots.c.id).where(snapshots.c.id == name)) is None:
        copies = []
    if not copies:
        raise DeskError("没有 %(name)s。", name=name)
    targets: list[tuple[takedowns.Kind, str]] = [("snapshot", copy) for copy in copies]
    if kind == "report":
        targets.append(("report", name))
    takedowns.record(conn, by, targets, reason, datetime.now(UTC), hide=True)
    for copy in copies:
        filing.refile(conn, copy)
    note(conn, by, "report.hide", name, None, {"kind": kind, "reason": reason})


def show(conn: Connection, by: Actor, name: str, reason: str) -> None:
    """Shows again what was hidden: a report with the copies that were hidden with it, or one
    snapshot."""
    reason, deed = given_reason(reason), takedowns.of(conn, name)
    if deed is None:
        raise DeskError("%(name)s 没有被隐藏。", name=name)
    copies = takedowns.together(conn, deed) if deed.kind == "report" else [name]
    targets: list[tuple[takedowns.Kind, str]] = [("snapshot", copy) for copy in copies]
    if deed.kind == "report":
        targets.append(("report", name))
    takedowns.record(conn, by, targets, reason, datetime.now(UTC), hide=False)
    for copy in copies:
        filing.refile(conn, copy)
    note(conn, by, "report.show", name, {"reason": deed.reason}, {"reason": reason})


def given_reason(reason: str) -> str:
    """The reason without blanks around it. DeskError where there is none, or it is too long."""
    reason = reason.strip()
    if not reason or len(reason) > _MOST:
        raise DeskError("要写明理由，最多 %(most)s 个字符。", most=_MOST)
    return reason
