"""From characters to lines of text, and from lines set in columns to tables without rules.

Lines are told apart by their base lines, never by the order of the characters in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports.document import Block, Grid, GridCell, Paragraph
from reports.inputs.pdf_glyphs import Glyph
from reports.model import Place

__all__ = ["Glyph", "print_lines", "text_blocks"]

_LATIN_END = "\u0250"
_COLUMN_GAP = 1.5  # sizes between two columns of a table without rules
_LONGEST_LABEL = 30  # characters
_COLUMNS, _ROWS = 4, 3  # fewer may be a signature, a heading spaced out or a list


def print_lines(glyphs: Sequence[Glyph]) -> list[str]:
    """The printed lines of some characters from top to bottom, white space made single blanks;
    turned text follows the upright."""
    return [_text(line) for line in _lines(glyphs)]


def text_blocks(glyphs: Sequence[Glyph], page: int) -> Iterator[Block]:
    """The printed lines as paragraphs, but lines set in columns, one under the other, as the rows
    of a grid: a table without rules."""
    lines = [(line, _pieces(line)) for line in _lines(glyphs)]
    marked = [len(pieces) >= _COLUMNS for _, pieces in lines]
    for index in range(1, len(lines) - 1):  # a line of a wrapped label between two rows
        if marked[index - 1] and marked[index + 1] and len(lines[index][0]) <= _LONGEST_LABEL:
            marked[index] = True
    for is_table, run in groupby(zip(marked, lines, strict=True), key=lambda pair: pair[0]):
        rows = [line for _, line in run]
        if is_table and len(rows) >= _ROWS:
            yield _grid([pieces for _, pieces in rows], page)
        else:
            for line, _ in rows:
                yield Paragraph(_text(line))


def _grid(rows: Sequence[list[list[Glyph]]], page: int) -> Grid:
    return Grid(
        tuple(
            tuple(
                GridCell(_text(piece), Place(0, number, column, page, _box(piece)))
                for column, piece in enumerate(row)
            )
            for number, row in enumerate(rows)
        )
    )


def _box(piece: Sequence[Glyph]) -> tuple[float, float, float, float]:
    first, last = piece[0], piece[-1]
    size = max(glyph.size for glyph in piece)
    return (
        round(first.x0, 1),
        round(first.base - size, 1),
        round(last.x1, 1),
        round(first.base + 0.2 * size, 1),
    )


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The characters line by line, each line from left to right, without empty lines."""
    lines: list[list[Glyph]] = []
    for turn in sorted({glyph.turn for glyph in glyphs}):
        lines += _upright([glyph for glyph in glyphs if glyph.turn == turn])
    for line in lines:
        line.sort(key=lambda glyph: glyph.x0)
    return [line for line in lines if not all(glyph.text.isspace() for glyph in line)]


def _upright(glyphs: list[Glyph]) -> list[list[Glyph]]:
    glyphs.sort(key=lambda glyph: glyph.base)
    lines: list[list[Glyph]] = []
    base = 0.0
    for glyph in glyphs:
        if lines and glyph.base - base <= max(2.0, 0.35 * glyph.size):
            lines[-1].append(glyph)
        else:
            base = glyph.base
            lines.append([glyph])
    return lines


def _pieces(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line cut where a column may end."""
    pieces: list[list[Glyph]] = []
    for glyph in line:
        if glyph.text.isspace():
            continue
        if pieces and glyph.x0 - pieces[-1][-1].x1 <= _COLUMN_GAP * glyph.size:
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return pieces


def _text(line: Sequence[Glyph]) -> str:
    parts: list[str] = []
    end = 0.0
    blank = False
    for glyph in line:
        if glyph.text.isspace():
            blank = True
            continue
        if parts and (blank or glyph.x0 - end > _gap(parts[-1], glyph)):
            parts.append(" ")
        parts.append(glyph.text)
        end, blank = glyph.x1, False
    return "".join(parts)


def _gap(before: str, glyph: Glyph) -> float:
    """Points between two characters from which on they are apart: Chinese text may be spaced
    out, between it and other characters a quarter of the size is a blank."""
    if min(before, glyph.text) < _LATIN_END:
        return max(2.0, 0.19 * glyph.size)
    return max(3.0, 0.4 * glyph.size)
