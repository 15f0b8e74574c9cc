"""Template drift (模板漂移): whether what a source's last crawl brought is read worse than before.

A page that a site prints in a new way is still fetched, and read badly or not at all. Pages count
for the crawl that first ended after they were kept; a crawl that brought nothing new counts for
nothing. All is told from the readings of now, so that a better reader ends the alarm.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, exists, select

from archive.tables import issues, readings, runs, snapshots

_CRAWLS = 12  # the last of a source that are told apart; what came before counts for the first
_FEWEST = 5  # pages on either side, below which nothing is said
_BADLY = 3  # pages read badly that the last crawl must have brought
_FALL = 20  # percentage points


@dataclass(frozen=True, slots=True)
class Brought:
    """Pages that a crawl brought, new or changed, and how many of them were read well: as a
    report, without an issue."""

    pages: int
    well: int

    @property
    def percent(self) -> int:
        """The share read well, rounded down."""
        return self.well * 100 // self.pages


def fallen(crawls: Sequence[Brought]) -> bool:
    """Whether the share of pages read well of the last crawl that brought any lies twenty points
    or more below that of all before it. With fewer than five pages on either side, or fewer than three
    read badly in the last, it is not said."""
    if len(crawls) < 2:
        return False
    last, before = crawls[-1], earlier(crawls)
    if min(last.pages, before.pages) < _FEWEST or last.pages - last.well < _BADLY:
        return False
    # in whole numbers: a share in floating point may miss the limit by a hair
    fall = before.well * last.pages - last.well * before.pages
    return fall * 100 >= _FALL * before.pages * last.pages


def earlier(crawls: Sequence[Brought]) -> Brought:
    """All but the last, together."""
    return Brought(sum(one.pages for one in crawls[:-1]), sum(one.well for one in crawls[:-1]))


def crawls(conn: Connection, only: Collection[str]) -> Mapping[str, tuple[Brought, ...]]:
    """What the last crawls of each of these sources brought, by its id, the latest last; sources
    whose crawls brought nothing are left out."""
    ends = _ends(conn, only)
    counted: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for source_id, kept, well in conn.execute(_pages(ends)):
        # by bisection: a join of pages with spans of time looks at each page for each crawl
        crawl = bisect_left(ends[source_id], kept)
        if crawl < len(ends[source_id]):
            counted[source_id, crawl][0] += 1
            counted[source_id, crawl][1] += well
    found: dict[str, tuple[Brought, ...]] = {}
    for source_id, crawl in sorted(counted):
        brought = Brought(*counted[source_id, crawl])
        found[source_id] = (*found.get(source_id, ()), brought)
    return found


def _ends(conn: Connection, only: Collection[str]) -> dict[str, list[str]]:
    """When the last crawls of each source ended, in order, as the database writes times: to read
    a hundred thousand of them as times takes longer than all else."""
    own = (runs.c.kind == "crawl") & runs.c.state.in_(("done", "partial")) & runs.c.target.in_(only)
    query = select(runs.c.target, cast(runs.c.finished_at, Text)).where(own)
    found: dict[str, list[str]] = defaultdict(list)
    for target, ended in conn.execute(query):
        found[target].append(ended)
    return {target: sorted(ended)[-_CRAWLS:] for target, ended in found.items()}


def _pages(sources: Collection[str]) -> Select[Any]:
    """Each page of these sources: whose, when it was kept, and whether it was read well."""
    doubted = exists().where(issues.c.snapshot_id == readings.c.snapshot_id)
    joined = readings.join(snapshots, snapshots.c.id == readings.c.snapshot_id)
    columns = (
        snapshots.c.source_id,
        cast(snapshots.c.fetched_at, Text),
        readings.c.is_report & ~doubted,
    )
    return select(*columns).select_from(joined).where(snapshots.c.source_id.in_(sources))
