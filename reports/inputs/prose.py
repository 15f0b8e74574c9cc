"""Running text that a page's frame or layout has put inside a table."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Block, Grid, GridCell, Paragraph
from reports.sections import section_of
from reports.tables.labels import is_table_text


def split_prose(grid: Grid) -> Iterator[Block]:
    """The grid with its rows of running text taken out as paragraphs: rows that print a single
    text which no form table has (a section heading, a sentence)."""
    rows: list[tuple[GridCell, ...]] = []
    for row in grid.rows:
        texts = [cell.text for cell in row if cell.text.strip()]
        if not texts and len(row) == 1:
            continue  # a frame's empty edge
        if len(texts) == 1 and _is_prose(texts[0]):
            if rows:
                yield Grid(tuple(rows))
            rows = []
            for line in texts[0].split("\n"):
                yield Paragraph(line)
        else:
            rows.append(row)
    if rows:
        yield Grid(tuple(rows))


def _is_prose(text: str) -> bool:
    if section_of(text) is not None:
        return True
    return (len(text) > 12 or text.endswith("。")) and not is_table_text(text)
