"""From grids to the form's cells: one reader for every dialect.

Rows are read by their labels, wherever a page was cut and however many tables a form was split
into; what no row of the form claims becomes an Issue. A row's values are the cells after its
label; a stray column is dropped only when the row has more cells than the form has columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from reports.document import Document, GridCell
from reports.forms import FORM_2019, FORM_2021, Form, Row
from reports.model import Cell, Issue, TableKind
from reports.numbers import money_factor, parse_cell
from reports.tables.labels import (
    RowLabel,
    find_row,
    group_of,
    is_fragment,
    is_header,
    is_table_text,
)
from reports.text import squeeze

_MARKS_2019 = (
    "本年新制作数量",
    "本年新公开数量",
    "对外公开总数量",
    "上一年项目数量",
    "政府集中采购",
)
_MARKS_2021 = ("本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额")
_REQUESTS_WIDTH = 7
_REMEDIES_WIDTH = 15
_LABEL_CELLS = 3  # 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密
_MAX_STRAYS = 40
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
    rows: dict[tuple[TableKind, str], tuple[GridCell, ...]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)  # label of each proactive row's columns
    group: str | None = None
    pending: RowLabel | None = None  # a label whose values stand in the next row
    label: str = ""  # the last row label as printed, for labels cut in two
    remedies: bool = False
    columns: tuple[str, ...] = ()  # the latest head below 信息内容
    bare: dict[tuple[TableKind, str], str] = field(default_factory=dict)  # labels without values


def read_tables(document: Document, form: Form) -> tuple[tuple[Cell, ...], tuple[Issue, ...]]:
    """Every cell of the form with its state (variant rows only when printed), and Issues."""
    reading = _Reading(form)
    for grid in document.grids():
        for row in grid.rows:
            _read_row(reading, row)
    for key, label in reading.bare.items():
        if key not in reading.rows:
            _issue(reading, "row_without_values", f"这一行没有印出数字：{label}", key[1], ())
    return tuple(_cells(reading)), tuple(reading.issues)


def _read_row(reading: _Reading, row: tuple[GridCell, ...]) -> None:
    labels, values = _split(row)
    texts = [cell.text for cell in labels if cell.text.strip()]
    if not any(cell.text.strip() for cell in row):
        return _unlabelled(reading, values)
    if texts and all(is_header(text) for text in texts) and not _stated(values):
        return _head(reading, texts)
    for text in texts[:-1]:
        reading.group = group_of(text) or reading.group
    if texts and (opened := group_of(texts[-1])) is not None:
        reading.group = opened
        if opened != "other":
            return None
    if not texts or all(is_fragment(text) for text in texts):
        return _unlabelled(reading, values)
    label = find_row(texts, reading.group)
    if label is not None:
        return _labelled(reading, label, texts, values)
    odd = _odd_row(reading, row)
    if odd is not None:
        return _labelled(reading, *odd)
    return _unknown(reading, texts, values)


def _split(row: Sequence[GridCell]) -> tuple[list[GridCell], list[GridCell]]:
    """Label cells and value cells: values begin after the last text that is no cell value."""
    last = -1
    for index, cell in enumerate(row):
        if cell.text.strip() and parse_cell(cell.text) is None:
            last = index
    return list(row[: last + 1]), list(row[last + 1 :])


def _odd_row(
    reading: _Reading, row: tuple[GridCell, ...]
) -> tuple[RowLabel, list[str], list[GridCell]] | None:
    """A row with a text among its values (``约3``): label, label texts and values, when what
    stands after a known label is exactly as wide as that row of the form."""
    for cut in range(1, min(len(row), _LABEL_CELLS + 1)):
        texts = [cell.text for cell in row[:cut] if cell.text.strip()]
        label, values = find_row(texts, reading.group), list(row[cut:])
        form_row = _form_row(reading, label) if label else None
        if label is None or form_row is None or len(values) != len(form_row.columns):
            continue
        if not any(is_table_text(cell.text) for cell in values if cell.text.strip()):
            return label, texts, values
    return None


def _stated(values: Iterable[GridCell]) -> bool:
    return any(cell.text.strip() for cell in values)


def _head(reading: _Reading, texts: list[str]) -> None:
    reading.pending = None
    if squeeze(texts[0]) == "信息内容":
        reading.columns = tuple(texts[1:])
    plain = {squeeze(text) for text in texts}
    if {"结果维持", "尚未审结"} & plain or "行政诉讼" in plain:
        reading.remedies = True


def _unlabelled(reading: _Reading, values: list[GridCell]) -> None:
    """A row without a label: the values of a label cut from them, or the remedies row."""
    if reading.pending is not None:
        pending, reading.pending = reading.pending, None
        _store(reading, pending, values)
    elif reading.remedies and len(values) >= _REMEDIES_WIDTH:
        _store_remedies(reading, values)
    elif _stated(values):
        _issue(reading, "unknown_row", "表中有一行数字没有行名。", "", values)


def _unknown(reading: _Reading, texts: list[str], values: list[GridCell]) -> None:
    """A row that names no row of the form: the second half of a cut label, or an Issue."""
    joined = find_row([reading.label + texts[-1]], reading.group) if reading.label else None
    if joined is not None and not _stated(values):
        reading.label += texts[-1]  # the second half of a label that a page cut
        return
    if joined is not None and joined == reading.pending:
        _labelled(reading, joined, texts, values)
    elif _stated(values):
        name = " ".join(texts)
        _issue(reading, "unknown_row", f"认不出表中的一行：{name[:40]}", name, values)


def _labelled(reading: _Reading, label: RowLabel, texts: list[str], values: list[GridCell]) -> None:
    reading.group = label.group
    reading.label = texts[-1]
    reading.remedies = False
    if label.table == "proactive":
        reading.heads[label.row] = "\n".join(reading.columns)
    row = _form_row(reading, label)
    reading.pending = None if _stated(values) else label
    if row is not None and not _stated(values) and len(values) < len(row.columns):
        reading.bare[label.table, label.row] = row.label  # they may follow on the next line
    else:
        _store(reading, label, values)


def _form_row(reading: _Reading, label: RowLabel) -> Row | None:
    rows = reading.form.tables[label.table]
    return next((row for row in rows if row.id == label.row), None)


def _store(reading: _Reading, label: RowLabel, values: list[GridCell]) -> None:
    row = _form_row(reading, label)
    if row is None:
        if _stated(values):
            _issue(reading, "foreign_row", f"这一版表格没有这一行：{label.row}", label.row, values)
        return
    fitted = _fit(reading, row.label, values, len(row.columns))
    if fitted is None:
        return
    _keep(reading, label.table, row, fitted)


def _store_remedies(reading: _Reading, values: list[GridCell]) -> None:
    fitted = _fit(reading, "行政复议、行政诉讼", values, _REMEDIES_WIDTH)
    if fitted is None:
        return
    for index, row in enumerate(reading.form.tables["remedies"]):
        _keep(reading, "remedies", row, fitted[index * 5 : index * 5 + 5])


def _keep(reading: _Reading, table: TableKind, row: Row, cells: tuple[GridCell, ...]) -> None:
    """The first printed values of a row stay; a row printed blank before may still be filled."""
    known = reading.rows.get((table, row.id))
    if known is None or not _stated(known):
        reading.rows[table, row.id] = cells
    elif [cell.text for cell in known] != [cell.text for cell in cells]:
        _issue(reading, "duplicate_row", f"同一行出现两次，数字不同：{row.label}", row.id, cells)


def _fit(
    reading: _Reading, name: str, values: list[GridCell], width: int
) -> tuple[GridCell, ...] | None:
    """Exactly ``width`` cells. Of more than that, stray blanks are dropped, and of more numbers
    than columns one is: the run that ties out is taken, else the one that follows the most blanks
    (of numbers, the first). None, with an Issue, when cells are lacking."""
    if len(values) == width:
        return tuple(values)
    runs = [tuple(values[at : at + width]) for at in range(len(values) - width + 1)[:_MAX_STRAYS]]
    stated = sum(bool(cell.text.strip()) for cell in values)
    clean = [run for run in runs if sum(bool(cell.text.strip()) for cell in run) == stated]
    if clean:
        return next(filter(_ties_out, clean), clean[-1])
    message = f"{name}：应有 {width} 格，印有 {len(values)} 格"
    _issue(reading, "row_width", message, name, values)
    numbers = [run for run in runs if run[0].text.strip() and run[-1].text.strip()]
    return next(filter(_ties_out, numbers), numbers[0]) if numbers else None


def _ties_out(run: Sequence[GridCell]) -> bool:
    """Whether the parts of a row add up to its total; rows of table two have no total."""
    step = 5 if len(run) == _REMEDIES_WIDTH else _REQUESTS_WIDTH
    if len(run) % step:
        return False
    for start in range(0, len(run), step):
        printed = [parse_cell(cell.text) for cell in run[start : start + step]]
        numbers = [(cell.value if cell else None) or Decimal(0) for cell in printed]
        if sum(numbers[:-1]) != numbers[-1]:
            return False
    return True


def _issue(
    reading: _Reading, code: str, message: str, row: str, values: Iterable[GridCell]
) -> None:
    if len(reading.issues) >= _MAX_ISSUES:
        return
    data = {"row": row[:200], "values": [cell.text[:40] for cell in islice(values, 40)]}
    reading.issues.append(Issue(code, "tables", message, data))


def _cells(reading: _Reading) -> Iterable[Cell]:
    for table, row, column in reading.form.every_cell():
        printed = reading.rows.get((table, row.id))
        if printed is None:
            if not row.variant:
                yield Cell(table, row.id, column.id, None, None, "missing", None)
            continue
        yield _cell(reading, table, row, column.id, printed[row.columns.index(column)])


def _cell(reading: _Reading, table: TableKind, row: Row, column: str, source: GridCell) -> Cell:
    printed = parse_cell(source.text)
    raw = source.text.strip()
    if printed is None:
        _issue(reading, "unreadable_cell", f"{row.label}：认不出“{raw[:40]}”", row.id, [source])
        return Cell(table, row.id, column, raw, None, "mark", None, source.at)
    if printed.value is None:
        return Cell(table, row.id, column, raw, None, printed.state, None, source.at)
    value = printed.value
    if column == "amount":
        factor = printed.factor or money_factor(reading.heads.get(row.id, ""))
        if factor is None:
            message = f"{row.label}：金额 {raw} 没有写明单位"
            reading.issues.append(Issue("unit_unknown", "tables", message, {"row": row.id}))
        return Cell(
            table, row.id, column, raw, value * (factor or 1), "number",
            "yuan" if factor else None, source.at,
        )  # fmt: skip
    if printed.factor:
        value *= printed.factor
    return Cell(table, row.id, column, raw, value, "number", "count", source.at)
