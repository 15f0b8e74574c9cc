"""From ruling lines to tables: the cells that lines enclose, and which of them belong together.

Lines that nearly coincide are one line, pieces of a line are joined, and an edge that a page
break has cut off a table is put back. Pure geometry, in points from the upper left corner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.inputs.pdf_rules import Rule, Rules

_NEAR = 3.0  # points within which lines coincide, pieces join and ends meet
_SPREAD = 4.5  # points between the outermost of lines that are taken for one
_SHORTEST = 3.0  # points; a shorter line bounds no cell
_PIECE = 1.0  # points; a shorter piece is dirt, unless it joins with others
_OPEN = 6.0  # points that a line reaches beyond its last crossing when an edge is lacking
_MAX_LINES = 600  # in either direction; a page with more is a drawing
_MAX_STEPS = 400_000  # corners tried on one page in search of cells
_MAX_CELLS = 5_000

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""


class _Corner(NamedTuple):
    """Where two lines cross: the numbers of the two."""

    horizontal: int
    vertical: int


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, from top to bottom and left to right."""

    cells: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The rectangle around all cells."""
        x0s, tops, x1s, bottoms = zip(*self.cells, strict=True)
        return min(x0s), min(tops), max(x1s), max(bottoms)


def find_tables(rules: Rules) -> list[Table]:
    """The tables of a page from top to bottom. A rectangle on its own is a frame and no table.
    A page with more lines or cells than any table has none; its rules are marked ``cut``."""
    horizontal, vertical = _merged(rules.horizontal), _merged(rules.vertical)
    if max(len(horizontal), len(vertical)) > _MAX_LINES:
        rules.cut = True
        return []
    corners = _corners(horizontal, vertical)
    rows, columns = _by_line(corners, horizontal, vertical)
    lacking = _open_edges(vertical, columns, horizontal), _open_edges(horizontal, rows, vertical)
    if any(lacking):
        horizontal = _merged([*horizontal, *lacking[0]])
        vertical = _merged([*vertical, *lacking[1]])
        corners = _corners(horizontal, vertical)
        rows, columns = _by_line(corners, horizontal, vertical)
    cells = _cells(corners, rows, columns)
    if cells is None:
        rules.cut = True
        return []
    tables = [Table(tuple(group)) for group in _together(cells) if len(group) > 1]
    return sorted(tables, key=lambda table: (table.box[1], table.box[0]))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Lines in order, without near doubles and in one piece each."""
    pieces = _joined(sorted(rules, key=lambda rule: (round(rule.at, 1), rule.start)), 0.1)
    pieces = sorted(rule for rule in pieces if rule.end - rule.start >= _PIECE)
    lines: list[Rule] = []
    group: list[Rule] = []
    for rule in pieces:
        if group and (rule.at - group[-1].at > _NEAR or rule.at - group[0].at > _SPREAD):
            lines += _one_line(group)
            group = []
        group.append(rule)
    lines += _one_line(group)
    return sorted(rule for rule in lines if rule.end - rule.start >= _SHORTEST)


def _one_line(group: Sequence[Rule]) -> list[Rule]:
    """Rules that nearly coincide, set to one place, which the longest have most say in."""
    weight = sum(rule.end - rule.start for rule in group)
    if not weight:
        return []
    at = sum(rule.at * (rule.end - rule.start) for rule in group) / weight
    ordered = sorted((Rule(at, rule.start, rule.end) for rule in group), key=lambda rule: rule[1:])
    return _joined(ordered, 0.0)


def _joined(rules: Iterable[Rule], apart: float) -> list[Rule]:
    """Rules in order along their lines, those that touch made one."""
    joined: list[Rule] = []
    for rule in rules:
        last = joined[-1] if joined else None
        if last and abs(rule.at - last.at) <= apart and rule.start <= last.end + _NEAR:
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


_Corners = dict[tuple[float, float], _Corner]


