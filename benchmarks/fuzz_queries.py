"""Asks the engine every kind of query nobody means, and tells the slowest.

Queries are characters of any kind, words and sentences of the reports, pieces of the query language, very
long texts, exact strings of the commonest pairs, exclusions, misspelt names and letters, with filters,
number conditions, sorts and pages drawn beside them; suggestions are asked for each text, too. A query may
end in hits or in `BadQuery`; every other exception is a misbehaviour, is named, and makes the end 1.
Times are of one thread, by the clock and (``cpu``) of the processor, which other work of the machine
does not lengthen; ``--limit`` is what none should take. Usage:
``python benchmarks/fuzz_queries.py [--queries N] [--reports N] [--seed S] [--keep FOLDER]``.
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
from collections import defaultdict
from contextlib import nullcontext
from statistics import quantiles

from benchmarks.peers.library import prepare, read_reports
from benchmarks.peers.torture import Torture
from indexer.generations import Layout
from indexer.port import BadQuery, ReportQuery
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from reports.divisions import codes_named

_SAMPLE = 500  # reports whose words and sentences are asked for
_WORST = 12
_FIRST = ("信息", "大治市城管据", "dayeshi")  # what is worked out once, for names too, is not timed


def main() -> int:
    """Builds what is lacking, asks and prints; 1 for any exception."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--reports", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=500.0, help="milliseconds")
    parser.add_argument("--keep", type=Path, help="keep reports and index there, and use them")
    wanted = parser.parse_args()
    place = nullcontext(wanted.keep) if wanted.keep else tempfile.TemporaryDirectory()
    with place as home:
        engine = opened(Path(home), wanted.reports)
        sample = list(read_reports(Path(home) / "library", min(_SAMPLE, wanted.reports)))
        broken = ask(engine, Torture(sample, wanted.seed), wanted.queries, wanted.limit)
        engine.close()
    return 1 if broken else 0


def opened(home: Path, count: int) -> WhooshEngine:
    """The engine over so many reports, indexed where they are not yet."""
    prepare(home / "library", count)
    layout = Layout(home / f"index-{count}")
    engine = WhooshEngine(layout, codes_named)
    if engine.count() != count:
        WhooshWriter(layout).rebuild(read_reports(home / "library", count))
    for text in _FIRST:
        engine.search(ReportQuery(text=text))
    return engine


def ask(engine: WhooshEngine, torture: Torture, count: int, limit: float) -> int:
    """Asks and prints; how many queries ended in an exception."""
    times: dict[str, list[float]] = defaultdict(list)
    slowest: list[tuple[float, str, str]] = []
    ends = {"hits": 0, "no hit": 0, "sentence": 0}
    broken = over = worked_over = 0
    for kind, query in torture.draw(count):
        begin, worked = time.perf_counter(), time.thread_time()
        try:
            end = "hits" if engine.search(query).total else "no hit"
        except BadQuery as told:
            end = "sentence" if told.sentence else "silence"
        except Exception as exc:  # noqa: BLE001 - any other at all is what is looked for
            broken += 1
            print(f"{kind}: {exc!r}: {query!r}")
            continue
        took = 1000 * (time.perf_counter() - begin)
        cpu = 1000 * (time.thread_time() - worked)
        ends[end] += 1
        times[kind].append(took)
        over += took > limit
        worked_over += cpu > limit
        slowest = sorted([*slowest, (took, f"cpu {cpu:.0f} {kind}", repr(query))])[-_WORST:]
        engine.suggest(query.text)
    tell(times, slowest)
    print(f"{count} queries: {ends}, {broken} exceptions")
    print(f"over {limit:.0f} ms: {over} by the clock, {worked_over} of the processor")
    return broken


def tell(times: dict[str, list[float]], slowest: list[tuple[float, str, str]]) -> None:
    """Prints the times by kind and the slowest queries."""
    print(f"{'milliseconds':34}{'p50':>8}{'p95':>8}{'max':>8}")
    for kind, took in {**times, "all": [one for each in times.values() for one in each]}.items():
        cuts = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
        print(f"{kind:34}{cuts[49]:8.1f}{cuts[94]:8.1f}{max(took):8.1f}")
    for took, kind, query in reversed(slowest):
        print(f"{took:8.1f} {kind}: {query[:200]}")


if __name__ == "__main__":
    sys.exit(main())
