"""A crawl as its caller sees it: one call, progress on the way, counts and failures at the end."""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import IO, Any

from archive.settings import Settings
from archive.sources import Source
from crawler.outcomes import CrawlResult, Failure, Limits, Note, no_counts

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.2
_GRACE_SECONDS = 10.0

_MOST_FAILURES = 1000

Progress = Callable[[Mapping[str, int]], None]
Look = Callable[[Mapping[str, Any]], None]


class CrawlFailed(Exception):
    """The crawl's process ended before its work, or could not begin it. What it had kept by
    then is in the archive; the crawl can simply be repeated."""


def crawl(
    source: Source,
    settings: Settings,
    *,
    on_progress: Progress | None = None,
    stop: Event | None = None,
    limits: Limits | None = None,
    only: str | None = None,
) -> CrawlResult:
    """Crawls one source in a child process that ends with this one. ``on_progress`` hears the
    counts whenever pages were kept; ``stop``, once set, ends the crawl after the fetch in hand
    (the result is then unfinished, and the next crawl goes on from there). With ``only`` that
    address alone is asked for, with the files of its page, by the source's rules. `CrawlFailed`
    when the child dies or the archive cannot be written."""
    return _crawl(source, settings, limits or Limits(), on_progress, None, stop or Event(), only)


def look(source: Source, settings: Settings, limits: Limits, on_look: Look) -> CrawlResult:
    """Reads the source's first list page alone; ``on_look`` hears what would be taken. Nothing
    is kept. `CrawlFailed` as for `crawl`."""
    first = replace(source, listings=source.listings[:1])
    with tempfile.TemporaryDirectory() as home:
        aside = settings.model_copy(update={"home": Path(home), "database_url": None})
        return _crawl(first, aside, limits, None, on_look, Event())


def _crawl(
    source: Source,
    settings: Settings,
    limits: Limits,
    on_progress: Progress | None,
    on_look: Look | None,
    stop: Event,
    only: str | None = None,
) -> CrawlResult:
    brief = {
        "source": asdict(source),
        "settings": settings.model_dump(mode="json"),
        "limits": asdict(limits),
        "look": on_look is not None,
        "only": only,
    }
    with tempfile.TemporaryFile() as log:
        child = _start(brief, log)
        try:
            result = _follow(child, source, on_progress, on_look, stop, limits.silent_seconds)
        except BaseException:
            child.kill()
            raise
        finally:
            _end(child)
        said = _said(log)
    if result is None:
        last = said[-1] if said else f"exit status {child.returncode}"
        raise CrawlFailed(f"the crawl of {source.id} died: {last}")
    for line in said:
        _log.warning("%s: %s", source.id, line)
    return result


def _start(brief: Mapping[str, Any], log: IO[bytes]) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler", str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
    )  # fmt: skip
    if child.stdin:
        with child.stdin as pipe:
            json.dump(brief, pipe)
    return child


def _follow(
    child: subprocess.Popen[str],
    source: Source,
    on_progress: Progress | None,
    on_look: Look | None,
    stop: Event,
    silent_seconds: float,
) -> CrawlResult | None:
    """The child's result, or None when it ended without one and nobody had asked it to."""
    failures: list[Failure] = []
    counts: Mapping[str, int] = no_counts()
    for message in _messages(child, stop, silent_seconds):
        if message["event"] == "alive":
            continue
        if message["event"] == "error":
            raise CrawlFailed(f"the crawl of {source.id} failed: {message['message']}")
        if message["event"] == "look":
            if on_look:
                on_look(message)
            continue
        room = _MOST_FAILURES - len(failures)
        failures += [Failure(**failure) for failure in message["failures"][:room]]
        counts = message["counts"]
        if on_progress:
            on_progress(counts)
        if message["event"] == "done":
            return _result(source, message, failures)
    return CrawlResult(counts, tuple(failures), finished=False) if stop.is_set() else None


def _messages(
    child: subprocess.Popen[str], stop: Event, silent_seconds: float
) -> Iterator[dict[str, Any]]:
    """What the child says, line by line, until it ends. One that falls silent after its first
    word is ended (before it, the archive may have much to adopt)."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    Thread(target=_pump, args=(child, lines), daemon=True).start()
    deadline: float | None = None
    heard: float | None = None
    while True:
        try:
            line = lines.get(timeout=_POLL_SECONDS)
            heard = monotonic()
        except queue.Empty:
            line = ""
            if heard is not None and monotonic() - heard > silent_seconds:
                child.kill()
                raise CrawlFailed(f"{silent_seconds:.0f} 秒没有动静，抓取进程已被结束") from None
        if stop.is_set() and deadline is None:
            child.terminate()
            deadline = monotonic() + _GRACE_SECONDS
        if deadline and monotonic() > deadline:
            child.kill()
        if line is None:
            return
        if line.endswith("\n"):  # a child that is killed may leave half a line
            yield json.loads(line)


def _pump(child: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    for line in child.stdout or ():
        lines.put(line)
    lines.put(None)


def _result(source: Source, message: Mapping[str, Any], failures: list[Failure]) -> CrawlResult:
    counts = dict(message["counts"])
    if message["finished"]:
        failures += _unexpected(source, counts["found"])
    notes = tuple(Note(**note) for note in message["notes"])
    return CrawlResult(counts, tuple(failures), bool(message["finished"]), notes)


def _unexpected(source: Source, found: int) -> Iterator[Failure]:
    """What the source's own expectations say of the number of reports found."""
    least, most = source.expect_min, source.expect_max
    if least is not None and found < least:
        reason = f"列表上只找到 {found} 份年报，少于预期的 {least} 份。"
        yield Failure(source.listings[0], "too_few", reason)
    if most is not None and found > most:
        reason = f"列表上找到 {found} 份年报，多于预期的 {most} 份。"
        yield Failure(source.listings[0], "too_many", reason)


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        try:
            child.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if child.stdout:
        child.stdout.close()


def _said(log: IO[bytes]) -> list[str]:
    """The child's own log: warnings and worse."""
    log.seek(0)
    return log.read().decode("utf-8", "replace").strip().splitlines()
