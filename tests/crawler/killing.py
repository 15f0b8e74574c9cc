"""Crawls killed at random moments, again and again; shared by the test and the benchmark."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from archive.settings import Settings
from archive.sources import Source
from crawler.run import crawl
from samples.bench import Bench, columns, friendly
from tests.crawler.helpers import fixity, kept, register, settings

COLUMN = "trs"
EACH = 48
LONGEST_LIFE = 1.4
MOST_KILLS = 6
_CRAWL = """
import json, sys
from archive.settings import Settings
from archive.sources import Source
from crawler.run import crawl
brief = json.load(sys.stdin)
lists = {name: tuple(brief["source"][name]) for name in ("listings", "hosts")}
def tell(counts):
    print(counts["new"], flush=True)
crawl(Source(**(brief["source"] | lists)), Settings.model_validate(brief["settings"]), on_progress=tell)
"""


def killed_crawls(rounds: int, seed: int) -> dict[str, object]:
    """Kills a crawl of the bench so many times at random moments; each time what it had
    acknowledged must be whole and present. A crawl that ends before its kill begins a new
    archive. What was done, in numbers; AssertionError when anything was lost or doubled."""
    chance, done = Random(seed), Counter[str]()
    with friendly(columns(EACH, only=[COLUMN])) as bench:
        while done["kills"] < rounds:
            with TemporaryDirectory() as home:
                _one_archive(bench, settings(Path(home), crawl_delay=0.02), rounds, chance, done)
    return {"seed": seed, **done}


def _one_archive(
    bench: Bench, config: Settings, rounds: int, chance: Random, done: Counter[str]
) -> None:
    """Kills until a crawl lives to its end, then holds the archive against the truth."""
    site = bench.sites[COLUMN]
    source = register(config, Source(COLUMN, "样本", listings=(site.listing,)))
    before = len(site.visits.asked)
    kills_here, killed = 0, True
    while killed and done["kills"] < rounds and kills_here < MOST_KILLS:
        acknowledged, killed = _killed(source, config, chance)
        if not killed:
            break
        kills_here += 1
        done["kills"] += 1
        result = fixity(config)
        assert (result.damaged, result.missing) == ([], []), result
        assert len(kept(config)) >= acknowledged
        done["acknowledged"] += acknowledged
    if killed:  # the last crawl did not live to its end by itself
        result_of_last = crawl(source, config)
        assert result_of_last.finished, result_of_last
    done["completed"] += 1
    urls = [snapshot.url for snapshot, _ in kept(config)]
    judgement = bench.judge(urls, COLUMN)
    assert judgement.perfect, judgement
    last = fixity(config)
    assert (last.damaged, last.missing, last.adopted) == ([], [], []), last
    done["reports"] += judgement.found
    asked = Counter(visit.path for visit in list(site.visits.asked)[before:])
    done["asked_again"] += sum(asked[path] - 1 for path in asked if path != "/robots.txt")


def _killed(source: Source, config: Settings, chance: Random) -> tuple[int, bool]:
    """Starts a crawl and kills it after a while, its own child at times and at times the caller;
    how many pages it had acknowledged by then, and whether it was killed at all."""
    brief = {"source": asdict(source), "settings": config.model_dump(mode="json")}
    with _started(brief) as parent:
        line = parent.stdout.readline() if parent.stdout else ""
        time.sleep(chance.uniform(0.0, LONGEST_LIFE))
        ended = parent.poll() is not None or not _children(parent.pid)
        for pid in _children(parent.pid) if chance.random() < 0.5 else [parent.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        rest = parent.stdout.read() if parent.stdout else ""
        parent.wait()
    told = [int(word) for word in (line + rest).split("\n")[:-1] if word]
    time.sleep(0.2)  # a child whose parent was killed ends a moment later
    return max(told, default=0), not ended


@contextmanager
def _started(brief: Mapping[str, object]) -> Iterator[subprocess.Popen[str]]:
    parent = subprocess.Popen(
        [sys.executable, "-c", _CRAWL],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        if parent.stdin:
            with parent.stdin as pipe:
                json.dump(brief, pipe)
        yield parent
    finally:
        parent.kill()
        parent.wait()
        if parent.stdout:
            parent.stdout.close()


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in lists for child in path.read_text().split()]
