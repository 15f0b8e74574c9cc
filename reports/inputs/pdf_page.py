"""One page of a PDF: its tables as grids and the lines of text around them, in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError, PdfPage

from reports.document import Block, Grid, GridCell
from reports.inputs.pdf_glyphs import Frame, Glyph, read_glyphs
from reports.inputs.pdf_grid import Box, Table, find_tables
from reports.inputs.pdf_rules import Rules, read_rules, shaded
from reports.inputs.pdf_text import print_lines, text_blocks
from reports.inputs.prose import split_prose
from reports.model import Place

# PDF's own limit is 14,400 (ISO 32000-1, annex C); PDFium walks through every point of a side
_LONGEST_SIDE = 20_000
_MAX_WORK = 500_000  # squares of one table's map; real ones have some hundreds


@dataclass(frozen=True, slots=True)
class PageInk:
    """What is printed on a page: characters and lines, in points from its upper left corner, and
    the tables, where they have been looked for already."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: Rules
    tables: list[Table] | None = None


def read_ink(page: PdfPage, number: int) -> PageInk:
    """The characters and lines of an open page, the first of a document being number 1."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    if max(box.right - box.left, box.top - box.bottom) > _LONGEST_SIDE:
        raise PdfiumError("the page is larger than the format allows")
    turn = max(pdfium.FPDFPage_GetRotation(page), 0)
    frame = Frame(box.left, box.bottom, box.right, box.top, turn)
    glyphs, frame = read_glyphs(page, frame)
    rules = read_rules(page, frame)
    return PageInk(number, *frame.size, glyphs, rules, [] if rules.cut else _tables(rules))


def _tables(rules: Rules) -> list[Table]:
    """The ruled tables, or where nothing is ruled, those that shading makes."""
    found = find_tables(rules)
    if found or rules.cut or not rules.edges:
        return found
    areas = shaded(rules)
    found = find_tables(areas)
    rules.cut = areas.cut
    return found


def page_blocks(ink: PageInk) -> Iterator[Block]:
    """The grids and lines of a page, all tables as number 0. Text beside a table, in none of its
    cells, follows it."""
    tables = _tables(ink.rules) if ink.tables is None else ink.tables
    inside, outside = _sorted_out(ink, tables)
    for table, texts in zip(tables, inside, strict=True):
        top = table.box[1]
        yield from text_blocks([glyph for y, glyph in outside if y < top], ink.number)
        yield from split_prose(_grid(table, texts, ink.number))
        outside = [(y, glyph) for y, glyph in outside if y >= top]
    yield from text_blocks([glyph for _, glyph in outside], ink.number)


_Found = dict[Box, list[Glyph]]


def _sorted_out(
    ink: PageInk, tables: Sequence[Table]
) -> tuple[list[_Found], list[tuple[float, Glyph]]]:
    """The characters of each table's cells, and the others on the page with their height."""
    maps = [_CellMap(table) for table in tables]
    inside: list[_Found] = [defaultdict(list) for _ in tables]
    outside: list[tuple[float, Glyph]] = []
    for glyph in ink.glyphs:
        x, y = glyph.centre
        for cells, found in zip(maps, inside, strict=True):
            # punctuation may hang over the edge of the cell it ends a line of
            cell = cells.at(x, y) or cells.at(glyph.x0 if glyph.turn == 0 else x, y)
            if cell is not None:
                found[cell].append(glyph)
                break
        else:
            if 0 <= x <= ink.width and 0 <= y <= ink.height:
                outside.append((y, glyph))
    return inside, outside


class _CellMap:
    """Which cell of a table a point is in; of cells inside cells, the smallest."""

    def __init__(self, table: Table) -> None:
        self._xs = sorted({edge for cell in table.cells for edge in cell[::2]})
        self._ys = sorted({edge for cell in table.cells for edge in cell[1::2]})
        self._cells: dict[tuple[int, int], Box] = {}
        columns = {x: index for index, x in enumerate(self._xs, start=1)}
        rows = {y: index for index, y in enumerate(self._ys, start=1)}
        work = 0
        for cell in sorted(table.cells, key=_area, reverse=True):
            x0, top, x1, bottom = cell
            work += (columns[x1] - columns[x0]) * (rows[bottom] - rows[top])
            if work > _MAX_WORK:
                return
            for row in range(rows[top], rows[bottom]):
                for column in range(columns[x0], columns[x1]):
                    self._cells[column, row] = cell

    def at(self, x: float, y: float) -> Box | None:
        """The cell around a point, in points."""
        return self._cells.get((bisect_right(self._xs, x), bisect_right(self._ys, y)))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _grid(table: Table, texts: _Found, page: int) -> Grid:
    """The cells in rows by their upper edge, each in the column of its left edge."""
    columns = {x: index for index, x in enumerate(sorted({cell[0] for cell in table.cells}))}
    rows: dict[float, list[Box]] = defaultdict(list)
    for cell in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        rows[cell[1]].append(cell)
    return Grid(
        tuple(
            tuple(
                GridCell(
                    "\n".join(print_lines(texts.get(cell, []))),
                    Place(0, index, columns[cell[0]], page, _rounded(cell)),
                )
                for cell in row
            )
            for index, row in enumerate(rows.values())
        )
    )


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(edge, 1) for edge in box)
    return (x0, top, x1, bottom)
