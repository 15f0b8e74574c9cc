"""Pages of PDF files: turned, cropped, huge, scanned, damaged; characters printed oddly."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypdfium2.internal import ObjectTracker

from reports.document import Document, Unreadable
from reports.inputs.pdf import read_pdf
from reports.inputs.pdf_images import page_images
from tests.reports.pdfs import HEIGHT, WIDTH, Page, make_pdf

TABLE = [["信息内容", "本年制发件数"], ["规章", "3"]]
LONG = "本机关严格按照条例的规定主动公开各类政府信息并不断完善公开的制度"
IMAGE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID a EI Q"


def _read(*pages: Page) -> Document:
    return read_pdf(make_pdf(pages))


def _grids(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in document.grids()]


def _lines(*pages: Page) -> list[str]:
    return list(_read(*pages).paragraphs())


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("sideways", [0, 1, 2, 3])
def test_a_turned_page_is_read_along_its_text(rotate: int, sideways: int) -> None:
    """However the page is shown and its content is drawn, text and tables are those printed."""
    page = Page(rotate=rotate, sideways=sideways).lines(["表前。"]).table(TABLE, top=100)
    document = _read(page)
    assert (list(document.paragraphs()), _grids(document)) == (["表前。"], [TABLE])
    assert next(document.grids()).rows[0][0].at.box == (60.0, 100.0, 180.0, 120.0)


def test_places_are_counted_from_the_corner_of_the_page_as_shown() -> None:
    """A crop box with an offset moves the origin, and hides what is outside it."""
    page = Page(crop=(50, 90, 500, 700)).table(TABLE, top=100).lines(["页外。"])
    document = _read(page)
    assert next(document.grids()).rows[0][0].at.box == (10.0, 10.0, 130.0, 30.0)
    assert list(document.paragraphs()) == []


def test_a_label_turned_in_its_cell_is_read() -> None:
    """Its characters follow each other along the line they are printed on."""
    page = Page().table([["", "3"]], top=100)
    hexed = "规章".encode("utf-16-be").hex()
    page.drawn.append(f"BT /F1 8 Tf 0 1 -1 0 100 {HEIGHT - 119} Tm <{hexed}> Tj ET")
    page.texts.append((400, 60, 10, "规章正文"))
    assert _grids(_read(page)) == [[["规章", "3"]]]


def test_bold_faked_by_printing_twice_is_read_once() -> None:
    """A character on top of the same one is dropped; the same one beside it stays."""
    page = Page().lines(["一一三三", "100件。"])
    page.texts += [(x + 0.4, y + 0.2, size, text) for x, y, size, text in page.texts]
    assert _lines(page) == ["一一三三", "100件。"]


def test_a_watermark_across_the_page_is_no_text() -> None:
    """Text printed aslant is left out."""
    page = Page().lines(["正文。"])
    hexed = "内部资料".encode("utf-16-be").hex()
    page.drawn.append(f"BT /F1 40 Tf .7 .7 -.7 .7 100 300 Tm <{hexed}> Tj ET")
    assert _lines(page) == ["正文。"]


def test_lone_characters_of_a_font_that_is_not_in_the_file_are_read() -> None:
    """Whether each character is drawn by itself or not makes no difference."""
    page = Page()
    page.texts = [(60 + 10 * i, 60, 10, char) for i, char in enumerate("政府信息公开。")]
    assert _lines(page) == ["政府信息公开。"]


def test_the_same_text_in_the_next_row_is_read_again() -> None:
    """Rows that print the same are not one row printed twice."""
    rows = [["行政许可", "无"], ["行政许可", "无"], ["行政许可", "无"]]
    assert _grids(_read(Page().table(rows, top=100))) == [rows]
    assert _lines(Page().lines(["同上。"] * 3)) == ["同上。"] * 3


def test_base_lines_a_little_apart_are_one_line() -> None:
    """Figures of another font stand a little higher."""
    page = Page()
    page.texts = [(60, 60, 10, "收到"), (80, 59, 10, "12"), (105, 60, 10, "件。")]
    assert _lines(page)[0].replace(" ", "") == "收到12件。"


@pytest.mark.parametrize("media", [(595, 2_000_000_000), (30_000, 842)])
def test_a_page_larger_than_the_format_allows_is_not_read(media: tuple[float, float]) -> None:
    """It takes memory by its sides; the other pages are read."""
    document = _read(Page().lines(["正文。"]), Page(media=media).lines(["大页。"]))
    assert list(document.paragraphs()) == ["正文。"]
    assert [(issue.code, issue.data["page"]) for issue in document.issues] == [("page_damaged", 2)]


def test_a_scanned_page_among_others_is_named() -> None:
    """What the text layer has is read; the Issue says which page has none."""
    document = _read(Page().lines(["正文。"]), Page(drawn=[IMAGE]), Page())
    assert [(issue.code, issue.data["page"]) for issue in document.issues] == [
        ("page_without_text", 2)
    ]


@pytest.mark.parametrize(("rows", "pages"), [(270, 1), (45, 40)])
def test_a_file_of_very_much_print_is_refused(rows: int, pages: int) -> None:
    """The work on one page and on one file is bounded."""
    lines = [(5.0, 5.0 + 3 * y, 2.0, "政府信息公开" * 49) for y in range(rows)]
    data = make_pdf([Page(texts=lines)] * pages)
    start = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read_pdf(data)
    assert caught.value.code == "too_long"
    assert time.process_time() - start < 5


def test_pages_are_drawn_as_pictures() -> None:
    """White paper with ink on it, in the size asked for; pages there are none of are left out."""
    data = make_pdf([Page().table(TABLE, top=100), Page()])
    images = list(page_images(data, [1, 2, 3], dpi=72))
    assert [(image.page, image.width, image.height) for image in images] == [
        (1, WIDTH, HEIGHT), (2, WIDTH, HEIGHT),
    ]  # fmt: skip
    assert [set(image.pixels) == {255} for image in images] == [False, True]
    assert len(images[0].pixels) == WIDTH * HEIGHT * 3


def test_a_picture_of_a_huge_page_is_made_smaller() -> None:
    """Its memory is bounded, and its scale says how much smaller."""
    data = make_pdf([Page(media=(9000, 9000)).lines(["正文。"])])
    (image,) = page_images(data, [1], dpi=300)
    assert image.width * image.height <= 20_100_000
    assert image.scale == pytest.approx(image.width / 9000, rel=0.01)


@contextmanager
def _all_closed() -> Iterator[None]:
    before = {kind: len(alive) for kind, alive in ObjectTracker.items()}
    yield
    assert {kind: len(alive) for kind, alive in ObjectTracker.items()} == before | {
        kind: before.get(kind, 0) for kind in ObjectTracker
    }


def test_everything_is_closed_again() -> None:
    """After a reading, a refusal and pictures, PDFium holds nothing."""
    data = make_pdf([Page().lines([LONG]).table(TABLE, top=200), Page()])
    with _all_closed():
        read_pdf(data)
        list(page_images(data, [1, 2]))
        for broken in (data[:700], make_pdf([Page()]), make_pdf([Page()] * 401)):
            with pytest.raises(Unreadable):
                read_pdf(broken)


def test_nothing_is_said_at_exit() -> None:
    """A process that has read a file ends without a word."""
    code = (
        "from reports.inputs.pdf import read_pdf\n"
        "from tests.reports.pdfs import Page, make_pdf\n"
        "read_pdf(make_pdf([Page().lines(['正文。'])]))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code], cwd=root, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_threads_do_not_meet_in_one_library() -> None:
    """PDFium serves one thread at a time; readings take turns."""
    data = make_pdf([Page().lines([LONG]).table(TABLE, top=200)] * 3)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read_pdf, [data] * 24))
    assert all(document == found[0] for document in found)


def test_a_real_file_broken_anywhere_is_read_or_refused(shared: Path) -> None:
    """Bytes changed, dropped or cut give a document or one reason, in bounded time."""
    whole = next((shared / "real").glob("*.pdf")).read_bytes()
    chance = random.Random(3)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        start = time.process_time()
        try:
            outcome = "read" if read_pdf(bytes(data)).blocks else "empty"
        except Unreadable as exc:
            outcome = exc.code
        assert outcome in {"read", "damaged", "encrypted", "no_text", "too_long"}
        assert time.process_time() - start < 5
