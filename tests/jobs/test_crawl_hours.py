"""When a crawl is begun: in its source's hours, and again after a pause when its process died."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from archive import runs, sources
from archive.settings import Settings
from archive.sources import Source
from archive.tables import runs as rows
from crawler.run import CrawlFailed
from jobs.context import Context, open_context
from jobs.worker import carry_out
from samples.site import serve
from tests.crawler.test_interrupted import children


def test_a_crawl_outside_its_hours_is_put_off(context: Context) -> None:
    """Nothing is fetched, and a run is queued for when the hours begin."""
    hour = datetime.now(UTC).hour + 8  # Beijing's
    night = f"{(hour + 3) % 24}-{(hour + 5) % 24}"
    with context.catalog.begin() as conn:
        sources.put(conn, Source("n", "样本", listings=("http://a.gov.cn/",), night=night))
    done, outcome = carry_out(context, "crawl", "n")
    (waiting,) = [run for run in runs.recent(context.catalog, 5) if run.state == "queued"]
    assert (done.state, outcome.failures, waiting.target) == ("done", [], "n")
    assert waiting.run_after > datetime.now(UTC)


def test_a_crawl_that_died_is_queued_again(tmp_path: Path) -> None:
    """It goes on from its frontier after five minutes, then ten, and so on."""
    others = set(children(os.getpid()))

    def kill(what: str, done: int, total: int | None) -> None:
        for pid in set(children(os.getpid())) - others if what == "抓取" else ():
            os.kill(pid, signal.SIGKILL)

    pauses = []
    config = Settings(home=tmp_path / "home", allow_loopback=True, crawl_delay=0.05)
    with serve() as site, open_context(config) as context:
        listing = f"{site.url}/hubei/zwgk/zfxxgknb/index.html"
        with context.catalog.begin() as conn:
            sources.put(conn, Source("n", "样本", listings=(listing,)))
        for _ in range(2):
            with pytest.raises(CrawlFailed, match="分钟后重试"):
                carry_out(context, "crawl", "n", progress=kill)
            (waiting,) = [run for run in runs.recent(context.catalog, 9) if run.state == "queued"]
            pauses.append(round((waiting.run_after - datetime.now(UTC)).total_seconds() / 60))
            with context.catalog.begin() as conn:  # the pause is over
                conn.execute(update(rows).values(run_after=datetime.now(UTC)))
    assert pauses == [5, 10]
