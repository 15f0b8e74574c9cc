"""Reads mutants: real documents (beside the checkout) and made ones of every kind, broken.

Prints how many were read by kind, and each that raised, died, took over 5 s or over 1 GiB, with its
number; ``--save`` keeps their bytes. The same seed gives the same mutants.
Usage: ``python benchmarks/mutants.py [--count N] [--seed S] [--workers W] [--save FOLDER]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import time

from tests.reports.hunting import Bag, hunt

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"


def main() -> int:
    """Hunts, and ends with 1 when there is a trophy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--save", type=Path)
    wanted = parser.parse_args()
    begin = time.monotonic()
    bag = hunt(wanted.count, wanted.seed, wanted.workers, REAL)
    tell(bag, time.monotonic() - begin)
    for trophy in bag.trophies if wanted.save else ():
        wanted.save.mkdir(parents=True, exist_ok=True)
        (wanted.save / f"mutant-{wanted.seed}-{trophy.number}").write_bytes(trophy.data)
    return 1 if bag.trophies else 0


def tell(bag: Bag, seconds: float) -> None:
    """Prints what a hunt brought."""
    print(
        f"{sum(bag.kinds.values())} mutants read in {seconds:.0f} s; {len(bag.trophies)} misbehaved"
    )
    for kind, count in sorted(bag.kinds.items()):
        print(f"  {kind:6} {count:6}, {bag.reports[kind]} of them read as reports")
    slowest = ", ".join(f"{took:.2f} s ({kind} {number})" for took, number, kind in bag.slowest)
    print(f"slowest {slowest}; memory of the process {bag.memory >> 20} MB")
    for trophy in bag.trophies:
        print(f"-- mutant {trophy.number} ({trophy.kind}): {trophy.what}")


if __name__ == "__main__":
    sys.exit(main())
