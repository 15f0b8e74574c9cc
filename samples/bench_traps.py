"""The hostile part of the test bench: every trap on a port of its own, by its name.

A trap's list stands at ``/<name>/zfxxgknb/index.html`` and links to the trap and to a sound
report; where the trap is the list, sound reports stand in it. What is made: `bench_broken`
(answers that break off or lie), `bench_mazes` (lists without end, redirects), `bench_refusals`
(robots.txt, challenges, soft-404s).
"""

from __future__ import annotations

from samples.bench_broken import BROKEN
from samples.bench_ground import Ground, Trap
from samples.bench_mazes import MAZES
from samples.bench_refusals import REFUSALS

__all__ = ["TRAPS", "Ground", "Trap"]

TRAPS: tuple[Trap, ...] = (*BROKEN, *MAZES, *REFUSALS)
