"""The pieces of a run: its words, synonyms and years whole.

大冶城管局2020年报 is 大冶 · 城管局 (also 城市管理局, …) · 2020 (a year) · 年报 (also 年度报告).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from indexer.analysis import Segmenter, Word, normal, words
from indexer.synonyms import agency_words, longest, others_of, spellings_of
from reports.divisions import by_code, codes_named

_YEAR = re.compile("20(?:0[89]|[12][0-9]|30)")  # the years that reports are of
_YEAR_WORDS = frozenset({"年", "年度"})
_ASKING = frozenset({
    "多少", "几个", "什么", "哪些", "哪个", "哪里", "怎么", "怎样", "如何", "为什么", "为何", "有没有",
    "是否", "请问", "一共", "总共", "吗", "呢", "吧", "么",
})  # fmt: skip
_MOST_NAMES = 8
_MOST_PIECES = 4  # of an agency's name in short: places and a core
_MOST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run, with the words it is made of: a word, a synonym with the other ways of
    saying it, or a year with its number."""

    text: str
    words: tuple[str, ...]
    others: tuple[str, ...] = ()
    year: str | None = None


def as_typed(piece: Piece) -> Piece:
    """The same piece as mere characters."""
    return replace(piece, others=(), year=None)


def without_asking(cut: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces without the words that only make a question (多少, 吗), which no report answers
    in; all of them where there are no others."""
    return tuple(piece for piece in cut if piece.text not in _ASKING) or cut


@lru_cache(maxsize=256)  # the attempts for a query, its notice and its marks all ask for them
def pieces(run: str, segment: Segmenter | None = None) -> tuple[Piece, ...]:
    """A run, in normal form, as its pieces in order. The longest synonym wins; one that begins
    or ends inside a word (今年报告) is none."""
    cut = list(words(run, segment))
    found: list[Piece] = []
    at = 0
    while at < len(cut):
        piece = _year(cut, at) or _synonym(run, cut, at) or Piece(cut[at].text, (cut[at].text,))
        found.append(piece)
        at += len(piece.words)
    return tuple(found)


def _year(cut: list[Word], at: int) -> Piece | None:
    number = cut[at].text
    if not _YEAR.fullmatch(number):
        return None
    if at + 1 < len(cut) and (behind := cut[at + 1].text) in _YEAR_WORDS:
        return Piece(number + behind, (number, behind), year=number)
    return Piece(number, (number,), year=number)


def _synonym(run: str, cut: list[Word], at: int) -> Piece | None:
    start, found = cut[at].start, None
    for behind in range(at, len(cut)):
        end = cut[behind].end
        if end - start > longest():
            break
        if others := others_of(run[start:end]):
            parts = tuple(word.text for word in cut[at : behind + 1])
            found = Piece(run[start:end], parts, others)
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """An agency named by the pieces from ``start`` up to ``end``, and its name in full as it may
    be, in several ways."""

    start: int
    end: int
    names: tuple[str, ...]


def agency_named(cut: tuple[Piece, ...]) -> Named | None:
    """The agency that a run names in short, after its place: 大冶城管局 is 大冶市城市管理执法局. None
    where there is none, or the name is in full as it is."""
    start = next((at for at, piece in enumerate(cut) if codes_named(piece.text)), len(cut))
    within = range(start + 1, min(start + _MOST_PIECES, len(cut)))
    last = max((at for at in within if cut[at].text in agency_words()), default=None)
    if last is None:
        return None
    name = cut[start : last + 1]
    typed = "".join(piece.text for piece in name)
    spelled = ("".join(parts) for parts in product(*map(_spellings, name)))
    names = tuple(full for full in islice(spelled, _MOST_NAMES) if full != typed)
    return Named(start, last + 1, names) if names else None


def _spellings(piece: Piece) -> tuple[str, ...]:
    """A piece in the ways that a full name may have it."""
    places = (by_code(code) for code in codes_named(piece.text)[:_MOST_PLACES])
    names = tuple(normal(place.name) for place in places if place)
    return names or (*spellings_of(piece.text), piece.text)
