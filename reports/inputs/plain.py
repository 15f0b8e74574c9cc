"""Plain text and Markdown, where a table is lines of cells parted by tabs, or a cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from reports.document import Block, Document, Grid, GridCell, Paragraph
from reports.model import Place

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HEADING = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_BOOKMARK = re.compile(r"\[bookmark: [^\[\]]*\]")  # what word processors' text export leaves


def read_plain(text: str) -> Document:
    """The document of a plain text or Markdown file."""
    lines = [_pipes(line) for line in _BREAKS.sub("\n", text.lstrip("\ufeff")).split("\n")]
    blocks: list[Block] = []
    grids = 0
    for is_table, run in groupby(_marked(lines), key=lambda pair: pair[0]):
        region = [line for _, line in run]
        if is_table:
            blocks.append(make_grid(_rows(region), grids))
            grids += 1
        else:
            blocks += [Paragraph(line) for line in map(_clean, region) if line]
    return Document(tuple(blocks))


def make_grid(rows: Iterable[list[str]], table: int) -> Grid:
    """A grid of texts; each cell's place is its row and column there."""
    return Grid(
        tuple(
            tuple(
                GridCell(text.strip(), Place(table, index, column))
                for column, text in enumerate(row)
            )
            for index, row in enumerate(rows)
        )
    )


def _pipes(line: str) -> str:
    """A Markdown table row (``| 规章 | 0 |``) with tabs for its bars; its rule is dropped."""
    text = line.strip()
    if len(text) < 3 or not (text.startswith("|") and text.endswith("|")):
        return line
    if "--" in text and not text.strip("|:- \t"):
        return ""
    return _unbold(text[1:-1]).replace("|", "\t")


def _clean(line: str) -> str:
    return _unbold(_BOOKMARK.sub("", _HEADING.sub("", line.strip()))).strip()


def _unbold(line: str) -> str:
    return _BOLD.sub(lambda match: match[1] or match[2], line)


def _marked(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Each line with whether it belongs to a table: lines with tabs, the blank lines between
    them, and lines that directly continue a lone cell (``本年新`` / ``制作数量``)."""
    table_lines = ["\t" in line for line in lines]
    in_table = list(table_lines)
    last = None
    for index, line in enumerate(lines):
        if table_lines[index]:
            if last is not None and not any(text.strip() for text in lines[last + 1 : index]):
                in_table[last + 1 : index] = [True] * (index - last - 1)
            last = index
        elif (
            line.strip()
            and index
            and in_table[index - 1]
            and _lone_cell(lines[index - 1 : index + 3])
        ):
            in_table[index] = True
            last = index
    yield from zip(in_table, lines, strict=True)


def _lone_cell(lines: list[str]) -> bool:
    """Whether lines[0] is a cell on a line of its own whose text goes on in lines[1] (a cell
    follows at once, or after more text, before any blank line)."""
    if "\t" in lines[0][1:] or not lines[0].strip():
        return False
    for line in lines[2:4]:
        if not line:
            return len(lines[1].strip()) < 40
        if line.startswith("\t"):
            return True
    return False


def _rows(region: list[str]) -> Iterator[list[str]]:
    single = sum(line.count("\t") == 1 and line.startswith("\t") for line in region)
    if single * 2 > sum("\t" in line for line in region):
        yield from _cell_a_line(region)
        return
    for line in region:
        if line.strip(" ") == "":
            continue
        yield line.split("\t")


def _cell_a_line(region: list[str]) -> Iterator[list[str]]:
    row: list[str] = []
    for line in region:
        if line.strip(" ") == "":
            if row:
                yield row
            row = []
        elif "\t" in line or not row:
            row.extend(line.removeprefix("\t").split("\t"))
        else:
            row[-1] += line.strip()
    if row:
        yield row
