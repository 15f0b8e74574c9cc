"""Template drift (模板漂移): whether what a source's last crawl brought is read worse than before.

A page that a site prints in a new way is still fetched, and read badly or not at all. Pages count
for the crawl that first ended after they were kept; a crawl that brought nothing new counts for
nothing. All is told from the readings of now, so that a better reader ends the alarm.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, Text, bindparam, cast, select, text

from archive.tables import runs

_CRAWLS = 12  # the last of a source that are told apart; what came before counts for the first
_FEWEST = 5  # pages on either side, below which nothing is said
_BADLY = 3  # pages read badly that the last crawl must have brought
_FALL = 20  # percentage points
_PAGES = text(
    """
    SELECT source_id, sum(is_report), sum(well),
        group_concat(fetched_at), group_concat(CASE WHEN well THEN fetched_at END)
    FROM (
        SELECT snapshots.source_id, snapshots.fetched_at, readings.is_report,
            readings.is_report AND NOT EXISTS
                (SELECT 1 FROM issues WHERE issues.snapshot_id = readings.snapshot_id) AS well
        FROM snapshots INDEXED BY ix_snapshots_id_source_id_fetched_at
        CROSS JOIN readings INDEXED BY ix_readings_snapshot_id_is_report
            ON readings.snapshot_id = snapshots.id
        WHERE +snapshots.source_id IN :only
    )
    GROUP BY source_id
    """
).bindparams(bindparam("only", expanding=True))
"""Of each of these sources its reports, those read well, and when its pages and those read well were
kept, as the database writes times. All comes from two indexes that hold no more than that, side by
side in the order of ids: the rows themselves hold the texts, and without being told SQLite would
fetch each. A hundred thousand rows on their way to Python take longer than all else."""


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


@dataclass(frozen=True, slots=True)
class Read:
    """Of a source's documents how many are reports, how many of these were read without an issue,
    and what its last crawls brought, the latest last."""

    reports: int
    clean: int
    crawls: tuple[Brought, ...]


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
    return {name: one.crawls for name, one in read(conn, only).items() if one.crawls}


def read(conn: Connection, only: Collection[str]) -> Mapping[str, Read]:
    """How the pages of each of these sources are read, by its id; those without pages are left
    out."""
    ends = _ends(conn, only)
    return {
        name: Read(reports, clean, _brought(ends.get(name, []), pages, well or ""))
        for name, reports, clean, pages, well in conn.execute(_PAGES, {"only": list(only)})
    }


def _brought(ends: Sequence[str], pages: str, well: str) -> tuple[Brought, ...]:
    """What each crawl brought, by when it ended and when pages were kept; those before the first
    that is told apart count for it, those after the last for none."""
    counted = zip(_up_to(ends, pages), _up_to(ends, well), strict=True)
    steps = pairwise([(0, 0), *counted])
    found = (Brought(now[0] - last[0], now[1] - last[1]) for last, now in steps)
    return tuple(one for one in found if one.pages)


def _up_to(ends: Sequence[str], kept: str) -> list[int]:
    """How many of the times, parted by commas, are no later than each end."""
    times = sorted(kept.split(",")) if kept else []
    return [bisect_right(times, end) for end in ends]


def _ends(conn: Connection, only: Collection[str]) -> dict[str, list[str]]:
    """When the last crawls of each source ended, in order, as the database writes times: to read
    a hundred thousand of them as times takes longer than all else."""
    own = (runs.c.kind == "crawl") & runs.c.state.in_(("done", "partial")) & runs.c.target.in_(only)
    query = select(runs.c.target, cast(runs.c.finished_at, Text)).where(own)
    found: dict[str, list[str]] = defaultdict(list)
    for target, ended in conn.execute(query):
        found[target].append(ended)
    return {target: sorted(ended)[-_CRAWLS:] for target, ended in found.items()}
