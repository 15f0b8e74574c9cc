"""When a source is crawled: every so often, and more often in some months.

Written as ``30d, 2d in 1-4``: every thirty days, and every two from January to April, when bodies
must publish their reports. Intervals are whole days (``d``) or hours (``h``), months those of
Beijing; where several name a month, the first counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))

_PART = re.compile(r"([1-9][0-9]{0,3})\s*([dh])(?:\s+in\s+([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Season:
    """Months (1 to 12) with an interval of their own."""

    months: frozenset[int]
    every: timedelta


@dataclass(frozen=True, slots=True)
class Schedule:
    """``usual`` is the interval in months that no season names."""

    usual: timedelta
    seasons: tuple[Season, ...] = ()

    def interval(self, now: datetime) -> timedelta:
        """How long after the last crawl began the next one is due, as things stand now."""
        month = now.astimezone(BEIJING).month
        named = (season.every for season in self.seasons if month in season.months)
        return next(named, self.usual)


def parse(text: str) -> Schedule:
    """The schedule that a text writes down. ValueError, in a sentence, when it is none."""
    usual: list[timedelta] = []
    seasons: list[Season] = []
    for part in text.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"no interval as 30d or 2d in 1-4: {part.strip()}")
        every = timedelta(**{"days" if found[2] == "d" else "hours": int(found[1])})
        if every > _LONGEST:
            raise ValueError(f"an interval of more than a year: {part.strip()}")
        if found[3] is None:
            usual.append(every)
        else:
            seasons.append(Season(_months(int(found[3]), int(found[4] or found[3])), every))
    if len(usual) != 1:
        raise ValueError("one interval must name no months, and only one")
    return Schedule(usual[0], tuple(seasons))


def _months(first: int, last: int) -> frozenset[int]:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(f"no months: {first}-{last}")
    span = (last - first) % 12
    return frozenset((first - 1 + step) % 12 + 1 for step in range(span + 1))
