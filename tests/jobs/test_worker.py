"""Runs: carried out under a lease, followed, cancelled, taken up again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from archive import frontier, runs, sources
from archive.settings import Settings
from archive.sources import Source
from jobs.context import Context, open_context
from jobs.errors import UnknownTarget
from jobs.progress import Cancelled, Outcome, Progress, silent
from jobs.reading import ReadingProcess
from jobs.worker import carry_out, owner_name, perform
from jobs.worker import work as work_all
from reports.model import Hints
from samples.site import serve
from tests.jobs.test_reading import _hang


def _target(folder: Path) -> str:
    return json.dumps([str(folder)])


def test_an_import_is_done(context: Context, folder: Path) -> None:
    """A run carried out ends as done, with its counts in the queue."""
    run, _ = carry_out(context, "import", _target(folder))
    assert (run.state, run.counts["reports"], run.counts["indexed"]) == ("done", 3, 3)


def test_a_run_with_failures_is_partial(context: Context, folder: Path) -> None:
    """A file that cannot be read makes the run partial and stands in its log."""
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    run, _ = carry_out(context, "import", _target(folder))
    assert (run.state, "broken.pdf" in run.log) == ("partial", True)


def test_a_run_that_cannot_begin_has_failed(context: Context) -> None:
    """An unknown source: the run is closed as failed and the caller is told."""
    with pytest.raises(UnknownTarget):
        carry_out(context, "crawl", "nowhere")
    assert runs.recent(context.catalog, 1)[0].state == "failed"


def test_queued_runs_are_worked_off(context: Context, folder: Path) -> None:
    """A worker does all that is due."""
    runs.request(context.catalog, "import", _target(folder))
    runs.request(context.catalog, "verify")
    assert [run.state for run, _ in work_all(context)] == ["done", "done"]


def test_a_run_that_fails_does_not_end_its_worker(context: Context, folder: Path) -> None:
    """It is closed as failed and told, and the next one has its turn."""
    runs.request(context.catalog, "crawl", "nowhere")
    runs.request(context.catalog, "import", _target(folder))
    told = [(run.state, bool(outcome.failures)) for run, outcome in work_all(context)]
    assert told == [("failed", True), ("done", False)]


def test_a_run_of_another_is_followed(context: Context, folder: Path) -> None:
    """A command whose run a worker has claimed waits for it and reports its counts."""
    wanted = runs.request(context.catalog, "import", _target(folder))
    script = (
        "from archive.settings import Settings\n"
        "from jobs.context import open_context\n"
        "from jobs.worker import work\n"
        "from pathlib import Path\n"
        "import sys\n"
        "if __name__ == '__main__':\n"
        "    with open_context(Settings(home=Path(sys.argv[1]))) as context:\n"
        "        list(work(context))\n"
    )
    home = str(context.settings.home)
    worker = subprocess.Popen([sys.executable, "-c", script, home])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        run = runs.get(context.catalog, wanted.id)
        if run is not None and run.state != "queued":
            break
        time.sleep(0.02)
    done, outcome = carry_out(context, "import", _target(folder))
    worker.wait()
    assert (done.state, outcome.counts["new"] + outcome.counts["known"]) == ("done", 3)


def test_a_cancelled_run_stops(context: Context) -> None:
    """A run cancelled while it works ends as cancelled at its next step."""
    owner = owner_name()

    def slow(context: Context, _target: str, progress: Progress) -> Outcome:
        runs.cancel(context.catalog, run.id)
        for _ in range(100):
            progress("等待", 0, None)
            time.sleep(0.05)
        return Outcome()

    runs.request(context.catalog, "verify")
    claimed = runs.claim(context.catalog, owner, 1.0)
    assert claimed is not None
    run = claimed
    perform(context, run, owner, silent, {"verify": slow})
    ended = runs.get(context.catalog, run.id)
    assert ended is not None
    assert ended.state == "cancelled"


def test_a_dead_workers_run_is_taken_up_again(context: Context, folder: Path) -> None:
    """A lease that ran out is claimed and the work is done."""
    runs.request(context.catalog, "import", _target(folder))
    runs.claim(context.catalog, "somebody who died", 0.01)
    time.sleep(0.05)
    assert [run.state for run, _ in work_all(context)] == ["done"]


def test_a_cancelled_crawl_stops_at_once(tmp_path: Path) -> None:
    """Its child is gone with addresses left to ask for, long before the lease of a minute would
    have been renewed, and the host is free."""
    config = Settings(home=tmp_path / "home", allow_loopback=True, crawl_delay=1.0)
    seen: list[int] = []

    def cancel(what: str, done: int, total: int | None) -> None:
        if what == "抓取" and not seen:
            runs.cancel(context.catalog, runs.recent(context.catalog, 1)[0].id)
            seen.append(done)

    with serve() as site, open_context(config) as context:
        listing = f"{site.url}/hubei/zwgk/zfxxgknb/index.html"
        with context.catalog.begin() as conn:
            sources.put(conn, Source("n", "样本", listings=(listing,)))
        run, _ = carry_out(context, "crawl", "n", progress=cancel)
        with context.catalog.read() as conn:
            left_off = frontier.began_at(conn, "n") is not None
        again = runs.request(context.catalog, "crawl", "n")
        claimed = runs.claim(context.catalog, "next", 60)
    assert (run.state, left_off, claimed and claimed.id) == ("cancelled", True, again.id)


def test_a_document_in_hand_is_left_when_its_run_is_cancelled(context: Context) -> None:
    """What reads for long is ended with its run and not awaited."""
    stop = threading.Event()
    stop.set()
    with (
        pytest.raises(Cancelled),
        ReadingProcess(Settings(read_seconds=60), stop, serve=_hang) as process,
    ):
        process.read(b"x", Hints())
    assert process.pid is None
