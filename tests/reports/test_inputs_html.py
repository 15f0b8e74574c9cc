"""HTML pages: which block is read, and where the cells of a table stand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Document, Grid, Unreadable
from reports.inputs.html import read_html
from tests.reports.made import HEADINGS

BODY = "".join(f"<p>{heading}</p><p>本节文字。</p>" for heading in HEADINGS)


def _read(body: str, head: str = "") -> Document:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>")


def _paragraphs(body: str) -> list[str]:
    return list(_read(body).paragraphs())


def _grid(rows: str) -> Grid:
    return next(_read(f"<table>{rows}</table>").grids())


def _texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def _columns(grid: Grid) -> list[list[int]]:
    return [[cell.at.column for cell in row] for row in grid.rows]


def test_a_rowspan_pushes_the_rows_below() -> None:
    """A cell merged over two rows takes up its column in the second."""
    grid = _grid("<tr><td rowspan=2>甲<td>乙<tr><td>丙<tr><td>丁")
    assert _columns(grid) == [[0, 1], [1], [0]]


def test_a_colspan_pushes_the_cells_after_it() -> None:
    """A cell merged over three columns is followed by the fourth."""
    grid = _grid("<tr><td colspan=3>甲<td>乙")
    assert _columns(grid) == [[0, 3]]


def test_a_block_of_rows_and_columns_is_walked_around() -> None:
    """Both at once, with a second merged cell beside the first."""
    grid = _grid("<tr><td rowspan=3 colspan=2>甲<td rowspan=2>乙<td>丙<tr><td>丁<tr><td>戊<td>己")
    assert _columns(grid) == [[0, 2, 3], [3], [2, 3]]


def test_a_merged_cell_stands_once() -> None:
    """A merged cell is printed once and listed once."""
    grid = _grid("<tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙")
    assert _texts(grid) == [["甲", "乙"], ["丙"]]


@pytest.mark.parametrize("span", ["0", "-3", "x", "", "1.5"])
def test_a_senseless_span_is_one(span: str) -> None:
    """What is no positive whole number spans one column."""
    assert _columns(_grid(f'<tr><td colspan="{span}">甲<td>乙')) == [[0, 1]]


def test_hostile_spans_cost_little() -> None:
    """A page full of cells that claim a thousand rows and columns is read in no time."""
    start = time.process_time()
    _grid("<tr><td rowspan=99999 colspan=99999>x" * 3000)
    assert time.process_time() - start < 5


def test_a_number_cut_over_inline_elements_is_one_number() -> None:
    """Word processors cut 83593059 over spans; no blank comes between."""
    grid = _grid("<tr><td>规章<td><span>83</span><font>593</font><b>059</b>")
    assert _texts(grid) == [["规章", "83593059"]]


def test_a_year_cut_over_inline_elements_is_one_year() -> None:
    """Running text joins as cells do."""
    assert _paragraphs("<p><span>20</span><span>23</span>年</p>") == ["2023年"]


def test_blocks_within_a_cell_are_lines() -> None:
    """Paragraphs and line breaks part the lines of a cell."""
    assert _texts(_grid("<tr><td><p>本年新</p><p>制作</p>数<br>量<td>1")) == [
        ["本年新\n制作\n数\n量", "1"]
    ]


def test_blank_cells_are_kept() -> None:
    """A cell with nothing but a blank in it is a blank cell, not none."""
    assert _texts(_grid("<tr><td>规章<td>&nbsp;<td></td><td>0")) == [["规章", "", "", "0"]]


def test_hidden_text_in_a_cell_is_dropped() -> None:
    """A cell's hidden helper text does not become part of its number."""
    assert _texts(_grid("<tr><td>规章<td>3<span style='display:none'>4</span>")) == [["规章", "3"]]


def test_a_table_that_holds_tables_only_arranges_the_page() -> None:
    """The inner tables are grids, what stands around them is text."""
    document = _read(
        "<table><tr><td>页面左栏的一段说明文字<td><table><tr><td>规章<td>0</table></table>"
    )
    assert [_texts(grid) for grid in document.grids()] == [[["规章", "0"]]]


def test_the_text_of_a_layout_table_is_running_text() -> None:
    """What a layout cell prints is a paragraph."""
    paragraphs = _paragraphs("<table><tr><td>说明文字<td><table><tr><td>规章<td>0</table></table>")
    assert paragraphs == ["说明文字"]


def test_a_whole_report_in_one_cell_is_running_text() -> None:
    """A frame of one cell around all sections is no table of the form."""
    document = _read(f"<table><tr><td>{BODY}</table>")
    assert (next(document.paragraphs()), list(document.grids())) == (HEADINGS[0], [])


