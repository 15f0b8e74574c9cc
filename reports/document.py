"""What a page shows, whatever it came as: paragraphs and grids in reading order.

Every input (HTML, PDF, DOCX, …) makes a `Document`; everything that reads a report starts
from one. A grid is what the page shows; a form table is what the form means (`reports.tables.reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reports.model import Issue, Origin, Place


class Unreadable(Exception):
    """A document that cannot be read; ``code`` is stable, the text is one sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text as printed, without outer white space."""

    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A printed cell: its text as printed (without outer white space) and where it stands; of a
    scan, that its text was recognised, and a phrase that says why that is in doubt."""

    text: str
    at: Place
    origin: Origin = "text"
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of printed cells; a merged cell stands once, where it begins."""

    rows: tuple[tuple[GridCell, ...], ...]


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document's blocks, its own title tag and its tags (names in lower case), and what of it
    could not be read."""

    blocks: tuple[Block, ...]
    title: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def paragraphs(self) -> Iterator[str]:
        """The running text, line by line, tables left out."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text

    def grids(self) -> Iterator[Grid]:
        """The grids in reading order."""
        for block in self.blocks:
            if isinstance(block, Grid):
                yield block

    def lines(self) -> Iterator[str]:
        """All text, line by line; the cells of a row are parted by tabs."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from (row_line(row) for row in block.rows)


def row_line(row: tuple[GridCell, ...]) -> str:
    """A row as one line, cells parted by tabs, at least one tab."""
    cells = [" ".join(cell.text.split()) for cell in row]
    return "\t".join(cells) if len(cells) > 1 else f"{cells[0] if cells else ''}\t"
