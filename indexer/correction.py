"""The reader's own words with misspelt names, and names in pinyin, put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from indexer.analysis import Segmenter
from indexer.clauses import AnyOf, Clause, Run
from indexer.pieces import Piece, pieces
from indexer.vocabulary import Vocabulary

_TRIES = 24  # stretches of a query that are looked up, one or two milliseconds each
_MOST_PIECES = 10  # of a name
_LETTERS = re.compile("[a-z'’]+")

Change = tuple[int, int, str]
"""Where in the reader's words, and what goes there."""


def corrected(
    text: str, clauses: tuple[Clause, ...], vocabulary: Vocabulary, segment: Segmenter
) -> str | None:
    """The text with every such name replaced and all else as typed; None when there is none."""
    changes = list(_changes(clauses, vocabulary, segment))
    for start, end, name in reversed(changes):
        text = text[:start] + name + text[end:]
    return text.strip() if changes else None


def _changes(
    clauses: tuple[Clause, ...], vocabulary: Vocabulary, segment: Segmenter
) -> Iterator[Change]:
    tries = iter(range(_TRIES))
    for spelled, neighbours in groupby(clauses, _is_spelled):
        if spelled:
            yield from _from_pinyin([run for run in neighbours if isinstance(run, Run)], vocabulary)
            continue
        for run in _runs(neighbours):
            yield from _in_run(run, vocabulary, segment, tries)


def _is_spelled(clause: Clause) -> bool:
    return isinstance(clause, Run) and bool(_LETTERS.fullmatch(clause.text))


def _runs(clauses: Iterable[Clause]) -> Iterator[Run]:
    for clause in clauses:
        for term in clause.terms if isinstance(clause, AnyOf) else (clause,):
            if isinstance(term, Run):
                yield term


def _from_pinyin(neighbours: list[Run], vocabulary: Vocabulary) -> Iterator[Change]:
    """Words of letters side by side are one name (da ye) or several (daye chengguan)."""
    together = vocabulary.closest(" ".join(run.text for run in neighbours))
    if together:
        yield neighbours[0].span[0], neighbours[-1].span[1], together
        return
    for run in neighbours if len(neighbours) > 1 else ():
        if name := vocabulary.closest(run.text):
            yield *run.span, name


def _in_run(
    run: Run, vocabulary: Vocabulary, segment: Segmenter, tries: Iterator[int]
) -> Iterator[Change]:
    """The stretches of a run, its years apart, that are misspelt: 大治市城管局 of
    2020年大治市城管局年报. The whole run is replaced, in normal form."""
    cut = pieces(run.text, segment)
    text, at, start = run.text, 0, 0
    while start < len(cut):
        end, typed, name = _misspelt(cut, start, vocabulary, tries)
        found = text.find(typed, at)
        if found >= 0 and name:
            text = text[:found] + name + text[found + len(typed) :]
        at, start = max(found, at) + len(name or typed), end
    if text != run.text:
        yield *run.span, text


def _misspelt(
    cut: tuple[Piece, ...], start: int, vocabulary: Vocabulary, tries: Iterator[int]
) -> tuple[int, str, str | None]:
    """The longest misspelt stretch that begins here, where it ends and its right name; the one
    piece and None where there is none."""
    for end in range(min(start + _MOST_PIECES, len(cut)), start, -1):
        stretch = cut[start:end]
        typed = "".join(piece.text for piece in stretch)
        if any(piece.year for piece in stretch) or next(tries, None) is None:
            continue
        if name := vocabulary.closest(typed):
            return end, typed, name
    return start + 1, cut[start].text, None
