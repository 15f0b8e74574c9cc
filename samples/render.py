"""Pages of the sample site: HTML through the templates, and the plain-text attachment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from samples.corpus import SampleReport
from samples.prose import SampleSection
from samples.tables import Rows, annex_table, form_table

_LONGEST_ANCHOR = 26


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("samples"),
        autoescape=True,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    environment.filters["chinese_date"] = chinese_date
    environment.filters["cut_years"] = _cut_years
    environment.filters["shorten"] = _shorten
    return environment


def page(template: str, context: Mapping[str, Any]) -> str:
    """A page from ``templates/<template>.html``."""
    return _environment().get_template(f"{template}.html").render(**context)


def report_tables(report: SampleReport) -> dict[str, Rows]:
    """The printed tables of a report by the heading of the section they stand in."""
    tables = {section.heading: _table(report, section) for section in report.sections}
    return {heading: rows for heading, rows in tables.items() if rows}


def _table(report: SampleReport, section: SampleSection) -> Rows:
    if section.table:
        return form_table(report, section.table)
    return annex_table(section.annex) if section.annex else []


def text(report: SampleReport) -> str:
    """A report as a plain-text file: a paragraph a line, table cells parted by tabs."""
    published = f"发布日期：{chinese_date(report.published_on)}　索引号：{report.index_number}"
    lines = [report.title, published, "", report.opening, ""]
    tables = report_tables(report)
    for section in report.sections:
        lines += [section.heading, "", *section.paragraphs, ""]
        lines += table_lines(tables.get(section.heading, []))
        lines.append("")
    if report.drafted_on:
        lines += [report.agency, chinese_date(report.drafted_on)]
    return "\r\n".join(lines) + "\r\n"


def table_lines(rows: Rows) -> list[str]:
    """A table as lines of cells parted by tabs: the grid with the text of a spanning cell at its first place and blanks at the others."""
    width = sum(cell.colspan for cell in rows[0]) if rows else 0
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    for y, row in enumerate(rows):
        for cell in row:
            x = grid[y].index(None)
            for below in range(y, y + cell.rowspan):
                grid[below][x : x + cell.colspan] = [""] * cell.colspan
            grid[y][x] = cell.text
    return ["\t".join(value or "" for value in line) for line in grid]


def chinese_date(day: date | str) -> str:
    """A date as Chinese prose writes it, without leading noughts."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日"


def _cut_years(value: str, cut: object) -> Markup:
    """Years cut over two spans, as word processors leave them, when ``cut``."""
    safe = str(escape(value))
    if cut:
        safe = safe.replace("年度", "</span><span>年度").replace("统计", "</span><span>统计")
        safe = f"<span>{safe}</span>".replace("20", "20</span><span>", 1)
    return Markup(safe)  # noqa: S704 - escaped above


def _shorten(title: str) -> str:
    """Anchor text as lists print it: long titles end in dots, the whole is in ``title``."""
    return title if len(title) <= _LONGEST_ANCHOR else title[: _LONGEST_ANCHOR - 1] + "…"
