"""The reader of PDF tables against another, pdfplumber, which is slower and well proven."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

import pdfplumber
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.inputs.pdf import read_pdf
from reports.text import squeeze
from tests.reports.pdfs import Page, make_pdf

logging.getLogger("pdfminer").setLevel(logging.ERROR)

Cell = tuple[int, str]  # page, text without white space


def _ours(data: bytes) -> list[list[Cell]]:
    """The rows of every grid, empty cells left out."""
    rows = [
        [(cell.at.page or 0, squeeze(cell.text)) for cell in row]
        for grid in read_pdf(data).grids()
        for row in grid.rows
    ]
    return _printed(rows)


def _theirs(data: bytes) -> list[list[Cell]]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        rows = [
            [(page.page_number, squeeze(text)) for text in row if text is not None]
            for page in pdf.pages
            for table in page.find_tables()
            for row in table.extract()
        ]
    return _printed(rows)


def _printed(rows: list[list[Cell]]) -> list[list[Cell]]:
    return [found for row in rows if (found := [cell for cell in row if cell[1]])]


def _merged_page(rows: int, columns: int, kept: list[bool], left: float) -> Page:
    """A table of short texts in which some inner lines are left out, so that cells merge."""
    page = Page()
    high, wide = 24, 60
    bottom, right = 60 + high * rows, left + wide * columns
    page.rules = [(left, 60, right, 60), (left, bottom, right, bottom)]
    page.rules += [(left, 60, left, bottom), (right, 60, right, bottom)]
    draw = iter(kept)
    for y in range(1, rows):  # whole rows stay parted, else a cell may be no rectangle
        page.rules.append((left, 60 + high * y, right, 60 + high * y))
    for y in range(rows):
        for x in range(columns):
            if x == 1 or (x and next(draw, True)):  # a row of one long cell would be running text
                at = left + wide * x
                page.rules.append((at, 60 + high * y, at, 84 + high * y))
            page.texts.append((left + 4 + wide * x, 76 + high * y, 9, f"{y}行{x}"))
    return page


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 9),
    columns=st.integers(2, 7),
    kept=st.lists(st.booleans(), max_size=54),
    left=st.floats(20, 120).map(lambda x: round(x, 2)),
    style=st.sampled_from(["stroked", "filled"]),
)
def test_made_tables_are_read_alike(
    rows: int, columns: int, kept: list[bool], left: float, style: str
) -> None:
    """Cell for cell, whatever cells are merged and whatever draws the lines."""
    page = _merged_page(rows, columns, kept, left)
    data = make_pdf([page if style == "stroked" else page.ruled(style)])
    assert _ours(data) == _theirs(data)


def test_real_tables_are_read_alike(shared: Path) -> None:
    """Every row the other finds is found, cell for cell; a row cut at the page's edge may have
    more cells here, and running text that a page frame made a table there is none here."""
    for path in sorted((shared / "real").glob("*.pdf")):
        data = path.read_bytes()
        ours, theirs = _ours(data), _theirs(data)
        rows = [row for row in theirs if len(row) > 1]
        missing = [row for row in rows if row not in ours]
        assert missing == []
        more = [row for row in ours if len(row) > 1 and row not in theirs]
        assert all(any(set(row) > set(other) for other in theirs) for row in more)
        assert len(more) <= 1
