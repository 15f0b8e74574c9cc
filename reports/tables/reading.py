"""From grids to the form's cells: one reader for every dialect.

Rows are read by their labels, columns by the head above them, wherever a page was cut and however
many tables a form was split into. What no row or column of the form claims becomes an Issue, and
so does a row whose layout leaves more than one reading: its cells are missing then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from reports.document import Document, Grid, GridCell
from reports.forms import FORM_2019, FORM_2021, FORMS, Form, Row
from reports.model import Cell, Issue, TableKind
from reports.numbers import parse_cell
from reports.tables import heads
from reports.tables.cells import form_cells
from reports.tables.fitting import Line, fit
from reports.tables.heads import BLOCKS, RESULTS, Head, Names
from reports.tables.labels import (
    RowLabel,
    block_of,
    find_row,
    group_of,
    is_fragment,
    is_numbered,
    is_table_text,
    result_of,
)
from reports.tables.places import Places
from reports.text import squeeze

_MARKS_2019 = ("本年新制作", "本年新公开", "对外公开总数", "上一年项目数", "政府集中采购")
_MARKS_2021 = ("本年制发", "本年废止", "现行有效", "本年处理决定数量", "本年收费")
_REMEDIES = tuple(f"{block}/{result}" for block in BLOCKS for result in RESULTS)
_LABEL_CELLS = 3  # 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密
_MOST_ROWS = 5000  # of a document's tables; a report on a form has some sixty
_MAX_ISSUES = 100  # a table that is none of the form's gives one for every row


def detect_form(document: Document) -> Form | None:
    """The form a document's tables follow, by what they print and never by the year."""
    text = squeeze(
        "".join(cell.text for grid in document.grids() for row in grid.rows for cell in row)
    )
    marks_2019 = sum(mark in text for mark in _MARKS_2019)
    marks_2021 = sum(mark in text for mark in _MARKS_2021)
    if marks_2019 != marks_2021:
        return FORM_2019 if marks_2019 > marks_2021 else FORM_2021
    if "结转下年度继续办理" in text or "尚未审结" in text:
        return FORM_2021 if "逾期不补正" in text else FORM_2019
    return None


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and where in the tables we are."""

    form: Form
    grid: int = 0
    seen: int = 0  # rows, of whatever table
    lines: list[Line] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)  # words above each row of table two
    bare: dict[tuple[TableKind, str], str] = field(default_factory=dict)  # labels without values
    head: Head = field(default_factory=Head)  # the latest head
    in_head: bool = False
    cut_head: bool = False  # whether the grid before ended within a head
    foreign_head: bool = False  # whether the grid began with words of no head of ours
    names: dict[TableKind, Names] = field(default_factory=dict)  # columns by the latest heads
    blocks: tuple[str, ...] = ()  # of the latest remedies head
    block: str | None = None  # the latest block that a text by itself has named
    remedies: bool = False
    table: TableKind | None = None  # of the latest row or head
    group: str | None = None
    pending: RowLabel | None = None  # a label whose values stand in the next row
    label: str = ""  # the last row label as printed, for labels cut in two


def read_tables(document: Document, form: Form) -> tuple[tuple[Cell, ...], tuple[Issue, ...]]:
    """Every cell of the form with its state (variant rows only when printed), and Issues."""
    reading = _Reading(form)
    for block in document.blocks:
        if not isinstance(block, Grid):
            reading.block = block_of(block.text)
            continue
        reading.grid += 1
        reading.cut_head = reading.in_head
        reading.in_head = reading.foreign_head = False
        for index, row in enumerate(block.rows):
            reading.seen += 1
            if reading.seen > _MOST_ROWS:
                break
            _read_row(reading, row)
            if not index and not reading.in_head:
                reading.foreign_head = _is_foreign_head(row)
    if reading.seen > _MOST_ROWS:
        message = f"表格超过 {_MOST_ROWS} 行，其余没有读。"
        reading.issues.append(Issue("too_many_rows", "tables", message, {"most": _MOST_ROWS}))
    printed = _printed(reading)
    for key, label in reading.bare.items():
        if key not in printed:
            _issue(reading, "row_without_values", f"这一行没有印出数字：{label}", key[1], ())
    cells = tuple(form_cells(form, printed, reading.heads, reading.issues))
    return cells, tuple(reading.issues)


def _read_row(reading: _Reading, row: tuple[GridCell, ...]) -> None:
    labels, values = _split(row)
    texts = [cell.text for cell in labels if cell.text.strip()]
    stated = _stated(values)
    if not texts and not stated:
        return _unlabelled(reading, values)
    if texts and not stated and _head(reading, texts, row):
        return None
    reading.in_head = False
    for text in texts[:-1]:
        reading.group = group_of(text) or reading.group
    if texts and (opened := group_of(texts[-1])) is not None:
        reading.group = opened
        if opened != "other":
            return None
    if not texts or all(is_fragment(text) for text in texts):
        return _unlabelled(reading, values)
    if stated and _remedies_row(reading, texts, values):
        return None
    label = find_row(texts, reading.group)
    if label is not None and _belongs(reading, label, texts[-1]):
        return _labelled(reading, label, texts, values)
    odd = _odd_row(reading, row)
    if odd is not None:
        return _labelled(reading, *odd)
    return _unknown(reading, texts, row, values)


def _split(row: Sequence[GridCell]) -> tuple[list[GridCell], list[GridCell]]:
    """Label cells and value cells: values begin after the last text that is no cell value."""
    last = -1
    for index, cell in enumerate(row):
        if cell.text.strip() and parse_cell(cell.text) is None:
            last = index
    return list(row[: last + 1]), list(row[last + 1 :])


def _stated(values: Iterable[GridCell]) -> bool:
    return any(cell.text.strip() for cell in values)


def _head(reading: _Reading, texts: list[str], row: Sequence[GridCell]) -> bool:
    """Takes the row into the head when it is part of one."""
    if any(parse_cell(cell.text) is not None for cell in row if cell.text.strip()):
        return False
    if not heads.is_head_row(texts) and not (
        reading.in_head and heads.goes_on(reading.head, texts)
    ):
        return False
    if not reading.in_head and not (reading.cut_head and heads.completes(reading.head, texts)):
        reading.head = Head()
    reading.in_head, reading.pending = True, None
    reading.head.add(texts)
    reading.foreign_head = False
    kind = heads.kind_of_head(reading.head) or reading.table
    if kind is None:
        return True
    reading.table = kind
    reading.remedies = kind == "remedies"
    if kind == "requests":
        reading.names["requests"] = heads.applicants(reading.head)
    elif kind == "proactive":
        reading.names["proactive"] = heads.proactive(reading.head)
    else:
        reading.blocks, reading.names["remedies"] = heads.remedies(reading.head)
        reading.block = reading.blocks[0] if len(reading.blocks) == 1 else reading.block
    return True


def _is_foreign_head(row: Sequence[GridCell]) -> bool:
    """Whether a grid's first row, which is no head of ours, is a head all the same."""
    texts = [cell.text for cell in row if cell.text.strip()]
    return len(texts) > 1 and not any(
        parse_cell(text) or is_table_text(text) or is_fragment(text) for text in texts
    )


