"""A hunt with mutants: each is read in a worker process with little memory, and what raises, dies,
takes too long or too much is told with its number."""

from __future__ import annotations

import multiprocessing
import resource
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from reports.model import to_json
from reports.reader import read
from tests.reports.mutants import kind_name, mutant, originals

SECONDS = 5.0
_TOLD = 5
MEMORY = 1 << 30  # bytes beyond what the reader takes before it has read anything
_PATIENCE = 60.0  # seconds after which a worker that does not answer is killed


@dataclass(frozen=True, slots=True)
class Trophy:
    """A mutant that misbehaved: its number, what it did, its bytes."""

    number: int
    kind: str
    what: str
    data: bytes


@dataclass(slots=True)
class Bag:
    """What a hunt brought: mutants by kind, how many of them were read as reports, the slowest
    (seconds, number, kind), the largest memory (bytes, the whole process), and the misbehaved."""

    kinds: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    memory: int = 0
    trophies: list[Trophy] = field(default_factory=list)


def hunt(count: int, seed: int = 1, workers: int = 1, real: Path | None = None) -> Bag:
    """Reads ``count`` mutants of a seed."""
    bag = Bag()
    with ThreadPoolExecutor(workers) as pool:
        for found in pool.map(
            lambda first: _watch(range(first, count, workers), seed, real, bag), range(workers)
        ):
            bag.trophies += found
    bag.trophies.sort(key=lambda trophy: trophy.number)
    return bag


def _watch(numbers: range, seed: int, real: Path | None, bag: Bag) -> list[Trophy]:
    """Hands the numbers to a worker one by one, and takes a new worker when one dies."""
    documents = originals(real)
    trophies: list[Trophy] = []
    waiting = iter(numbers)
    number = next(waiting, None)
    while number is not None:
        ours, theirs = multiprocessing.Pipe()
        worker = multiprocessing.get_context("spawn").Process(
            target=_work, args=(theirs, documents[0]), daemon=True
        )
        worker.start()
        theirs.close()
        ours.recv()
        alive = True
        while alive and number is not None:
            data = mutant(seed, number, documents)
            what = _ask(ours, number, data, bag)
            alive = what is None or not what.startswith("died")
            if what is not None:
                trophies.append(Trophy(number, kind_name(data), what, data))
            number = next(waiting, None)
        worker.kill()
        worker.join()
    return trophies


def _ask(worker: Connection, number: int, data: bytes, bag: Bag) -> str | None:
    """What was wrong with the reading of a mutant, None when nothing was."""
    try:
        worker.send_bytes(data)
        if not worker.poll(_PATIENCE):
            return f"died: no answer in {_PATIENCE:.0f} s"
        kind, is_report, seconds, memory, before, error = worker.recv()
    except (EOFError, OSError):
        return "died"
    bag.kinds[kind] += 1
    bag.reports[kind] += is_report
    bag.slowest = sorted([*bag.slowest, (seconds, number, kind)], reverse=True)[:_TOLD]
    bag.memory = max(bag.memory, memory)
    if error:
        return str(error)
    if seconds > SECONDS:
        return f"slow: {seconds:.1f} s"
    return f"memory: {memory >> 20} MB" if memory > MEMORY >= before else None


def _work(asked: Connection, first: bytes) -> None:
    read(first)  # what is loaded on first use
    limit = _mapped() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked.send("ready")
    for data in _received(asked):
        before, begin, error, is_report = _peak(), time.process_time(), "", False
        try:
            report = read(data)
            to_json(report)
            is_report = report.is_report
        except Exception:  # noqa: BLE001 - whatever is raised is what we hunt for
            error = traceback.format_exc(limit=-6)
        seconds = time.process_time() - begin
        asked.send((kind_name(data), is_report, seconds, _peak(), before, error))


def _received(asked: Connection) -> Iterator[bytes]:
    while True:
        try:
            yield asked.recv_bytes()
        except EOFError:
            return


def _peak() -> int:
    """Bytes that this process has held at most; what getrusage tells begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


def _mapped() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
