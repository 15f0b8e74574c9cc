"""The page of one cell: its print, what it was read as, where it stands, its row, the checks that
look at it, the same cell over the years, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.beside import CellOfYear
from archive.corrections import Correction
from archive.records import ReportRecord
from portal import cell_words, words
from portal.addresses import address
from portal.citing import CitationView, citation
from portal.errors import NotHeld
from portal.explanations import Explanation, column_anchor, explanation, row_anchor
from portal.findings import FindingView, about_cell
from portal.language import gettext as _
from portal.tables import CAPTIONS
from reports.forms import FORMS, Column, Row
from reports.model import Cell, Place


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell in two lines: its anchor, its name, and what was read there."""

    key: str
    name: str
    read: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A cell of the same row, ``label`` as the form prints it and ``meaning`` in the language of
    the page; ``printed`` is "" where nothing is printed."""

    label: str
    meaning: str
    url: str
    printed: str
    state: str
    current: bool


@dataclass(frozen=True, slots=True)
class YearValue:
    """The cell in another year; ``url`` leads to it there. ``breaks``: the form is another than
    the year before, and counts may not mean the same. ``state`` is None where its form has none."""

    year: str
    url: str
    form: str
    printed: str
    state: str | None
    current: bool
    breaks: bool


@dataclass(frozen=True, slots=True)
class CorrectedView:
    """That a person corrected the cell: what we had read there, why it is otherwise, and when."""

    read: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """All that the page of a cell shows; ``key`` is its anchor, ``state`` as in `Cell`."""

    key: str
    report_id: str
    heading: str
    table: str
    row: str
    column: str
    printed: str
    state: str
    state_words: str
    read: str
    place: str
    box: str
    origin: str
    corrected: CorrectedView | None
    neighbours: tuple[Neighbour, ...]
    findings: tuple[FindingView, ...]
    years: tuple[YearValue, ...]
    explanations: tuple[Explanation, ...]
    cite: CitationView


def find(record: ReportRecord, key: str) -> tuple[Cell, Row, Column]:
    """The cell of that key. NotHeld when the report's form has none."""
    form = FORMS.get(record.report.form or "")
    for cell in record.report.cells if form else ():
        if cell.key == key and form:
            row = form.row(cell.table, cell.row)
            return cell, row, next(c for c in row.columns if c.id == cell.column)
    raise NotHeld(_("这份年报的表格里没有这一格。"))


def cell_named(record: ReportRecord, key: str) -> CellName | None:
    """That cell in short; None when the report's form has none."""
    form = FORMS.get(record.report.form or "")
    if form is None or all(cell.key != key for cell in record.report.cells):
        return None
    cell, row, column = find(record, key)
    stands = cell.raw if cell.state in ("number", "mark") else _(cell_words.STATES[cell.state])
    return CellName(key, cell_words.cell_name(row, column), stands or "")


def cell_page(
    record: ReportRecord,
    key: str,
    years: Sequence[CellOfYear],
    corrections: Sequence[Correction] = (),
) -> CellPage:
    """The page of a cell; ``years`` are the agency's reports with the same cell, ``corrections``
    those that hold at the report's address."""
    cell, row, column = find(record, key)
    report = record.report
    return CellPage(
        key=key,
        report_id=record.id,
        heading=words.report_name(report.agency, report.year),
        table=_(CAPTIONS[cell.table]),
        row=row.label,
        column=column.label,
        printed=cell.raw or "",
        state=cell.state,
        state_words=_(cell_words.STATES[cell.state]),
        read=cell_words.value(cell),
        place=cell_words.place(cell.at),
        box=_box(cell.at),
        origin=_(cell_words.ORIGINS[cell.origin]),
        corrected=_corrected(cell, corrections),
        neighbours=tuple(_neighbour(record, cell, row, other) for other in row.columns),
        findings=about_cell(record, key),
        years=_years(record.id, key, years),
        explanations=(
            explanation(row_anchor(cell.table, cell.row)),
            explanation(column_anchor(cell.table, cell.column)),
        ),
        cite=citation(record, cell),
    )


def _corrected(cell: Cell, corrections: Sequence[Correction]) -> CorrectedView | None:
    said = next((one for one in corrections if one.name == cell.key), None)
    if said is None or cell.origin != "correction":
        return None
    return CorrectedView((said.read or {}).get("raw") or "", said.reason, words.local_day(said.at))


def _neighbour(record: ReportRecord, cell: Cell, row: Row, column: Column) -> Neighbour:
    other = record.report.cell(cell.table, row.id, column.id)
    return Neighbour(
        label=column.label.rpartition("·")[2],
        meaning=_(column.label).rpartition("·")[2].strip(),
        url=address(f"/reports/{record.id}/cells/{cell.table}.{row.id}.{column.id}"),
        printed=(other.raw or "") if other else "",
        state=other.state if other else "missing",
        current=column.id == cell.column,
    )


def _years(report_id: str, key: str, years: Sequence[CellOfYear]) -> tuple[YearValue, ...]:
    found: list[YearValue] = []
    before: str | None = None
    for year in years:
        path = f"/reports/{year.report_id}"
        found.append(
            YearValue(
                year=str(year.year),
                url=address(f"{path}/cells/{key}" if year.state else path),
                form=words.value_name("form", year.form) if year.form else "",
                printed=year.raw or "",
                state=year.state,
                current=year.report_id == report_id,
                breaks=bool(found) and year.form != before,
            )
        )
        before = year.form
    return tuple(found)


def _box(at: Place | None) -> str:
    """The box on a PDF's page, in points from its upper left corner."""
    if at is None or at.box is None:
        return ""
    left, top, right, bottom = (f"{edge:.0f}" for edge in at.box)
    return _(
        "左 %(left)s、上 %(top)s、右 %(right)s、下 %(bottom)s（点）",
        left=left, top=top, right=right, bottom=bottom,
    )  # fmt: skip
