"""Readers while the index changes: no failed request, no file left open, no memory kept."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.execution.executor import Executor
from indexer.generations import Layout
from indexer.port import ReportDocument, ReportQuery, Sort
from indexer.snapshot import Snapshot
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import document, resolve

COUNT = 30
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "agency")


def batch(version: int) -> list[ReportDocument]:
    """The same ids with another year each time: a mixture of commits would show."""
    return [
        document(
            str(n),
            title=f"第{version}版",
            agency=f"第{n % 3}城管局",
            year=version,
            province="湖北省",
            region_codes=("420000",),
            body="行政处罚决定二十件。政府信息公开。" * (n % 4 + 1),
            metrics={"received": float(n)},
        )
        for n in range(COUNT)
    ]


def open_files() -> int:
    """Files that this process has open; what other tests left to the collector is closed first."""
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _search(engine: WhooshEngine, at: int) -> int:
    asked = ReportQuery('"政府信息公开" 行政处罚', sort=SORTS[at % 4], page_size=2 * COUNT)
    page = engine.search(asked)
    years = {hit.year for hit in page.hits} | {value.code for value in page.facets["year"]}
    assert len(years) == 2, years  # one as number and as text
    return page.total


ASK: list[Callable[[WhooshEngine, int], int]] = [
    _search,
    lambda engine, at: engine.search(ReportQuery("新收>=0 -无此词", page=at % 3 + 1)).total,
    lambda engine, at: engine.search(ReportQuery(regions=frozenset({"420000"}))).total,
    lambda engine, at: len(engine.ids()),
    lambda engine, at: engine.health().reports,
    lambda engine, at: COUNT if engine.suggest("城管") else 0,
]


def test_many_threads_ask_while_the_index_changes(tmp_path: Path) -> None:
    """Commits, rebuilds and closings: every answer is of one whole commit, and none fails."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.replace(batch(2001))
    before, stop = open_files(), threading.Event()
    counts: set[int] = set()
    failures: list[Exception] = []

    def ask(first: int) -> None:
        at = first
        while not stop.is_set():
            try:
                counts.add(ASK[at % len(ASK)](engine, at))
            except Exception as exc:  # noqa: BLE001 - any failure at all is what is counted
                failures.append(exc)
            at += 1

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(12)]
    for thread in threads:
        thread.start()
    for version in range(2002, 2020):
        if version % 5:
            writer.replace(batch(version))
        else:
            writer.rebuild(batch(version))
        if version % 7 == 0:
            engine.close()
    stop.set()
    for thread in threads:
        thread.join()
    engine.close()
    assert (failures, counts, open_files()) == ([], {COUNT}, before)


def test_a_state_that_is_left_gives_its_memory_back(tmp_path: Path) -> None:
    """At once, and not when the collector comes by: nothing of it is in a ring."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    gc.collect()
    before = _states()
    gc.disable()
    try:
        for version in range(2001, 2005):
            writer.replace(batch(version))
            for ask in ASK:
                ask(engine, version)
        engine.close()
        assert _states() == before
    finally:
        gc.enable()


def _states() -> int:
    """Snapshots, and what searches them, that are in memory."""
    return sum(isinstance(each, Snapshot | Executor) for each in gc.get_objects())


def test_a_state_keeps_few_files_open(tmp_path: Path) -> None:
    """Three a segment, whatever was asked of it: columns are closed once they are read."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    for first in range(0, COUNT, 5):
        writer.replace(batch(2001)[first : first + 5])
    before = open_files()
    for ask in ASK:
        ask(engine, 0)
    opened = open_files() - before
    engine.close()
    assert (opened <= 3 * 6, open_files()) == (True, before)


BUILD = """
import sys
from pathlib import Path
from indexer.generations import Layout
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import document
def documents():
    for number in range(1_000_000):
        yield document(str(number), body="政府信息公开" * 50)
        if number == 50:
            print("begun", flush=True)
if __name__ == "__main__":
    WhooshWriter(Layout(Path(sys.argv[1])), 4_000_000, 2).rebuild(documents())
"""


def running(word: str) -> list[int]:
    """Processes that have a word in their environment, or had it from their parents."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word in (folder / "environ").read_bytes().decode(errors="replace"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_rebuild_leaves_no_process(tmp_path: Path, ending: signal.Signals) -> None:
    """The processes that help a rebuild end with it."""
    script = tmp_path / "build.py"
    script.write_text(BUILD, encoding="utf-8")
    mark = f"rebuild-{os.getpid()}-{ending}"
    child = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MARK": mark, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert child.stdout is not None
    child.stdout.readline()
    deadline = time.monotonic() + 30
    while len(running(mark)) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)  # two helpers and what counts their resources
    child.send_signal(ending)
    child.wait()
    child.stdout.close()
    while running(mark) and time.monotonic() < deadline + 30:
        time.sleep(0.05)
    assert running(mark) == []
