"""The report page as values: title block, sections with their tables, findings, provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.beside import BesideReport
from archive.records import ReportRecord, ReportSummary
from portal import words
from portal.addresses import address
from portal.findings import FindingView, doubted, failing
from portal.language import gettext as _
from portal.links import Link, searches
from portal.provenance import SnapshotView, snapshot_view
from portal.tables import CAPTIONS, FormTable, form_tables
from reports import divisions
from reports.model import TABLES, AnnualReport, Section, TableKind

_SECTION_TABLE: Mapping[int, TableKind] = {2: "proactive", 3: "requests", 4: "remedies"}
_LAST_SECTION = 6
_WIDEST_GAP = 20  # years; a year misread by a century would fill the page


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section: a paragraph, or a table. ``rows`` are a table's rows as printed;
    with ``table`` they stand behind the table of the form that was read from them."""

    text: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    table: FormTable | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its anchor; ``heading`` is None for what stands before the first, and ours
    where the document has lost the section's own (``printed`` is false)."""

    anchor: str
    heading: str | None
    blocks: tuple[Block, ...]
    printed: bool = True


@dataclass(frozen=True, slots=True)
class YearView:
    """A year of the agency's; ``url`` is None where no report of it is held."""

    label: str
    url: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that the report page shows."""

    id: str
    heading: str
    agency: str | None
    agency_id: str | None
    year: int | None
    title: str | None
    facts: tuple[str, ...]
    crumbs: tuple[Link, ...]
    years: tuple[YearView, ...]
    older: YearView | None
    newer: YearView | None
    beside: tuple[Link, ...]
    sections: tuple[SectionView, ...]
    findings: tuple[FindingView, ...]
    passed: int
    not_assessable: int
    issues: int
    revisions: int
    snapshot: SnapshotView
    copies: tuple[SnapshotView, ...]

    @property
    def faults(self) -> int:
        """How many findings are more than worth a look."""
        return sum(finding.is_fault and not finding.misread for finding in self.findings)

    def findings_of(self, table: str) -> tuple[FindingView, ...]:
        """The failing findings that look at a cell of that table, our own misreadings left out."""
        return tuple(f for f in self.findings if table in f.tables and not f.misread)


def report_view(
    record: ReportRecord, others: Sequence[ReportSummary], beside: Sequence[BesideReport] = ()
) -> ReportView:
    """The page of a report; ``others`` are all reports of its agency, this one among them, and
    ``beside`` those of like bodies next door."""
    report = record.report
    years = _years(record.id, others)
    held = [year for year in years if year.url]
    here = next((index for index, year in enumerate(held) if year.current), None)
    return ReportView(
        id=record.id,
        heading=words.report_name(report.agency, report.year),
        agency=report.agency,
        agency_id=record.agency_id,
        year=report.year,
        title=report.title,
        facts=_facts(report),
        crumbs=searches(divisions.region_codes(report.region.code)) if report.region else (),
        years=years,
        older=held[here - 1] if here else None,
        newer=held[here + 1] if here is not None and here + 1 < len(held) else None,
        beside=tuple(Link(other.agency, address(f"/reports/{other.id}")) for other in beside),
        sections=_sections(record),
        findings=failing(record),
        passed=sum(finding.status == "pass" for finding in report.findings),
        not_assessable=sum(finding.status == "not_assessable" for finding in report.findings),
        issues=len(report.issues),
        revisions=len(record.revisions),
        snapshot=snapshot_view(record.snapshot),
        copies=tuple(map(snapshot_view, record.copies)),
    )


def _years(report_id: str, others: Sequence[ReportSummary]) -> tuple[YearView, ...]:
    """The years in order, those between two of which nothing is held among them."""
    known = sorted((other.year, other.id) for other in others if other.year is not None)
    years = [YearView(str(y), address(f"/reports/{id_}"), id_ == report_id) for y, id_ in known]
    found = years[:1]
    for (before, _older), (year, _newer), view in zip(known, known[1:], years[1:], strict=False):
        between = range(before + 1, year) if year - before <= _WIDEST_GAP else ()
        found += [YearView(str(gap), None) for gap in between]
        found.append(view)
    return tuple(found)


def _facts(report: AnnualReport) -> tuple[str, ...]:
    published, drafted = report.published_on, report.drafted_on
    facts = (
        _(report.agency_type) if report.agency_type else None,
        words.value_name("level", report.agency_level) if report.agency_level else None,
        words.value_name("form", report.form) if report.form else None,
        _("%(day)s公布", day=words.local_day(published)) if published else None,
        _("%(day)s成文", day=words.local_day(drafted)) if drafted else None,
        _("索引号 %(number)s", number=report.index_number) if report.index_number else None,
    )
    return tuple(fact for fact in facts if fact)


def _sections(record: ReportRecord) -> tuple[SectionView, ...]:
    """Every section in printed order, each table of the form in its own."""
    report = record.report
    tables = form_tables(report, doubted(record))
    views: list[SectionView] = []
    used: set[str] = set()
    for index, section in enumerate(report.sections, start=1):
        anchor = f"s{section.number}"
        table = None
        if section.number is None or anchor in used:
            anchor = f"x{index}"
        elif section.number in _SECTION_TABLE:
            table = tables.pop(_SECTION_TABLE[section.number], None)
        used.add(anchor)
        blocks = tuple(_blocks(section, table))
        if blocks or section.heading:
            views.append(SectionView(anchor, section.heading, blocks))
    for kind in TABLES:
        if kind in tables:
            _insert(views, tables[kind])
    return tuple(views)


def _insert(views: list[SectionView], table: FormTable) -> None:
    """Puts a table whose own section was not printed where that section would have stood."""
    number = next(n for n, kind in _SECTION_TABLE.items() if kind == table.kind)
    later = [f"s{n}" for n in range(number + 1, _LAST_SECTION + 1)]
    at = next((i for i, view in enumerate(views) if view.anchor in later), len(views))
    blocks = (Block(table=table),)
    views.insert(at, SectionView(f"t-{table.kind}", CAPTIONS[table.kind], blocks, printed=False))


def _blocks(section: Section, table: FormTable | None) -> Iterator[Block]:
    """Paragraphs and tables in printed order; the form's table stands where the first printed
    row stood, with all rows of the section behind it."""
    lines = [line for line in section.text.split("\n") if line.strip()]
    if table is not None:
        rows = tuple(tuple(line.split("\t")) for line in lines if "\t" in line)
        first = next((index for index, line in enumerate(lines) if "\t" in line), len(lines))
        yield from (Block(text=line) for line in lines[:first])
        yield Block(table=table, rows=rows)
        yield from (Block(text=line) for line in lines[first:] if "\t" not in line)
        return
    rows_here: list[tuple[str, ...]] = []
    for line in lines:
        if "\t" in line:
            rows_here.append(tuple(line.split("\t")))
            continue
        if rows_here:
            yield Block(rows=tuple(rows_here))
            rows_here = []
        yield Block(text=line)
    if rows_here:
        yield Block(rows=tuple(rows_here))
