"""How fast the portal answers over HTTP, beside a Datasette over the same reports, in one run.

A home of made-up reports is prepared once and kept in the system's folder for temporary files (``--keep`` names another).
Its files are read once before anything is measured: what is asked for is how fast pages are made, not how fast a disk is.
The portal runs as ``nianbao serve`` starts it, a worker a core; Datasette with full text over our words and the same three
facets (`benchmarks/peers/plates.py`). The readers are a process of their own. All share the machine's cores.

- **readers**: ``--readers`` people, each with a pause of ``--think`` seconds on the average between two pages (exponential),
  on a new connection for each page. That is what the goals speak of.
- **closed loop**: so many requests in flight without a pause, as fast as answers come; pages a second. Rounds of ours and
  Datasette's take turns, so that noise hits both alike; pages a second of processor time leave other work of the machine out.
- Searches come as Zipf has it (rank 1 a tenth of all) from 20,000 that no cache holds together; *all alike* draws them evenly, so
  that nearly each is new. Reports are drawn evenly from all.
- **mixed**: closed loop of searches, reports, the home page and lists, for ``--minutes``; answers that are no page, and the
  memory of all workers together (RSS, shared pages counted in each) minute by minute.

Usage: ``python benchmarks/http.py [--reports N] [--minutes M] [--readers N]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this file's folder, where it would hide the standard library's http
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from itertools import islice
from typing import Any

from archive import reports
from archive.settings import Settings
from benchmarks.peers import asked_pages, plates
from benchmarks.peers.measured import percentile
from benchmarks.peers.readers import Load
from benchmarks.peers.shelved import documents_of, prepare
from jobs.context import open_context

MISSING = "The peer Datasette is not installed: it is in the dependency group bench (uv sync --group bench)."
_ROOT = Path(__file__).resolve().parents[1]
_SAMPLE = 2_000
_SEARCHES = 20_000
_START_SECONDS = 120.0
_LISTS = ["/", "/changes", "/changes?kind=new&page=2", "/about", "/search?sort=newest"]
_KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("search, as often as asked", "search", ("search",)),
    ("search, all alike", "search", ()),
    ("report", "report", ()),
)
_MIX = {"search": 5.0, "report": 4.0, "list": 1.0}


def main() -> int:
    """Prepares, measures and prints; 1 when the peer is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--minutes", type=float, default=1.0, help="of mixed load")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--think", type=float, default=5.0, help="seconds between two pages")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3, help="of ours and the peer's in turn")
    parser.add_argument("--keep", type=Path, help="where the homes are kept")
    wanted = parser.parse_args()
    if find_spec("datasette") is None:
        print(MISSING)
        return 1
    place = wanted.keep or Path(tempfile.gettempdir()) / "nianbao-benchmark"
    measure(place / f"http-{wanted.reports}", wanted)
    return 0


def measure(folder: Path, wanted: argparse.Namespace) -> None:
    """The whole run."""
    settings = prepare(folder, wanted.reports)
    plates.build(folder / "peer.sqlite3", documents_of(folder))
    ours, theirs = _pages(folder, settings)
    _read_once(folder)
    count = len(ours["report"])
    cores = len(os.sched_getaffinity(0))
    print(
        f"{count} reports, {len(ours['search'])} searches, {cores} cores, {wanted.readers} readers"
    )
    with (
        served([sys.executable, "-m", "nianbao.cli", "serve"], settings.home) as portal,
        served(
            plates.command(folder / "peer.sqlite3", free_port()), settings.home, subprocess.DEVNULL
        ) as peer,
    ):
        sides = {"ours": (portal, ours), "datasette": (peer, theirs)}
        for server, pages in sides.values():  # nobody is the first to ask
            mix = {"search": 1.0, "report": 1.0}
            asked(Load(server.port, 4, wanted.seconds / 2, 0, mix, pages=pages))
        people(portal.port, ours, wanted)
        turns(sides, wanted)
        mixed(portal, ours, wanted)


def _read_once(folder: Path) -> None:
    """Has the system keep the files in memory, ours and the peer's, as far as it goes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 22):
                    pass


def _pages(folder: Path, settings: Settings) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Addresses by kind, ours and the peer's: the same searches and reports in the same order."""
    with open_context(settings) as context, context.catalog.read() as conn:
        ids = reports.ids(conn)
    searches = asked_pages.draw(list(islice(documents_of(folder), _SAMPLE)), _SEARCHES)
    ours = {
        "search": [asked_pages.address(each) for each in searches],
        "report": [f"/reports/{name}" for name in ids],
        "list": _LISTS,
    }
    theirs = {
        "search": [plates.search(each) for each in searches],
        "report": [plates.report(name) for name in ids],
    }
    return ours, theirs


