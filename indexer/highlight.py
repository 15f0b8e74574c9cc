"""Passages of a text that answer a query, and the marks in them: a pure function of both.

Marks are found in the normal form of the text and carried back to the text as it is printed, so
they are right where folding changes lengths, and where a document prints a blank inside a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from indexer.clauses import Agencies, AnyOf, Clause, Exact, Not, Run
from indexer.grammar import parse
from indexer.origins import normal_with_origins
from indexer.pieces import pieces
from indexer.port import BadQuery

_MOST_MARKS = 2_000  # of one string: a passage is chosen well enough among so many
_PAUSE = re.compile(r"[。；;！!？?，,、：:\t ]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text as printed, which begins at ``start``; ``marks`` are spans of the piece's
    own ``text``, in order and apart."""

    text: str
    start: int
    marks: tuple[Span, ...]


class _Mark(NamedTuple):
    start: int
    end: int
    needle: str
    weight: float


def highlight(text: str, query_text: str, limit: int = 2, width: int = 80) -> tuple[Passage, ...]:
    """Up to ``limit`` passages, the best first, each of about ``width`` characters and inside a
    line unless a mark goes on in the next. None where nothing of the query stands, and for a query
    that is none."""
    marks = _marks(text, query_text)
    starts = [mark.start for mark in marks]
    windows = {_window(text, mark, width) for mark in marks}
    scored: list[tuple[float, Span, list[_Mark]]] = []
    for first, end in windows:
        inside = [
            mark
            for mark in marks[bisect_left(starts, first) : bisect_left(starts, end)]
            if mark.end <= end
        ]
        distinct = {mark.needle: mark.weight for mark in inside}
        score = sum(distinct.values()) + 0.1 * len(inside)
        scored.append((-score, (first, end), inside))
    chosen: list[Passage] = []
    taken: list[Span] = []
    for _, (first, end), inside in sorted(scored, key=lambda item: item[:2]):
        if len(chosen) >= limit:
            break
        if all(end <= other[0] or first >= other[1] for other in taken):
            taken.append((first, end))
            spans = tuple((mark.start - first, mark.end - first) for mark in inside)
            chosen.append(Passage(text[first:end], first, spans))
    return tuple(chosen)


def mark(text: str, query_text: str) -> tuple[Span, ...]:
    """Every place in a short text (a title, a table cell) that answers a query, in order."""
    return tuple((found.start, found.end) for found in _marks(text, query_text))


@lru_cache(maxsize=256)  # a page of results marks every title and passage for one query
def _needles(query_text: str) -> tuple[tuple[str, float], ...]:
    """The strings to mark, in normal form, with weights: longer ones say more, a whole run most,
    what is searched beside it least."""
    try:
        clauses = parse(query_text).clauses
    except BadQuery:
        return ()
    needles: dict[str, float] = {}
    for term in _positive(clauses):
        if isinstance(term, Exact):
            needles[term.text] = 2.0 * len(term.text)
        elif isinstance(term, Agencies):
            needles.update((text, float(len(text))) for text in term.texts)
        elif isinstance(term, Run):
            for string, weight in _strings(term):
                needles.setdefault(string, weight)
            needles[term.text] = 2.0 * len(term.text)
    return tuple(needles.items())


def _strings(run: Run) -> Iterator[tuple[str, float]]:
    """What of a run may stand apart: its pieces, other ways of saying them, and their words."""
    cut = pieces(run.text)
    for piece in cut:
        # A single character among the words of a run (的, 市) would be marked everywhere.
        if len(piece.text) > 1:
            yield piece.text, float(len(piece.text))
    for piece in cut:
        yield from ((text, 0.5 * len(text)) for text in (*piece.others, *piece.words) if text[1:])


def _positive(clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, AnyOf):
            yield from clause.terms
        elif not isinstance(clause, Not):
            yield clause


def _marks(text: str, query_text: str) -> list[_Mark]:
    """All marks in order; where two overlap the one that begins first and is longer stands."""
    needles = _needles(query_text)
    if not needles or not text:
        return []
    source = normal_with_origins(text)
    found: list[_Mark] = []
    for needle, weight in needles:
        at = source.text.find(needle)
        for _ in range(_MOST_MARKS):
            if at < 0:
                break
            if span := source.source_span(at, at + len(needle)):
                found.append(_Mark(*span, needle, weight))
            at = source.text.find(needle, at + 1)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Mark] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _window(text: str, mark: _Mark, width: int) -> Span:
    """Where a passage around a mark begins and ends."""
    line_start = text.rfind("\n", 0, mark.start) + 1
    line_end = text.find("\n", mark.end)
    line_end = len(text) if line_end < 0 else line_end
    if line_end - line_start <= width:
        first, end = line_start, line_end
    else:
        room = max(width - (mark.end - mark.start), 0)
        first = max(line_start, mark.start - room // 3)
        end = min(line_end, max(first + width, mark.end))
        first = max(line_start, min(first, end - width))
        if first > line_start and (pause := _PAUSE.search(text, first, mark.start)):
            first = pause.end()
    while mark.end < end < line_end and text[end - 1 : end + 1].isalnum() and text[end].isascii():
        end -= 1  # a number is not cut in two
    while first < mark.start and text[first].isspace():
        first += 1
    while end > mark.end and text[end - 1].isspace():
        end -= 1
    return first, end
