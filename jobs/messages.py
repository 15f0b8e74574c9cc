"""Telling by mail which runs ended: one mail for all of a while, so that many make no flood."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Connection

from archive import drift, messages
from archive.messages import Message
from archive.runs import Run
from jobs.context import Context
from jobs.mail import MailError, Post, hand_in, post_of

_log = logging.getLogger(__name__)

_BEIJING = timezone(timedelta(hours=8))
_MOST = 50  # runs of a state that are named; the rest are counted
_LONGEST = 300  # characters of a run's line
_STATES = {"failed": "失败", "partial": "部分完成", "done": "完成", "cancelled": "取消"}
_KINDS = {
    "crawl": "抓取", "check": "试看", "fetch": "取一份", "import": "导入", "read": "读取", "index": "索引",
    "verify": "核验", "backup": "备份", "preview": "试读",
}  # fmt: skip


def tell(context: Context, now: datetime | None = None) -> bool:
    """Sends the mail that is due, if one is; whether it did. A server that does not take it is
    logged, and tried again after a pause that doubles. BadMailSettings as in `jobs.mail`."""
    post = post_of(context.settings)
    now = now or datetime.now(UTC)
    if post is None:
        return False
    with context.catalog.read() as conn:
        if not messages.waiting(conn, now):
            return False
    every = timedelta(minutes=context.settings.mail_minutes)
    with context.catalog.begin() as conn:
        message = messages.take(conn, now, every)
        told = messages.told_in(conn, message) if message else []
        alarms = _alarms(conn, told)
    if message is None:
        return False
    try:
        hand_in(post, digest(post, message, told, alarms, context.settings.public_url))
    except MailError as exc:
        _log.warning("%s", exc)
        return False
    with context.catalog.begin() as conn:
        messages.sent(conn, message, now)
    return True


def digest(
    post: Post, message: Message, told: Sequence[Run], alarms: Sequence[str], public_url: str
) -> EmailMessage:
    """The mail on these runs: how many ended how, then the alarms, then each run, what failed first."""
    counted = Counter(run.state for run in told)
    mail = EmailMessage()
    mail["Subject"] = "年报存档：" + "，".join(
        f"{counted[state]} 项{word}" for state, word in _STATES.items() if counted[state]
    )
    mail["From"], mail["To"] = post.sender, ", ".join(post.to)
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = f"<{message.key}@{post.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    lines = [*alarms, ""] if alarms else []
    for state, word in _STATES.items():
        lines += _listed(word, [run for run in told if run.state == state])
    if public_url:
        lines.append(f"{public_url.rstrip('/')}/admin/runs")
    # an error may hold a byte that is no UTF-8, which no mail can carry
    mail.set_content("\n".join(lines).encode("utf-8", "replace").decode(), charset="utf-8")
    return mail


def _alarms(conn: Connection, told: Sequence[Run]) -> list[str]:
    """A line on each source among these crawls of which the last is read worse than before."""
    crawled = {run.target for run in told if run.kind == "crawl"}
    return [
        f"{source}：模板可能变了，新得的网页读得好的占 {brought[-1].percent}%，"
        f"以前占 {drift.earlier(brought).percent}%"
        for source, brought in drift.crawls(conn, crawled).items()
        if drift.fallen(brought)
    ]


def _listed(word: str, runs: Sequence[Run]) -> list[str]:
    if not runs:
        return []
    rest = [f"另有 {len(runs) - _MOST} 项"] if len(runs) > _MOST else []
    return [f"{word}（{len(runs)}）", *map(_line, runs[:_MOST]), *rest, ""]


def _line(run: Run) -> str:
    ended = f"{run.finished_at.astimezone(_BEIJING):%m-%d %H:%M}" if run.finished_at else ""
    told = f"  {run.id}  {ended}  {_KINDS.get(run.kind, run.kind)} {run.target}".rstrip()
    if run.error:
        told += f"：{run.error}"
    return "".join(c if c.isprintable() else " " for c in told)[:_LONGEST]
