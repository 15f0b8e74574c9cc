"""Tables that page breaks have cut, put together again, and every table's places numbered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reports.document import Block, Grid, GridCell

_NEAR = 3.0  # points by which edges may lie apart and still be one


def whole_tables(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with those grids joined that follow each other over a page break and are equally
    wide. Tables are numbered through, and so are the rows of each; they stay as printed."""
    whole: list[Block] = []
    tables = 0
    for item in _runs(blocks):
        if isinstance(item, list):
            whole.append(_numbered(item, tables))
            tables += 1
        else:
            whole.append(item)
    return whole


def _runs(blocks: Iterable[Block]) -> Iterator[Block | list[Grid]]:
    """The blocks, grids in lists of the parts of one table."""
    run: list[Grid] = []
    for block in blocks:
        if isinstance(block, Grid) and run and _goes_on(run[-1], block):
            run.append(block)
            continue
        if run:
            yield run
            run = []
        if isinstance(block, Grid):
            run = [block]
        else:
            yield block
    if run:
        yield run


def _goes_on(first: Grid, then: Grid) -> bool:
    """Whether a grid is the rest of the one before, on the next page."""
    upper, lower = first.rows[-1][0].at.page, then.rows[0][0].at.page
    if upper is None or lower != upper + 1:
        return False
    edges = zip(_edges(first), _edges(then), strict=True)
    return all(abs(one - other) <= _NEAR for one, other in edges)


def _edges(grid: Grid) -> tuple[float, float]:
    boxes = [cell.at.box for row in grid.rows for cell in row if cell.at.box]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def _numbered(parts: Sequence[Grid], table: int) -> Grid:
    """One grid of a table's parts; columns are counted by the left edges of all its cells."""
    rows = [row for part in parts for row in part.rows]
    lefts: list[float] = []
    for left in sorted({_left(cell) for row in rows for cell in row}):
        if not lefts or left - lefts[-1] > _NEAR:
            lefts.append(left)
    return Grid(
        tuple(
            tuple(
                replace(
                    cell,
                    at=replace(
                        cell.at,
                        table=table,
                        row=index,
                        column=bisect_right(lefts, _left(cell)) - 1,
                    ),
                )
                for cell in row
            )
            for index, row in enumerate(rows)
        )
    )


def _left(cell: GridCell) -> float:
    return cell.at.box[0] if cell.at.box else 0.0
