"""The queue: each run is carried out by one worker, and none is lost."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from archive import runs, sources
from archive.catalog import Catalog
from archive.desk_tables import host_leases
from archive.sources import Source
from archive.tables import runs as rows


def _expire(catalog: Catalog, run_id: int) -> None:
    """Lets a lease run out, as if its worker had been silent too long."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with catalog.begin() as conn:
        conn.execute(update(rows).where(rows.c.id == run_id).values(lease_until=past))


def test_a_request_waits_in_the_queue(catalog: Catalog) -> None:
    """A new run is queued, untouched, and can be got again."""
    run = runs.request(catalog, "crawl", "hbdaye")
    assert runs.get(catalog, run.id) == run
    assert (run.kind, run.target, run.state, run.attempts, run.progress, run.log) == (
        "crawl",
        "hbdaye",
        "queued",
        0,
        0.0,
        "",
    )


def test_asking_twice_queues_once(catalog: Catalog) -> None:
    """The same work that already waits is given back; other work, or the same once it runs,
    is queued."""
    first = runs.request(catalog, "crawl", "a")
    again, other = runs.request(catalog, "crawl", "a"), runs.request(catalog, "crawl", "b")
    runs.claim(catalog, "worker", 60)
    anew = runs.request(catalog, "crawl", "a")
    assert (again.id, len({first.id, other.id, anew.id})) == (first.id, 3)


def test_unknown_work_is_refused(catalog: Catalog) -> None:
    """A kind that no worker knows would wait for ever."""
    with pytest.raises(ValueError, match="no such kind"):
        runs.request(catalog, "dance")
    assert runs.recent(catalog, 10) == []


def test_the_oldest_due_run_is_claimed(catalog: Catalog) -> None:
    """Runs are taken in order; one for later or of another kind is left."""
    later = datetime.now(UTC) + timedelta(hours=1)
    runs.request(catalog, "crawl", "later", run_after=later)
    runs.request(catalog, "verify")
    first, second = (runs.request(catalog, "crawl", name) for name in "ab")
    claimed = [runs.claim(catalog, "w", 60, kinds=("crawl",)) for _ in range(3)]
    assert [run and run.id for run in claimed] == [first.id, second.id, None]


def test_a_claimed_run_belongs_to_its_owner(catalog: Catalog) -> None:
    """It is running, leased, counted as an attempt, and nobody else gets it."""
    runs.request(catalog, "index")
    run, nothing = runs.claim(catalog, "w1", 60), runs.claim(catalog, "w2", 60)
    assert run is not None
    assert run.lease_until is not None
    assert run.started_at is not None
    assert (run.state, run.lease_owner, run.attempts, nothing) == ("running", "w1", 1, None)
    assert timedelta(seconds=59) < run.lease_until - run.started_at <= timedelta(seconds=60)


def test_claimers_at_once_never_share_a_run(catalog: Catalog) -> None:
    """Workers that claim at the same moment each get another run, until none is left."""
    for number in range(24):
        runs.request(catalog, "crawl", str(number))
    taken: list[int] = []

    def work(owner: str) -> None:
        while run := runs.claim(catalog, owner, 60):
            taken.append(run.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(set(taken))) == (24, 24)


def test_an_expired_lease_is_taken_up_again(catalog: Catalog) -> None:
    """The run of a silent worker goes to the next one, and the first is told so."""
    asked = runs.request(catalog, "read")
    runs.claim(catalog, "dead", 0.01)
    time.sleep(0.03)
    run = runs.claim(catalog, "alive", 60)
    assert run is not None
    assert (run.id, run.lease_owner, run.attempts) == (asked.id, "alive", 2)
    assert runs.renew(catalog, run.id, "dead", 60) is False
    assert runs.finish(catalog, run.id, "dead", "done", {}) is False
    assert runs.finish(catalog, run.id, "alive", "done", {}) is True


def test_a_renewed_lease_is_not_taken(catalog: Catalog) -> None:
    """A worker that renews in time keeps its run, and says how far it is."""
    asked = runs.request(catalog, "read")
    runs.claim(catalog, "w", 60)
    _expire(catalog, asked.id)
    assert runs.renew(catalog, asked.id, "w", 60, progress=0.5, counts={"read": 3}) is True
    run = runs.get(catalog, asked.id)
    assert run is not None
    assert (runs.claim(catalog, "other", 60), run.progress, run.counts) == (None, 0.5, {"read": 3})


def test_a_run_that_kills_its_workers_is_given_up(catalog: Catalog) -> None:
    """After the last attempt an expired run fails with its reason instead of going round."""
    asked = runs.request(catalog, "read")
    for _ in range(runs.MOST_ATTEMPTS):
        assert runs.claim(catalog, "w", 60) is not None
        _expire(catalog, asked.id)
    assert runs.claim(catalog, "w", 60) is None
    run = runs.get(catalog, asked.id)
    assert run is not None
    assert (run.state, run.error) == ("failed", "given up: its worker was lost 5 times")


