"""Plain text: tables of tabs, of one cell a line, and of Markdown bars."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.inputs.plain import read_plain


def _grids(text: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in read_plain(text).grids()]


def _paragraphs(text: str) -> list[str]:
    return list(read_plain(text).paragraphs())


def test_lines_with_tabs_are_a_grid() -> None:
    """A row a line, cells parted by tabs."""
    assert _grids("规章\t0\t1\n行政许可\t2") == [[["规章", "0", "1"], ["行政许可", "2"]]]


def test_blank_cells_between_tabs_are_kept() -> None:
    """Two tabs in a row have a blank cell between them, a tab at the end one after it."""
    assert _grids("规章\t\t1\t") == [[["规章", "", "1", ""]]]


def test_a_blank_line_does_not_end_a_table() -> None:
    """Text exports part table rows by blank lines."""
    assert _grids("规章\t0\n\n\n行政许可\t2") == [[["规章", "0"], ["行政许可", "2"]]]


def test_a_sentence_ends_a_table() -> None:
    """Text between two tables makes them two."""
    assert len(_grids("规章\t0\n\n以下是第二张表。\n\n行政许可\t2")) == 2


def test_places_count_rows_and_columns() -> None:
    """A cell knows its grid, its row and its column."""
    places = [
        cell.at for grid in read_plain("甲\t1\n\n文。\n\n乙\t2").grids() for cell in grid.rows[0]
    ]
    assert [(at.table, at.row, at.column) for at in places] == [
        (0, 0, 0),
        (0, 0, 1),
        (1, 0, 0),
        (1, 0, 1),
    ]


def test_one_cell_a_line() -> None:
    """Each cell on a line of its own behind a tab; a blank line ends the row."""
    assert _grids("\t规章\n\t0\n\t1\n\n\t行政许可\n\t2\n") == [
        [["规章", "0", "1"], ["行政许可", "2"]]
    ]


def test_a_cell_that_goes_on_on_the_next_line() -> None:
    """本年新 / 制作数量 is one cell when each cell has its own line."""
    assert _grids("\t信息内容\n\t本年新\n制作数量\n\t本年新\n公开数量\n\n\t规章\n\t0\n\t1\n\n") == [
        [["信息内容", "本年新制作数量", "本年新公开数量"], ["规章", "0", "1"]]
    ]


def test_a_markdown_table_is_a_grid() -> None:
    """Bars part the cells, the rule below the head is no row, bold type is dropped."""
    text = "| 信息内容 | 本年制发件数 |\n| --- | ---: |\n| **规章** | 3 |"
    assert _grids(text) == [[["信息内容", "本年制发件数"], ["规章", "3"]]]


def test_a_markdown_row_of_marks_is_a_row() -> None:
    """Single strokes are printed marks, not the rule."""
    assert _grids("| - | - |\n| - | / |") == [[["-", "-"], ["-", "/"]]]


def test_a_line_with_one_bar_is_text() -> None:
    """A bar within a sentence parts nothing."""
    assert _paragraphs("首页 | 政务公开") == ["首页 | 政务公开"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("## 一、总体情况", "一、总体情况"),
        ("**一、总体情况**", "一、总体情况"),
        ("[bookmark: _GoBack]一、总体情况", "一、总体情况"),
        ("  文字。  ", "文字。"),
        ("\ufeff文字。", "文字。"),
    ],
)
def test_marks_of_type_are_no_text(line: str, text: str) -> None:
    """Headings, bold type and bookmarks leave their words."""
    assert _paragraphs(line) == [text]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_ends_a_line(end: str) -> None:
    """Whatever system wrote the file."""
    assert _paragraphs(f"甲。{end}乙。") == ["甲。", "乙。"]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 400_000 + "\tyyy\nzzz\n\n",
        "\t" + "x" * 200_000 + "\ty\nzzz\n",
        "\tx\ny\n" * 80_000,
        "[bookmark: " * 40_000,
        "**a" * 150_000,
        "_" * 400_000,
        "| " * 200_000,
        "|" + "-" * 400_000 + "x|",
    ],
    ids=["long_line", "long_cell", "cut_cells", "bookmarks", "bold", "underlines", "bars", "rule"],
)
def test_long_input_is_read_in_seconds(text: str) -> None:
    """Nothing costs more than its length."""
    start = time.process_time()
    read_plain(text)
    assert time.process_time() - start < 5


@given(st.text(alphabet="甲乙12 \t\n|-*#_。", max_size=80))
def test_no_character_is_lost_but_marks_of_type(text: str) -> None:
    """All that is printed stands in some paragraph or cell, in order."""
    printed = "".join("".join(line.split()) for line in read_plain(text).lines())
    kept = [char for char in printed if char in "甲乙12。"]
    assert kept == [char for char in text if char in "甲乙12。"]
