"""The tables of the form as on paper: merged heads, every cell with its state and its anchor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from portal import cell_words
from portal.explanations import column_anchor, row_anchor
from portal.language import language, noted
from reports.forms import FORMS, Column, Row
from reports.model import AnnualReport, Cell, TableKind

CAPTIONS: Mapping[TableKind, str] = {
    "proactive": noted("主动公开政府信息情况"),
    "requests": noted("收到和处理政府信息公开申请情况"),
    "remedies": noted("政府信息公开行政复议、行政诉讼情况"),
}
_RESULTS = noted("三、本年度办理结果")
_CONTENT = noted("信息内容")
_APPLICANTS = noted("申请人情况")
_TIE = "勾稽关系：第一项加第二项之和，等于第三项加第四项之和"
_OUTSIDE_RESULTS = frozenset(("received", "carried_in", "carried_out"))


class Head(NamedTuple):
    """A heading cell; ``scope`` as in HTML, ``kind`` names how it is set, ``about`` is the anchor
    of its explanation and ``label`` the whole label that this explains."""

    text: str
    scope: str
    columns: int = 1
    rows: int = 1
    kind: str = ""
    note: str | None = None
    about: str | None = None
    label: str | None = None


class Value(NamedTuple):
    """A number's cell: ``text`` as printed, ``title`` what it was read as and where it stands,
    ``note`` its amount in full where the print has another unit; ``findings`` number those that
    doubt it. ``corrected``: whether a person
    put it right; ``stop``: whether the Tab key halts here; zeros and blanks would be some hundred
    halts, and are reached by the row of any other."""

    anchor: str
    text: str
    state: str
    title: str
    note: str | None
    findings: tuple[int, ...]
    columns: int = 1
    total: bool = False
    corrected: bool = False
    stop: bool = True

    @property
    def classes(self) -> str:
        """How it is drawn."""
        told = (self.state, "total" if self.total else "", "doubted" if self.findings else "")
        return " ".join(filter(None, told))


TableRow = tuple[Head | Value, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of the form; ``bodies`` are groups of rows."""

    kind: TableKind
    caption: str
    head: tuple[TableRow, ...]
    bodies: tuple[tuple[TableRow, ...], ...]

    @property
    def corrected(self) -> bool:
        """Whether a person corrected any of its cells."""
        rows = (row for body in self.bodies for row in body)
        return any(isinstance(cell, Value) and cell.corrected for row in rows for cell in row)


@dataclass(frozen=True, slots=True)
class _Printed:
    """The cells of one table by row and column, and the findings that look at each."""

    kind: TableKind
    cells: Mapping[tuple[str, str], Cell]
    findings: Mapping[str, tuple[int, ...]]

    def value(self, row: Row, column: Column, columns: int = 1) -> Value:
        cell = self.cells.get((row.id, column.id))
        anchor = f"{self.kind}.{row.id}.{column.id}"
        found = self.findings.get(anchor, ())
        total = "total" in (row.id, column.id)
        return _value(language(), anchor, row.label, column.label, cell, found, columns, total)

    def head(self, column: Column, columns: int = 1, label: str | None = None) -> Head:
        """The head of a column, with a part of its label where a group stands above it."""
        about = column_anchor(self.kind, column.id)
        rows = 1 if label is not None or self.kind != "requests" else 2
        return Head(label or column.label, "col", columns, rows, about=about, label=column.label)

    def row_head(self, row: Row, label: str, columns: int = 1, note: str | None = None) -> Head:
        """The head of a row, with what of its label stands in this cell."""
        about = row_anchor(self.kind, row.id)
        return Head(label, "row", columns, note=note, about=about, label=row.label)


