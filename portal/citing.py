"""What the portal cites: a report as it holds it, or one cell of it, made into both citations."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import ReportRecord
from portal.addresses import absolute
from portal.citation import Cited, bibtex, gbt7714
from portal.security import web_address
from reports.forms import FORMS
from reports.model import Cell


@dataclass(frozen=True, slots=True)
class CitationView:
    """Both citations, ready to be copied, and the address that they name."""

    gbt7714: str
    bibtex: str
    url: str


def citation(record: ReportRecord, cell: Cell | None = None) -> CitationView:
    """The citation of a report or of a cell, with the address that leads to it in Chinese: what
    is cited is the Chinese report, on whatever page one stands."""
    report = record.report
    url = absolute(f"/reports/{record.id}") + (f"#{cell.key}" if cell else "")
    key = f"nianbao-{record.id}" + (f"-{cell.key.replace('.', '-')}" if cell else "")
    cited = Cited(
        key=key,
        agency=report.agency,
        title=report.title,
        year=report.year,
        published=report.published_on,
        archived=record.snapshot.fetched_at,
        url=url,
        source=web_address(record.snapshot.url),
        sha256=record.snapshot.sha256,
        cell=_named(record, cell) if cell else None,
    )
    return CitationView(gbt7714(cited), bibtex(cited), url)


def _named(record: ReportRecord, cell: Cell) -> str:
    """The cell by its printed labels, and what is printed there."""
    form = FORMS[record.report.form or ""]
    row = form.row(cell.table, cell.row)
    label = next(column.label for column in row.columns if column.id == cell.column)
    printed = {"blank": "（空白）", "missing": "（原文缺此格）"}.get(cell.state, cell.raw or "")
    return f"{row.label.split('（区分')[0]}·{label}：{printed}"
