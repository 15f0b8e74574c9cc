"""How steps tell what they are doing, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[str, int, int | None], None]
"""Called with (what, done, of how many or None)."""


def silent(what: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


class Cancelled(Exception):
    """The run was cancelled, or its lease lost: stop at the next step."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong, in one line: what, and why."""

    what: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """Counts and failures of a piece of work; failures do not undo the rest. ``log`` is what the
    run's log is to hold besides, a line each."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Takes another piece's counts, failures, notes and log in."""
        self.counts.update(other.counts)
        self.failures += other.failures
        self.notes += other.notes
        self.log += other.log

    def count(self, counts: Mapping[str, int]) -> None:
        """Adds to the counts."""
        self.counts.update(counts)