@pytest.mark.parametrize(("state", "progress"), [("done", 1.0), ("partial", 1.0), ("failed", 0.4)])
def test_a_finished_run_says_how_it_ended(catalog: Catalog, state: str, progress: float) -> None:
    """State, counts and error stay; the lease is gone."""
    asked = runs.request(catalog, "import", '["a"]')
    runs.claim(catalog, "w", 60)
    runs.renew(catalog, asked.id, "w", 60, progress=0.4)
    runs.finish(catalog, asked.id, "w", state, {"new": 7}, error="一句话")
    run = runs.get(catalog, asked.id)
    assert run is not None
    assert (run.state, run.counts, run.error, run.progress) == (
        state,
        {"new": 7},
        "一句话",
        progress,
    )
    assert (run.lease_owner, run.lease_until, run.finished_at is None) == (None, None, False)


def test_a_queued_run_is_cancelled_at_once(catalog: Catalog) -> None:
    """It is never claimed; what has ended cannot be cancelled."""
    run = runs.request(catalog, "crawl", "a")
    cancelled = runs.cancel(catalog, run.id)
    assert (cancelled, runs.claim(catalog, "w", 60)) == (True, None)
    assert (runs.cancel(catalog, run.id), runs.cancel(catalog, 999)) == (False, False)


def test_a_running_run_learns_that_it_is_cancelled(catalog: Catalog) -> None:
    """The next renewal says no, and its end does not undo the cancelling."""
    run = runs.request(catalog, "crawl", "a")
    runs.claim(catalog, "w", 60)
    runs.cancel(catalog, run.id)
    told = (
        runs.renew(catalog, run.id, "w", 60),
        runs.finish(catalog, run.id, "w", "done", {}),
    )
    after = runs.get(catalog, run.id)
    assert after is not None
    assert (told, after.state) == ((False, False), "cancelled")


def test_the_log_grows_line_by_line(catalog: Catalog) -> None:
    """Notes are kept in order; a very long log loses its oldest part."""
    run = runs.request(catalog, "crawl", "a")
    for line in ("一", "二", "x" * 70_000, "末"):
        runs.note(catalog, run.id, line)
        if line == "二":
            early = runs.get(catalog, run.id)
    late = runs.get(catalog, run.id)
    assert early is not None
    assert late is not None
    assert (early.log, late.log[-3:], len(late.log)) == ("一\n二\n", "\n末\n", 64_000)


def test_recent_runs_come_latest_first(catalog: Catalog) -> None:
    """As many as asked for, without their logs, which may be long."""
    made = [runs.request(catalog, "crawl", str(number)).id for number in range(5)]
    assert [run.id for run in runs.recent(catalog, 3)] == made[:1:-1]


def test_failures_in_a_row_are_counted(catalog: Catalog) -> None:
    """Those of the same work, since it last went well."""
    for state, target in (
        ("failed", "a"), ("done", "a"), ("failed", "a"), ("failed", "b"), ("failed", "a"),
    ):  # fmt: skip
        run = runs.request(catalog, "crawl", target)
        runs.claim(catalog, "w", 60, only=run.id)
        runs.finish(catalog, run.id, "w", state, {})
    names = ("a", "b", "c")
    assert [runs.failed_in_a_row(catalog, "crawl", name) for name in names] == [2, 1, 0]


def _site(catalog: Catalog, name: str, *listings: str, hosts: tuple[str, ...] = ()) -> None:
    with catalog.begin() as conn:
        sources.put(conn, Source(name, name, listings=listings, hosts=hosts))
    runs.request(catalog, "crawl", name)


def test_one_host_has_one_crawl_at_a_time(catalog: Catalog) -> None:
    """A crawl whose host is being crawled is passed over, by a port or a named host too; others
    and other work are not. When the worker says so, the host is free."""
    _site(catalog, "a", "http://a.gov.cn/1")
    _site(catalog, "b", "http://b.gov.cn/", "https://A.gov.cn:8443/2")
    _site(catalog, "c", "http://c.gov.cn/", hosts=("a.gov.cn",))
    _site(catalog, "d", "http://d.gov.cn/")
    runs.request(catalog, "verify")
    claimed = [runs.claim(catalog, f"w{n}", 60) for n in range(4)]
    first = claimed[0]
    assert first is not None
    runs.finish(catalog, first.id, "w0", "done", {})
    early = runs.claim(catalog, "w5", 60)
    runs.release(catalog, first.id, "w0")
    late = runs.claim(catalog, "w5", 60)
    assert [run.target or run.kind for run in claimed if run] == ["a", "d", "verify"]
    assert (early, late and late.target) == (None, "b")


def _expire_hosts(catalog: Catalog) -> None:
    """Lets every host's lease run out."""
    with catalog.begin() as conn:
        conn.execute(update(host_leases).values(until=datetime.now(UTC) - timedelta(seconds=1)))


def test_a_lost_workers_host_is_free_again(catalog: Catalog) -> None:
    """When its lease has run out, and not before, though the run itself was cancelled; renewing
    the run holds the host."""
    _site(catalog, "a", "http://a.gov.cn/1")
    run = runs.claim(catalog, "w1", 60)
    assert run is not None
    _expire_hosts(catalog)
    runs.renew(catalog, run.id, "w1", 60)
    runs.cancel(catalog, run.id)
    _site(catalog, "b", "http://a.gov.cn/2")
    held = runs.claim(catalog, "w2", 60)
    _expire_hosts(catalog)
    free = runs.claim(catalog, "w2", 60)
    assert (held, free and free.target) == (None, "b")