def _belongs(reading: _Reading, label: RowLabel, text: str) -> bool:
    """Whether a label that any table may have (总计) stands in the form's own table."""
    return label.row != "total" or is_numbered(text) or reading.table == "requests"


def _odd_row(
    reading: _Reading, row: tuple[GridCell, ...]
) -> tuple[RowLabel, list[str], list[GridCell]] | None:
    """A row with a text among its values (``约3``, a remark): label, label texts and values, when
    what stands after a known label is as wide as that row of the form or its head."""
    for cut in range(1, min(len(row), _LABEL_CELLS + 1)):
        if not row[cut - 1].text.strip():
            continue  # a blank before the numbers may be one of theirs
        texts = [cell.text for cell in row[:cut] if cell.text.strip()]
        label, values = find_row(texts, reading.group), list(row[cut:])
        form_row = _form_row(reading.form, label) if label else None
        if label is None or form_row is None or not any(map(_is_number, values)):
            continue
        if not _belongs(reading, label, texts[-1]):
            continue
        names = _names(reading, label.table, form_row)
        if len(values) not in {len(form_row.columns), len(names)}:
            continue
        if not any(is_table_text(cell.text) for cell in values if cell.text.strip()):
            return label, texts, values
    return None


def _is_number(cell: GridCell) -> bool:
    printed = parse_cell(cell.text)
    return printed is not None and printed.value is not None


