"""Spreadsheets (XLSX, XLS): each sheet as a grid, its rows of running text as paragraphs.

Reports come with their statistics as a spreadsheet, or are one. Values are read by calamine, which
gives them as numbers, so that a number's own format (a thousands sign, a percentage) is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from reports.document import Block, Document, Grid, GridCell, Paragraph, Unreadable
from reports.inputs.ole import check_ole
from reports.inputs.prose import split_prose
from reports.inputs.zipped import open_zip, read_member, read_xml
from reports.model import Place
from reports.numbers import parse_cell
from reports.tables.labels import is_table_text

Row = tuple[GridCell, ...]
Value = int | float | str | bool | time | date | datetime | timedelta
_MAX_SHEETS = 100
_MAX_CELLS = 300_000  # with something in them; a report has about 300
_MAX_AREA = 20_000_000  # cells between the outermost ones, which calamine holds in memory
_MAX_MERGED = 1_000_000
_MAX_BLANKS = 100  # columns after which a row is not filled up with blanks
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_DAMAGED = "电子表格已损坏，打不开。"


def read_sheets(data: bytes) -> Document:
    """The document of a spreadsheet's visible sheets; `Unreadable` when it is damaged, encrypted,
    too large or empty."""
    if data.startswith(b"PK"):
        _check_package(data)
    else:
        check_ole(data)
    blocks: list[Block] = []
    try:
        with load_workbook(BytesIO(data)) as book:
            for number, sheet in enumerate(_shown(book)):
                blocks += _blocks(sheet, number)
    except PasswordError as exc:
        raise Unreadable("encrypted", "电子表格加了密码，打不开。") from exc
    except (CalamineError, ValueError, OverflowError, OSError) as exc:
        raise Unreadable("damaged", _DAMAGED) from exc
    except BaseException as exc:
        # what calamine did not foresee of a broken file comes as pyo3's PanicException, which is
        # no Exception and cannot be imported
        if type(exc).__name__ != "PanicException":
            raise
        raise Unreadable("damaged", _DAMAGED) from exc
    if not blocks:
        raise Unreadable("no_text", "电子表格是空的。")
    return Document(tuple(blocks))


def _check_package(data: bytes) -> None:
    """Refuses what calamine would take without measure: parts that are larger than declared, and
    cells so far apart that the area between them fills the memory."""
    with open_zip(data) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                _check_area(read_xml(archive, info.filename) or b"")
            elif not info.is_dir():
                read_member(archive, info)


def _check_area(sheet: bytes) -> None:
    left, top, right, bottom = 1 << 20, 1 << 30, 0, 0
    for column, row in _FILLED.findall(sheet):
        x, y = _column(column), int(row)
        left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
    if right and (right - left + 1) * (bottom - top + 1) > _MAX_AREA:
        raise Unreadable("too_large", "电子表格里的单元格相隔太远，读不下。")


def _column(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _shown(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    """The sheets with cells that a reader sees."""
    for index, about in enumerate(book.sheets_metadata[:_MAX_SHEETS]):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            yield book.get_sheet_by_index(index)


def _blocks(sheet: CalamineSheet, number: int) -> Iterator[Block]:
    hidden = _merged_into(sheet)
    for block in split_prose(Grid(tuple(_rows(sheet, number)))):
        if isinstance(block, Grid):
            rows = block.rows
            own = [index for index, row in enumerate(rows) if not _is_line(row)]
            first, last = (own[0], own[-1] + 1) if own else (len(rows), len(rows))
            yield from _paragraphs(rows[:first])
            if own:
                yield _squared(rows[first:last], hidden)
            yield from _paragraphs(rows[last:])
        elif block.text.strip():
            yield Paragraph(block.text.strip())


def _paragraphs(rows: Iterable[Row]) -> Iterator[Paragraph]:
    for row in rows:
        yield from (Paragraph(line.strip()) for line in row[-1].text.split("\n") if line.strip())


def _rows(sheet: CalamineSheet, number: int) -> Iterator[Row]:
    """The rows with something in them, each up to the last cell that has."""
    _, left = sheet.start or (0, 0)  # blank rows above are given, blank columns beside are not
    filled = 0
    for index, values in enumerate(sheet.iter_rows()):
        texts = [_printed(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        filled += sum(map(bool, texts))
        if filled > _MAX_CELLS:
            raise Unreadable("too_large", f"电子表格有内容的单元格超过 {_MAX_CELLS} 个。")
        if texts:
            yield tuple(
                GridCell(text, Place(number, index, column))
                for column, text in enumerate(texts, start=left)
            )


def _is_line(row: Row) -> bool:
    """Whether a row at a table's edge is none of its own: one short text (a name, a date)."""
    text = row[-1].text  # a row ends with its last text
    lone = sum(bool(cell.text) for cell in row) == 1
    return lone and parse_cell(text) is None and not is_table_text(text)


def _squared(rows: Sequence[Row], hidden: set[tuple[int, int]]) -> Grid:
    """All rows from the table's first column to its last, blanks and all; a merged cell stands
    once, where it begins."""
    columns = [cell.at.column for row in rows for cell in row if cell.text]
    first, last = min(columns), max(columns)
    squared = []
    for row in rows:
        place = row[0].at
        texts = {cell.at.column: cell.text for cell in row}
        end = max(min(last, first + _MAX_BLANKS), row[-1].at.column)
        squared.append(
            tuple(
                GridCell(texts.get(column, ""), replace(place, column=column))
                for column in range(first, end + 1)
                if texts.get(column) or (place.row, column) not in hidden
            )
        )
    return Grid(tuple(squared))


def _merged_into(sheet: CalamineSheet) -> set[tuple[int, int]]:
    """The cells that others are merged over, among those that the sheet has."""
    top, left = sheet.start or (0, 0)
    bottom, right = sheet.end or (0, 0)
    found: set[tuple[int, int]] = set()
    for (first, begin), (last, end) in sheet.merged_cell_ranges or ():
        rows = range(max(first, top), min(last, bottom) + 1)
        columns = range(max(begin, left), min(end, right) + 1)
        if len(found) + len(rows) * len(columns) > _MAX_MERGED:
            break
        found.update((row, column) for row in rows for column in columns)
        found.discard((first, begin))
    return found


def _printed(value: Value) -> str:
    """A value as it would be typed: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, ".15g") if abs(value) < 1e15 else format(value, ".0f")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).strip()
