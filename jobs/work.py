"""What each kind of run does. A run's target is text: a source id, or a JSON list of paths."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from archive import hosts, runs, snapshots, sources
from archive.addresses import host_of
from archive.backup import back_up
from archive.records import Snapshot
from archive.sources import Source
from archive.verify import adopt_orphans, verify
from crawler.hours import opens_at
from crawler.outcomes import Note
from crawler.run import CrawlFailed, crawl
from indexer.port import IndexBusy
from jobs import indexing, steps
from jobs.checking import check_source
from jobs.context import Context
from jobs.errors import UnknownTarget
from jobs.imports import keep_files, local_files
from jobs.previewing import preview
from jobs.progress import Cancelled, Failure, Outcome, Progress
from jobs.rereading import Reread, Tally, headline

Handler = Callable[[Context, str, Progress], Outcome]

_FIRST_PAUSE = timedelta(minutes=5)  # before a crawl that died is begun again; doubles
_MOST_RETRIES = 5
ADDED = "added"
"""The source of documents that were asked for one by one on sites that are no source's."""
_LOGGED = 50  # documents that the log of a re-reading names


def _import(context: Context, target: str, progress: Progress) -> Outcome:
    files = list(local_files(Path(path) for path in json.loads(target)))
    outcome = keep_files(context, files, progress=progress)
    outcome.add(_read_and_index(context, progress))
    return outcome


def _crawl(context: Context, target: str, progress: Progress) -> Outcome:
    with context.catalog.read() as conn:
        source = sources.get(conn, target)
    if source is None:
        raise UnknownTarget(f"没有来源 {target}")
    return _asked(context, source, "crawl", target, progress)


def _fetch(context: Context, target: str, progress: Progress) -> Outcome:
    """Asks for one address, and the files of its page, by the rules of the source whose site it is
    on; where that is none's, by the rules that hold for all."""
    host = host_of(target)
    if host is None:
        raise UnknownTarget(f"{target} 不是 http 或 https 地址")
    with context.catalog.read() as conn:
        known = (one for one in sources.all_(conn) if host in hosts.of_source(conn, one.id))
        source = next(known, Source(ADDED, "单独添加"))
    trusted = replace(source, hosts=(*source.hosts, host), expect_min=None, expect_max=None)
    return _asked(context, trusted, "fetch", target, progress)


def _asked(context: Context, source: Source, kind: str, target: str, progress: Progress) -> Outcome:
    """Crawls the source, or with the kind ``fetch`` asks for the address that is the target."""
    outcome = Outcome()
    outcome.count(
        {"adopted": len(adopt_orphans(context.store, context.catalog, context.settings.gone_after))}
    )
    if opening := opens_at(source.night, datetime.now(UTC)):
        outcome.notes.append(_put_off(context, source, kind, target, opening))
        return outcome

    def on_progress(counts: Mapping[str, int]) -> None:
        progress("抓取", counts.get("fetched", 0), counts.get("found"))

    try:
        result = crawl(
            source, context.settings, on_progress=on_progress, stop=context.stop,
            only=target if kind == "fetch" else None,
        )  # fmt: skip
    except CrawlFailed as exc:
        raise CrawlFailed(f"{exc}{_again(context, kind, target)}") from exc
    if context.stop.is_set():
        raise Cancelled
    outcome.count(result.counts)
    refusals = [failure for failure in result.failures if failure.state == "refused_by_robots"]
    outcome.log += [f"{one.url}：{one.state}：{one.reason}" for one in refusals[:_LOGGED]]
    for failure in result.failures:
        told = Failure(failure.url, f"{failure.state}：{failure.reason}")
        # a page that robots.txt keeps to itself is the site's wish, not something gone wrong
        (outcome.notes if failure.state == "refused_by_robots" else outcome.failures).append(told)
    outcome.notes += [Failure(note.where, _in_words(note)) for note in result.notes]
    outcome.log += [f"{note.where}：{_in_words(note)}" for note in result.notes[:_LOGGED]]
    if any(note.code == "site_down" for note in result.notes):
        outcome.failures.append(Failure(source.id, "网站没有给出网页，抓取没有完成。"))
    if any(note.code == "night" for note in result.notes):
        opening = opens_at(source.night, datetime.now(UTC))
        outcome.notes.append(_put_off(context, source, kind, target, opening or datetime.now(UTC)))
    outcome.add(_read_and_index(context, progress))
    return outcome


