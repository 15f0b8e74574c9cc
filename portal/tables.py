"""The tables of the form as on paper: merged heads, every cell with its state and its anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal import words
from reports.forms import FORMS, Column, Row
from reports.model import AnnualReport, Cell, TableKind

CAPTIONS: Mapping[TableKind, str] = {
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
}
_RESULTS = "三、本年度办理结果"
_OUTSIDE_RESULTS = frozenset(("received", "carried_in", "carried_out"))


@dataclass(frozen=True, slots=True)
class Head:
    """A heading cell; ``scope`` as in HTML, ``kind`` names how it is set."""

    text: str
    scope: str
    columns: int = 1
    rows: int = 1
    kind: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number's cell: ``text`` as printed, ``title`` what it was read as, ``note`` its amount
    in full where the print has another unit; ``findings`` number those that doubt it."""

    anchor: str
    text: str
    state: str
    title: str
    note: str | None
    findings: tuple[int, ...]
    columns: int = 1
    total: bool = False


TableRow = tuple[Head | Value, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of the form; ``bodies`` are groups of rows."""

    kind: TableKind
    caption: str
    head: tuple[TableRow, ...]
    bodies: tuple[tuple[TableRow, ...], ...]


@dataclass(frozen=True, slots=True)
class _Printed:
    """The cells of one table by row and column, and the findings that look at each."""

    kind: TableKind
    cells: Mapping[tuple[str, str], Cell]
    findings: Mapping[str, tuple[int, ...]]

    def value(self, row: Row, column: Column, columns: int = 1) -> Value:
        cell = self.cells.get((row.id, column.id))
        anchor = f"{self.kind}.{row.id}.{column.id}"
        if cell is None or cell.state == "missing":
            text, state, title = "缺", "missing", f"{_name(row, column)}：原文中没有这一格"
        elif cell.state == "blank":
            text, state, title = "空白", "blank", f"{_name(row, column)}：原文留空，不等于 0"
        else:
            text, state, title = cell.raw or "", cell.state, f"{_name(row, column)}：{_read(cell)}"
        return Value(
            anchor=anchor,
            text=text,
            state=state,
            title=title,
            note=_amount(cell) if cell else None,
            findings=self.findings.get(anchor, ()),
            columns=columns,
            total="total" in (row.id, column.id),
        )


def form_tables(
    report: AnnualReport, findings: Mapping[str, tuple[int, ...]]
) -> dict[TableKind, FormTable]:
    """The report's tables of its form, those left out of which the document prints no cell.
    ``findings`` maps a cell's anchor to the numbers of the findings that doubt it."""
    form = FORMS.get(report.form or "")
    if form is None:
        return {}
    tables: dict[TableKind, FormTable] = {}
    for kind, build in _BUILDERS.items():
        cells = {(c.row, c.column): c for c in report.cells if c.table == kind}
        if any(cell.state != "missing" for cell in cells.values()):
            rows = _shown(form.tables[kind], cells)
            tables[kind] = build(rows, _Printed(kind, cells, findings))
    return tables


def _shown(rows: Sequence[Row], cells: Mapping[tuple[str, str], Cell]) -> list[Row]:
    """The rows to draw: a variant row only when printed, and then not the rows it replaces."""

    def printed(row: Row) -> bool:
        found = (cells.get((row.id, column.id)) for column in row.columns)
        return any(cell is not None and cell.state != "missing" for cell in found)

    variants = {row.id for row in rows if row.variant and printed(row)}
    return [
        row
        for row in rows
        if (row.id in variants if row.variant else printed(row) or _group(row) not in variants)
    ]


def _group(row: Row) -> str:
    return row.id.split(".")[0]


def _proactive(rows: Sequence[Row], printed: _Printed) -> FormTable:
    width = max(len(row.columns) for row in rows)
    bodies = []
    for article, members in groupby(rows, key=lambda row: row.article):
        block: list[TableRow] = [(Head(article or "", "rowgroup", width + 1, kind="article"),)]
        for columns, same in groupby(members, key=lambda row: row.columns):
            spans = _spans(len(columns), width)
            heads = [Head(c.label, "col", span) for c, span in zip(columns, spans, strict=True)]
            block.append((Head("信息内容", "col"), *heads))
            for row in same:
                values = zip(columns, spans, strict=True)
                block.append(
                    (Head(row.label, "row"), *(printed.value(row, c, span) for c, span in values))
                )
        bodies.append(tuple(block))
    return FormTable("proactive", CAPTIONS["proactive"], (), tuple(bodies))


def _spans(count: int, width: int) -> list[int]:
    """How ``count`` cells share ``width`` columns, the last taking what is over."""
    return [1] * (count - 1) + [width - count + 1]


def _requests(rows: Sequence[Row], printed: _Printed) -> FormTable:
    columns = rows[0].columns
    results = [row for row in rows if row.id not in _OUTSIDE_RESULTS]
    body: list[TableRow] = []
    for row in rows:
        values = tuple(printed.value(row, column) for column in columns)
        if row.id in _OUTSIDE_RESULTS:
            body.append((Head(row.label, "row", 3), *values))
            continue
        heads = list(_result_heads(row, results))
        if row is results[0]:
            heads.insert(0, Head(_RESULTS, "rowgroup", rows=len(results), kind="upright"))
        body.append((*heads, *values))
    return FormTable("requests", CAPTIONS["requests"], _requests_head(columns), (tuple(body),))


def _result_heads(row: Row, results: Sequence[Row]) -> Iterator[Head]:
    if "." not in row.id:
        label, _, remark = row.label.partition("（区分")
        yield Head(label, "row", 2, note=f"（区分{remark}" if remark else None)
        return
    group, _, item = row.label.partition(" ")
    members = [other for other in results if "." in other.id and _group(other) == _group(row)]
    if row is members[0]:
        yield Head(group, "rowgroup", rows=len(members), kind="group")
    yield Head(item, "row")


def _requests_head(columns: Sequence[Column]) -> tuple[TableRow, ...]:
    parts = [(column.label.rpartition("·")[0], column.label.rpartition("·")[2])
             for column in columns]  # fmt: skip
    upper: list[Head] = []
    lower: list[Head] = []
    for group, members in groupby(parts, key=lambda part: part[0]):
        labels = [label for _, label in members]
        if group:
            upper.append(Head(group, "colgroup", len(labels)))
            lower += [Head(label, "col") for label in labels]
        else:
            upper += [Head(label, "col", rows=2) for label in labels]
    corner = Head(
        "", "col", 3, 3, kind="corner", note="勾稽关系：第一项加第二项之和，等于第三项加第四项之和"
    )
    return ((corner, Head("申请人情况", "colgroup", len(columns))), tuple(upper), tuple(lower))


def _remedies(rows: Sequence[Row], printed: _Printed) -> FormTable:
    columns = rows[0].columns
    head = (Head("", "col", 2, kind="corner"), *(Head(c.label, "col") for c in columns))
    body: list[TableRow] = []
    split = [row.label.partition("·") for row in rows]
    for row, (group, dot, item) in zip(rows, split, strict=True):
        values = tuple(printed.value(row, column) for column in columns)
        if not dot:
            body.append((Head(group, "row", 2), *values))
            continue
        members = [index for index, parts in enumerate(split) if parts[1] and parts[0] == group]
        heads = [Head(item, "row")]
        if row is rows[members[0]]:
            heads.insert(0, Head(group, "rowgroup", rows=len(members), kind="group"))
        body.append((*heads, *values))
    return FormTable("remedies", CAPTIONS["remedies"], (head,), (tuple(body),))


def _name(row: Row, column: Column) -> str:
    return f"{row.label.split('（区分')[0]} · {column.label}"


def _read(cell: Cell) -> str:
    """What the print was read as, for the cell's title."""
    if cell.value is None:
        return f"原文为“{cell.raw}”，不是数字"
    unit = " 元" if cell.unit == "yuan" else ""
    read = f"{words.grouped(cell.value)}{unit}"
    return read if read == cell.raw else f"原文为“{cell.raw}”，读作 {read}"


def _amount(cell: Cell) -> str | None:
    """A sum of money in yuan, to stand below its print; None where that adds nothing."""
    if cell.unit != "yuan" or not cell.value:
        return None
    amount = f"{words.grouped(cell.value)} 元"
    return None if amount.replace(" ", "") == (cell.raw or "").replace(" ", "") else amount


_BUILDERS: Mapping[TableKind, Callable[[Sequence[Row], _Printed], FormTable]] = {
    "proactive": _proactive,
    "requests": _requests,
    "remedies": _remedies,
}
