"""A source that may be asked at night only is crawled then, however early the crawl is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from archive import runs, sources
from archive.sources import Source
from jobs.context import Context
from jobs.worker import carry_out


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
