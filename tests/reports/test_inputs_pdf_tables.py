"""Tables of PDF files: whatever rules them, wherever a page cuts them."""

from __future__ import annotations

import time

import pytest

from reports.document import Document, Grid
from reports.inputs.pdf import read_pdf
from tests.reports.pdfs import HEIGHT, Page, make_pdf

TABLE = [["信息内容", "本年制发件数"], ["规章", "3"]]
Rows = list[list[str]]


def _read(*pages: Page) -> Document:
    return read_pdf(make_pdf(pages))


def _grids(document: Document) -> list[Rows]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in document.grids()]


def _texts(page: Page, *texts: tuple[float, float, str]) -> Page:
    page.texts += [(x, y, 10, text) for x, y, text in texts]
    return page


@pytest.mark.parametrize("style", ["filled", "dotted"])
def test_lines_are_lines_however_drawn(style: str) -> None:
    """Thin filled rectangles rule a table, and so do rows of dots."""
    assert _grids(_read(Page().table(TABLE, top=100).ruled(style))) == [TABLE]


def test_stroked_rectangles_rule_a_table() -> None:
    """A cell may be drawn as a box of its own."""
    page = Page().table(TABLE, top=100)
    page.rules = []
    for x in (60, 180):
        page.drawn += [f"{x} {HEIGHT - bottom} 120 20 re S" for bottom in (120, 140)]
    assert _grids(_read(page)) == [TABLE]


@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "1 0 0 1 100 -50"])
def test_lines_in_a_form_stand_where_its_matrix_puts_them(matrix: str) -> None:
    """A form XObject has its own space."""
    across, up = (float(number) for number in matrix.split()[4:])
    page = Page(form=matrix).table(TABLE, top=100)
    page.texts = [(x + across, y - up, size, text) for x, y, size, text in page.texts]
    assert _grids(_read(page)) == [TABLE]


def test_double_lines_and_gaps_at_the_corners_do_no_harm() -> None:
    """Lines that nearly coincide are one; ends that nearly meet do."""
    page = Page().table(TABLE, top=100)
    page.rules = [
        (x0 + 1, top, x1 - 1, bottom) if top == bottom else (x0, top + 1.5, x1, bottom - 1)
        for x0, top, x1, bottom in page.rules
    ]
    page.rules += [(60, 101.5, 300, 101.5), (60, 138.5, 300, 138.5)]
    assert _grids(_read(page)) == [TABLE]


def test_a_merged_cell_stands_once_where_it_begins() -> None:
    """It may span rows and columns; the cells beside it keep their columns."""
    page = Page()
    page.rules += [(60, y, 300, y) for y in (100, 120, 160)] + [(140, 140, 300, 140)]
    page.rules += [(60, 100, 60, 160), (300, 100, 300, 160), (140, 120, 140, 160)]
    page.rules.append((220, 120, 220, 160))
    _texts(page, (70, 114, "总"), (70, 144, "左"), (150, 134, "1"), (230, 134, "2"))
    _texts(page, (150, 154, "3"), (230, 154, "4"))
    document = _read(page)
    assert _grids(document) == [[["总"], ["左", "1", "2"], ["3", "4"]]]
    assert [cell.at.column for cell in next(document.grids()).rows[2]] == [1, 2]


def test_a_frame_alone_is_no_table() -> None:
    """A border around a page's text leaves it running text."""
    page = Page().lines(["正文。"])
    page.rules = [(50, 40, 550, 40), (50, 800, 550, 800), (50, 40, 50, 800), (550, 40, 550, 800)]
    assert _grids(_read(page)) == []


def test_shading_makes_a_table_where_nothing_rules_it() -> None:
    """Filled areas side by side are cells."""
    page = Page().table(TABLE, top=100)
    page.rules = []
    for x in (60, 180):
        page.drawn += [f".9 g {x} {HEIGHT - bottom} 120 20 re f 0 g" for bottom in (120, 140)]
    assert _grids(_read(page)) == [TABLE]


