"""Scans: pictures and pages without a text layer, read by text recognition."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from reports.document import Document, Grid, GridCell, Unreadable
from reports.inputs import pdf
from reports.inputs.ocr import read_image, read_pdf
from reports.inputs.ocr_cells import marked
from reports.inputs.ocr_engine import _bands
from reports.inputs.ocr_image import _skew, open_pictures, straightened
from reports.inputs.ocr_marks import mark_of
from reports.inputs.ocr_page import Seen
from reports.model import Place
from reports.reader import open_document, read
from tests.reports.made import HEADINGS, OPENING, TITLE
from tests.reports.offices import zipped
from tests.reports.pdfs import Page, make_pdf
from tests.reports.scans import draw_page, needs_font, needs_ocr, rescanned, saved

needs_ocr()

import cv2  # noqa: E402
import numpy as np  # noqa: E402

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "1", "17"],
    ["行政规范性文件", "—", "/", "1136"],
]
LINES = [TITLE, OPENING, *HEADINGS[:2]]


@cache
def _page() -> Any:
    return rescanned(draw_page(LINES, ROWS), angle=0.8, noise=6)


@cache
def _document() -> Document:
    return read_image(saved(_page()))


def _texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in document.grids()]


def _code(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        open_document(data)
    return caught.value.code


def _together(*files: bytes) -> bytes:
    """One PDF of the pages of several."""
    joined = pypdfium2.PdfDocument.new()
    for file in files:
        joined.import_pages(pypdfium2.PdfDocument(file))
    out = BytesIO()
    joined.save(out)
    return out.getvalue()


def _scored(text: str, score: float) -> GridCell:
    """The last cell of a column of zeros, as recognised."""
    cells = [
        GridCell("0", Place(0, row, 0, 1, (0, 20 * row, 20, 20 * row + 20))) for row in range(4)
    ]
    last = GridCell(text, Place(0, 4, 0, 1, (0, 80, 20, 100)))
    seen = {1: [Seen(10, 90, score, text)]}
    (grid,) = marked([Grid(tuple((cell,) for cell in [*cells, last]))], seen)
    assert isinstance(grid, Grid)
    return grid.rows[-1][0]


@needs_font()
def test_a_picture_gives_its_table() -> None:
    """A slanted, grainy picture: every cell as printed, dashes and slashes included."""
    assert _texts(_document()) == [ROWS]


@needs_font()
def test_a_picture_gives_its_text() -> None:
    """Title and headings stand before the table, in reading order."""
    assert list(_document().paragraphs()) == LINES


@needs_font()
def test_a_page_that_lies_on_its_side_is_turned() -> None:
    """Table and text are those of the page upright, down to 一、 at the head of a line."""
    document = read_image(saved(draw_page(LINES, ROWS).rotate(90, expand=True)))
    assert (_texts(document), list(document.paragraphs())) == ([ROWS], LINES)


@needs_font()
def test_the_cells_of_a_report_say_that_they_were_recognised() -> None:
    """Each printed number of a scan is marked as such, and the report has an Issue."""
    report = read(saved(_page()))
    cells = [cell for cell in report.cells if cell.state != "missing"]
    codes = [issue.code for issue in report.issues]
    assert ({cell.origin for cell in cells}, len(cells), codes[0]) == ({"ocr"}, 6, "ocr_used")


@needs_font()
def test_only_the_scanned_pages_of_a_pdf_are_recognised() -> None:
    """Text stays text beside a scan, and the Issue names the page."""
    rows = [["信息内容", "本年制发件数"], ["规章", "3"]]
    data = _together(make_pdf([Page().table(rows, top=100)]), saved(_page(), "PDF"))
    document = read_pdf(data)
    origins = [{cell.origin for row in grid.rows for cell in row} for grid in document.grids()]
    pages = [issue.data["pages"] for issue in document.issues]
    assert (origins, pages) == ([{"text"}, {"ocr"}], [[2]])


@needs_font()
def test_a_picture_in_an_archive_is_read() -> None:
    """A ZIP may hold a scan."""
    assert _texts(open_document(zipped({"年报.png": saved(_page())}))) == [ROWS]


def test_a_page_of_a_real_report(shared: Any) -> None:
    """Page 4 of a real PDF, drawn at 150 dots an inch and laid aslant: each cell as in its text."""
    from PIL import Image  # noqa: PLC0415

    file = (shared / "real" / "hongze_2023_hzq2023_working.pdf").read_bytes()
    printed = [grid for grid in pdf.read_pdf(file).grids() if grid.rows[-1][0].at.page == 4]
    with pdf.open_pdf(file) as opened:
        drawn = opened[3].render(scale=150 / 72).to_numpy()
    page = rescanned(Image.fromarray(cv2.cvtColor(drawn[:, :, :3], cv2.COLOR_BGR2GRAY)), -0.7, 6)
    numbers = [
        [cell.text for row in grid.rows for cell in row if cell.text.isdigit()]
        for grid in (_on_page(item, 4) for item in printed)
    ]
    found = [
        [cell.text for row in grid.rows for cell in row if cell.text.isdigit()]
        for grid in read_image(saved(page)).grids()
    ]
    assert found == numbers


def _on_page(grid: Grid, number: int) -> Grid:
    return Grid(tuple(row for row in grid.rows if row[0].at.page == number))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_every_kind_of_picture_is_opened(format_: str) -> None:
    """The size stays as it is where recognition likes it."""
    from PIL import Image  # noqa: PLC0415

    (picture,) = open_pictures(saved(Image.new("L", (1000, 1400), 200), format_))
    assert picture.shape == (1400, 1000)


def test_what_is_transparent_is_paper() -> None:
    """Else black text would stand on black."""
    from PIL import Image  # noqa: PLC0415

    (picture,) = open_pictures(saved(Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))))
    assert int(picture.min()) == 255


def _png(width: int, height: int) -> bytes:
    """The head of a picture that declares its size, and no more."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(head))
    picture = struct.pack(">I", 10) + b"IDAT" + bytes(10)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + check + picture


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_png(8000, 8000), "bomb"),
        (_png(60000, 60000), "bomb"),
        (_png(1000, 1000), "damaged"),
        (_png(16, 16), "no_text"),
        (b"\xff\xd8\xff\xe0JFIF", "damaged"),
    ],
    ids=["large", "very large", "cut", "icon", "JPEG"],
)
def test_a_picture_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    """Sizes are looked at before anything is unpacked."""
    assert _code(data) == code


