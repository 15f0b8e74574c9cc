"""How well ours finds the one report a reader has in mind, beside FTS5 and Tantivy, in one run.

The corpus (`samples.volume`) is full of twins: a body says much the same every year, bodies of one
kind share their prose, places share names or changed them. Each query is meant for one report (`peers.known`):
agency and year; what people call the agency; misspelt; in pinyin; the name a place had or got in
another year; clauses of the text, quoted or pasted; a question. Ours is asked as the search page
asks; peers are fed our words (or FTS5's own trigrams), any may match, and BM25 ranks.

success@1: the report stands first. MRR@10: the mean of 1/rank, 0 beyond the tenth.
Usage: ``python benchmarks/relevance.py [--reports N] [--queries Q] [--misses]``.
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
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from benchmarks.peers.known import KINDS, Known, draw
from benchmarks.peers.library import document
from benchmarks.peers.rankers import RANKERS
from samples.volume import long_reports

MISSING = "The peer Tantivy is not installed: it is in the dependency group bench (uv sync --group bench)."
Tops = Mapping[str, Sequence[Sequence[str]]]


def main() -> int:
    """Builds, asks and prints; 1 when a peer is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--seed", type=int, default=11, help="of the queries")
    parser.add_argument("--misses", action="store_true", help="list what ours does not put first")
    parser.add_argument("--without", nargs="*", default=[], help="engines to leave out")
    wanted = parser.parse_args()
    if find_spec("tantivy") is None and "tantivy words" not in wanted.without:
        print(MISSING)
        return 1
    asked, tops = ask(wanted.reports, wanted.queries, wanted.seed, wanted.without)
    print(f"{wanted.reports} reports, {len(asked)} queries; success@1 / MRR@10")
    print(f"{'':16} {'n':>4}" + "".join(f" {name:>15}" for name in tops))
    for kind in (*KINDS, "overall"):
        own = [n for n, known in enumerate(asked) if kind in {known.kind, "overall"}]
        cells = [told(*scores([(asked[n], top[n]) for n in own])) for top in tops.values()]
        print(f"{kind:16} {len(own):4}" + "".join(f" {cell:>15}" for cell in cells))
    for line in misses(asked, tops["ours"]) if wanted.misses and "ours" in tops else ():
        print(line)
    return 0


def ask(
    count: int, a_kind: int, seed: int, without: Sequence[str] = ()
) -> tuple[list[Known], dict[str, list[list[str]]]]:
    """The queries, and by engine the ids of the ten best for each."""
    made = list(long_reports(count))
    asked = draw(made, a_kind, seed)
    reports = [document(report) for report in made]
    tops = {}
    with tempfile.TemporaryDirectory() as home:
        for name, ranker in RANKERS.items():
            if name in without:
                continue
            begin = time.perf_counter()
            opened = ranker(Path(home) / name.replace(" ", "-"), reports)
            tops[name] = [opened.best(known.text) for known in asked]
            print(f"{name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return asked, tops


def scores(found: Sequence[tuple[Known, Sequence[str]]]) -> tuple[float, float]:
    """success@1 and MRR@10."""
    ranks = [top.index(known.target) + 1 for known, top in found if known.target in top]
    asked = max(1, len(found))
    return ranks.count(1) / asked, sum(1 / rank for rank in ranks) / asked


def told(first: float, reciprocal: float) -> str:
    """The two scores as the table prints them."""
    return f"{first:.2f} / {reciprocal:.2f}"


def misses(asked: Sequence[Known], tops: Sequence[Sequence[str]]) -> list[str]:
    """Each query whose report does not stand first, with where it stands and what does."""
    lines = []
    for known, top in zip(asked, tops, strict=True):
        if not top or top[0] != known.target:
            rank = top.index(known.target) + 1 if known.target in top else "-"
            first = top[0] if top else "nothing"
            lines.append(f"{known.kind}: {known.text}: {known.target} at {rank}, first {first}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
