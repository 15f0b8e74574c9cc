"""How sources are doing: what is crawled, what the last crawl found, and how well its pages are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from archive.runs import Run
from archive.tables import issues, readings, runs, snapshots

_OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a source's documents that are reports how many there are, and how many were read without
    an issue."""

    reports: int
    clean: int


def last_crawls(conn: Connection, *, ended: bool) -> dict[str, Run]:
    """Each source's last crawl that has ended, or the one that waits or is under way."""
    is_open = runs.c.state.in_(_OPEN)
    own = (runs.c.kind == "crawl") & (~is_open if ended else is_open)
    last = select(func.max(runs.c.id)).where(own).group_by(runs.c.target)
    rows = conn.execute(select(runs).where(runs.c.id.in_(last))).mappings()
    return {row["target"]: Run(**row) for row in rows}


def quality(conn: Connection) -> Mapping[str, Quality]:
    """How well each source's reports are read, by its id."""
    doubted = exists().where(issues.c.snapshot_id == readings.c.snapshot_id)
    joined = readings.join(snapshots, snapshots.c.id == readings.c.snapshot_id)
    query = (
        select(snapshots.c.source_id, func.count(), func.count().filter(~doubted))
        .select_from(joined)
        .where(readings.c.is_report, snapshots.c.source_id.is_not(None))
        .group_by(snapshots.c.source_id)
    )
    return {name: Quality(all_, clean) for name, all_, clean in conn.execute(query)}