def _unlabelled(reading: _Reading, values: list[GridCell]) -> None:
    """A row without a label: the values of a label cut from them, or the remedies row."""
    reading.in_head = False
    if reading.pending is not None:
        pending, reading.pending = reading.pending, None
        _add(reading, pending, values)
    elif reading.remedies and (_stated(values) or len(values) >= len(_REMEDIES)):
        _remedies_values(reading, values)
    elif _stated(values):
        _issue(reading, "unknown_row", "表中有一行数字没有行名。", "", values)


def _remedies_values(reading: _Reading, values: list[GridCell]) -> None:
    """The numbers below a remedies head: all three blocks, or those that the head names."""
    names = reading.names.get("remedies", ())
    blocks = reading.blocks
    if not blocks and len(names) == len(RESULTS) and reading.block:
        blocks = BLOCKS[1:] if reading.block == "suits" else (reading.block,)
    if not blocks and names and names == RESULTS:
        _issue(reading, "unknown_row", "复议诉讼表中有一行数字没有行名。", "", values)
        return
    if len(blocks) == 1 and names and "/" not in (names[0] or ""):
        names = tuple(name and f"{blocks[0]}/{name}" for name in names)
    whole = not blocks or len(values) >= len(_REMEDIES)
    wanted = _REMEDIES if whole else tuple(f"{b}/{r}" for b in blocks for r in RESULTS)
    reading.lines.append(
        Line("remedies", "", "行政复议、行政诉讼", tuple(values), wanted, names, reading.grid)
    )


def _remedies_row(reading: _Reading, texts: list[str], values: list[GridCell]) -> bool:
    """Takes a remedies row with a label: a block's five numbers (``行政复议`` | 1 | …), or a
    result's numbers by block (``结果维持`` | 1 | 0 | 0)."""
    named = [block for text in texts[:-1] if (block := block_of(text))]
    reading.block = named[-1] if named else reading.block
    block, result = block_of(texts[-1]), result_of(texts[-1])
    wanted: tuple[str, ...] = ()
    if block in BLOCKS:
        reading.block = block
        wanted = tuple(f"{block}/{name}" for name in RESULTS)
        names = tuple(
            name and f"{block}/{name}"
            for name in reading.names.get("remedies", ())
            if reading.remedies and "/" not in (name or "")
        )
    elif result and (reading.remedies or named or reading.table == "remedies"):
        blocks = (reading.block,) if reading.block in BLOCKS else reading.blocks
        names = wanted = tuple(f"{name}/{result}" for name in blocks)
    if not wanted:
        return False
    reading.table = "remedies"
    line = Line("remedies", "", texts[-1], tuple(values), wanted, names, reading.grid)
    reading.lines.append(line)
    return True


def _unknown(
    reading: _Reading, texts: list[str], row: Sequence[GridCell], values: list[GridCell]
) -> None:
    """A row that names no row of the form: the second half of a cut label, or an Issue."""
    joined = find_row([reading.label + texts[-1]], reading.group) if reading.label else None
    if joined is not None and not _stated(values):
        reading.label += texts[-1]  # the second half of a label that a page cut
    elif joined is not None and joined == reading.pending:
        _labelled(reading, joined, texts, values)
    elif _stated(values) or any(map(_is_number, row)):
        name = " ".join(text for text in texts if parse_cell(text) is None)
        numbers = [cell for cell in row if cell.text.strip() and parse_cell(cell.text)]
        _issue(reading, "unknown_label", f"认不出表中的一行：{name[:40]}", name, numbers)


def _labelled(reading: _Reading, label: RowLabel, texts: list[str], values: list[GridCell]) -> None:
    reading.group = label.group
    reading.label = texts[-1]
    reading.remedies = False
    reading.table = label.table
    row = _form_row(reading.form, label)
    reading.pending = None if _stated(values) else label
    if row is not None and not _stated(values) and len(values) < len(row.columns):
        reading.bare[label.table, label.row] = row.label  # they may follow on the next line
    else:
        _add(reading, label, values)


