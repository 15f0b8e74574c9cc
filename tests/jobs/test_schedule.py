"""Crawls begun by schedule, on a clock that is given."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from archive import runs, sources
from archive.catalog import Catalog
from archive.sources import Source
from archive.tables import runs as rows
from jobs.context import Context
from jobs.schedule import queue_due

DAY = timedelta(days=1)
JUNE = datetime(2024, 6, 1, tzinfo=UTC)
SEASONAL = "30d, 2d in 1-4"


def _register(context: Context, **told: object) -> None:
    with context.catalog.begin() as conn:
        values = {"schedule": SEASONAL} | told
        sources.put(conn, Source("s", "样本", listings=("http://a.gov.cn/",), **values))  # type: ignore[arg-type] # a test's own


def _queued(context: Context, now: datetime) -> list[str]:
    return [run.target for run in queue_due(context.catalog, now)]


def _crawled(context: Context, now: datetime, state: str = "done") -> None:
    """A crawl that a worker was sent on, begun and ended now."""
    (run,) = queue_due(context.catalog, now)
    _end(context.catalog, run.id, now, state)


def _end(catalog: Catalog, run_id: int, now: datetime, state: str) -> None:
    with catalog.begin() as conn:
        values = {"state": state, "started_at": now, "finished_at": now}
        conn.execute(update(rows).where(rows.c.id == run_id).values(values))


@pytest.mark.parametrize("state", ["done", "partial", "failed", "cancelled"])
def test_a_crawl_is_due_an_interval_after_the_last(context: Context, state: str) -> None:
    """Never crawled: at once. Then not before thirty days have passed, however it ended."""
    _register(context)
    _crawled(context, JUNE, state)
    told = [_queued(context, JUNE + days * DAY) for days in (0, 29.9, 30)]
    assert told == [[], [], ["s"]]


def test_the_season_of_reports_is_tighter(context: Context) -> None:
    """With January the interval is two days, counted from the last crawl whenever that was."""
    _register(context)
    december = datetime(2024, 12, 28, tzinfo=UTC)
    _crawled(context, december)
    told = [_queued(context, december + days * DAY) for days in (3, 4)]
    assert told == [[], ["s"]]


def test_what_waits_or_runs_is_left_alone(context: Context) -> None:
    """A crawl that is queued (for a retry, or for the night) or under way is not doubled."""
    _register(context)
    (run,) = queue_due(context.catalog, JUNE)
    waiting = _queued(context, JUNE + 90 * DAY)
    _end(context.catalog, run.id, JUNE, "running")
    assert (waiting, _queued(context, JUNE + 90 * DAY)) == ([], [])


@pytest.mark.parametrize("told", [{"enabled": False}, {"schedule": None}, {"schedule": "每日一次"}])
def test_a_source_may_be_left_out(context: Context, told: dict[str, object]) -> None:
    """Disabled, without a schedule, or with one from before schedules were checked."""
    _register(context, **told)
    assert _queued(context, JUNE) == []


def test_a_restart_forgets_nothing(context: Context) -> None:
    """Another process on the same catalog knows what was crawled when."""
    _register(context)
    _crawled(context, JUNE)
    again = Catalog.open(context.settings)
    told = [queue_due(again, JUNE + days * DAY) for days in (29, 30)]
    again.close()
    assert [len(found) for found in told] == [0, 1]


def test_a_crawl_asked_for_by_hand_counts(context: Context) -> None:
    """The interval begins with the last crawl, whoever asked for it."""
    _register(context)
    _end(context.catalog, runs.request(context.catalog, "crawl", "s").id, JUNE, "done")
    assert _queued(context, JUNE + DAY) == []


def test_two_workers_queue_a_crawl_once(context: Context) -> None:
    """However many look at the same moment."""
    _register(context)
    gate = threading.Barrier(6)
    found: list[str] = []

    def look() -> None:
        gate.wait()
        found.extend(_queued(context, JUNE))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["s"]
