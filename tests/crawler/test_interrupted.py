"""Crawls that are stopped, killed and repeated."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event

import pytest

from archive.settings import Settings
from archive.sources import Source
from archive.verify import Fixity
from crawler.outcomes import CrawlResult, Limits
from crawler.run import CrawlFailed, crawl
from samples.pages import COLUMNS
from samples.site import Served, serve
from tests.crawler.helpers import fixity, kept, register, settings

COLUMN = COLUMNS[0]
PAGES = 24
PARENT = """
import json, sys
from archive.settings import Settings
from archive.sources import Source
from crawler.run import crawl
brief = json.load(sys.stdin)
lists = {name: tuple(brief["source"][name]) for name in ("listings", "hosts")}
source = Source(**(brief["source"] | lists))
def tell(counts):
    print(counts["new"], flush=True)
crawl(source, Settings.model_validate(brief["settings"]), on_progress=tell)
"""


def source_of(site: Served, config: Settings) -> Source:
    """The sample site's TRS column as a registered source."""
    return register(config, Source("hubei", COLUMN.name, listings=(site.url + COLUMN.home,)))


def children(pid: int) -> list[int]:
    """Process ids of the children of a process (Linux)."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in lists for child in path.read_text().split()]


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether a process ends within that time (a zombie has ended)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@dataclass(frozen=True)
class Killed:
    """A crawl whose parent was killed half-way, and its repetition."""

    acknowledged: int
    child_gone: bool
    before: list[str]
    again: CrawlResult
    after: list[str]
    asked: list[str]
    kept_paths: list[str]
    fixity: Fixity


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """SIGKILL to the caller after the eighth page; then the same crawl again."""
    config = settings(tmp_path_factory.mktemp("home"), crawl_delay=0.05)
    with serve() as site:
        source = source_of(site, config)
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert parent.stdin
        assert parent.stdout
        with parent.stdin:
            json.dump(
                {"source": asdict(source), "settings": config.model_dump(mode="json")}, parent.stdin
            )
        acknowledged = 0
        while acknowledged < 8:
            acknowledged = int(parent.stdout.readline())
        (child,) = children(parent.pid)
        parent.kill()
        parent.wait()
        parent.stdout.close()
        child_gone = gone(child)
        there = [snapshot for snapshot, _ in kept(config)]
        before = [snapshot.id for snapshot in there]
        paths = [snapshot.url.removeprefix(site.url) for snapshot in there]
        again = crawl(source, config.model_copy(update={"crawl_delay": 0.0}))
        after = [snapshot.id for snapshot, _ in kept(config)]
        asked = site.paths()
        yield Killed(acknowledged, child_gone, before, again, after, asked, paths, fixity(config))


def test_child_dies_with_its_parent(killed: Killed) -> None:
    """No crawl goes on by itself when its caller is killed."""
    assert killed.child_gone


def test_what_was_acknowledged_is_there(killed: Killed) -> None:
    """Every page that was reported as kept is kept."""
    assert len(killed.before) >= killed.acknowledged


def test_taken_up_crawl_completes_and_counts_the_whole(killed: Killed) -> None:
    """All pages are there once; the second crawl's counts are those of both together."""
    counts = killed.again.counts
    assert (len(killed.after), counts["new"], counts["unchanged"]) == (PAGES, PAGES, 0)


def test_nothing_kept_is_fetched_again(killed: Killed) -> None:
    """What the killed crawl had kept, lists included, is not asked for a second time; of what
    it had not yet kept a group at most is."""
    assert [killed.asked.count(path) for path in killed.kept_paths] == [1] * len(killed.before)


def test_archive_is_whole_after_a_kill(killed: Killed) -> None:
    """Every record can be read and has its digest; nothing is left to adopt."""
    result = killed.fixity
    assert (result.snapshots, result.damaged, result.missing, result.adopted) == (PAGES, [], [], [])


def test_a_dead_child_is_told(tmp_path: Path) -> None:
    """A crawl whose process is killed raises instead of passing for a short crawl."""
    config = settings(tmp_path)
    others = set(children(os.getpid()))  # what other tests have started is none of ours

    def kill(counts: Mapping[str, int]) -> None:
        if counts["new"] >= 3:
            for pid in set(children(os.getpid())) - others:
                os.kill(pid, signal.SIGKILL)

    with serve() as site, pytest.raises(CrawlFailed, match="died"):
        crawl(source_of(site, config), config, on_progress=kill)


def test_a_stuck_child_is_ended(tmp_path: Path) -> None:
    """A crawl whose process gives no sign of life is ended, and says so."""
    config = settings(tmp_path)
    others = set(children(os.getpid()))

    def freeze(counts: Mapping[str, int]) -> None:
        if counts["new"] >= 3:
            for pid in set(children(os.getpid())) - others:
                os.kill(pid, signal.SIGSTOP)

    limits = Limits(silent_seconds=3)
    with serve() as site, pytest.raises(CrawlFailed, match="没有动静"):
        crawl(source_of(site, config), config, on_progress=freeze, limits=limits)


def test_a_crawl_can_be_stopped(tmp_path: Path) -> None:
    """Once stop is set the crawl ends early, says so, and keeps what it has."""
    config = settings(tmp_path, crawl_delay=0.2)
    stop = Event()

    def tell(counts: Mapping[str, int]) -> None:
        if counts["new"] >= 2:
            stop.set()

    with serve() as site:
        result = crawl(source_of(site, config), config, on_progress=tell, stop=stop)
    assert (result.finished, 2 <= len(kept(config)) < PAGES) == (False, True)
