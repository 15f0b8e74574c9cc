"""The ruling lines of a PDF page, out of whatever draws them.

A line may be stroked, be the edge of a stroked rectangle or a filled rectangle as thin as a line;
it may stand in a form XObject with its own matrix. Places are those of `pdf_glyphs`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from reports.inputs.pdf_glyphs import MAX_DEPTH, Frame

MAX_PARTS = 30_000
"""Objects and path segments looked at on one page; drawings and maps have more."""

_STRAIGHT = 0.5  # points by which a line may be aslant
_THIN = 3.0  # points; a filled rectangle no thicker is a line
_DOT = 1.5  # points; dotted lines are made of squares no wider


class Rule(NamedTuple):
    """A horizontal or vertical line: its place across and its two ends, in points."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rules:
    """The lines of a page. ``edges`` are those of filled areas, which shade a table's cells
    where nothing else rules them; ``cut`` says that the page has more than any table."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    edges: list[tuple[float, float, float, float]] = field(default_factory=list)
    images: int = 0
    parts: int = 0
    cut: bool = False


_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Point = tuple[float, float]


def read_rules(page: Any, frame: Frame) -> Rules:
    """Every line of a page, and how many images it has."""
    rules = Rules()
    count = pdfium.FPDFPage_CountObjects(page)
    _walk((pdfium.FPDFPage_GetObject(page, i) for i in range(count)), _UNIT, 0, frame, rules)
    return rules


def _walk(objects: Iterator[Any], matrix: _Matrix, depth: int, frame: Frame, rules: Rules) -> None:
    for item in objects:
        rules.parts += 1
        if rules.parts > MAX_PARTS:
            rules.cut = True
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(item, matrix, frame, rules)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            rules.images += 1
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, i) for i in range(count))
            _walk(inner, _product(_matrix(item), matrix), depth + 1, frame, rules)


def _matrix(item: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNIT
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    k, l, m, n, o, p = then  # noqa: E741 - the six numbers of a matrix have no names
    return (
        a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n,
        e * k + f * m + o, e * l + f * n + p,
    )  # fmt: skip


def _path(item: Any, outer: _Matrix, frame: Frame, rules: Rules) -> None:
    fill, stroke = c_int(), c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    count = pdfium.FPDFPath_CountSegments(item)
    rules.parts += max(count, 0)
    if rules.parts > MAX_PARTS:
        rules.cut = True
        return
    for points in _outlines(item, count, _product(_matrix(item), outer), frame):
        if stroke.value:
            for one, other in pairwise(points):
                _straight(one, other, rules)
        else:
            _filled(points, rules)


def _outlines(item: Any, count: int, matrix: _Matrix, frame: Frame) -> Iterator[list[_Point]]:
    """The polygons of a path as shown; one with a curve in it is left out."""
    a, b, c, d, e, f = matrix
    x, y = c_float(), c_float()
    points: list[_Point] = []
    curved = False
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        elif kind != pdfium.FPDF_SEGMENT_LINETO:
            curved = True
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.shown(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if not math.isfinite(point[0] + point[1]):
            curved = True
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _straight(one: _Point, other: _Point, rules: Rules) -> None:
    wide, high = abs(one[0] - other[0]), abs(one[1] - other[1])
    if high <= _STRAIGHT < wide:
        rules.horizontal.append(_rule((one[1] + other[1]) / 2, one[0], other[0]))
    elif wide <= _STRAIGHT < high:
        rules.vertical.append(_rule((one[0] + other[0]) / 2, one[1], other[1]))


def _rule(at: float, one: float, other: float) -> Rule:
    return Rule(at, min(one, other), max(one, other))


def _filled(points: Sequence[_Point], rules: Rules) -> None:
    """A filled rectangle: a line when it is thin, a dot of one when it is small all round."""
    if not _is_rectangle(points):
        return
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    wide, high = x1 - x0, y1 - y0
    dot = max(wide, high) <= _DOT
    if dot or (high <= _THIN and high < wide):
        rules.horizontal.append(Rule((y0 + y1) / 2, x0, x1))
    if dot or (wide <= _THIN and wide <= high):
        rules.vertical.append(Rule((x0 + x1) / 2, y0, y1))
    if min(wide, high) > _THIN:
        rules.edges.append((x0, y0, x1, y1))


def _is_rectangle(points: Sequence[_Point]) -> bool:
    if not 4 <= len(points) <= 6:
        return False
    return all(
        min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= _STRAIGHT
        for one, other in pairwise(points)
    )


def shaded(rules: Rules) -> Rules:
    """The page's lines together with the edges of its filled areas."""
    both = Rules(list(rules.horizontal), list(rules.vertical))
    for x0, y0, x1, y1 in rules.edges:
        both.horizontal += (Rule(y0, x0, x1), Rule(y1, x0, x1))
        both.vertical += (Rule(x0, y0, y1), Rule(x1, y0, y1))
    return both
