"""The corpus of the search benchmarks, made once for a folder and read back as a stream.

::

    <folder>/
        reports-<seed>-<chunk>.pickle.gz    500 `ReportDocument` each, about
        words-<seed>-<chunk>.pickle.gz      the same as `Words`: what peers are fed
"""

from __future__ import annotations

import gzip
import math
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from indexer.analysis import normal, words
from indexer.port import ReportDocument
from reports.divisions import region, region_codes
from reports.forms import METRICS
from samples.bodies import Body, bodies
from samples.corpus import SampleReport
from samples.volume import SEED, LongReport, of_body

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A report as words of ours, joined by blanks, with its facets as numbers and names and its
    day of publication."""

    id: str
    title: str
    agency: str
    body: str
    year: int
    province: int
    agency_type: str
    published: int


def document(made: LongReport) -> ReportDocument:
    """The report as the index takes it."""
    report, place = made.report, region(made.report.region_code)
    return ReportDocument(
        id=report.key, title=report.title, agency=report.agency, year=report.year,
        province=place.province, city=place.city, county=place.county,
        region_codes=region_codes(report.region_code), agency_type=report.agency_type,
        agency_level=report.agency_level, form=report.form,
        source_url=f"https://{made.body.slug}.example/{report.year}.html",
        published_on=report.published_on, has_findings=bool(report.failing), body=made.text,
        metrics=_metrics(report),
    )  # fmt: skip


def _metrics(report: SampleReport) -> dict[str, float]:
    """The sums that the metrics name; none where a part is no plain number."""
    found = {}
    for metric in METRICS:
        parts = [text for pattern in metric.cells for text in _printed(report, pattern)]
        numbers = [part.replace(",", "") for part in parts if part]
        if numbers and all(part.replace(".", "", 1).isdecimal() for part in numbers):
            found[metric.id] = math.fsum(map(float, numbers))
    return found


def _printed(report: SampleReport, pattern: str) -> Iterator[str]:
    table, row, column = pattern.split("/")
    if not row.endswith("*"):
        yield report.cells.get(f"{table}.{row}.{column}", "")
        return
    for name, text in report.cells.items():
        if name.startswith(f"{table}.{row[:-1]}") and name.endswith(f".{column}"):
            yield text


def worded(report: ReportDocument) -> Words:
    """The report as words."""
    parts = [_joined(text) for text in (report.title, report.agency or "", report.body)]
    assert report.year
    assert report.agency_type
    assert report.published_on
    return Words(
        report.id, *parts, report.year, int(report.region_codes[0]), report.agency_type,
        report.published_on.toordinal(),
    )  # fmt: skip


def _joined(text: str) -> str:
    return " ".join(word.text for word in words(normal(text)))


def prepare(folder: Path, count: int, seed: int = SEED, processes: int = 2) -> None:
    """Makes what the folder lacks of the first ``count`` reports."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(enumerate(islice(_chunks(seed), -(-count // _CHUNK))))
    lacking = [item for item in wanted if not _path(folder, "words", seed, item[0]).exists()]
    if lacking:
        with get_context("spawn").Pool(processes) as pool:
            for _ in pool.imap_unordered(partial(_write, folder, seed), lacking):
                pass


def _chunks(seed: int) -> Iterator[list[Body]]:
    """Bodies that have at least so many reports together."""
    chunk: list[Body] = []
    for body in bodies(seed):
        chunk.append(body)
        if sum(len(body.years) for body in chunk) >= _CHUNK:
            yield chunk
            chunk = []


def _write(folder: Path, seed: int, item: tuple[int, list[Body]]) -> None:
    number, chunk = item
    made = [document(report) for body in chunk for report in of_body(body, seed)]
    for kind, values in (("reports", made), ("words", [worded(report) for report in made])):
        target = _path(folder, kind, seed, number)
        fresh = target.with_suffix(".new")
        with gzip.open(fresh, "wb", compresslevel=1) as file:
            pickle.dump(values, file)
        fresh.rename(target)


def _path(folder: Path, kind: str, seed: int, number: int) -> Path:
    return folder / f"{kind}-{seed}-{number:04}.pickle.gz"


def read_reports(folder: Path, count: int, seed: int = SEED) -> Iterator[ReportDocument]:
    """The first ``count`` reports of a folder that was prepared."""
    return islice(_read(folder, "reports", seed), count)


def read_words(folder: Path, count: int, seed: int = SEED) -> Iterator[Words]:
    """The same as words."""
    return islice(_read(folder, "words", seed), count)


def _read(folder: Path, kind: str, seed: int) -> Iterator[Any]:
    number = 0
    while (path := _path(folder, kind, seed, number)).exists():
        with gzip.open(path, "rb") as file:
            yield from pickle.load(file)
        number += 1
