"""Passages of a report with the reader's words marked, as pieces that a template can escape."""

from __future__ import annotations

from indexer.highlight import highlight, mark

Piece = tuple[str, bool]
"""A stretch of text and whether it is marked."""
Passage = tuple[Piece, ...]


def passages(text: str, query: str, limit: int) -> tuple[Passage, ...]:
    """The best passages of a text for a query's words, best first; none without words. Where a
    line is cut an ellipsis says so."""
    found = highlight(text, query, limit)
    return tuple(
        (*_ellipsis(text, one.start - 1), *_pieces(one.text, one.marks),
         *_ellipsis(text, one.start + len(one.text)))
        for one in found
    )  # fmt: skip


def plain_passages(text: str, query: str, limit: int) -> list[str]:
    """The same passages as plain text."""
    return [one.text for one in highlight(text, query, limit)]


def marked(text: str, query: str) -> Passage:
    """A short text, whole, with the query's words marked in it."""
    return _pieces(text, mark(text, query))


def _ellipsis(text: str, beside: int) -> Passage:
    inside_line = 0 <= beside < len(text) and not text[beside].isspace()
    return (("…", False),) if inside_line else ()


def _pieces(text: str, marks: tuple[tuple[int, int], ...]) -> Passage:
    """The text cut at its marks (in order and apart); a table's tabs become blanks."""
    shown = text.replace("\t", " ").replace("\n", " ")
    pieces: list[Piece] = []
    at = 0
    for start, end in marks:
        pieces += [(shown[at:start], False), (shown[start:end], True)]
        at = end
    pieces.append((shown[at:], False))
    return tuple(piece for piece in pieces if piece[0])
