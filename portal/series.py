"""Headline figures of one body over the years: a table, two charts, and where forms differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.records import ReportSummary
from portal import addresses, words
from portal.charts import Chart, Line, line_chart
from portal.language import gettext as _
from portal.metrics import anchor, carries_over, metric_name, metric_short, shown
from reports.forms import METRICS

_REQUESTS = ("received", "handled", "refused")
_REMEDIES = ("reconsiderations", "suits")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the address of the cell that prints it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Year:
    """A column: ``url`` is None of a year that is not held, ``broken`` where the form differs from
    that of the year before."""

    year: int
    form: str | None
    url: str | None
    broken: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A figure over the years: None where the report does not state it, or is not held."""

    metric: str
    label: str
    carries: bool
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """All of it; ``broken`` when two forms meet in it."""

    years: tuple[Year, ...]
    rows: tuple[Row, ...]
    charts: tuple[Chart, ...]
    broken: bool


def series(
    held: Sequence[ReportSummary], stated: Mapping[str, Mapping[str, Decimal]], name: str
) -> Series | None:
    """The figures of a body's reports by year; None where no report states any."""
    by_year = {report.year: report for report in held if report.year is not None}
    told = [year for year, report in by_year.items() if report.id in stated]
    if not told:
        return None
    span = range(min(told), max(by_year) + 1)
    reports = [by_year.get(year) for year in span]
    breaks = tuple(_breaks(reports))
    values = {
        metric.id: tuple(
            stated.get(report.id, {}).get(metric.id) if report else None for report in reports
        )
        for metric in METRICS
    }
    columns = tuple(
        _year(year, report, at in breaks)
        for at, (year, report) in enumerate(zip(span, reports, strict=True))
    )
    rows = tuple(
        Row(
            metric, metric_name(metric), carries_over(metric), tuple(_figures(metric, row, reports))
        )
        for metric, row in values.items()
        if any(value is not None for value in row)
    )
    groups = ((_("信息公开申请"), _REQUESTS), (_("复议和诉讼"), _REMEDIES))
    charts = (_chart(title, name, list(span), group, values, breaks) for title, group in groups)
    return Series(columns, rows, tuple(chart for chart in charts if chart), bool(breaks))


def _breaks(reports: Sequence[ReportSummary | None]) -> list[int]:
    """Where a report's form is not that of the report before it."""
    found, before = [], None
    for at, report in enumerate(reports):
        if report is None or report.form is None:
            continue
        if before is not None and report.form != before:
            found.append(at)
        before = report.form
    return found


def _year(year: int, report: ReportSummary | None, broken: bool) -> Year:
    url = addresses.address(f"/reports/{report.id}") if report else None
    return Year(year, report.form if report else None, url, broken)


def _figures(
    metric: str, values: Sequence[Decimal | None], reports: Sequence[ReportSummary | None]
) -> list[Figure | None]:
    return [
        None
        if value is None or report is None
        else Figure(
            shown(metric, value),
            f"{addresses.address(f'/reports/{report.id}')}#{anchor(metric, report.form)}",
        )
        for value, report in zip(values, reports, strict=True)
    ]


def _chart(
    title: str,
    name: str,
    years: Sequence[int],
    group: Sequence[str],
    values: Mapping[str, Sequence[Decimal | None]],
    breaks: Sequence[int],
) -> Chart | None:
    lines = [Line(metric_short(m), tuple(values[m]), carries_over(m)) for m in group]
    said = [_said(line, years) for line in lines]
    description = _("%(name)s：", name=name) + "".join(part for part in said if part)
    return line_chart(title, description, years, lines, breaks)


def _said(line: Line, years: Sequence[int]) -> str:
    """A line in words: its first and its last number."""
    stated = [(y, v) for y, v in zip(years, line.values, strict=True) if v is not None]
    if not stated:
        return ""
    (first, begun), (last, ended) = stated[0], stated[-1]
    return _(
        "%(line)s %(first)s 年 %(begun)s，%(last)s 年 %(ended)s。",
        line=line.name, first=first, begun=words.grouped(begun), last=last,
        ended=words.grouped(ended),
    )  # fmt: skip
