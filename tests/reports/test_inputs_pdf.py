"""PDF files with a text layer, and those that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document, Grid, Unreadable
from reports.inputs.pdf import read_pdf
from reports.model import Place
from tests.reports.made import TITLE
from tests.reports.pdfs import Page, make_pdf

LONG = "本机关严格按照条例的规定主动公开各类政府信息并不断完善公开的制度"
TABLE = [["信息内容", "本年制发件数"], ["规章", "3"]]


def _paragraphs(*pages: Page) -> list[str]:
    return list(read_pdf(make_pdf(pages)).paragraphs())


def _texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in document.grids()]


def _code(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_pdf(data)
    return caught.value.code


def test_a_ruled_table_is_a_grid() -> None:
    """Lines drawn around cells make a table."""
    assert _texts(read_pdf(make_pdf([Page().table(TABLE, top=100)]))) == [TABLE]


def test_a_cell_knows_its_page_and_box() -> None:
    """Pages count from 1, boxes are in points from the upper left corner."""
    document = read_pdf(make_pdf([Page().lines(["封面"]), Page().table(TABLE, top=100)]))
    cell = next(document.grids()).rows[1][1]
    assert cell.at == Place(0, 1, 1, page=2, box=(180.0, 120.0, 300.0, 140.0))


def test_text_and_tables_stand_in_reading_order() -> None:
    """What is printed above a table comes before it, the rest after."""
    page = Page().lines(["表前。"]).table(TABLE, top=100).lines(["表后。"], top=300)
    kinds = [type(block) is Grid or block for block in read_pdf(make_pdf([page])).blocks]
    assert [str(getattr(kind, "text", "grid")) for kind in kinds] == ["表前。", "grid", "表后。"]


def test_a_paragraph_cut_at_the_margin_is_joined() -> None:
    """A full line that ends no sentence goes on in the next."""
    assert _paragraphs(Page().lines([LONG, "和机制。", "另起一段。"])) == [
        f"{LONG}和机制。",
        "另起一段。",
    ]


def test_a_paragraph_cut_by_the_page_is_joined() -> None:
    """It goes on at the top of the next page, page numbers aside."""
    first = Page().lines([LONG]).lines(["- 1 -"], top=800)
    assert _paragraphs(first, Page().lines(["和机制。"])) == [f"{LONG}和机制。"]


def test_a_title_does_not_run_into_the_text() -> None:
    """However long, a line that ends in the report's name is a line of its own."""
    assert _paragraphs(Page().lines([TITLE, "根据条例的规定编制本报告。"])) == [
        TITLE,
        "根据条例的规定编制本报告。",
    ]


@pytest.mark.parametrize("number", ["1", "- 3 -", "— 12 —", "第 2 页 共 9 页"])
def test_page_numbers_are_dropped(number: str) -> None:
    """A line with nothing but the page's number is no text."""
    assert _paragraphs(Page().lines(["正文。", number])) == ["正文。"]


def test_radicals_are_kept_as_printed() -> None:
    """Kangxi radicals stay in the text; folding is for comparison."""
    assert _paragraphs(Page().lines(["⾏政复议⼈⺠政府。"])) == ["⾏政复议⼈⺠政府。"]


def test_the_files_own_title_is_a_tag() -> None:
    """It often says less than the page, so it is no title of ours."""
    document = read_pdf(make_pdf([Page().lines(["正文。"])], title="政府信息公开年报"))
    assert (document.title, document.tags) == (None, {"pdf:title": "政府信息公开年报"})


def test_a_table_over_the_edge_of_the_page_is_read() -> None:
    """Rules drawn beyond the page do not spoil the file."""
    page = Page().table(TABLE, top=830).lines(["正文。"])
    assert _texts(read_pdf(make_pdf([page]))) == [TABLE]


def test_an_encrypted_file_says_so() -> None:
    """A file with a password cannot be read."""
    assert _code(make_pdf([Page().lines(["正文。"])], encrypted=True)) == "encrypted"


def test_a_scan_says_so() -> None:
    """Pages without a text layer need character recognition."""
    assert _code(make_pdf([Page()])) == "no_text"


def test_a_file_without_pages_says_so() -> None:
    """A file must have one; the error of another file read before does not show."""
    assert _code(make_pdf([Page().lines(["正文。"])], encrypted=True)) == "encrypted"
    assert _code(make_pdf([])) == "damaged"


def test_glyphs_without_characters_are_no_text() -> None:
    """A font that does not say which characters its glyphs are gives no text."""
    data = make_pdf([Page().lines([LONG])]).replace(b"/ToUnicode 5 0 R", b"")
    assert _code(data) == "no_text"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(range(256)) * 9, make_pdf([Page().lines([LONG])])[:600]],
    ids=["bare", "noise", "cut"],
)
def test_a_damaged_file_says_so(data: bytes) -> None:
    """Noise and a file cut short are damaged, not empty."""
    assert _code(data) == "damaged"


def test_a_file_of_very_many_pages_is_refused() -> None:
    """No report has hundreds of pages."""
    assert _code(make_pdf([Page()] * 401)) == "too_long"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(9, 1500), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_broken_byte_raises_another_error(changes: list[tuple[int, int]]) -> None:
    """A file changed at random is read, or unreadable with a reason."""
    data = bytearray(make_pdf([Page().lines([LONG]).table(TABLE, top=200)], title="年报"))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        blocks = len(read_pdf(bytes(data)).blocks)
    except Unreadable as exc:
        blocks = len(exc.sentence)
    assert blocks > 0
