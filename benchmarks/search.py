"""How fast ours searches and builds, beside Tantivy, SQLite FTS5 and stock Whoosh, in one run.

All index the same made-up reports (`samples.volume`): 3,000 characters and more each, every one holding
政府信息公开, a vocabulary that grows with the corpus. Tantivy and FTS5 are fed our words; stock Whoosh cuts
its own with jieba's ``ChineseAnalyzer``, and being slow it is built for ``--stock`` reports at most;
ours is then built at that size too, to compare like with like. Every query asks for the best ten,
the total, and the counts of three facets.

- **build**: one core, the reports (for Tantivy and FTS5: their words) read from a file; reports a
  second of processor time, so that other work of the machine does not count, beside it the rate
  with the cutting of words, which Tantivy and FTS5 are spared, added, and the rate by the clock. Memory is the
  most that the building process held. ``--cores`` builds ours and Tantivy again in so many processes and threads.
- **cold**: in a fresh process the index is opened and asked its first query; the median of several
  processes. Imports are not counted. The files may be in the operating system's cache.
- **warm**: all engines are open, each in a process of its own, and take turns: a round of all
  queries each, so that noise hits all alike. A query's time is the median of its rounds; ``best``
  its best. That is where an engine that keeps results shines, so there are also rounds of ``new``
  queries, each asked once, of engines that have answered others before.
- **20 at once**: threads of one process ask all kinds in random order; time of a query, and queries a second.

- **fuzz**: queries nobody means, asked of the product at the size where stock Whoosh is: with hits, or with
  a sentence for the reader, and the slowest.

*ours* asks for words, as peers do, of an index that has character pairs too; *product* is the same
index asked as readers ask it, with exact strings and all eight facets.

Usage: ``python benchmarks/search.py [--reports N] [--growth] [--keep FOLDER] …``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import tempfile
from contextlib import nullcontext
from importlib.util import find_spec

from benchmarks.peers import tables
from benchmarks.peers.asked import Asked, draw
from benchmarks.peers.child import Child
from benchmarks.peers.library import prepare, read_words
from benchmarks.peers.measured import Found, Run, built, cold, fuzzed, warm

MISSING = "The peer Tantivy is not installed: it is in the dependency group bench (uv sync --group bench)."
_SEVERAL = ("ours", "tantivy")  # engines that build in several processes or threads
QUICK = ("ours", "product", "tantivy", "fts5")
_SAMPLE = 2_000  # reports whose words are asked for
_COLD = (Asked("cold", ("信息",)), Asked("cold", ("政府", "信息", "公开")))


def main() -> int:
    """Builds, asks and prints; 1 when a peer is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=3_000)
    parser.add_argument("--stock", type=int, default=20_000, help="most reports of stock Whoosh")
    parser.add_argument("--growth", action="store_true", help="measure at a tenth as well")
    parser.add_argument("--queries", type=int, default=12, help="of each kind")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cores", type=int, help="build ours and Tantivy on so many, too")
    parser.add_argument("--new", type=int, default=3, help="rounds of new queries")
    parser.add_argument("--processes", type=int, default=2, help="for making reports")
    parser.add_argument("--without", nargs="*", default=[], help="engines to leave out")
    parser.add_argument("--fuzz", type=int, default=2_000, help="queries nobody means")
    parser.add_argument("--keep", type=Path, help="keep reports and indexes there, and use them")
    wanted = parser.parse_args()
    if find_spec("tantivy") is None:
        print(MISSING)
        return 1
    place = nullcontext(wanted.keep) if wanted.keep else tempfile.TemporaryDirectory()
    with place as home:
        measure(Path(home), wanted)
    return 0


def sizes(count: int, stock: int, growth: bool) -> list[Run]:
    """Which engines are built for how many reports."""
    slow = min(count, stock)
    runs = [Run(engine, count) for engine in QUICK]
    if slow < count:
        runs += [Run("ours", slow), Run("product", slow)]
    if growth:
        runs += [Run(engine, count // 10) for engine in QUICK]
    runs.append(Run("stock", slow))
    if growth or slow < count:
        runs.append(Run("stock", slow // 2))
    return list(dict.fromkeys(runs))


def measure(home: Path, wanted: argparse.Namespace) -> None:
    """The whole run, in the order of the tables."""
    library, count = home / "library", wanted.reports
    prepare(library, count, processes=wanted.processes)
    sample = list(read_words(library, min(count, _SAMPLE)))
    asked = draw(sample, wanted.queries)
    new = [draw(sample, wanted.queries, 100 + n, worst=False) for n in range(wanted.new)]
    chosen = sizes(count, wanted.stock, wanted.growth)
    runs = {run: Found() for run in chosen if run.engine not in wanted.without}
    characters = sum(len(report.body.replace(" ", "")) for report in sample) // len(sample)
    print(f"{count} reports, about {characters} characters of words each, {len(asked)} queries")
    with Child("ours") as child:
        cut = child.tell(do="cut", library=str(library), count=min(count, 1_000))
    cutting = cut["reports"] / cut["seconds"]
    for run, found in runs.items():
        found.built = built(run, home)
    tables.building(runs, cutting)
    if wanted.cores:
        for run in (run for run in runs if run.engine in _SEVERAL and run.count == count):
            tables.several(run, built(run, home, wanted.cores), wanted.cores)
    for words in _COLD:
        for run, found in runs.items():
            found.cold[len(words.words)] = cold(run, home, words)
    warm(runs, home, [asked, *new], wanted.rounds)
    tables.reading(runs)
    tables.times(runs, asked)
    tables.agreement(runs, asked)
    tables.ratios(runs, asked, cutting)
    product = Run("product", min(count, wanted.stock))
    if product in runs:
        tables.fuzz(product, fuzzed(product, home, wanted.fuzz))


if __name__ == "__main__":
    sys.exit(main())