def _form_row(form: Form, label: RowLabel) -> Row | None:
    return next((row for row in form.tables[label.table] if row.id == label.row), None)


def _add(reading: _Reading, label: RowLabel, values: list[GridCell]) -> None:
    row = _form_row(reading.form, label)
    if row is None:
        if _stated(values):
            _issue(reading, "foreign_row", f"这一版表格没有这一行：{label.row}", label.row, values)
        return
    if row.variant and not _stated(values):
        return  # the head of its three rows
    names = _names(reading, label.table, row)
    if label.table == "proactive":
        reading.heads.setdefault(row.id, reading.head.text)
    wanted = tuple(column.id for column in row.columns)
    foreign = label.table == "proactive" and (reading.foreign_head or _is_foreign(reading, row))
    reading.lines.append(
        Line(label.table, row.id, row.label, tuple(values), wanted, names, reading.grid, foreign)
    )


def _names(reading: _Reading, table: TableKind, row: Row) -> Names:
    """The columns of the latest head, when it is this row's and not that of rows above it."""
    names = reading.names.get(table, ())
    ours = {column.id for column in row.columns}
    if ours.isdisjoint(names):
        return ()
    if table == "proactive" and (others := set(names) - ours):
        ids = {column.id for other in reading.form.tables[table] for column in other.columns}
        return () if others & ids else names
    return names


def _is_foreign(reading: _Reading, row: Row) -> bool:
    """Whether the head above a row is that of the same row of the other form."""
    names = set(reading.names.get("proactive", ()))
    if any(column.id in names for column in row.columns):
        return False
    others = (other for form in FORMS.values() for other in form.tables["proactive"])
    return any(
        other.id == row.id and names & {column.id for column in other.columns} for other in others
    )


def _printed(reading: _Reading) -> dict[tuple[TableKind, str], dict[str, GridCell]]:
    """What stands in each place of the form."""
    company: dict[tuple[TableKind, int, int, int], list[Line]] = defaultdict(list)
    for line in reading.lines:
        company[_like(line)].append(line)
    over: dict[tuple[TableKind, int], list[GridCell]] = defaultdict(list)
    places = Places()
    # a row below a head of the form goes before one without
    for line in sorted(reading.lines, key=lambda line: not line.names):
        fitted = fit(line, company[_like(line)])
        _over(line, over)
        if fitted.doubt is not None:
            _doubt(reading, line, fitted.doubt)
        places.offer(line, fitted.cells)
    for line in places.settle():
        message = f"同一行出现两次，数字不同：{line.label}"
        _issue(reading, "duplicate_row", message, line.row or line.label, line.values)
    for (_, column), cells in over.items():
        message = f"表中有一栏不是这一版表格的（第 {column + 1} 个数字栏）"
        _issue(reading, "unknown_label", message, "", cells)
    return places.cells


def _over(line: Line, over: dict[tuple[TableKind, int], list[GridCell]]) -> None:
    """Puts down the numbers of columns that a head shows and the form's row has not."""
    if line.names and len(line.names) == len(line.values):
        for at, (name, cell) in enumerate(zip(line.names, line.values, strict=True)):
            if name not in line.wanted and cell.text.strip():
                over[line.table, at].append(cell)


def _like(line: Line) -> tuple[TableKind, int, int, int]:
    return line.table, line.grid, len(line.values), len(line.wanted)


def _doubt(reading: _Reading, line: Line, code: str) -> None:
    if code == "row_width":
        width = len(line.wanted)
        message = f"{line.label}：应有 {width} 格，印有 {len(line.values)} 格"
    else:
        message = f"{line.label}：看不出各数字属于哪一栏"
    _issue(reading, code, message, line.label, line.values)


def _issue(
    reading: _Reading, code: str, message: str, row: str, values: Iterable[GridCell]
) -> None:
    if len(reading.issues) >= _MAX_ISSUES:
        return
    data = {"row": row[:200], "values": [cell.text[:40] for cell in islice(values, 40)]}
    reading.issues.append(Issue(code, "tables", message, data))