def test_a_table_cut_by_the_page_is_one() -> None:
    """Its rows are counted through and know their pages."""
    document = _read(Page().table(TABLE, top=700), Page().table([["行政许可", "9"]], top=50))
    assert _grids(document) == [[*TABLE, ["行政许可", "9"]]]
    assert [(row[0].at.row, row[0].at.page) for row in next(document.grids()).rows] == [
        (0, 1), (1, 1), (2, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["text", "width", "page"])
def test_other_tables_stay_apart(between: str) -> None:
    """Text, another width or a page between two tables parts them."""
    first, then = Page().table(TABLE, top=700), Page()
    pages = [first, then]
    if between == "text":
        then.lines(["三、收到和处理政府信息公开申请情况"], top=60)
    if between == "page":
        pages.insert(1, Page().lines(["正文。"]))
    then.table(TABLE, top=100, width=150 if between == "width" else 120)
    document = _read(*pages)
    assert _grids(document) == [TABLE, TABLE]
    assert [grid.rows[0][0].at.table for grid in document.grids()] == [0, 1]


@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
def test_an_edge_that_is_lacking_is_put_back(side: str) -> None:
    """The lines across show where the table ends."""
    edges = {
        "top": (60, 100, 300, 100),
        "bottom": (60, 140, 300, 140),
        "left": (60, 100, 60, 140),
        "right": (300, 100, 300, 140),
    }
    page = Page().table(TABLE, top=100)
    page.rules.remove(edges[side])
    assert _grids(_read(page)) == [TABLE]


def test_an_edge_that_is_lacking_in_part_is_put_back() -> None:
    """A page break may leave the line over one cell only."""
    page = Page().table(TABLE, top=100)
    page.rules[0] = (180, 100, 300, 100)
    assert _grids(_read(page)) == [TABLE]


def test_lines_set_in_columns_are_a_table_without_rules() -> None:
    """Rows of several columns under each other are rows of a grid, a wrapped label among them."""
    page = Page().lines(["正文。"])
    for row in range(3):
        page.texts += [(60 + 110 * x, 100 + 20 * row, 10, f"{row}{x}") for x in range(5)]
    page.texts.append((60, 130, 10, "续行"))
    assert _grids(_read(page)) == [
        [["00", "01", "02", "03", "04"], ["10", "11", "12", "13", "14"], ["续行"],
         ["20", "21", "22", "23", "24"]]
    ]  # fmt: skip


def test_text_beside_a_table_follows_it() -> None:
    """It is in no cell and not lost."""
    page = _texts(Page().table(TABLE, top=100), (400, 114, "旁注。"))
    blocks = _read(page).blocks
    assert [type(block) is Grid for block in blocks] == [True, False]


def test_punctuation_that_hangs_over_the_edge_belongs_to_the_cell() -> None:
    """Its middle may stand beyond the line."""
    page = _texts(Page().table([["规章", ""]], top=100), (294, 114, "、"), (284, 114, "甲"))
    assert _grids(_read(page)) == [[["规章", "甲、"]]]


@pytest.mark.parametrize("step", [30, 0.1])
def test_a_drawing_is_named_and_its_text_read(step: float) -> None:
    """A page with more lines than any table gives text, an Issue, and its answer in time."""
    page = Page().lines(["正文。"])
    across = range(19) if step > 1 else range(400)
    page.rules = [
        (x * step, 4 * y, x * step + 0.7 * step, 4 * y) for x in across for y in range(200)
    ]
    start = time.process_time()
    document = _read(page)
    assert time.process_time() - start < 3
    assert [issue.code for issue in document.issues] == ["page_drawing"]
    assert list(document.paragraphs()) == ["正文。"]


def test_a_grid_of_very_many_cells_is_read_in_time() -> None:
    """Squared paper has no text to lose."""
    page = Page().lines(["正文。"])
    page.rules = [(0, 4 * y, 590, 4 * y) for y in range(200)]
    page.rules += [(4 * x, 0, 4 * x, 800) for x in range(140)]
    start = time.process_time()
    assert [issue.code for issue in _read(page).issues] == ["page_drawing"]
    assert time.process_time() - start < 3
