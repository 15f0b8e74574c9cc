"""Made-up reports by the hundred thousand, 3,000 characters and more each, for the benchmarks.

Each is a report of `samples.corpus` with paragraphs of particulars and a list of files. What
must be hard to tell apart is near: a body says much the same every year with other names and
numbers, bodies of one kind share their prose, places share names or changed them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from samples.agencies import Agency
from samples.bodies import Body, agencies, bodies
from samples.corpus import SampleReport, of_agency
from samples.dice import dice
from samples.names import Teller, gazetteer, sentences
from samples.render import report_tables, table_lines

SEED = 2024
LEAST = 3_000  # characters of a body text


@dataclass(frozen=True, slots=True)
class LongReport:
    """A report with its body and its whole text: title, agency, sections, tables as lines of
    cells parted by tabs. ``particulars`` are the paragraphs no other report has."""

    report: SampleReport
    body: Body
    text: str
    particulars: tuple[str, ...]


def long_reports(count: int, seed: int = SEED) -> Iterator[LongReport]:
    """``count`` reports, body by body; more begin with the same ones."""
    return islice((made for body in bodies(seed) for made in of_body(body, seed)), count)


def of_body(body: Body, seed: int = SEED) -> Iterator[LongReport]:
    """The reports of a body, year by year, under the names it bore."""
    for agency, years in agencies(body):
        for report in of_agency(agency, years, seed):
            yield _lengthened(report, agency, body, seed)


def _lengthened(report: SampleReport, agency: Agency, body: Body, seed: int) -> LongReport:
    source = dice(seed, body.slug, report.year, "particulars")
    stem = agency.place[:-1] if len(agency.place) > 2 else agency.place
    teller = Teller(
        gazetteer(body.code, seed), stem + agency.type[:2], body.code, report.year, source
    )  # fmt: skip
    own = list(sentences(body.kind.bank))
    dice(seed, body.slug, "order").shuffle(own)  # the same every year: twins
    lines = _lines(report)
    missing = LEAST - sum(map(len, lines)) - len(lines)
    told: list[str] = []
    for sentence in own * 3:
        if missing <= 0 and len(told) >= 6:
            break
        told.append(teller.tell(sentence))
        missing -= len(told[-1]) + 1
    lines += ["附：事项与文件目录", *told]
    return LongReport(report, body, "\n".join(lines), tuple(told))


def _lines(report: SampleReport) -> list[str]:
    tables = report_tables(report)
    lines = [report.title, report.agency, report.opening]
    for section in report.sections:
        lines += [section.heading, *section.paragraphs]
        lines += table_lines(tables.get(section.heading, []))
    return lines
