"""What recognition adds to the cells of a scan: that they come of it, and which are in doubt.

A number is in doubt when the models were not sure of it, when a letter was taken for the figure
it looks like, or when a cell has ink that says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reports.document import Block, Grid, GridCell
from reports.inputs.ocr_page import Seen, by_height
from reports.numbers import parse_cell

_SURE = 0.85  # a number's score below which it is in doubt
_MOST = 0.6  # of a column's texts are numbers: it is a column of numbers
_LOOKS = str.maketrans({
    "O": "0", "o": "0", "Q": "0", "D": "0", "〇": "0", "○": "0", "口": "0", "l": "1", "I": "1",
    "|": "1", "丨": "1", "!": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8",
})  # fmt: skip
_ODD = re.compile(r"[\dOoQD〇○口lI|丨!ZzSsB,.，．]{1,9}")
_STAINS = frozenset({"·", ".", "、", "'", "`", "，", ",", "。", "°", "’", "‘"})

Seens = Mapping[int, Sequence[Seen]]
"""The recognised texts of each page that was recognised."""


def marked(blocks: Iterable[Block], pages: Seens) -> list[Block]:
    """The blocks with each cell of those pages marked as recognised, and doubts named."""
    by_page = {number: by_height(seen) for number, seen in pages.items()}
    return [_grid(item, by_page) if isinstance(item, Grid) else item for item in blocks]


def _grid(grid: Grid, pages: Mapping[int, Mapping[int, Sequence[Seen]]]) -> Grid:
    numeric = _numeric_columns(grid)
    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            heights = pages.get(cell.at.page or 0)
            if heights is None:
                cells.append(cell)
            else:
                cells.append(_cell(cell, heights, cell.at.column in numeric))
        rows.append(tuple(cells))
    return Grid(tuple(rows))


def _numeric_columns(grid: Grid) -> set[int]:
    """Columns most of whose texts are numbers, three at least."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in grid.rows:
        for cell in row:
            if cell.text:
                printed = parse_cell(cell.text)
                counts[cell.at.column][0] += printed is not None and printed.value is not None
                counts[cell.at.column][1] += 1
    return {column for column, (numbers, all_) in counts.items() if numbers >= max(3, _MOST * all_)}


def _cell(cell: GridCell, heights: Mapping[int, Sequence[Seen]], numeric: bool) -> GridCell:
    seen = _inside(cell, heights)
    text, doubt = cell.text, ""
    if text and parse_cell(text) is None:
        odd = "".join(text.split())
        if numeric and _ODD.fullmatch(odd):
            text = odd.translate(_LOOKS)
            doubt = f"识别出“{odd}”，按数字列读作“{text}”"
        elif numeric and odd in _STAINS:
            text, doubt = "", f"识别出“{odd}”，当作污点"
    elif not text and seen:
        doubt = "格内有墨迹，没有认出文字"
    score = min((item.score for item in seen if item.text), default=1.0)
    if not doubt and text and score < _SURE and parse_cell(text) is not None:
        doubt = f"识别为“{text}”，把握只有 {score:.2f}"
    return replace(cell, text=text, origin="ocr", doubt=doubt)


def _inside(cell: GridCell, heights: Mapping[int, Sequence[Seen]]) -> list[Seen]:
    if cell.at.box is None:
        return []
    x0, top, x1, bottom = cell.at.box
    return [
        item
        for stretch in range(int(top // 20), int(bottom // 20) + 1)
        for item in heights.get(stretch, ())
        if x0 <= item.x <= x1 and top <= item.y <= bottom
    ]
