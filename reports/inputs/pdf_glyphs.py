"""The characters of a PDF page with their places.

Places are in points from the upper left corner of the page, turned so that its text runs from
left to right.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from ctypes import c_double, c_float
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from reports.document import Unreadable

MAX_GLYPHS = 15_000
"""Characters of a page; a full page of the smallest print has half of that."""

MAX_DEPTH = 8
"""Form XObjects inside form XObjects that are looked into."""

UNMAPPED = "\ufffd"
"""Stands for a glyph whose font does not say which character it is."""

_LINE_END_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
_DOUBLE = 0.15  # of the size: the same character so near is the same one printed twice
_SQUARE = 3.0  # points; no two of a character stand in a square of that, unless in tiny print
_AROUND = [(right, down) for right in (0, -1, 1) for down in (0, -1, 1)]
_WIDEST = 2.5  # sizes; a wider character is a font's mistake
_NO_SIZE = 0.02  # points
_TILT = math.radians(10)  # text more aslant than that is a watermark
_SMALLEST = 1.0  # points; smaller print is there to be found, not to be read


class Glyph(NamedTuple):
    """A character: its text, left and right edge, base line and size in points. Text that is not
    upright stands in the space in which it is, so many quarter turns clockwise from the page."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    turn: int = 0

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its body, by which it belongs to a cell."""
        ahead, up = (self.x1 - self.x0) / 2, 0.35 * self.size
        if self.turn == 0:
            return self.x0 + ahead, self.base - up
        return _turned((self.x0 + ahead, self.base - up), -self.turn % 4)


@dataclass(frozen=True, slots=True)
class Frame:
    """The page as shown: its edges in the file's own space and its quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file's space as a place on the page."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


class _Raw(NamedTuple):
    """A character as PDFium has it, in the file's own space."""

    text: str
    x: float
    y: float
    width: float
    size: float
    turn: int


def read_glyphs(page: Any, frame: Frame) -> tuple[list[Glyph], Frame]:
    """The characters of a page, each once, and the frame in which most of them stand upright."""
    count = pdfium.FPDFPage_CountObjects(page)
    _widen((pdfium.FPDFPage_GetObject(page, index) for index in range(count)), 0)
    textpage = page.get_textpage()
    try:
        raw = _raw_glyphs(textpage)
    finally:
        textpage.close()
    frame = replace(frame, turn=_main_turn([item.turn for item in raw], frame.turn))
    return _once(_placed(item, frame) for item in raw), frame


def _widen(objects: Iterable[Any], depth: int) -> None:
    """Gives text objects without width or height an outline, which all are whose font is not in
    the file: PDFium leaves out lone and turned characters of such, and takes the same text in the
    next row for the one before printed twice."""
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    for item in islice(objects, MAX_GLYPHS):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            if min(right.value - left.value, top.value - bottom.value) < _NO_SIZE:
                pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_STROKE)
                pdfium.FPDFPageObj_SetStrokeWidth(item, 1.0)
                pdfium.FPDFPageObj_TransformF(item, pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, index) for index in range(count))
            _widen(inner, depth + 1)


def _main_turn(turns: Sequence[int], otherwise: int) -> int:
    """The turn of more than half."""
    for turn, count in Counter(turns).most_common(1):
        if count * 2 > len(turns):
            return turn
    return otherwise


def _raw_glyphs(textpage: Any) -> list[_Raw]:
    """The characters without tilted, tiny and made-up ones; `Unreadable` when there are more than
    `MAX_GLYPHS`."""
    count = pdfium.FPDFText_CountChars(textpage)
    if count > MAX_GLYPHS:
        raise Unreadable("too_long", f"PDF 有一页的文字超过 {MAX_GLYPHS} 个。")
    x, y, box, matrix = c_double(), c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    found: list[_Raw] = []
    lead = 0  # the first half of a pair that stands for one character
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        text, lead = _character(textpage, index, code, lead), 0
        if not text or not pdfium.FPDFText_GetCharOrigin(textpage, index, x, y):
            continue
        angle = pdfium.FPDFText_GetCharAngle(textpage, index)
        turn = _quarter_turns(angle)
        if turn is None:
            continue
        size = _em(textpage, index, matrix)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        width = box.right - box.left
        if turn or not 0 < width <= _WIDEST * size:
            width = size * _share(text)
        if size >= _SMALLEST and math.isfinite(x.value + y.value + width + size):
            found.append(_Raw(text, x.value, y.value, width, size, turn))
    return found


def _character(textpage: Any, index: int, code: int, lead: int) -> str:
    """The text of a character; empty for what PDFium adds and for what is no character."""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00)) if lead else ""
    if code in _LINE_END_HYPHENS:
        return "-"
    if code in {0x0A, 0x0D} or code > 0x10FFFF:
        return ""
    if code == 0x20 and pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return ""
    if code < 0x20 or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1:
        return UNMAPPED
    return chr(code)


def _quarter_turns(angle: float) -> int | None:
    """Quarter turns clockwise that make text upright which is printed at an angle clockwise;
    None when it is tilted."""
    turns = -angle / (math.pi / 2)
    if not math.isfinite(turns) or abs(turns - round(turns)) * (math.pi / 2) > _TILT:
        return None
    return round(turns) % 4


def _em(textpage: Any, index: int, matrix: Any) -> float:
    """The size a character is printed at, in points."""
    size = abs(float(pdfium.FPDFText_GetFontSize(textpage, index)))
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return size


def _share(text: str) -> float:
    """The width of a character in sizes, where PDFium does not tell it: of turned and vertical text."""
    return 1.0 if unicodedata.east_asian_width(text) in "WFA" else 0.5


def _placed(item: _Raw, frame: Frame) -> Glyph:
    x, y = frame.shown(item.x, item.y)
    turn = (item.turn - frame.turn) % 4
    if turn:
        x, y = _turned((x, y), turn)
    return Glyph(item.text, x, x + item.width, y, item.size, turn)


def _turned(point: tuple[float, float], turn: int) -> tuple[float, float]:
    """A place after so many quarter turns clockwise around the page's corner."""
    x, y = point
    return ((x, y), (-y, x), (-x, -y), (y, -x))[turn]


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Without characters printed twice in one place, which is how bold type is faked."""
    seen: dict[tuple[str, int, int, int], tuple[float, float]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = min(max(0.5, _DOUBLE * glyph.size), _SQUARE)
        column, row = math.floor(glyph.x0 / _SQUARE), math.floor(glyph.base / _SQUARE)
        for right, down in _AROUND:
            other = seen.get((glyph.text, glyph.turn, column + right, row + down))
            if other and max(abs(other[0] - glyph.x0), abs(other[1] - glyph.base)) < near:
                break
        else:
            seen[glyph.text, glyph.turn, column, row] = glyph.x0, glyph.base
            kept.append(glyph)
    return kept
