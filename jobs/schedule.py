"""Crawls that are due by their sources' schedules, queued.

What was crawled when is read from the queue itself, so nothing is forgotten when a worker ends,
and the check and the new run are one transaction, so that two workers queue no crawl twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from archive import runs, sources
from archive.catalog import Catalog
from archive.runs import Run
from archive.schedule import parse
from archive.sources import Source

_log = logging.getLogger(__name__)


def queue_due(catalog: Catalog, now: datetime) -> list[Run]:
    """Queues a crawl of each enabled source whose last one, however it ended and whoever asked
    for it, began an interval ago or more, and of those never crawled. One that waits or is under
    way is left alone. Sources without a schedule are crawled when asked to."""
    with catalog.read() as conn:
        every = sources.all_(conn)
        latest = runs.latest(conn, "crawl")
    queued = []
    for source in every:
        interval = _interval(source, now)
        if interval is None or not runs.is_over(latest.get(source.id), interval, now):
            continue
        run = runs.request_again(catalog, "crawl", source.id, interval, now)
        if run is not None:
            queued.append(run)
    return queued


def _interval(source: Source, now: datetime) -> timedelta | None:
    if not source.enabled or source.schedule is None:
        return None
    try:
        return parse(source.schedule).interval(now)
    except ValueError as exc:  # a row older than the check of its file
        _log.warning("%s is not crawled by its schedule: %s", source.id, exc)
        return None
