"""What of a report stands in others as well, for its page: where, how much, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import reports, reuse
from archive.prints import Outline, outlines
from archive.records import ReportRecord, ReportSummary
from archive.reuse import Alike
from portal import words
from portal.addresses import address
from portal.language import gettext as _
from reports.masked import mask, own_names
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
    ids = {link.other_report_id for link in links}
    summaries, texts = reports.summaries(conn, ids), outlines(conn, ids)
    years: list[CopyView] = []
    bodies: list[CopyView] = []
    for link in links:
        other, outline = summaries.get(link.other_report_id), texts.get(link.other_report_id)
        if other is None or outline is None:
            continue
        same = record.agency_id is not None and other.agency_id == record.agency_id
        kind = years if same else bodies
        view = _copy(record, link, other, outline) if len(kind) < MOST else None
        if view is not None:
            kind.append(view)
    return CopiedView(tuple(years), tuple(bodies))


def _copy(
    record: ReportRecord, link: Alike, other: ReportSummary, outline: Outline
) -> CopyView | None:
    """None when one of them has been read anew and has no such passage any more."""
    report = record.report
    if link.section >= len(report.sections) or link.other_section >= len(outline.sections):
        return None
    section, theirs = report.sections[link.section], outline.sections[link.other_section]
    one = mask(section.text, own_names(report.agency, report.region))
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
