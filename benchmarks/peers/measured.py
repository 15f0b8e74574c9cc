"""What is measured of an engine at one size, and how; see `benchmarks/search.py` for what it means."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peers.asked import Answer, Asked
from benchmarks.peers.child import Child

_COLD_STARTS = 3
_THREADS = 20
_SLOW_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Run:
    """An engine at one size."""

    engine: str
    count: int

    @property
    def name(self) -> str:
        """As the tables print it."""
        return f"{self.engine} {self.count}"

    def index(self, home: Path, threads: int = 1) -> Path:
        """The folder of its index, as so many threads or processes built it."""
        engine = "ours" if self.engine == "product" else self.engine
        return home / (f"{engine}-{self.count}" + (f"-by-{threads}" if threads > 1 else ""))


@dataclass(slots=True)
class Found:
    """What was measured of a run: building (seconds by the clock and of the processor, MB on disk,
    peak MB), cold starts (milliseconds by number of words), answers, milliseconds by round and
    query, milliseconds of new queries with their kinds, many at once (milliseconds, seconds in
    all), and memory (MB)."""

    built: dict[str, float] = field(default_factory=dict)
    cold: dict[int, float] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    new: list[tuple[str, float]] = field(default_factory=list)
    rounds: list[list[float]] = field(default_factory=list)
    crowd: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def typical(self) -> list[float]:
        """By query, the median of its rounds."""
        return [median(times) for times in zip(*self.rounds, strict=True)]

    def best(self) -> list[float]:
        """By query, the best of its rounds."""
        return [min(times) for times in zip(*self.rounds, strict=True)]


def built(run: Run, home: Path, threads: int = 1) -> dict[str, float]:
    """Builds the run's index, unless the folder has it, and what that took then."""
    folder = run.index(home, threads)
    notes = folder.with_name(f"{folder.name}.json")
    if not notes.exists():
        shutil.rmtree(folder, ignore_errors=True)
        with Child(run.engine) as child:
            took = child.tell(
                do="build", library=str(home / "library"), folder=str(folder), count=run.count,
                threads=threads,
            )  # fmt: skip
        os.sync()  # so that what is measured next does not pay for it
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        notes.write_text(json.dumps(took | {"size": size / 1e6}), encoding="ascii")
    found: dict[str, float] = json.loads(notes.read_text(encoding="ascii"))
    return found


def cold(run: Run, home: Path, asked: Asked) -> float:
    """Milliseconds from opening the index to the first answer, the median of several processes."""
    times = []
    for _ in range(_COLD_STARTS):
        with Child(run.engine) as child:
            opened = child.tell(do="open", folder=str(run.index(home)), asked=[asdict(asked)])
            times.append(opened["ms"] + child.tell(do="round")["ms"][0])
    return float(median(times))


def warm(runs: dict[Run, Found], home: Path, sets: Sequence[Sequence[Asked]], rounds: int) -> None:
    """Opens all runs and has them take turns: the first set of queries again and again, the
    others once each; then many threads at once of each. Stock Whoosh, being slow, does less."""
    given = [asdict(query) for queries in sets for query in queries]
    with ExitStack() as stack:
        children = {run: stack.enter_context(Child(run.engine)) for run in runs}
        for run, child in children.items():
            child.tell(do="open", folder=str(run.index(home)), asked=given)
            first = child.tell(do="round", only=[*range(len(sets[0]))], answers=True)
            runs[run].answers = [Answer(**answer) for answer in first["answers"]]
        start = len(sets[0])
        for number, queries in enumerate(sets[1:]):
            own = [*range(start, start + len(queries))]
            start += len(queries)
            for run, child in children.items():
                if run.engine != "stock" or number < _SLOW_ROUNDS:
                    took = child.tell(do="round", only=own)["ms"]
                    runs[run].new += zip((query.kind for query in queries), took, strict=True)
        for number in range(rounds):
            for run, child in children.items():
                if run.engine != "stock" or number < _SLOW_ROUNDS:
                    took = child.tell(do="round", only=[*range(len(sets[0]))])["ms"]
                    runs[run].rounds.append(took)
        for run, child in children.items():
            each = 1 if run.engine == "stock" else 10
            runs[run].crowd = child.tell(do="crowd", threads=_THREADS, each=each)
            runs[run].memory = child.tell(do="memory")


def fuzzed(run: Run, home: Path, count: int) -> dict[str, Any]:
    """What the product makes of so many queries that nobody means."""
    with Child(run.engine) as child:
        child.tell(do="open", folder=str(run.index(home)), asked=[])
        return child.tell(do="fuzz", count=count)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of the values lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
