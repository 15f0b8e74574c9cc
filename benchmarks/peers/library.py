"""The corpus of the search benchmarks, made once for a folder and read back as a stream.

::

    <folder>/
        reports-<seed>-<chunk>.pickle.gz                500 `ReportDocument` each, about
        words-<seed>-<dictionary>-<chunk>.pickle.gz     the same as `Words`: what peers are fed
"""

from __future__ import annotations

import gzip
import itertools
import math
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from indexer.analysis import Segmenter, normal, segmenter, word_texts
from indexer.dictionary import build
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


def worded(report: ReportDocument, segment: Segmenter) -> Words:
    """The report as words, cut as the index cuts them."""
    texts = (report.title, report.agency or "", report.body)
    title, agency, body = (" ".join(word_texts(normal(text), segment)) for text in texts)
    assert report.year
    assert report.agency_type
    assert report.published_on
    return Words(
        report.id, title, agency, body, report.year, int(report.region_codes[0]),
        report.agency_type, report.published_on.toordinal(),
    )  # fmt: skip


def prepare(folder: Path, count: int, seed: int = SEED, processes: int = 2) -> None:
    """Makes what the folder lacks of the first ``count`` reports."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(enumerate(islice(_chunks(seed), -(-count // _CHUNK))))
    lacking = [item for item in wanted if not _words(folder, seed, item[0]).exists()]
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
    reports, segment = _reports(folder, seed, number), segmenter()
    if not reports.exists():
        _save(reports, [document(made) for body in chunk for made in of_body(body, seed)])
    cut = [worded(report, segment) for report in _load(reports)]
    _save(_words(folder, seed, number), cut)


def _save(path: Path, values: list[Any]) -> None:
    fresh = path.with_suffix(".new")
    with gzip.open(fresh, "wb", compresslevel=1) as file:
        pickle.dump(values, file)
    fresh.rename(path)


def _load(path: Path) -> list[Any]:
    with gzip.open(path, "rb") as file:
        values: list[Any] = pickle.load(file)
    return values


def _reports(folder: Path, seed: int, number: int) -> Path:
    return folder / f"reports-{seed}-{number:04}.pickle.gz"


def _words(folder: Path, seed: int, number: int) -> Path:
    return folder / f"words-{seed}-{_digest()}-{number:04}.pickle.gz"


@cache
def _digest() -> str:
    """Of the dictionary that an index has whose rebuild was given no agencies."""
    return build(()).digest


def read_reports(folder: Path, count: int, seed: int = SEED) -> Iterator[ReportDocument]:
    """The first ``count`` reports of a folder that was prepared."""
    return islice(_read(lambda number: _reports(folder, seed, number)), count)


def read_words(folder: Path, count: int, seed: int = SEED) -> Iterator[Words]:
    """The same as words."""
    return islice(_read(lambda number: _words(folder, seed, number)), count)


def _read(named: Callable[[int], Path]) -> Iterator[Any]:
    for number in itertools.count():
        if not named(number).exists():
            return
        yield from _load(named(number))