def people(port: int, pages: dict[str, list[str]], wanted: argparse.Namespace) -> None:
    """Readers who think, of searches and of reports."""
    seconds = wanted.seconds * wanted.rounds
    print(f"\nreaders with {wanted.think:g} s between two pages   n    p50    p95    p99 ms")
    for name, kind, skewed in _KINDS:
        load = Load(port, wanted.readers, seconds, wanted.think, {kind: 1}, skewed, pages=pages)
        _line(name, asked(load)["times"].get(kind, []))


def turns(
    sides: Mapping[str, tuple[Served, dict[str, list[str]]]], wanted: argparse.Namespace
) -> None:
    """Closed loops of both sides in turn, and the ratios."""
    print(
        f"\nclosed loop, {wanted.readers} in flight  n    p50    p95    p99 ms  pages/s  cpu ms a page"
    )
    for name, kind, skewed in _KINDS:
        times: dict[str, list[float]] = {side: [] for side in sides}
        work = dict.fromkeys(sides, 0.0)
        for turn in range(wanted.rounds):
            for side, (server, pages) in sides.items():
                before = server.worked()
                load = Load(
                    server.port,
                    wanted.readers,
                    wanted.seconds,
                    0,
                    {kind: 1},
                    skewed,
                    turn + 1,
                    pages,
                )
                times[side] += asked(load)["times"].get(kind, [])
                work[side] += server.worked() - before
        rates = {
            side: len(found) / (wanted.seconds * wanted.rounds) for side, found in times.items()
        }
        costs = {side: 1000 * work[side] / max(len(found), 1) for side, found in times.items()}
        for side, found in times.items():
            _line(f"{name}, {side}", found, f"{rates[side]:8.1f} {costs[side]:8.1f}")
        by_clock = rates["ours"] / max(rates["datasette"], 1e-9)
        by_work = costs["datasette"] / max(costs["ours"], 1e-9)
        print(
            f"  ratio: {by_clock:.1f} of pages a second, {by_work:.1f} of pages a processor second"
        )


def mixed(portal: Served, pages: dict[str, list[str]], wanted: argparse.Namespace) -> None:
    """Everything at once for minutes: what went wrong, and what it took."""
    print(f"\nmixed load, {wanted.minutes:g} minutes      n    p50    p95    p99 ms")
    before, sizes, times, faults = portal.memory(), [], {}, {}
    parts = max(1, round(wanted.minutes))
    for part in range(parts):
        load = Load(
            portal.port,
            wanted.readers,
            wanted.minutes * 60 / parts,
            0,
            _MIX,
            seed=part + 50,
            pages=pages,
        )
        noted = asked(load)
        for kind, found in noted["times"].items():
            times.setdefault(kind, []).extend(found)
        for fault, number in noted["faults"].items():
            faults[fault] = faults.get(fault, 0) + number
        sizes.append(portal.memory())
    for kind, found in times.items():
        _line(kind, found)
    print(f"  errors {sum(faults.values())} {faults or ''}")
    print(f"  memory MB {before:.0f}, then {' '.join(f'{size:.0f}' for size in sizes)}")


def _line(name: str, times: list[float], tail: str = "") -> None:
    if not times:
        print(f"  {name:34} no answer")
        return
    parts = [percentile(times, share) for share in (0.5, 0.95, 0.99)]
    print(
        f"  {name:34} {len(times):6} " + " ".join(f"{part:6.1f}" for part in parts) + tail,
        flush=True,
    )


def asked(load: Load) -> dict[str, Any]:
    """What readers met, in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers.readers"],
        input=json.dumps(asdict(load)), stdout=subprocess.PIPE, text=True, check=True, cwd=_ROOT,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Served:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def memory(self) -> float:
        """Resident megabytes of the process and its children together."""
        return sum(_resident(folder / "status") for folder in self._all()) / 1024

    def worked(self) -> float:
        """Processor seconds that they have taken: other work of the machine does not count."""
        ticks = 0
        for folder in self._all():
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _all(self) -> list[Path]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [Path(f"/proc/{each}") for each in (str(pid), *children)]


def _resident(status: Path) -> int:
    lines = status.read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], home: Path, quiet: int | None = None) -> Iterator[Served]:
    """The server, answering; ended on leaving. The portal is given its port here."""
    if "--port" not in command:
        command = [*command, "--port", str(free_port())]
    port = int(command[command.index("--port") + 1])
    environment = {**os.environ, "NIANBAO_HOME": str(home)}
    process = subprocess.Popen(
        command, env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=quiet
    )
    try:
        _wait(process, port)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    sys.exit(main())
