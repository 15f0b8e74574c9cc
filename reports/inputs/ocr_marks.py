"""Strokes that stand for no number: dashes and slashes in cells, told by their shape.

The models have no context for a lone stroke and call it 一, 日 or 1.
"""

from __future__ import annotations

from reports.inputs.ocr_engine import Image
from reports.inputs.ocr_rules import Box, ink_parts

LOOKALIKES = frozenset("一二-—–－_~=/／\\丨1lIiJ7日目曰口")
"""What a stroke may be taken for."""

_FLAT = 2.6  # points; a dash is no higher
_LONG, _DOUBLE = 5.5, 13.0  # points; a hyphen is shorter than the one, two dashes as long as both
_LEANS = -0.75  # correlation of across and down along a slash
_NARROW = 0.28  # of its height that a slash is wide at least; the figure 1 stands upright


def mark_of(ink: Image, scale: float) -> str:
    """The mark that the ink in a cell is (``-``, ``—``, ``——``, ``/``), else an empty text;
    ``scale`` is points to a pixel."""
    parts = ink_parts(ink, scale)
    if not parts or len(parts) > 2:
        return ""
    if all(_is_dash(part, scale) for part in parts):
        left, right = min(part[0] for part in parts), max(part[2] for part in parts)
        levels = {(part[1] + part[3]) / 2 * scale for part in parts}
        if max(levels) - min(levels) > _FLAT / 2:
            return ""
        wide = (right - left) * scale
        if len(parts) == 2:
            return "——" if wide >= _DOUBLE else "--"
        return "——" if wide >= 1.5 * _DOUBLE else "—" if wide >= _LONG else "-"
    return "/" if len(parts) == 1 and _is_slash(ink, parts[0]) else ""


def _is_dash(part: Box, scale: float) -> bool:
    wide, high = part[2] - part[0], part[3] - part[1]
    return wide >= 1.4 * high and high * scale <= _FLAT


def _is_slash(ink: Image, part: Box) -> bool:
    import numpy as np  # noqa: PLC0415 - there with the extra

    x0, top, x1, bottom = part
    wide, high = x1 - x0, bottom - top
    if high < 6 or not _NARROW * high <= wide <= 1.2 * high:
        return False
    ys, xs = np.nonzero(ink[top:bottom, x0:x1])
    if len(xs) < 6 or np.ptp(xs) == 0 or np.ptp(ys) == 0:
        return False
    return float(np.corrcoef(xs, ys)[0, 1]) <= _LEANS
