"""Spreadsheets (XLSX, XLS): each sheet as a grid, its rows of running text as paragraphs.

Reports come with their statistics as a spreadsheet, or are one. Values are read as numbers, so that
a number's own format (a thousands sign, a percentage) is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports.document import Block, Document, Grid, GridCell, Paragraph, Unreadable
from reports.inputs.packaged import ZIP
from reports.inputs.prose import split_prose
from reports.inputs.sheet_cells import DAMAGED, SheetCells
from reports.inputs.xls import read_xls
from reports.inputs.xlsx import read_xlsx
from reports.model import Place
from reports.numbers import parse_cell
from reports.tables.labels import is_table_text

Row = tuple[GridCell, ...]
_MAX_HIDDEN = 200_000  # cells under merged ones that are looked at
_MAX_BLANKS = 100  # columns after which a row is not filled up with blanks
_MAX_GRID = 500_000  # cells with the blanks between them


def read_sheets(data: bytes) -> Document:
    """The document of a spreadsheet's visible sheets; `Unreadable` when it is damaged, encrypted,
    too large or empty."""
    blocks: list[Block] = []
    try:
        sheets = read_xlsx(data) if data.startswith(ZIP) else read_xls(data)
        for number, sheet in enumerate(sheets):
            blocks += _blocks(sheet, number)
    except ValueError as exc:
        raise Unreadable("damaged", DAMAGED) from exc
    if not blocks:
        raise Unreadable("no_text", "电子表格是空的。")
    return Document(tuple(blocks))


def _blocks(sheet: SheetCells, number: int) -> Iterator[Block]:
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


def _rows(sheet: SheetCells, number: int) -> Iterator[Row]:
    """The rows with something in them; cells that are blank are left out."""
    for index, row in sheet.rows.items():
        yield tuple(GridCell(row[column], Place(number, index, column)) for column in sorted(row))


def _is_line(row: Row) -> bool:
    """Whether a row at a table's edge is none of its own: one short text (a name, a date)."""
    text = row[0].text
    return len(row) == 1 and parse_cell(text) is None and not is_table_text(text)


def _squared(rows: Sequence[Row], hidden: set[tuple[int, int]]) -> Grid:
    """All rows from the table's first column to its last, blanks and all; a merged cell stands
    once, where it begins."""
    columns = [cell.at.column for row in rows for cell in row]
    first, last = min(columns), max(columns)
    if len(rows) * min(last - first, _MAX_BLANKS) > _MAX_GRID:
        raise Unreadable("too_large", f"电子表格的表格超过 {_MAX_GRID} 格。")
    squared = []
    for row in rows:
        table, index = row[0].at.table, row[0].at.row
        texts = {cell.at.column: cell.text for cell in row}
        end = min(last, first + _MAX_BLANKS)
        wanted = {column for column in range(first, end + 1) if (index, column) not in hidden}
        squared.append(
            tuple(
                GridCell(texts.get(column, ""), Place(table, index, column))
                for column in sorted(wanted.union(texts))
            )
        )
    return Grid(tuple(squared))


def _merged_into(sheet: SheetCells) -> set[tuple[int, int]]:
    """The cells that others are merged over, in the rows and columns that hold anything."""
    right_most = max((max(row) for row in sheet.rows.values()), default=0)
    found: set[tuple[int, int]] = set()
    looked_at = 0
    for first, begin, last, end in sheet.merged:
        columns = range(begin, min(end, right_most, begin + _MAX_BLANKS) + 1)
        rows = range(first, min(last, max(sheet.rows, default=0)) + 1)
        looked_at += len(rows) * (1 + len(columns))
        if looked_at > _MAX_HIDDEN:
            break
        for row in rows:
            if row in sheet.rows:
                found.update((row, column) for column in columns)
        found.discard((first, begin))
    return found
