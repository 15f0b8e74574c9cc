"""What each kind of run does. A run's target is text: a source id, or a JSON list of paths."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from archive import runs, sources
from archive.verify import adopt_orphans, verify
from crawler.run import crawl
from indexer.port import IndexBusy
from jobs import steps
from jobs.context import Context
from jobs.imports import keep_files, local_files
from jobs.progress import Failure, Outcome, Progress

Handler = Callable[[Context, str, Progress], Outcome]


class UnknownTarget(Exception):
    """The run's target names nothing there is; the text is one sentence."""


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
    outcome = Outcome()
    outcome.count({"adopted": len(adopt_orphans(context.store, context.catalog))})

    def on_progress(counts: Mapping[str, int]) -> None:
        progress("抓取", counts.get("fetched", 0), counts.get("found"))

    result = crawl(source, context.settings, on_progress=on_progress)
    outcome.count(result.counts)
    for failure in result.failures:
        told = Failure(failure.url, f"{failure.state}：{failure.reason}")
        # a page that robots.txt keeps to itself is the site's wish, not something gone wrong
        refused = failure.state == "refused_by_robots"
        (outcome.notes if refused else outcome.failures).append(told)
    outcome.add(_read_and_index(context, progress))
    return outcome


def _read_and_index(context: Context, progress: Progress) -> Outcome:
    outcome = steps.read_pending(context, progress=progress)
    outcome.add(steps.check_neighbours(context, progress=progress))
    try:
        outcome.add(steps.index_pending(context, progress=progress))
    except IndexBusy:
        # nothing is lost: the outbox keeps what is to be indexed until that run
        runs.request(context.catalog, "index")
        outcome.notes.append(Failure("索引", "正被别的进程写入，已排队"))
    return outcome


def _read(context: Context, target: str, progress: Progress) -> Outcome:
    outcome = steps.read_pending(context, stale=target == "stale", progress=progress)
    outcome.add(steps.check_neighbours(context, progress=progress))
    outcome.add(steps.index_pending(context, progress=progress))
    return outcome


def _index(context: Context, target: str, progress: Progress) -> Outcome:
    outcome = steps.check_neighbours(context, progress=progress)
    step = steps.rebuild_index if target == "rebuild" else steps.index_pending
    outcome.add(step(context, progress=progress))
    return outcome


def _verify(context: Context, _target: str, progress: Progress) -> Outcome:
    fixity = verify(context.store, context.catalog)
    outcome = Outcome()
    outcome.count({"snapshots": fixity.snapshots, "adopted": len(fixity.adopted)})
    outcome.failures += [Failure(name, "摘要与归档时不同") for name in fixity.damaged]
    outcome.failures += [Failure(name, "归档记录不见了") for name in fixity.missing]
    outcome.notes += [Failure(name, "文件尾部残缺，完整的记录都在") for name in fixity.torn]
    outcome.add(_read_and_index(context, progress))
    outcome.add(steps.compare_index(context))
    return outcome


HANDLERS: Mapping[str, Handler] = {
    "import": _import,
    "crawl": _crawl,
    "read": _read,
    "index": _index,
    "verify": _verify,
}
