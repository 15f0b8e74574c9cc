"""Crashes of the process that writes the index, round after round.

Kinds of crash: ``killed`` by SIGKILL during commits and rebuilds; ``lost`` with the machine, so that
writes and renames that no fsync made last are dropped, torn or done at random; ``spoiled``, where
fsynced bytes are taken too. After each the index must open at the last state told or the one that
was being written (spoiled: or an older one that says it is damaged, or not at all), and after the
repair everything is found. Prints outcomes by kind; ends with 1 for any misbehaviour, which is
named with its seed. Usage: ``python benchmarks/crashes.py [--rounds N] [--seed S]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import tempfile
import time
from collections import Counter

from tests.indexer.crashing import KINDS, Crash, crash


def main() -> int:
    """Runs so many rounds of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    wrong = 0
    for kind in KINDS:
        begin = time.monotonic()
        outcomes: Counter[str] = Counter()
        for seed in range(wanted.seed, wanted.seed + wanted.rounds):
            with tempfile.TemporaryDirectory() as folder:
                result = crash(Path(folder), kind, seed)
            outcomes[told(result)] += 1
            if result.wrong:
                wrong += 1
                print(f"  seed {seed}: {result.wrong}: {result}")
        print(f"{kind}: {wanted.rounds} rounds in {time.monotonic() - begin:.0f} s")
        for outcome, times in outcomes.most_common():
            print(f"  {times:5} {outcome}")
    print(f"{wrong} misbehaviours")
    return 1 if wrong else 0


def told(result: Crash) -> str:
    """The outcome in words."""
    if result.found is None:
        return "down, rebuilt" if result.told else "no commit yet"
    if result.found < result.told:
        return "an older state, damaged, rebuilt"
    return (
        ("the last" if result.found == result.told else "the new")
        + " state"
        + (", damaged, rebuilt" if result.damaged else "")
    )


if __name__ == "__main__":
    sys.exit(main())
