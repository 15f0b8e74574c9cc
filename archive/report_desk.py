"""What editors say of reports beside what was read of them: that one was published twice, which
file belongs to which page.

Every function works in the caller's transaction, in which the audit log is written as well, and
raises DeskError, in a sentence, for what cannot be.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from archive import attachment_decisions, attachments, copies, filing, snapshots, takedowns
from archive.audit import Actor, note
from archive.desk import given_reason
from archive.errors import DeskError
from archive.records import Snapshot
from archive.tables import readings, reports

_MOST = 60  # characters of an id that is told back
_MOST_TEXT = 200  # of a link's words


def find(conn: Connection, text: str) -> str:
    """The id of the report that is meant by its id or the address of its page."""
    place = text.strip().partition("?")[0].partition("#")[0].rstrip("/")
    wanted = place.rpartition("/")[2]
    found = copies.held(conn, wanted) if wanted else None
    if found is None:
        raise DeskError("没有年报 %(name)s；要写编号或网址。", name=wanted[:_MOST] or "?")
    return found


def mark_copy(conn: Connection, by: Actor, report_id: str, of_id: str, reason: str) -> None:
    """Says that a report is another published again; search shows that one alone."""
    why, report_id, of_id = given_reason(reason), find(conn, report_id), find(conn, of_id)
    if report_id == of_id:
        raise DeskError("一份年报不能是自己的副本。")
    if copies.original(conn, of_id) is not None:
        raise DeskError("那一份自己也是副本；请写它的正本。")
    if copies.copies_of(conn, report_id):
        raise DeskError("这份年报另有副本，不能再是别的年报的副本。")
    before = copies.original(conn, report_id)
    copies.record(conn, by, report_id, of_id, why, datetime.now(UTC), withdrawn=False)
    _tell(conn, report_id, of_id)
    old = {"of": before} if before else None
    note(conn, by, "report.copy", report_id, old, {"of": of_id, "reason": why})


def unmark_copy(conn: Connection, by: Actor, report_id: str, reason: str) -> None:
    """Takes that back; the report is found by itself again."""
    why, report_id = given_reason(reason), find(conn, report_id)
    said = copies.of(conn, report_id)
    if said is None:
        raise DeskError("这份年报没有标明是副本。")
    moment = datetime.now(UTC)
    copies.record(conn, by, report_id, said.of_id, why, moment, withdrawn=True)
    _tell(conn, report_id, copies.held(conn, said.of_id))
    note(conn, by, "report.copy", report_id, {"of": said.of_id}, {"of": None, "reason": why})


def attach(conn: Connection, by: Actor, page: str, file: str, text: str, reason: str) -> None:
    """Says that one document we hold carries another; each is meant by its address or by the id of
    its snapshot or report. ``text`` are the words of the link. The file is marked to be read again
    with what the page says of it."""
    why, carrying, found = given_reason(reason), document(conn, page), document(conn, file)
    here, there = attachments.same_address(carrying.url), attachments.same_address(found.url)
    if here == there:
        raise DeskError("文件就是这一页，不能作它自己的附件。")
    words = " ".join(text.split())[:_MOST_TEXT] or found.file_name or found.url
    at = datetime.now(UTC)
    attachment_decisions.record(
        conn, by, here, there, found.url, words, why, at, withdrawn=False
    )  # fmt: skip
    _file_again(conn, carrying, found)
    after = {"file": found.url, "text": words, "reason": why}
    note(conn, by, "report.attach", carrying.id, None, after)


def detach(conn: Connection, by: Actor, page: str, file: str, reason: str) -> None:
    """Says that the file at that address is none of the page's, whatever the page links."""
    why, carrying = given_reason(reason), document(conn, page)
    here, there = attachments.same_address(carrying.url), attachments.same_address(file)
    known = attachments.links_of(conn, carrying.id)
    old = next((one for one in known if one["address"] == there), None)
    if old is None:
        raise DeskError("这一页没有这个附件。")
    url, text, at = str(old["url"]), str(old["text"]), datetime.now(UTC)
    attachment_decisions.record(conn, by, here, there, url, text, why, at, withdrawn=True)
    _file_again(conn, carrying, attachments.kept_at(conn, url))
    before = {"file": url, "text": text}
    note(conn, by, "report.attach", carrying.id, before, {"file": None, "reason": why})


def document(conn: Connection, text: str) -> Snapshot:
    """The document that is meant: of several at an address the one met last, of a report the one
    that it is read from."""
    wanted = text.strip()
    found = snapshots.get(conn, wanted) or attachments.kept_at(conn, wanted)
    if found is None:
        held = copies.held(conn, wanted.partition("?")[0].rstrip("/").rpartition("/")[2])
        chosen = select(reports.c.snapshot_id).where(reports.c.id == held)
        found = snapshots.get(conn, conn.scalar(chosen) or "")
    if found is None or takedowns.of(conn, found.id) is not None:
        raise DeskError("没有存过 %(name)s；要写网址或编号。", name=wanted[:_MOST] or "?")
    return found


def _file_again(conn: Connection, page: Snapshot, file: Snapshot | None) -> None:
    attachments.file_again(conn, page.url)
    for one in filter(None, (page, file)):
        filed = conn.scalar(select(readings.c.report_id).where(readings.c.snapshot_id == one.id))
        if filed is not None:
            filing.touch(conn, filed)


def _tell(conn: Connection, *ids: str | None) -> None:
    for name in filter(None, ids):
        copies.refresh(conn, name)
        filing.touch(conn, name)
