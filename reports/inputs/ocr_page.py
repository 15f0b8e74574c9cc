"""One page image: its words as characters with places, cell by cell where lines rule a table.

A word that runs over a ruling line is read again in each cell; a cell that has ink and no word is
looked at by itself, so that a lone figure which no word was found for is not taken for blank.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from reports.inputs.ocr_engine import Image, Word, find_words, read_line
from reports.inputs.ocr_heads import with_heads
from reports.inputs.ocr_image import straightened
from reports.inputs.ocr_marks import LOOKALIKES, mark_of
from reports.inputs.ocr_rules import Traces, around, ink_parts, trace
from reports.inputs.pdf_glyphs import Glyph
from reports.inputs.pdf_grid import Box, find_tables
from reports.inputs.pdf_page import PageInk

_A4 = 595.0  # points; a picture's short side stands for that of a page
_INSET = 1.2  # points between a line and what belongs to its cell
_PAD = 0.3  # of the height, around a piece that is read by itself
_OVER = 0.3  # of the height by which the box of a word is larger than its ink
_LINE = 0.9  # of the usual height of a word's box: what is no higher is one line
_SURE = 0.75  # mean score below which a page may be upside down
_TALL = 1.6  # times the usual height: the box of a word that may be two lines
_LETTER = 4.0  # points; ink so large outside the words is a character
_PARTIAL = 0.5  # score of a word beside which something stayed unread
_MAX_PIECES = 600  # of one page that are read by themselves; a form has 250 cells


@dataclass(frozen=True, slots=True)
class Seen:
    """A text, how sure it is, and the middle of it in points; an empty one is ink without text."""

    x: float
    y: float
    score: float
    text: str


@dataclass(slots=True)
class PageSeen:
    """A page as recognised: its characters and lines, and every text with its score."""

    ink: PageInk
    seen: list[Seen] = field(default_factory=list)


def see_page(image: Image, number: int, width: float | None = None) -> PageSeen:
    """What a grey image of a page shows; ``width`` is the page's in points, where that is known."""
    image, words = _upright(image)
    scale = width / image.shape[1] if width else _A4 / min(image.shape)
    traces = trace(image, words, scale)
    tables = find_tables(traces.rules)
    cells = [cell for table in tables for cell in table.cells]
    words = _by_cell(image, traces, words, cells, scale)
    high, wide = image.shape
    page = PageSeen(PageInk(number, wide * scale, high * scale, [], traces.rules, tables))
    for word in words:
        x, y = (word.x0 + word.x1) / 2 * scale, (word.top + word.bottom) / 2 * scale
        page.seen.append(Seen(x, y, word.score, word.text))
        page.ink.glyphs.extend(_glyphs(word, scale))
    return page


def _upright(image: Image) -> tuple[Image, list[Word]]:
    """The page the right way up and straight, with its words."""
    import numpy as np  # noqa: PLC0415 - there with the extra

    image = straightened(image)
    words = find_words(image)
    high = sum(_size(word) for word in words if _is_upended(word))
    sideways = high * 2 > sum(_size(word) for word in words)
    if sideways:
        image = straightened(np.ascontiguousarray(np.rot90(image)))
        words = find_words(image)
    if words and (sideways or _sureness(words) < _SURE):
        other = np.ascontiguousarray(image[::-1, ::-1])
        found = find_words(other)
        if found and _sureness(found) > _sureness(words):
            return other, found
    return image, words


def _is_upended(word: Word) -> bool:
    return word.bottom - word.top > 1.8 * (word.x1 - word.x0)


def _size(word: Word) -> float:
    return (word.bottom - word.top) * (word.x1 - word.x0)


def _sureness(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.score * len(word.text) for word in words) / letters


def _by_cell(
    image: Image, traces: Traces, words: list[Word], cells: Sequence[Box], scale: float
) -> list[Word]:
    """The words with those put right that the cells of the page's tables tell about."""
    boxes = [tuple(edge / scale for edge in cell) for cell in cells]
    free: list[Word] = []
    filled: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        home = _home(word, boxes)
        if home is None:
            free.append(word)
        elif _stays_in(word, boxes[home]):
            filled[home].append(_held(word, boxes[home]))
    usual = median([word.bottom - word.top for word in words] or [0.0])
    held = [word for found in filled.values() for word in found]
    kept = with_heads(image, traces, free, held, scale)
    for index, box in list(enumerate(boxes))[:_MAX_PIECES]:
        kept += _cell_words(image, traces, box, filled.pop(index, []), usual, scale)
    return kept + [word for found in filled.values() for word in found]


def _cell_words(
    image: Image,
    traces: Traces,
    box: Sequence[float],
    found: list[Word],
    usual: float,
    scale: float,
) -> list[Word]:
    """The words of one cell: those found in it, unless its ink says otherwise."""
    if not found:
        return list(_looked_at(image, traces, box, usual, scale))
    if len(found) == 1 and set(found[0].text) <= LOOKALIKES:
        mark = mark_of(_inside(traces.ink, box, scale), scale)
        if mark:
            return [found[0]._replace(text=mark, score=1.0)]
    tall = any(word.bottom - word.top > _TALL * usual for word in found)
    if not tall and not _has_more(traces, box, found, scale):
        return found
    again = list(_looked_at(image, traces, box, usual, scale))
    if _letters(again) > _letters(found):
        return again
    return found if tall else [word._replace(score=min(word.score, _PARTIAL)) for word in found]


