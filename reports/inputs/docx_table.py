"""The tables of a DOCX: each cell once, where it begins, in its true column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from reports.document import Grid, GridCell
from reports.inputs.docx_text import WRAPPERS, cell_text
from reports.model import Place

_MOST_COLUMNS = 63  # Word's own limit


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a row and the column it begins in."""

    element: etree._Element
    column: int


def make_grid(table: etree._Element, number: int) -> Grid:
    """The rows of a table that holds no other."""
    return Grid(
        tuple(
            tuple(
                GridCell(cell_text(cell.element), Place(number, index, cell.column)) for cell in row
            )
            for index, row in enumerate(rows_of(table))
            if row
        )
    )


def rows_of(table: etree._Element) -> Iterator[list[TableCell]]:
    """The cells of each row, in their true columns. What goes on from the row above is left out,
    but where that row has nothing to go on from the cell stands by itself."""
    above: set[int] = set()  # columns in which a merged cell of the row above begins
    for row in _inside(table, qn("w:tr")):
        cells: list[TableCell] = []
        merged: set[int] = set()
        column = _number(row, "w:trPr/w:gridBefore", 0)
        for element in _inside(row, qn("w:tc")):
            state = _merge(element)
            if state is not None:
                merged.add(column)
            beside = _value(element, "w:tcPr/w:hMerge") in {"", "continue"} and bool(cells)
            if not beside and (state != "continue" or column not in above):
                cells.append(TableCell(element, column))
            column += _number(element, "w:tcPr/w:gridSpan", 1)
        above = merged
        yield cells


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through whatever stands around them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, tag)


def _merge(cell: etree._Element) -> str | None:
    """``restart``, ``continue`` or None; the bare mark means that it goes on."""
    value = _value(cell, "w:tcPr/w:vMerge")
    return "continue" if value == "" else value


def _value(element: etree._Element, path: str) -> str | None:
    """The ``w:val`` at a path: ``""`` when the element has none, None without the element."""
    found = element.find("/".join(qn(name) for name in path.split("/")))
    return None if found is None else found.get(qn("w:val"), "")


def _number(element: etree._Element, path: str, otherwise: int) -> int:
    value = _value(element, path) or ""
    return min(int(value), _MOST_COLUMNS) if re.fullmatch(r"\d{1,4}", value) else otherwise
