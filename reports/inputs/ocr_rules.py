"""The ruling lines of a page image, and the ink that is no line.

A line is what stays when everything shorter than a line is wiped away along its direction.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reports.inputs.ocr_engine import Image, Word
from reports.inputs.pdf_rules import Rule, Rules

_SHORTEST = 13.0  # points; the sides of a cell are longer, where each is drawn by itself
_BESIDE = 3.8  # points between the two parts of a double line
_THICK = 4.0  # points; what is thicker is no line
_GAP = 1.0  # points; a break so short is closed
_AROUND = 0.1  # of a word's height that its strokes may reach beyond its box
_DIRT = 1.2  # points; specks no larger are no ink
_REST = 2.5  # points; what is no thicker along a cell's side is the rest of a line
_MAX_RULES = 5_000

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Traces:
    """A page's lines in points, and its other ink as an image (255 is ink)."""

    rules: Rules
    ink: Image


def trace(image: Image, words: Sequence[Word], scale: float) -> Traces:
    """Lines and ink of a straight page image with its words; ``scale`` is points to a pixel."""
    import cv2  # noqa: PLC0415 - there with the extra

    window = max(3, round(20 / scale)) | 1
    dark = cv2.adaptiveThreshold(
        cv2.GaussianBlur(image, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV, window, 14,
    )  # fmt: skip
    rules = Rules()
    strokes = _Strokes(words)
    across = _Parts(_lines(dark, scale, (1, 0)))
    down = _Parts(_lines(dark, scale, (0, 1)))
    for number, (x, y, wide, high) in across.boxes:
        if high * scale <= _THICK and not strokes.hold(x, y, wide, high):
            rules.horizontal.append(Rule((y + high / 2) * scale, x * scale, (x + wide) * scale))
            across.kept.append(number)
    for number, (x, y, wide, high) in down.boxes:
        if wide * scale <= _THICK and not strokes.hold(x, y, wide, high):
            rules.vertical.append(Rule((x + wide / 2) * scale, y * scale, (y + high) * scale))
            down.kept.append(number)
    lines = cv2.dilate(cv2.bitwise_or(across.mask(), down.mask()), _block(3, 3))
    rules.horizontal = _levelled(rules.horizontal)
    rules.vertical = _levelled(rules.vertical)
    return Traces(rules, cv2.subtract(dark, lines))


class _Strokes:
    """Where strokes of characters are: long ones look like lines."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = sorted(words, key=lambda word: word.top)
        self._tops = [word.top for word in self._words]
        self._highest = max((word.bottom - word.top for word in words), default=0.0)

    def hold(self, x: int, y: int, wide: int, high: int) -> bool:
        """Whether a stretch of ink lies within the characters of a word."""
        first = bisect_left(self._tops, y - self._highest)
        last = bisect_right(self._tops, y + high)
        for word in self._words[first:last]:
            spare = _AROUND * (word.bottom - word.top)
            inside = word.x0 - spare <= x and x + wide <= word.x1 + spare
            if inside and word.top - spare <= y and y + high <= word.bottom + spare:
                return True
        return False


class _Parts:
    """The connected parts of a mask, the largest first, and those that are kept."""

    def __init__(self, mask: Image) -> None:
        import cv2  # noqa: PLC0415

        count, self._labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        order = sorted(range(1, count), key=lambda number: -int(stats[number][4]))
        self.boxes = [(i, tuple(map(int, stats[i][:4]))) for i in order[:_MAX_RULES]]
        self.kept: list[int] = []

    def mask(self) -> Image:
        """The kept parts, 255 where there is ink."""
        import numpy as np  # noqa: PLC0415

        return np.where(np.isin(self._labels, self.kept), 255, 0).astype(np.uint8)


def _lines(dark: Image, scale: float, way: tuple[int, int]) -> Image:
    """The dark stretches along one direction that are as long as a line."""
    import cv2  # noqa: PLC0415

    gap = max(1, round(_GAP / scale))
    long = max(3, round(_SHORTEST / scale))
    bridge = _block(gap if way[0] else 1, gap if way[1] else 1)
    line = _block(long if way[0] else 1, long if way[1] else 1)
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, bridge)
    return cv2.morphologyEx(whole, cv2.MORPH_OPEN, line)


def _block(width: int, height: int) -> Image:
    import cv2  # noqa: PLC0415

    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))


def ink_parts(ink: Image, scale: float) -> list[Box]:
    """The connected parts of the ink in a piece of the page, without specks and without what is
    left of lines along its sides."""
    least = max(2, round(_DIRT / scale))
    high, wide = ink.shape
    found: list[Box] = []
    for _, (x, y, w, h) in _Parts(ink).boxes:
        side = x == 0 or y == 0 or x + w == wide or y + h == high
        if max(w, h) > least and not (side and min(w, h) * scale <= _REST):
            found.append((x, y, x + w, y + h))
    return found


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _levelled(rules: Sequence[Rule]) -> list[Rule]:
    """The lines with those that run side by side set to one place: a double line is one."""
    levelled: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and (rule.at - group[-1].at > _BESIDE or rule.at - group[0].at > 2 * _BESIDE):
            levelled += _at_one(group)
            group = []
        group.append(rule)
    return levelled + _at_one(group)


def _at_one(group: Sequence[Rule]) -> list[Rule]:
    long = sum(rule.end - rule.start for rule in group)
    if not long:
        return []
    at = sum(rule.at * (rule.end - rule.start) for rule in group) / long
    return [Rule(at, rule.start, rule.end) for rule in group]