@lru_cache(maxsize=8_192)
def _value(
    spoken: str, anchor: str, row: str, column: str, cell: Cell | None, findings: tuple[int, ...],
    columns: int, total: bool,
) -> Value:  # fmt: skip
    """Kept for each language: most cells are a zero in its place, in thousands of reports."""
    del spoken  # the language of the request, and so that of `cell_words`
    return Value(
        anchor=anchor,
        text=(cell.raw or "") if cell else "",
        state=cell.state if cell else "missing",
        title=cell_words.sentence(row, column, cell),
        note=cell_words.amount(cell) if cell else None,
        findings=findings,
        columns=columns,
        total=total,
        corrected=cell is not None and cell.origin == "correction",
        stop=bool(findings or (cell and (cell.value or cell.origin == "correction"))),
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
        printed_article = Head(article or "", "rowgroup", width + 1, kind="article", label=article)
        block: list[TableRow] = [(printed_article,)]
        for columns, same in groupby(members, key=lambda row: row.columns):
            spans = _spans(len(columns), width)
            heads = [printed.head(c, span) for c, span in zip(columns, spans, strict=True)]
            block.append((Head(_CONTENT, "col", label=_CONTENT), *heads))
            for row in same:
                values = zip(columns, spans, strict=True)
                shown = (printed.value(row, c, span) for c, span in values)
                block.append((printed.row_head(row, row.label), *shown))
        bodies.append(tuple(block))
    return FormTable("proactive", CAPTIONS["proactive"], (), tuple(bodies))


def _spans(count: int, width: int) -> list[int]:
    """How ``count`` cells share ``width`` columns, the last taking what is over."""
    return [1] * (count - 1) + [width - count + 1]


def _requests(rows: Sequence[Row], printed: _Printed) -> FormTable:
    columns = rows[0].columns
    results = [row for row in rows if row.id not in _OUTSIDE_RESULTS]
    sizes = Counter(_group(row) for row in results)
    body: list[TableRow] = []
    last = None
    for row in rows:
        values = tuple([printed.value(row, column) for column in columns])
        if row.id in _OUTSIDE_RESULTS:
            body.append((printed.row_head(row, row.label, 3), *values))
            continue
        heads = []
        if row is results[0]:
            heads = [Head(_RESULTS, "rowgroup", 1, len(results), "upright", label=_RESULTS)]
        group = _group(row)
        heads += _result_heads(printed, row, 0 if group == last else sizes[group])
        body.append((*heads, *values))
        last = group
    return FormTable(
        "requests", CAPTIONS["requests"], _requests_head(printed, columns), (tuple(body),)
    )


def _result_heads(printed: _Printed, row: Row, size: int) -> Iterator[Head]:
    """The heads of a row; ``size`` is how many rows its group has where it is the first, else 0."""
    if "." not in row.id:
        label, _, remark = row.label.partition("（区分")
        yield printed.row_head(row, label, 2, f"（区分{remark}" if remark else None)
        return
    group, _, item = row.label.partition(" ")
    if size:
        yield Head(group, "rowgroup", 1, size, "group", label=row.label)
    yield printed.row_head(row, item)


def _requests_head(printed: _Printed, columns: Sequence[Column]) -> tuple[TableRow, ...]:
    upper: list[Head] = []
    lower: list[Head] = []
    for group, found in groupby(columns, key=lambda column: column.label.rpartition("·")[0]):
        members = list(found)
        if group:
            upper.append(Head(group, "colgroup", len(members), label=members[0].label))
            lower += [printed.head(c, label=c.label.rpartition("·")[2]) for c in members]
        else:
            upper += [printed.head(column) for column in members]
    corner = Head("", "col", 3, 3, kind="corner", note=_TIE)
    return (
        (corner, Head(_APPLICANTS, "colgroup", len(columns), label=_APPLICANTS)),
        tuple(upper),
        tuple(lower),
    )


def _remedies(rows: Sequence[Row], printed: _Printed) -> FormTable:
    columns = rows[0].columns
    head = (Head("", "col", 2, kind="corner"), *(printed.head(c) for c in columns))
    body: list[TableRow] = []
    split = [row.label.partition("·") for row in rows]
    for row, (group, dot, item) in zip(rows, split, strict=True):
        values = tuple(printed.value(row, column) for column in columns)
        if not dot:
            body.append((printed.row_head(row, group, 2), *values))
            continue
        members = [index for index, parts in enumerate(split) if parts[1] and parts[0] == group]
        heads = [printed.row_head(row, item)]
        if row is rows[members[0]]:
            above = Head(group, "rowgroup", rows=len(members), kind="group", label=row.label)
            heads.insert(0, above)
        body.append((*heads, *values))
    return FormTable("remedies", CAPTIONS["remedies"], (head,), (tuple(body),))


_BUILDERS: Mapping[TableKind, Callable[[Sequence[Row], _Printed], FormTable]] = {
    "proactive": _proactive,
    "requests": _requests,
    "remedies": _remedies,
}