def test_prose_rows_of_one_huge_table_are_paragraphs() -> None:
    """Headings and sentences that are rows of the same table as the numbers are text again."""
    document = _read(
        "<table><tr><td colspan=4>一、总体情况<tr><td colspan=4>本年度各项工作平稳有序地开展。"
        "<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
        "<tr><td>规章<td>1<td>0<td>5<tr><td colspan=4>五、存在的主要问题及改进情况</table>"
    )
    assert list(document.paragraphs()) == [
        "一、总体情况",
        "本年度各项工作平稳有序地开展。",
        "五、存在的主要问题及改进情况",
    ]


def test_the_rows_between_prose_rows_stay_a_grid() -> None:
    """Taking out the prose leaves the table's own rows."""
    document = _read(
        "<table><tr><td colspan=2>一、总体情况<tr><td>规章<td>1<tr><td colspan=2>五、存在的问题</table>"
    )
    assert [_texts(grid) for grid in document.grids()] == [[["规章", "1"]]]


def test_a_caption_is_text_before_its_table() -> None:
    """A heading put into the table's caption is not lost."""
    assert _paragraphs(f"<table><caption>{HEADINGS[2]}</caption><tr><td>甲<td>1</table>") == [
        HEADINGS[2]
    ]


def test_meta_tags_are_read_whatever_their_order() -> None:
    """Names in lower case, the first of a name, blank ones left out."""
    document = _read(
        "<p>x",
        "<meta content='2024-01-22' name='PubDate'><meta name=PUBDATE content='1999-1-1'>"
        "<meta name=Author content=' '>",
    )
    assert (document.tags.get("pubdate"), "author" in document.tags) == ("2024-01-22", False)


def test_the_printed_box_gives_date_and_index_number() -> None:
    """发布日期 and 索引号 are read wherever the page prints them."""
    tags = _read("<ul><li>索 引 号：11420281MB1-2024-00012<li>发布日期： 2024年1月9日</ul>").tags
    assert (tags["printed:index_number"], tags["printed:published"]) == (
        "11420281MB1-2024-00012",
        "2024-1-9",
    )


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<meta name=ArticleTitle content='甲局2023年政府信息公开年报'>", "<h1>别的</h1>", "甲局2023年政府信息公开年报"),
        ("<title>甲局政府信息公开年报_某市政府网</title>", "", "甲局政府信息公开年报"),
        ("<title>甲局政府信息公开年报 - 某市</title>", "<h1>某市政府网</h1>", "甲局政府信息公开年报"),
        ("<meta name=ArticleTitle content=头部><title>某县</title>", "<h1>乙局政府信息公开年报</h1>", "乙局政府信息公开年报"),
        ("<title>某县</title>", "", "某县"),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_title_is_the_one_that_names_a_report(head: str, body: str, title: str | None) -> None:
    """Tag, head line, title: the first that names a report, else the first there is."""
    assert _read(f"{body}<p>文字", head).title == title


def test_a_fragment_without_html_or_body_is_read() -> None:
    """A list service answers with bare paragraphs."""
    assert list(read_html("<p>甲。</p><p>乙。</p>").paragraphs()) == ["甲。", "乙。"]


@pytest.mark.parametrize("tag", ["div", "font", "table><tr><td"])
def test_a_thousand_unclosed_elements_hide_nothing(tag: str) -> None:
    """Pages that never close an inline element nest deep; all of it is read."""
    assert list(_read(f"<{tag}>" * 600 + "<p>最里面的文字。</p>").paragraphs()) == [
        "最里面的文字。"
    ]


def test_a_page_too_deep_to_be_read_whole_is_refused() -> None:
    """Half a page would look like a report with rows missing."""
    with pytest.raises(Unreadable) as caught:
        _read("<div>" * 5000 + BODY)
    assert caught.value.code == "too_deep"


def test_a_page_without_an_element_says_so() -> None:
    """There is nothing in it to read."""
    with pytest.raises(Unreadable) as caught:
        read_html("")
    assert caught.value.code == "empty"


PIECES = st.lists(
    st.sampled_from([
        "<table>", "</table>", "<tr>", "<td rowspan=2>", "<td colspan=3>", "<td>", "</td>", "<div>",
        "</div>", "<p>", "<br>", "<span>", "</span>", "1", "文", "&nbsp;", "&#0;", "<!--", "-->",
        "<table><tr><td>", "<form>", "<a href='", "'>", "<caption>", "<thead>", "<h1>", "\x0b",
    ]),
    max_size=60,
)  # fmt: skip


@given(PIECES)
def test_any_soup_of_tags_is_read(pieces: list[str]) -> None:
    """However broken the tags, the cells of a row stand in rising columns."""
    document = read_html("<html><body><p>x" + "".join(pieces))
    rows = [[cell.at.column for cell in row] for grid in document.grids() for row in grid.rows]
    assert rows == [sorted(set(row)) for row in rows]
