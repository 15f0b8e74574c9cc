"""What of a report stands in others as well: where and how much, for its page; and on a page of its
own the passages, with what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

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
class CopyLine:
    """A section that stands in another report: its heading, and the share of it that does in
    percent; ``passages`` leads to the words."""

    label: str
    url: str
    heading: str
    percent: int
    passages: str


@dataclass(frozen=True, slots=True)
class CopyView:
    """The same with both headings and the passages as this report prints them, cut short
    (``cut``)."""

    anchor: str
    label: str
    url: str
    heading: str
    other_heading: str
    percent: int
    passages: tuple[tuple[Part, ...], ...]
    cut: bool


Copy = TypeVar("Copy", CopyLine, CopyView)


@dataclass(frozen=True, slots=True)
class Copied(Generic[Copy]):
    """Sections found in the same body's other years, and in other bodies' reports."""

    years: tuple[Copy, ...] = ()
    bodies: tuple[Copy, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.years or self.bodies)


@dataclass(frozen=True, slots=True)
class _Links:
    """What was found of a report, of its body's other years and of other bodies, the most text
    first; ``summaries`` of the others."""

    kinds: tuple[Sequence[Alike], Sequence[Alike]]
    summaries: Mapping[str, ReportSummary]


def _links(conn: Connection, record: ReportRecord) -> _Links:
    links = reuse.of(conn, record.id)
    summaries = reports.summaries(conn, {link.other_report_id for link in links})
    kinds: tuple[list[Alike], list[Alike]] = [], []
    for link in links:
        other = summaries.get(link.other_report_id)
        if other is not None and link.section < len(record.report.sections):
            same = record.agency_id is not None and other.agency_id == record.agency_id
            kinds[not same].append(link)
    return _Links((kinds[0][:MOST], kinds[1][:MOST]), summaries)


def copied_lines(conn: Connection, record: ReportRecord) -> Copied[CopyLine]:
    """The block of a report's page, the most text first: where it stands, not yet the words,
    which have to be found anew in both texts."""
    found = _links(conn, record)
    page = f"/reports/{record.id}/copied"

    def line(link: Alike) -> CopyLine:
        other = found.summaries[link.other_report_id]
        return CopyLine(
            label=_label(other),
            url=address(f"/reports/{other.id}"),
            heading=_heading(record.report.sections[link.section]),
            percent=_percent(link),
            passages=f"{address(page)}#{_anchor(link)}",
        )

    years, bodies = found.kinds
    return Copied(tuple(map(line, years)), tuple(map(line, bodies)))


def copied_view(conn: Connection, record: ReportRecord) -> Copied[CopyView]:
    """The page of passages."""
    found = _links(conn, record)
    wanted = {link.other_report_id for links in found.kinds for link in links}
    texts = outlines(conn, wanted)
    mine = _masked(record)

    def views(links: Sequence[Alike]) -> Iterator[CopyView]:
        for link in links:
            outline = texts.get(link.other_report_id)
            if outline and (view := _copy(record, mine, link, found.summaries, outline)):
                yield view

    years, bodies = found.kinds
    return Copied(tuple(views(years)), tuple(views(bodies)))


def _anchor(link: Alike) -> str:
    return f"c{link.section}-{link.other_report_id}"


def _percent(link: Alike) -> int:
    return max(1, round(100 * link.similarity))


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
    if link.other_section >= len(outline.sections):
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
        anchor=_anchor(link),
        label=_label(other),
        url=address(f"/reports/{other.id}"),
        heading=_heading(section),
        other_heading=_heading(theirs),
        percent=_percent(link),
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
