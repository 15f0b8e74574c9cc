"""Runs as the desk shows them: what is done to what, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.run_lists import Pace
from archive.runs import Run
from portal.admin.words import lasting, local_time
from portal.language import gettext, noted

KIND_NAMES: Mapping[str, str] = {
    "crawl": noted("抓取"),
    "fetch": noted("取一份"),
    "check": noted("试看来源"),
    "import": noted("导入"),
    "preview": noted("试读"),
    "read": noted("读取"),
    "index": noted("索引"),
    "verify": noted("核验"),
    "backup": noted("备份"),
}
STATE_NAMES: Mapping[str, str] = {
    "queued": noted("等待"),
    "running": noted("进行中"),
    "done": noted("完成"),
    "partial": noted("部分完成"),
    "failed": noted("失败"),
    "cancelled": noted("已取消"),
}
COUNT_NAMES: Mapping[str, str] = {
    "listings": noted("列表页"),
    "found": noted("发现"),
    "fetched": noted("取到"),
    "attachments": noted("附件"),
    "new": noted("新归档"),
    "known": noted("已有"),
    "unchanged": noted("未变"),
    "failed": noted("未取到"),
    "adopted": noted("收回"),
    "read": noted("读取"),
    "reread": noted("重读"),
    "reports": noted("年报"),
    "not_reports": noted("非年报"),
    "changed": noted("有变化"),
    "revisions": noted("修订"),
    "compared": noted("核对有变"),
    "indexed": noted("已索引"),
    "removed": noted("移出索引"),
    "snapshots": noted("快照"),
    "torn": noted("切去残尾"),
}
MET_NAMES: Mapping[str, str] = {
    "ok": noted("取到"),
    "unchanged": noted("未变"),
    "mislabelled": noted("标错编码"),
    "refused_by_robots": noted("robots.txt 不许"),
    "refused_address": noted("地址不予抓取"),
    "unreachable": noted("连不上"),
    "http_error": noted("网站出错"),
    "gone": noted("已不在"),
    "soft_404": noted("说是没有"),
    "too_large": noted("太大"),
    "damaged": noted("有损"),
    "empty": noted("空白"),
    "challenge": noted("要求验证"),
}
_TARGETS: Mapping[tuple[str, str], str] = {
    ("read", ""): noted("未读的文档"),
    ("read", "stale"): noted("用旧读法读过的文档"),
    ("index", ""): noted("待索引的年报"),
    ("index", "rebuild"): noted("全部重建"),
    ("verify", ""): noted("全部存档"),
    ("backup", ""): noted("存档与目录"),
}
_TAIL = 200  # lines of the log
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class RunView:
    """A run in words. ``counts`` and ``met`` are (name, number); ``minute`` is pages a minute,
    None where that says nothing; ``over`` says that nothing will change any more."""

    id: int
    kind: str
    target: str
    source: str | None
    state: str
    state_name: str
    percent: int
    over: bool
    counts: tuple[tuple[str, int], ...]
    asked: str
    begun: str | None
    ended: str | None
    due: str | None
    lasted: str | None
    attempts: int
    worker: str | None
    error: str | None
    log: tuple[str, ...]
    log_cut: bool
    met: tuple[tuple[str, int], ...]
    minute: int | None
    waiting: int | None


def run_view(
    run: Run, sources: Mapping[str, str], now: datetime, pace: Pace | None = None
) -> RunView:
    """A run as it stands; ``sources`` names sources by their ids."""
    over = run.state not in {"queued", "running"}
    lines = run.log.splitlines()
    return RunView(
        id=run.id,
        kind=gettext(KIND_NAMES.get(run.kind, run.kind)),
        target=_target(run, sources),
        source=run.target if run.target in sources else None,
        state=run.state,
        state_name=gettext(STATE_NAMES.get(run.state, run.state)),
        percent=round(run.progress * 100),
        over=over,
        counts=tuple((_named(COUNT_NAMES, k), n) for k, n in run.counts.items() if n),
        asked=local_time(run.created_at),
        begun=local_time(run.started_at) if run.started_at else None,
        ended=local_time(run.finished_at) if run.finished_at else None,
        due=local_time(run.run_after) if run.state == "queued" and run.run_after > now else None,
        lasted=_lasted(run.started_at, run.finished_at or now),
        attempts=run.attempts,
        worker=run.lease_owner,
        error=run.error,
        log=tuple(lines[-_TAIL:]),
        log_cut=len(lines) > _TAIL,
        met=_met(pace),
        minute=pace.last_minute if pace and not over else None,
        waiting=pace.waiting if pace and not over else None,
    )


def _met(pace: Pace | None) -> tuple[tuple[str, int], ...]:
    """What came of a crawl's pages, the most frequent first."""
    met = sorted(pace.met.items(), key=lambda each: -each[1]) if pace else ()
    return tuple((_named(MET_NAMES, state), number) for state, number in met)


def _target(run: Run, sources: Mapping[str, str]) -> str:
    known = _TARGETS.get((run.kind, run.target))
    if known is not None:
        return gettext(known)
    named = sources.get(run.target, run.target)
    return named if len(named) <= _LONGEST else f"{named[:_LONGEST]}…"


def _named(names: Mapping[str, str], key: str) -> str:
    return gettext(names[key]) if key in names else key


def _lasted(begun: datetime | None, until: datetime) -> str | None:
    if begun is None:
        return None
    return lasting(max((until - begun) / timedelta(seconds=1), 0))
