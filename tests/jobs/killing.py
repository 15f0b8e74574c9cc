"""Two workers killed at random moments, again and again; shared by the test and the benchmark."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from archive import runs, snapshots, sources
from archive.catalog import Catalog
from archive.settings import Settings
from archive.sources import Source
from samples.bench import Bench, columns, friendly
from samples.corpus import generate
from samples.render import text
from tests.crawler.helpers import fixity, settings

SITES = ("trs", "jpaas")
EACH = 8
_FILES = 2  # reports of an import
_PATIENCE = 180.0
_WORKER = """
import sys, time
from archive.settings import Settings
from jobs.context import open_context
from jobs.worker import work
if __name__ == "__main__":
    with open_context(Settings.model_validate_json(sys.argv[1])) as context:
        while True:
            for run, _ in work(context):
                pass
            time.sleep(0.1)
"""
# The catalog itself keeps count of how runs end: in the transaction that ends them.
_COUNT = (
    "CREATE TABLE ended (run_id INTEGER, state TEXT)",
    """CREATE TRIGGER count_ends AFTER UPDATE OF state ON runs WHEN NEW.finished_at IS NOT NULL
    BEGIN INSERT INTO ended VALUES (NEW.id, NEW.state); END""",
)


@dataclass(slots=True)
class Killed:
    """What became of the work: how often workers were killed and with a crawl under way, how many
    runs there were, how many ended how often and as what, reports lost, the most crawls at once,
    and children that outlived their worker."""

    kills: int = 0
    amid_crawls: int = 0
    runs: int = 0
    states: Counter[str] = field(default_factory=Counter)
    more_than_once: int = 0
    lost: int = 0
    missing: int = 0
    crawls_at_once: int = 0
    orphans: int = 0
    damaged: int = 0
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether each run ended once, none was lost, and one host had one crawl at a time."""
        wrong = (self.more_than_once, self.lost, self.missing, self.orphans, self.damaged)
        return not any(wrong) and self.crawls_at_once <= 1 and set(self.states) == {"done"}


def killed_workers(home: Path, rounds: int, seed: int) -> Killed:
    """Kills one of two workers so many times, while imports and crawls of one host wait."""
    begin, chance, told = time.monotonic(), Random(seed), Killed()
    config = settings(home / "home", crawl_delay=0.02, lease_seconds=6.0)
    with friendly(columns(EACH, only=SITES)) as bench, _catalog(config) as catalog:
        with catalog.begin() as conn:
            for statement in _COUNT:
                conn.exec_driver_sql(statement)
            for name in SITES:
                listing = bench.sites[name].listing
                sources.put(conn, Source(name, "样本", listings=(listing,), delay=0.0))
        files = _files(home, rounds)
        with _workers(config) as workers:
            for number in range(rounds):
                runs.request(catalog, "import", json.dumps([str(files[number])]))
                runs.request(catalog, "crawl", SITES[number % len(SITES)])
                _kill_one(catalog, workers, chance, told)
                _wait(catalog, workers, told, most=2)  # or one crawl would meet every kill
            _wait(catalog, workers, told)
        _account(catalog, bench, rounds, told)
    result = fixity(config)
    told.damaged = len(result.damaged) + len(result.missing)
    told.seconds = time.monotonic() - begin
    return told


@contextmanager
def _catalog(config: Settings) -> Iterator[Catalog]:
    catalog = Catalog.open(config)
    try:
        yield catalog
    finally:
        catalog.close()


def _files(home: Path, count: int) -> list[Path]:
    folders = []
    made = generate(count * _FILES)
    for number in range(count):
        folder = home / f"files-{number}"
        folder.mkdir()
        for index, report in zip(range(_FILES), made, strict=False):
            (folder / f"{index}.txt").write_text(text(report), encoding="utf-8")
        folders.append(folder)
    return folders


@dataclass(slots=True)
class _Pair:
    config: Settings
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def fill(self) -> None:
        self.processes = [one for one in self.processes if one.poll() is None]
        while len(self.processes) < 2:
            arguments = [sys.executable, "-c", _WORKER, self.config.model_dump_json()]
            self.processes.append(subprocess.Popen(arguments, stderr=subprocess.DEVNULL))


@contextmanager
def _workers(config: Settings) -> Iterator[_Pair]:
    pair = _Pair(config)
    pair.fill()
    try:
        yield pair
    finally:
        for one in pair.processes:
            one.kill()
            one.wait()


def _kill_one(catalog: Catalog, pair: _Pair, chance: Random, told: Killed) -> None:
    """Waits until a run is under way, every second time a crawl, and a random moment more, and
    kills its worker or the other, as it comes; its children must be gone a moment later."""
    pair.fill()
    deadline = time.monotonic() + _PATIENCE
    amid_crawl = told.kills % 2 == 1
    while time.monotonic() < deadline and not _under_way(catalog, pair, amid_crawl):
        _look(pair, told)
        time.sleep(0.02)
    until = time.monotonic() + chance.uniform(0.0, 1.5)
    while time.monotonic() < until:
        _look(pair, told)
        time.sleep(0.02)
    victim = chance.choice(pair.processes)
    children = _children(victim.pid)
    told.amid_crawls += any(map(_crawls, children))
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    told.kills += 1
    gone = time.monotonic() + 10.0
    while any(map(_alive, children)) and time.monotonic() < gone:
        time.sleep(0.02)
    told.orphans += sum(map(_alive, children))


def _under_way(catalog: Catalog, pair: _Pair, crawl: bool) -> bool:
    if crawl:
        return any(_crawls(child) for one in pair.processes for child in _children(one.pid))
    return any(run.state == "running" for run in runs.recent(catalog, 50))


def _wait(catalog: Catalog, pair: _Pair, told: Killed, most: int = 0) -> None:
    """Until no more than so many runs are left to end, or nothing moves any more."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        pair.fill()
        _look(pair, told)
        if sum(run.finished_at is None for run in runs.recent(catalog, 1000)) <= most:
            return
        time.sleep(0.05)


def _look(pair: _Pair, told: Killed) -> None:
    crawls = sum(_crawls(child) for one in pair.processes for child in _children(one.pid))
    told.crawls_at_once = max(told.crawls_at_once, crawls)


def _account(catalog: Catalog, bench: Bench, rounds: int, told: Killed) -> None:
    """Holds what the catalog has against what was asked for."""
    with catalog.read() as conn:
        ended = Counter(row[0] for row in conn.exec_driver_sql("SELECT run_id FROM ended"))
        kept = [snapshot.url for snapshot in snapshots.all_(conn)]
    every = runs.recent(catalog, 1000)
    told.runs = len(every)
    told.states = Counter(run.state for run in every)
    told.more_than_once = sum(times > 1 for times in ended.values())
    told.lost = sum(ended[run.id] == 0 for run in every)
    local = sum(not url.startswith("http") for url in kept)
    asked = SITES[:rounds]
    found = bench.judge([url for url in kept if url.startswith("http")], *asked)
    told.missing = rounds * _FILES - local + len(found.missed) + len(found.twice)


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    try:
        return [int(child) for path in lists for child in path.read_text().split()]
    except OSError:  # it has ended meanwhile
        return []


def _crawls(pid: int) -> bool:
    try:
        return b"-m\0crawler" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