def _letters(words: Iterable[Word]) -> int:
    return sum(len(word.text) for word in words)


def _has_more(traces: Traces, box: Sequence[float], found: Iterable[Word], scale: float) -> bool:
    """Whether a cell has characters outside its words: half of a text that was not found."""
    ink = _inside(traces.ink, box, scale).copy()
    inset = max(2, round(_INSET / scale))
    left, top = round(box[0]) + inset, round(box[1]) + inset
    for word in found:
        spare = _OVER / 2 * (word.bottom - word.top)
        ink[
            max(int(word.top - top - spare), 0) : max(int(word.bottom - top + spare), 0),
            max(int(word.x0 - left - spare), 0) : max(int(word.x1 - left + spare), 0),
        ] = 0
    return any(
        max(part[2] - part[0], part[3] - part[1]) * scale >= _LETTER
        for part in ink_parts(ink, scale)
    )


def _home(word: Word, boxes: Sequence[tuple[float, ...]]) -> int | None:
    """The smallest cell that the middle of a word is in."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    found = [
        ((x1 - x0) * (bottom - top), index)
        for index, (x0, top, x1, bottom) in enumerate(boxes)
        if x0 <= x <= x1 and top <= y <= bottom
    ]
    return min(found)[1] if found else None


def _stays_in(word: Word, box: Sequence[float]) -> bool:
    spare = _OVER * (word.bottom - word.top)
    return word.x0 + spare >= box[0] and word.x1 - spare <= box[2]


def _held(word: Word, box: Sequence[float]) -> Word:
    """The word with its box kept within the cell's sides."""
    return word._replace(x0=max(word.x0, box[0] + 1), x1=min(word.x1, box[2] - 1))


def _looked_at(
    image: Image, traces: Traces, box: Sequence[float], usual: float, scale: float
) -> Iterator[Word]:
    """The words in a cell that none was found in; ink that says nothing is an empty word."""
    inset = max(2, round(_INSET / scale))
    x0, top, x1, bottom = (round(edge) for edge in box)
    x0, top, x1, bottom = x0 + inset, top + inset, x1 - inset, bottom - inset
    if x1 - x0 < inset or bottom - top < inset:
        return
    ink = traces.ink[top:bottom, x0:x1]
    parts = ink_parts(ink, scale)
    if not parts:
        return
    found = around(parts)
    left, upper, right, lower = (x0 + found[0], top + found[1], x0 + found[2], top + found[3])
    mark = mark_of(ink, scale)
    if mark:
        yield Word(mark, 1.0, left, upper - usual / 4, right, lower + usual / 4)
        return
    pad = max(4, round(_PAD * max(lower - upper, usual * 0.7)))
    piece = _piece(image, (max(left - pad, x0), max(upper - pad, top)),
                   (min(right + pad, x1), min(lower + pad, bottom)), pad)  # fmt: skip
    lines = _lines([(part[1] + top, part[3] + top) for part in parts], usual)
    if len(lines) > 1:
        for one, end in lines:
            piece = _piece(image, (max(left - pad, x0), max(one - pad // 2, top)),
                           (min(right + pad, x1), min(end + pad // 2, bottom)), pad)  # fmt: skip
            yield Word(*read_line(piece), left, one, right, end)
        return
    yield Word(*read_line(piece), left, upper, right, max(lower, upper + usual / 2))


def _lines(spans: Sequence[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """The upper and lower edges of the lines that parts of characters stand in."""
    lines: list[tuple[int, int]] = []
    for upper, lower in sorted(spans):
        if lines and (upper < lines[-1][1] or lower - lines[-1][0] < _LINE * usual):
            lines[-1] = (lines[-1][0], max(lines[-1][1], lower))
        else:
            lines.append((upper, lower))
    return lines


def _inside(ink: Image, box: Sequence[float], scale: float) -> Image:
    inset = max(2, round(_INSET / scale))
    x0, top, x1, bottom = (round(edge) for edge in box)
    return ink[top + inset : bottom - inset, x0 + inset : x1 - inset]


def _piece(image: Image, start: tuple[int, int], end: tuple[int, int], pad: int) -> Image:
    """A piece of the page with paper around it."""
    import cv2  # noqa: PLC0415

    part = image[start[1] : end[1], start[0] : end[0]]
    return cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=255)


def _glyphs(word: Word, scale: float) -> Iterable[Glyph]:
    """The characters of a word, side by side in its box as wide as their kind is."""
    parts = [1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in word.text]
    if not parts:
        return
    x0, wide = word.x0 * scale, (word.x1 - word.x0) * scale
    size = min((word.bottom - word.top) * scale, 3 * wide / sum(parts))
    base = (word.top + word.bottom) / 2 * scale + 0.35 * size
    step = wide / sum(parts)
    for char, part in zip(word.text, parts, strict=True):
        yield Glyph(char, x0, x0 + part * step, base, size)
        x0 += part * step


def by_height(seen: Iterable[Seen]) -> dict[int, list[Seen]]:
    """Texts by the stretch of 20 points that their middle is in."""
    found: dict[int, list[Seen]] = defaultdict(list)
    for item in seen:
        found[int(item.y // 20)].append(item)
    return found
