"""The queue: what SIGKILL does to its workers, and how soon it answers.

Two workers carry out imports and crawls of sites on one host, while one of them is killed at
random moments, round after round: each run must end once, none may be lost, no two crawls may ask
the host at once and no child may outlive its worker. Then, with 1,000 runs waiting: how long a
request for a run takes, how long the list of them, and how soon an idle ``nianbao worker`` has
begun a run. Ends with 1 where anything was lost or doubled.
Usage: ``python benchmarks/queue.py [--rounds N] [--seed S]``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

# in place of this folder, whose names (queue, http) are also the standard library's
sys.path[0] = str(Path(__file__).resolve().parents[1])

from archive import runs
from archive.catalog import Catalog
from archive.settings import Settings
from tests.jobs.killing import killed_workers

WAITING = 1000
ASKED = 100
STARTS = 10


def main() -> int:
    """Runs both parts and prints their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = killed_workers(Path(folder), wanted.rounds, wanted.seed)
    states = ", ".join(f"{number} {state}" for state, number in told.states.most_common())
    print(f"{told.kills} kills in {told.seconds:.0f} s, {told.amid_crawls} amid a crawl")
    print(f"  {told.runs} runs: {states}; {told.more_than_once} ended twice, {told.lost} lost")
    print(f"  {told.missing} reports missing or doubled, {told.damaged} damaged")
    print(f"  crawls of the host at once: {told.crawls_at_once}; orphaned children: {told.orphans}")
    with tempfile.TemporaryDirectory() as folder:
        _times(Settings(home=Path(folder)))
    return 0 if told.well else 1


def _times(settings: Settings) -> None:
    catalog = Catalog.open(settings)
    later = datetime.now(UTC) + timedelta(days=1)
    for number in range(WAITING):
        runs.request(catalog, "crawl", f"site-{number}", run_after=later)
    asked = [
        _timed(lambda n=n: runs.request(catalog, "crawl", f"new-{n}", later)) for n in range(ASKED)
    ]
    listed = [_timed(lambda: runs.recent(catalog, WAITING)) for _ in range(20)]
    print(f"a request: median {statistics.median(asked):.1f} ms, most {max(asked):.1f} (goal 100)")
    print(
        f"{WAITING} runs listed: median {statistics.median(listed):.1f} ms, most {max(listed):.1f} (goal 200)"
    )
    began = _starts(settings, catalog)
    print(
        f"begun by an idle worker after {statistics.median(began):.2f} s, most {max(began):.2f} (goal 2)"
    )
    catalog.close()


def _timed(work: object) -> float:
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return (time.perf_counter() - begin) * 1000


def _starts(settings: Settings, catalog: Catalog) -> list[float]:
    """Seconds from the request until the run is under way or done, again and again."""
    arguments = [sys.executable, "-m", "nianbao.cli", "worker"]
    environment = {**os.environ, "NIANBAO_HOME": str(settings.home)}
    worker = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    began = []
    try:
        for number in range(STARTS + 1):
            begin = time.perf_counter()
            run_id = runs.request(catalog, "read", "" if number % 2 else "stale").id
            while (run := runs.get(catalog, run_id)) is not None and run.state == "queued":
                time.sleep(0.005)
            began.append(time.perf_counter() - begin)
            while (run := runs.get(catalog, run_id)) is not None and run.finished_at is None:
                time.sleep(0.005)
            time.sleep(0.137 * number)  # at another moment of the worker's pause each time
    finally:
        worker.kill()
        worker.wait()
    return began[1:]  # the first one waited for the worker itself to start


if __name__ == "__main__":
    sys.exit(main())
