"""The form's three tables as they are laid out in print: rows of cells that span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from reports.forms import FORMS, Column, Row
from reports.model import TableKind
from samples.corpus import SampleReport

_TIE_OUT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell, label or number."""

    text: str
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[Printed]]


def form_table(report: SampleReport, table: TableKind) -> Rows:
    """That table of a report in the 2019 or 2021 form."""
    if table == "proactive":
        return _proactive(report)
    return _requests(report) if table == "requests" else _remedies(report)


def annex_table(lines: tuple[tuple[str, str, str], ...]) -> Rows:
    """The statistics that some free-form reports append."""
    head = [Printed("指标名称"), Printed("单位"), Printed("统计数")]
    return [head, *([Printed(a), Printed(b), Printed(c)] for a, b, c in lines)]


def _numbers(
    cells: Mapping[str, str], table: str, row: Row, spans: tuple[int, ...]
) -> list[Printed]:
    return [
        Printed(cells[f"{table}.{row.id}.{column.id}"], colspan=span)
        for column, span in zip(row.columns, spans, strict=True)
    ]


def _proactive(report: SampleReport) -> Rows:
    rows: Rows = []
    spans = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}
    for article, group in groupby(
        FORMS[report.form].tables["proactive"], key=lambda row: row.article or ""
    ):
        members = list(group)
        columns = members[0].columns
        widths = spans[len(columns)]
        rows.append([Printed(article, colspan=4)])
        rows.append(
            [Printed("信息内容")]
            + [
                Printed(_label(column, report), colspan=span)
                for column, span in zip(columns, widths, strict=True)
            ]
        )
        rows += [
            [Printed(row.label), *_numbers(report.cells, "proactive", row, widths)]
            for row in members
        ]
    return rows


def _label(column: Column, report: SampleReport) -> str:
    if column.id == "amount" and report.form == "2019" and report.amount_in_wan:
        return f"{column.label}（单位：万元）"
    return column.label


def _requests(report: SampleReport) -> Rows:
    form = FORMS[report.form]
    columns = form.row("requests", "received").columns
    rows: Rows = [
        [Printed(_TIE_OUT, rowspan=3, colspan=3), Printed("申请人情况", colspan=7)],
        [
            Printed("自然人", rowspan=2),
            Printed("法人或其他组织", colspan=5),
            Printed("总计", rowspan=2),
        ],
        [Printed(column.label.partition("·")[2]) for column in columns[1:-1]],
    ]
    printed = [form.row("requests", name) for name in report.rows]
    first, outcomes, last = printed[:2], printed[2:-1], printed[-1]
    rows += [_whole(report, row) for row in first]
    body: Rows = []
    for group, members in groupby(outcomes, key=_group):
        body += _outcome_rows(report, group, list(members))
    body[0].insert(0, Printed("三、本年度办理结果", rowspan=len(body)))
    return [*rows, *body, _whole(report, last)]


def _group(row: Row) -> str:
    # the label parts a group from its item by one blank
    return row.label.partition(" ")[0]


def _whole(report: SampleReport, row: Row) -> list[Printed]:
    numbers = _numbers(report.cells, "requests", row, (1,) * 7)
    return [Printed(row.label, colspan=3), *numbers]


def _outcome_rows(report: SampleReport, group: str, members: list[Row]) -> Rows:
    result: Rows = []
    for row in members:
        item = row.label.partition(" ")[2]
        label = [Printed(item)] if item else [Printed(row.label, colspan=2)]
        result.append(label + _numbers(report.cells, "requests", row, (1,) * 7))
    if members[0].label != group:
        result[0].insert(0, Printed(group, rowspan=len(members)))
    return result


def _remedies(report: SampleReport) -> Rows:
    rows = FORMS[report.form].tables["remedies"]
    results = rows[0].columns
    reconsideration, *suits = rows
    return [
        [Printed(reconsideration.label, colspan=5), Printed("行政诉讼", colspan=10)],
        [Printed(column.label, rowspan=2) for column in results]
        + [Printed(row.label.partition("·")[2], colspan=5) for row in suits],
        [Printed(column.label) for _ in suits for column in results],
        [cell for row in rows for cell in _numbers(report.cells, "remedies", row, (1,) * 5)],
    ]
