"""The tables of the speed benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.peers.asked import FACETS, KINDS, Answer, Asked
from benchmarks.peers.measured import Found, Run, percentile

Runs = Mapping[Run, Found]
_FED_WORDS = ("tantivy", "fts5")


def building(runs: Runs, cutting: float) -> None:
    """Rates, sizes and memory; ``cutting`` is the reports a second that are cut into words."""
    print(f"\nwords are cut at {cutting:.0f} reports/s on one core")
    print(
        f"{'build, one core':18} {'reports/s':>10} {'+ cutting':>10} {'by clock':>9} {'MB':>8} {'peak':>6}"
    )
    for run, found in runs.items():
        if run.engine == "product":
            continue
        rate, by_clock = run.count / found.built["cpu"], run.count / found.built["seconds"]
        whole = 1 / (1 / rate + 1 / cutting) if run.engine in _FED_WORDS else rate
        size, peak = found.built["size"], found.built["peak"]
        print(f"{run.name:18} {rate:10.1f} {whole:10.1f} {by_clock:9.1f} {size:8.1f} {peak:6.0f}")


def several(run: Run, took: Mapping[str, float], cores: int) -> None:
    """The rate on several cores, by the clock."""
    print(f"{run.name} on {cores} cores: {run.count / took['seconds']:.1f} reports/s by the clock")


def reading(runs: Runs) -> None:
    """Memory of readers after all queries, and cold starts."""
    print(f"\n{'reader':18} {'RSS MB':>8} {'own MB':>8} {'cold, 1 word':>14} {'3 words':>10}")
    for run, found in runs.items():
        own, whole = found.memory["RssAnon"], found.memory["VmRSS"]
        times = f"{found.cold[1]:11.1f} ms {found.cold[3]:7.1f} ms"
        print(f"{run.name:18} {whole:8.0f} {own:8.0f} {times}")


def times(runs: Runs, asked: Sequence[Asked]) -> None:
    """Milliseconds by kind and over all: queries asked again, those never asked before, and many
    at once."""
    for kind in (*KINDS, "all"):
        own = [number for number, query in enumerate(asked) if kind in {query.kind, "all"}]
        print(f"\n{kind:18} {'p50 ms':>9} {'p95':>9} {'best p95':>9} {'new p50':>9} {'p95':>9}")
        for run, found in runs.items():
            typical, best = found.typical(), found.best()
            new = [took for name, took in found.new if kind in {name, "all"}]
            columns = [
                percentile((typical[n] for n in own), 0.5),
                percentile((typical[n] for n in own), 0.95),
                percentile((best[n] for n in own), 0.95),
                percentile(new, 0.5),
                percentile(new, 0.95),
            ]
            print(f"{run.name:18}" + "".join(f" {value:9.2f}" for value in columns))
    print(f"\n{'20 at once':18} {'p50 ms':>9} {'p95 ms':>9} {'queries/s':>10}")
    for run, found in runs.items():
        took = found.crowd["ms"]
        rate = len(took) / found.crowd["seconds"]
        shown = f"{percentile(took, 0.5):9.2f} {percentile(took, 0.95):9.2f} {rate:10.1f}"
        print(f"{run.name:18} {shown}")


def agreement(runs: Runs, asked: Sequence[Asked]) -> None:
    """Where totals, or the counts of facets, differ from ours of the same size. The product counts
    a facet without its own selection, so the facets that narrow a query are not compared."""
    print("\nsame totals and facet counts as ours (words), of that size")
    for run, found in runs.items():
        ours = runs.get(Run("ours", run.count))
        if ours is None or run.engine == "ours":
            continue
        unlike = [
            (query, theirs, own)
            for query, theirs, own in zip(asked, found.answers, ours.answers, strict=True)
            if not _same(query, theirs, own)
        ]
        print(f"{run.name:18} {len(asked) - len(unlike)} of {len(asked)}")
        for query, theirs, own in unlike[:3]:
            mark = '"' if query.phrase else ""
            words = f"{mark}{' '.join(query.words)}{mark}"
            print(f"    {query.kind}: {words}: {theirs.total}, ours {own.total}")


def _same(asked: Asked, theirs: Answer, own: Answer) -> bool:
    compared = [name for name in FACETS if getattr(asked, name) is None]
    return theirs.total == own.total and all(
        dict(theirs.facets[name]) == dict(own.facets[name]) for name in compared
    )


def fuzz(run: Run, found: Mapping[str, Any]) -> None:
    """What came of queries that nobody means."""
    print(
        f"\nfuzz, {run.name}: {found['asked']} queries, {found['hits']} with hits, "
        f"{found['sentences']} refused in a sentence; slowest {found['ms']:.0f} ms by the clock, "
        f"{found['cpu']:.0f} ms of the processor: {found['text']}"
    )


def ratios(runs: Runs, asked: Sequence[Asked], cutting: float) -> None:
    """Ours beside Tantivy, stock Whoosh beside ours, and the growth of each."""
    print("\nratios of p95 over all kinds: queries asked again (best of rounds); new queries")
    for run, found in runs.items():
        ours = runs.get(Run("ours", run.count))
        if run.engine == "tantivy" and ours:
            _ratio(f"ours / {run.name}", ours, found)
            _by_kind(ours, found, asked)
            rate = found.built["cpu"] / ours.built["cpu"]
            print(f"  build rate, ours / tantivy fed words: {rate:.2f}")
            whole = (found.built["cpu"] + run.count / cutting) / ours.built["cpu"]
            print(f"  build rate, ours / tantivy with the cutting of words: {whole:.2f}")
        if run.engine == "stock" and ours:
            _ratio(f"{run.name} / ours", found, ours)
            _by_kind(found, ours, asked)
            rate = found.built["cpu"] / ours.built["cpu"]
            print(f"  build rate, ours / stock: {rate:.1f}")
    _growth(runs)


def _ratio(name: str, over: Found, under: Found) -> None:
    pairs = [
        (over.typical(), under.typical()),
        (over.best(), under.best()),
        ([took for _, took in over.new], [took for _, took in under.new]),
    ]
    typical, best, new = (percentile(one, 0.95) / percentile(other, 0.95) for one, other in pairs)
    print(f"{name}: {typical:.2f} ({best:.2f}); new {new:.2f}")


def _by_kind(over: Found, under: Found, asked: Sequence[Asked]) -> None:
    one, other = over.typical(), under.typical()
    shown = []
    for kind in KINDS:
        own = [number for number, query in enumerate(asked) if query.kind == kind]
        first, second = (percentile([times[n] for n in own], 0.95) for times in (one, other))
        shown.append(f"{kind} {first / second:.2f}")
    print(f"  by kind: {', '.join(shown)}")


def _growth(runs: Runs) -> None:
    sizes: dict[str, list[Run]] = {}
    for run in runs:
        sizes.setdefault(run.engine, []).append(run)
    for engine, several in sizes.items():
        several.sort(key=lambda run: run.count)
        for before, after in pairwise(several):
            times = [percentile(runs[run].typical(), 0.95) for run in (before, after)]
            grown = times[1] / times[0]
            print(
                f"growth of {engine} p95, {before.count} to {after.count} reports "
                f"(x{after.count / before.count:.1f}): x{grown:.2f}"
            )
