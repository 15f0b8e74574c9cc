"""How fast the house is, on its own made-up reports: reading, keeping, indexing, searching.

Prints rates and the ratio of each to the slowest step, from one run; the machine matters, the
ratios less. Usage: ``python benchmarks/flow.py [--reports N]``.
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
from collections.abc import Callable
from itertools import islice
from statistics import median

from archive import reports as catalog_reports
from archive.settings import Settings
from archive.snapshots import Arrival, keep_all
from indexer.open import open_engine, open_writer
from indexer.port import ReportQuery
from jobs.context import Context, open_context
from jobs.documents import index_document
from reports.model import Hints
from reports.reader import read
from samples.corpus import generate
from samples.render import text

QUERIES = (
    "信息",
    "政府信息公开",
    "行政处罚 2020",
    '"政府信息公开"',
    "城管 违建",
    "地区:湖北 行政处罚",
)


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Runs every step once on N reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    count = parser.parse_args().reports
    documents = [text(sample).encode() for sample in islice(generate(count, 7), count)]
    with tempfile.TemporaryDirectory() as home, open_context(Settings(home=Path(home))) as context:
        rates = steps(context, documents)
        searches = search(context)
    slowest = min(rates.values())
    print(f"{len(documents)} reports of {sum(map(len, documents)) // len(documents)} bytes")
    for name, rate in rates.items():
        print(f"{name:10} {rate:9.1f} reports/s  {rate / slowest:7.1f}x the slowest step")
    fastest = min(searches.values())
    for query, seconds in searches.items():
        print(f"search {seconds * 1000:8.1f} ms  {seconds / fastest:6.1f}x the fastest  {query}")


def steps(context: Context, documents: list[bytes]) -> dict[str, float]:
    """Reports a second of each step."""
    arrivals = [
        Arrival(url=f"urn:bench:{number}", body=body) for number, body in enumerate(documents)
    ]
    kept = []
    seconds = {
        "keep": timed(lambda: kept.extend(keep_all(context.store, context.catalog, arrivals)))
    }
    read_reports = []
    seconds["read"] = timed(lambda: read_reports.extend(read(body, Hints()) for body in documents))

    def catalog() -> None:
        with context.catalog.begin() as conn:
            for item, report in zip(kept, read_reports, strict=True):
                catalog_reports.save_reading(conn, item.snapshot, report)

    seconds["catalog"] = timed(catalog)

    def index() -> None:
        with context.catalog.read() as conn:
            records = list(catalog_reports.many(conn, catalog_reports.ids(conn)))
        open_writer(context.settings).rebuild(map(index_document, records))

    seconds["index"] = timed(index)
    return {name: len(documents) / took for name, took in seconds.items()}


def search(context: Context) -> dict[str, float]:
    """Median seconds of each query, facets included."""
    engine = open_engine(context.settings)
    found = {}
    for query in QUERIES:
        engine.search(ReportQuery(text=query))
        found[query] = median(
            timed(lambda q=query: engine.search(ReportQuery(text=q))) for _ in range(5)
        )
    return found


if __name__ == "__main__":
    main()
