"""One engine in a process of its own, so that memory and first answers are its own.

Started by `Child`; takes an order a line on stdin (JSON) and gives an answer a line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Protocol, Self

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.peers.asked import Answer, Asked
from benchmarks.peers.library import read_reports, read_words, worded
from indexer.analysis import segmenter

ENGINES = ("ours", "product", "tantivy", "fts5", "stock")
_ROOMS = {"product": "ours"}  # the same index, asked in another way
_FED_WORDS = ("tantivy", "fts5")


class Reader(Protocol):
    """An engine opened for reading."""

    def ask(self, asked: Asked) -> Answer:
        """The answer to one query."""

    def close(self) -> None:
        """Gives back what it holds."""


class Child:
    """An engine in a child process; a context that ends it."""

    def __init__(self, engine: str) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.peers.child", engine]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, **order: Any) -> dict[str, Any]:
        """Gives an order and waits for what comes of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the process of {self._process.args} ended in the middle of {order}")
        found: dict[str, Any] = json.loads(line)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def room(engine: str) -> Any:
    """The module of an engine: `build` and a class that reads."""
    return import_module(f"benchmarks.peers.{_ROOMS.get(engine, engine)}")


def opened(engine: str, folder: Path) -> Reader:
    """The engine over an index that was built."""
    reader: Reader = getattr(room(engine), "Product" if engine == "product" else "Reader")(folder)
    return reader


def build(engine: str, library: Path, folder: Path, count: int, threads: int) -> dict[str, float]:
    """Builds an index; seconds by the clock and of the processor (children's too), and the most
    memory this process held (MB)."""
    make, read = room(engine).build, read_words if engine in _FED_WORDS else read_reports
    with one_core(threads == 1):
        begin, worked = time.perf_counter(), _worked()
        make(folder, read(library, count), threads)
        seconds, cpu = time.perf_counter() - begin, _worked() - worked
    return {"seconds": seconds, "cpu": cpu, "peak": memory("VmHWM")}


def _worked() -> float:
    return sum(os.times()[:4])


def cutting(library: Path, count: int) -> dict[str, float]:
    """Processor seconds that cutting the reports into words takes, which peers are spared."""
    reports = list(read_reports(library, count))
    segment = segmenter()
    begin = time.process_time()
    for report in reports:
        worded(report, segment)
    return {"seconds": time.process_time() - begin, "reports": len(reports)}


@contextmanager
def one_core(wanted: bool) -> Iterator[None]:
    """This process and all its threads on one core, when wanted."""
    before = os.sched_getaffinity(0)
    if wanted:
        os.sched_setaffinity(0, {sorted(before)[os.getpid() % len(before)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def memory(name: str) -> float:
    """A line of /proc/self/status, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def crowd(reader: Reader, asked: Sequence[Asked], threads: int, each: int) -> dict[str, Any]:
    """So many threads that each ask ``each`` of the queries, one after the other; milliseconds of
    every query, and seconds in all."""
    took: list[float] = []

    def ask(number: int) -> None:
        for query in Random(number).choices(asked, k=each):
            begin = time.perf_counter()
            reader.ask(query)
            took.append(1000 * (time.perf_counter() - begin))

    workers = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    begin = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {"ms": took, "seconds": time.perf_counter() - begin}


class Server:
    """Carries out the orders of a parent on one reader."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._reader: Reader | None = None
        self._asked: list[Asked] = []
        room(engine)  # imported before anything is timed

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """What comes of one order."""
        do = order.pop("do")
        if do == "build":
            library, folder = Path(order["library"]), Path(order["folder"])
            return build(self._engine, library, folder, order["count"], order["threads"])
        if do == "cut":
            return cutting(Path(order["library"]), order["count"])
        if do == "open":
            self._asked = [Asked(**{**a, "words": tuple(a["words"])}) for a in order["asked"]]
            begin = time.perf_counter()
            self._reader = opened(self._engine, Path(order["folder"]))
            return {"ms": 1000 * (time.perf_counter() - begin)}
        assert self._reader is not None
        if do == "round":
            return self._round(self._reader, order.get("only"), order.get("answers", False))
        if do == "fuzz":
            from benchmarks.peers import fuzz  # noqa: PLC0415 - loads our engine, which peers never do

            return fuzz.survive(self._reader, order["count"])
        if do == "crowd":
            return crowd(self._reader, self._asked, order["threads"], order["each"])
        return {name: memory(name) for name in ("VmRSS", "RssAnon", "VmHWM")}

    def _round(self, reader: Reader, only: list[int] | None, answers: bool) -> dict[str, Any]:
        """Every query once; milliseconds each and, when wanted, what was answered."""
        took, answered = [], []
        for number in only if only is not None else range(len(self._asked)):
            begin = time.perf_counter()
            answer = reader.ask(self._asked[number])
            took.append(1000 * (time.perf_counter() - begin))
            answered.append(answer)
        return {"ms": took, "answers": [asdict(a) for a in answered] if answers else []}


def main() -> None:
    """Orders in, answers out."""
    server = Server(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(server.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
