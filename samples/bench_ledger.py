"""Which reports a column of the test bench holds, made from a number: nothing is kept.

Number 0 is the newest. A column's bodies report for the years 2023, 2022, … in turn; what later
becomes of a report (a changed cell, a withdrawal) follows from its number too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from samples.agencies import Agency, many
from samples.corpus import LONG_YEARS, dates_of, title_of

Fate = Literal["kept", "edited", "gone", "soft", "unlisted"]

NEWEST = LONG_YEARS[-1]
EDITED_ON, GONE_ON, SOFT_ON, UNLISTED_ON = 10, 20, 20, 30
"""The days of the bench's clock on which reports change; day 0 is the first."""
_FATES: dict[int, Fate] = {3: "edited", 5: "gone", 7: "soft", 9: "unlisted"}
_ROUND = 12
# a step that shares no factor with the number of bodies, so that neighbours differ in kind
_STEP = 1009


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of a column; ``body`` is its agency's number in the column."""

    number: int
    body: int
    agency: Agency
    year: int
    title: str
    published: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """The reports of one column: ``count`` of them, of bodies from the ``first_body``th on."""

    seed: int
    first_body: int
    count: int

    @property
    def bodies(self) -> int:
        """How many bodies report in the column."""
        return -(-self.count // len(LONG_YEARS))

    @property
    def years(self) -> range:
        """The years it has reports of, newest first; bodies may lack the oldest."""
        return range(NEWEST, NEWEST - -(-self.count // self.bodies), -1)

    def entry(self, number: int) -> Entry:
        """The report of that number. IndexError outside the column."""
        if not 0 <= number < self.count:
            raise IndexError(number)
        back, body = divmod(number, self.bodies)
        agency = self.agency(body)
        year = NEWEST - back
        published, _ = dates_of(agency, year, self.seed)
        return Entry(number, body, agency, year, title_of(agency, year), published)

    def agency(self, body: int) -> Agency:
        """The column's body of that number."""
        everyone = _everyone()
        return everyone[(self.first_body + body) * _STEP % len(everyone)]

    def number(self, body: int, year: int) -> int | None:
        """The number of a body's report for a year, None where there is none."""
        number = (NEWEST - year) * self.bodies + body
        inside = 0 <= body < self.bodies and year <= NEWEST and number < self.count
        return number if inside else None

    def listed(self, day: int) -> Sequence[int]:
        """The numbers that the column's list shows on a day."""
        gone, unlisted = day >= GONE_ON, day >= UNLISTED_ON
        return _listed(self.count, gone, unlisted) if gone or unlisted else range(self.count)


def fate(number: int) -> Fate:
    """What becomes of a report over time."""
    return _FATES.get(number % _ROUND, "kept")


def state(number: int, day: int) -> Fate:
    """How a report stands on a day: "kept" until its fate comes."""
    coming = fate(number)
    days = {"edited": EDITED_ON, "gone": GONE_ON, "soft": SOFT_ON, "unlisted": UNLISTED_ON}
    return coming if day >= days.get(coming, 0) else "kept"


def most_reports() -> int:
    """How many reports all columns of a bench may hold together."""
    return len(_everyone()) * len(LONG_YEARS)


@cache
def _everyone() -> tuple[Agency, ...]:
    return tuple(many())


@lru_cache(maxsize=64)
def _listed(count: int, gone: bool, unlisted: bool) -> Sequence[int]:
    left = {name for name, out in (("gone", gone), ("unlisted", unlisted)) if out}
    return tuple(number for number in range(count) if fate(number) not in left)
