"""Workers killed at random moments: the short form of ``benchmarks/queue.py``."""

from __future__ import annotations

from pathlib import Path

from tests.jobs.killing import killed_workers

ROUNDS = 3


def test_killed_workers_lose_no_run(tmp_path: Path) -> None:
    """Each run ends once and well, no report is lost or doubled, one host is crawled once at a
    time, and no crawl outlives its worker."""
    told = killed_workers(tmp_path, ROUNDS, seed=3)
    assert (told.kills, told.well) == (ROUNDS, True), told