def test_an_empty_picture_has_no_text() -> None:
    """Nothing is made up."""
    from PIL import Image  # noqa: PLC0415

    assert _code(saved(Image.new("L", (1000, 1400), 250))) == "no_text"


@pytest.mark.parametrize("angle", [-2.4, -0.7, 0.0, 1.3])
def test_a_slanted_page_is_made_straight(angle: float) -> None:
    """What stays is less than a tenth of a degree."""
    page: Any = np.full((1400, 1000), 255, np.uint8)
    for top in range(100, 1300, 60):
        cv2.line(page, (100, top), (900, top), 0, 3)
    turn = cv2.getRotationMatrix2D((500, 700), angle, 1.0)
    slanted = cv2.warpAffine(page, turn, (1000, 1400), borderValue=255)
    assert abs(_skew(straightened(slanted))) <= 0.1


@pytest.mark.parametrize(
    ("start", "end", "mark"),
    [
        ((15, 30), (40, 30), "—"),
        ((20, 30), (30, 30), "-"),
        ((20, 45), (32, 15), "/"),
        ((25, 15), (25, 45), ""),
    ],
)
def test_a_stroke_is_told_by_its_shape(
    start: tuple[int, int], end: tuple[int, int], mark: str
) -> None:
    """A dash, a hyphen, a slash; an upright stroke is the figure 1 for all we know."""
    ink: Any = np.zeros((60, 60), np.uint8)
    cv2.line(ink, start, end, 255, 3)
    assert mark_of(ink, 72 / 200) == mark


def test_a_high_picture_is_cut_between_its_lines() -> None:
    """No cut goes through ink."""
    page: Any = np.full((6000, 1000), 255, np.uint8)
    for top in range(0, 6000, 100):
        page[top : top + 60, 100:900] = 0
    bands = _bands(page)
    cuts = [top for top, _ in bands[1:]]
    assert (len(bands) > 3, all(page[cut].min() == 255 for cut in cuts)) == (True, True)


@pytest.mark.parametrize(("seen", "text"), [("O", "0"), ("l", "1"), ("|", "1"), ("1O", "10")])
def test_a_letter_among_numbers_is_the_figure_it_looks_like(seen: str, text: str) -> None:
    """And the cell is in doubt, whatever the score."""
    cell = _scored(seen, 0.99)
    assert (cell.text, bool(cell.doubt)) == (text, True)


@pytest.mark.parametrize(("score", "doubted"), [(0.99, False), (0.6, True)])
def test_an_unsure_number_is_in_doubt(score: float, doubted: bool) -> None:
    """The score says so."""
    cell = _scored("7", score)
    assert (cell.text, bool(cell.doubt)) == ("7", doubted)


def test_ink_without_text_is_in_doubt() -> None:
    """Such a cell is not simply blank."""
    assert bool(_scored("", 0.0).doubt)