def _again(context: Context, kind: str, target: str) -> str:
    """Queues the crawl anew after a pause that doubles with each failure, a few times; the words
    that say so. The frontier has what is left to do."""
    times = runs.failed_in_a_row(context.catalog, kind, target)
    if times >= _MOST_RETRIES:
        return "；已连续失败多次，不再自动重试。"
    pause = _FIRST_PAUSE * 2**times
    runs.request(context.catalog, kind, target, run_after=datetime.now(UTC) + pause)
    return f"；{pause.total_seconds() / 60:.0f} 分钟后重试。"


def _put_off(
    context: Context, source: Source, kind: str, target: str, opening: datetime
) -> Failure:
    """Queues the crawl for when the source's hours begin."""
    runs.request(context.catalog, kind, target, run_after=opening)
    return Failure(source.id, f"只在 {source.night} 时抓取（北京时间），已排到下一次。")


def _in_words(note: Note) -> str:
    times = f"（{note.times} 次）" if note.times > 1 else ""
    return f"{note.code}：{note.message}{times}"


def _read_and_index(context: Context, progress: Progress) -> Outcome:
    outcome = steps.read_pending(context, progress=progress)
    outcome.add(steps.check_neighbours(context, progress=progress))
    outcome.add(_indexed(context, "", progress))
    return outcome


def _indexed(context: Context, target: str, progress: Progress) -> Outcome:
    """The index brought up to the catalog; with the target ``rebuild`` built anew."""
    step = indexing.rebuild_index if target == "rebuild" else indexing.index_pending
    try:
        return step(context, progress=progress)
    except IndexBusy:
        # nothing is lost: the outbox keeps what is to be indexed until that run
        runs.request(context.catalog, "index", target)
        outcome = Outcome()
        outcome.notes.append(Failure("索引", "正被别的进程写入，已排队"))
        return outcome


def read(
    context: Context, target: str, progress: Progress, tell: steps.Tell | None = None
) -> Outcome:
    """Reads what is unread, with the target ``stale`` also what another reader has read, with a
    snapshot's id that one alone: what was read before is told (``tell``) document by document,
    and in short in the run's log."""
    tally, changed = Tally(), list[str]()

    def heard(reread: Reread) -> None:
        tally.add(reread)
        if not reread.change.empty and len(changed) < _LOGGED:
            changed.append(headline(reread))
        if tell is not None:
            tell(reread)

    if target in {"", "stale"}:
        again = heard if target else None
        outcome = steps.read_pending(context, stale=bool(target), tell=again, progress=progress)
    else:
        outcome = steps.read_again(context, [_snapshot(context, target)], heard, progress=progress)
    if target:
        rest = tally.counts["changed"] - len(changed)
        outcome.log += changed + ([f"另有 {rest} 份"] if rest else []) + tally.lines()
    outcome.add(steps.check_neighbours(context, progress=progress))
    outcome.add(indexing.index_pending(context, progress=progress))
    return outcome


def _snapshot(context: Context, target: str) -> Snapshot:
    with context.catalog.read() as conn:
        found = snapshots.get(conn, target)
    if found is None:
        raise UnknownTarget(f"没有快照 {target}")
    return found


def _index(context: Context, target: str, progress: Progress) -> Outcome:
    outcome = steps.check_neighbours(context, progress=progress)
    outcome.add(_indexed(context, target, progress))
    return outcome


def _verify(context: Context, _target: str, progress: Progress) -> Outcome:
    gone_after = context.settings.gone_after
    fixity = verify(context.store, context.catalog, gone_after, partial(progress, "核验"))
    outcome = Outcome()
    outcome.count({"snapshots": fixity.snapshots, "adopted": len(fixity.adopted)})
    outcome.count({"torn": len(fixity.torn)})
    outcome.failures += [Failure(name, "摘要与归档时不同") for name in fixity.damaged]
    outcome.failures += [Failure(name, "归档记录不见了") for name in fixity.missing]
    outcome.notes += [Failure(name, "文件尾部残缺，完整的记录都在") for name in fixity.torn]
    outcome.add(_read_and_index(context, progress))
    outcome.add(indexing.compare_index(context))
    return outcome


def _backup(context: Context, target: str, progress: Progress) -> Outcome:
    """A backup to the path that is the target; without one below ``backups/`` in the home."""
    home = context.settings.home
    path = (
        Path(target)
        if target
        else home / "backups" / f"nianbao-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    )
    made = back_up(context.settings, path, partial(progress, "备份"))
    outcome = Outcome(log=[f"{path}：{made.size} 字节"])
    outcome.count({"files": made.files, "snapshots": made.snapshots})
    return outcome


HANDLERS: Mapping[str, Handler] = {
    "backup": _backup,
    "import": _import,
    "crawl": _crawl,
    "check": check_source,
    "fetch": _fetch,
    "preview": preview,
    "read": read,
    "index": _index,
    "verify": _verify,
}
