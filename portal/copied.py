"""What of a report stands in others as well, for its page: where, how much, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from archive import reports, reuse
from archive.prints import Outline, outlines
from archive.records import ReportRecord, ReportSummary
from archive.reuse import Alike
from portal import words
from portal.addresses import address
from portal.language import gettext as _
from reports.masked import Masked, mask, own_names
from reports.model import Section
from reports.passages import Part, printed, shared_passages

MOST = 5
"""Most reports of one kind (other years, other bodies) that a page names."""

_MOST_PRINTED = 1_000  # characters of a section's passages; the rest is told by its share


@dataclass(frozen=True, slots=True)
class CopyView:
    """A section that stands in another report: both headings, the share of it that does in
    percent, and the passages as this report prints them, cut short (``cut``)."""

    label: str
    url: str
    heading: str
    other_heading: str
    percent: int
    passages: tuple[tuple[Part, ...], ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class CopiedView:
    """Sections found in the same body's other years, and in other bodies' reports."""

    years: tuple[CopyView, ...] = ()
    bodies: tuple[CopyView, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.years or self.bodies)


def copied_view(conn: Connection, record: ReportRecord) -> CopiedView:
    """The block of a report's page, the most text first."""
    links = reuse.of(conn, record.id)
    summaries = reports.summaries(conn, {link.other_report_id for link in links})
    kinds: tuple[list[Alike], list[Alike]] = [], []
    for link in links:
        other = summaries.get(link.other_report_id)
        if other is not None:
            same = record.agency_id is not None and other.agency_id == record.agency_id
            kinds[not same].append(link)
    shown = [link for links in kinds for link in links[:MOST]]
    texts = outlines(conn, {link.other_report_id for link in shown})
    mine = _masked(record)

    def views(links: list[Alike]) -> Iterator[CopyView]:
        for link in links[:MOST]:
            outline = texts.get(link.other_report_id)
            if outline and (view := _copy(record, mine, link, summaries, outline)):
                yield view

    return CopiedView(*(tuple(views(links)) for links in kinds))


def _masked(record: ReportRecord) -> Callable[[int], Masked]:
    """The report's masked section at a place, made once."""
    report = record.report
    names = own_names(report.agency, report.region)
    return cache(lambda place: mask(report.sections[place].text, names))


def _copy(
    record: ReportRecord,
    mine: Callable[[int], Masked],
    link: Alike,
    summaries: Mapping[str, ReportSummary],
    outline: Outline,
) -> CopyView | None:
    """None when one of them has been read anew and has no such passage any more."""
    report, other = record.report, summaries[link.other_report_id]
    if link.section >= len(report.sections) or link.other_section >= len(outline.sections):
        return None
    section, theirs = report.sections[link.section], outline.sections[link.other_section]
    one = mine(link.section)
    two = mask(theirs.text, own_names(outline.agency, outline.region))
    passages, length = [], 0
    found = shared_passages(one, two)
    for passage in found:
        if length >= _MOST_PRINTED:
            break
        parts = tuple(_cut(printed(passage, one, section.text, two, theirs.text), _MOST_PRINTED))
        length += sum(len(part.text) for part in parts)
        passages.append(parts)
    if not found:
        return None
    return CopyView(
        label=_label(other),
        url=address(f"/reports/{other.id}"),
        heading=_heading(section),
        other_heading=_heading(theirs),
        percent=max(1, round(100 * link.similarity)),
        passages=tuple(passages),
        cut=length >= _MOST_PRINTED,
    )


def _cut(parts: Iterable[Part], most: int) -> Iterator[Part]:
    left = most
    for part in parts:
        if left <= 0:
            return
        yield Part(part.text[:left], part.other)
        left -= len(part.text)


def _heading(section: Section) -> str:
    return section.heading or _("开头部分")


def _label(other: ReportSummary) -> str:
    return words.report_name(other.agency, other.year)