def _corners(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> _Corners:
    """Where lines cross or nearly meet, by x and y."""
    levels: dict[float, list[int]] = defaultdict(list)
    for number, rule in enumerate(horizontal):
        levels[rule.at].append(number)
    heights = sorted(levels)
    starts = {at: [horizontal[number].start for number in levels[at]] for at in heights}
    corners: _Corners = {}
    for number, rule in enumerate(vertical):
        first = bisect_left(heights, rule.start - _NEAR)
        last = bisect_right(heights, rule.end + _NEAR)
        for at in heights[first:last]:
            found = bisect_right(starts[at], rule.at + _NEAR) - 1
            if found >= 0 and horizontal[levels[at][found]].end >= rule.at - _NEAR:
                corners[rule.at, at] = _Corner(levels[at][found], number)
    return corners


_Lines = list[list[float]]


def _by_line(
    corners: _Corners, horizontal: Sequence[Rule], vertical: Sequence[Rule]
) -> tuple[_Lines, _Lines]:
    """For each horizontal line the x, for each vertical line the y of its corners, in order."""
    rows: _Lines = [[] for _ in horizontal]
    columns: _Lines = [[] for _ in vertical]
    for (x, y), corner in sorted(corners.items()):
        rows[corner.horizontal].append(x)
        columns[corner.vertical].append(y)
    return rows, columns


def _open_edges(lines: Sequence[Rule], crossed: _Lines, across: Sequence[Rule]) -> list[Rule]:
    """The edges that are lacking where lines reach beyond their last crossing, level with each
    other or with the end of a line across: a table cut by the page or without its outer sides."""
    heads: list[tuple[float, float]] = []  # where a line begins, and its place
    tails: list[tuple[float, float]] = []
    for rule, places in zip(lines, crossed, strict=True):
        if places and places[0] - rule.start > _OPEN:
            heads.append((rule.start, rule.at))
        if places and rule.end - places[-1] > _OPEN:
            tails.append((rule.end, rule.at))
    return [edge for ends in (heads, tails) for edge in _edges(ends, across)]


def _edges(ends: Sequence[tuple[float, float]], across: Sequence[Rule]) -> list[Rule]:
    """Lines through the ends that are level, and from them to the lines that are there."""
    levels: list[tuple[float, list[float]]] = []
    for end, at in sorted(ends):
        if levels and end - levels[-1][0] <= _NEAR:
            levels[-1][1].append(at)
        else:
            levels.append((end, [at]))
    edges: list[Rule] = []
    for level, places in levels:
        first, last = min(places), max(places)
        begin = bisect_left(across, level - _NEAR, key=lambda rule: rule.at)
        stop = bisect_right(across, level + _NEAR, key=lambda rule: rule.at)
        known = across[begin:stop]
        before = max((rule.end for rule in known if rule.end < first), default=first)
        after = min((rule.start for rule in known if rule.start > last), default=last)
        if after > before:
            edges.append(Rule(known[0].at if known else level, before, after))
    return edges


def _cells(corners: _Corners, rows: _Lines, columns: _Lines) -> list[Box] | None:
    """The smallest rectangle that begins in each corner, where there is one; None where finding
    them takes too long."""
    cells: list[Box] = []
    steps = 0
    for (x, y), corner in sorted(corners.items(), key=lambda item: item[0][::-1]):
        below = columns[corner.vertical]
        right = rows[corner.horizontal]
        cell, tried = _smallest(
            corners,
            (x, y),
            below[bisect_right(below, y) :],
            right[bisect_right(right, x) :],
        )
        if cell is not None:
            cells.append(cell)
        steps += tried
        if steps > _MAX_STEPS or len(cells) > _MAX_CELLS:
            return None
    return cells


def _smallest(
    corners: _Corners,
    start: tuple[float, float],
    below: Sequence[float],
    right: Sequence[float],
) -> tuple[Box | None, int]:
    """The cell that begins in a corner, and how many others were tried for its opposite."""
    x, y = start
    tried = 0
    for bottom in below:
        level = corners[x, bottom].horizontal
        for edge in right:
            tried += 1
            foot = corners.get((edge, bottom))
            if foot == (level, corners[edge, y].vertical):
                return (x, y, edge, bottom), tried
    return None, tried


def _together(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells in groups that share corners."""
    parents = list(range(len(cells)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    owners: dict[tuple[float, float], int] = {}
    for number, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            parents[root(number)] = root(owners.setdefault(corner, number))
    groups: dict[int, list[Box]] = defaultdict(list)
    for number, cell in enumerate(cells):
        groups[root(number)].append(cell)
    return list(groups.values())
