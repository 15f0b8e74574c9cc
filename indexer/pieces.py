"""The pieces of a run: its words, synonyms and years whole.

大冶城管局2020年报 is 大冶 · 城管局 (also 城市管理局, …) · 2020 (a year) · 年报 (also 年度报告).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product, takewhile

from indexer.analysis import Segmenter, Word, normal, words
from indexer.synonyms import agency_words, longest, others_of, spellings_of
from reports.divisions import by_code, codes_named, forerunners, region_codes

_YEAR = re.compile("20(?:0[89]|[12][0-9]|30)")  # the years that reports are of
_YEAR_WORDS = frozenset({"年", "年度"})
_ASKING = frozenset({
    "多少", "几个", "什么", "哪些", "哪个", "哪里", "怎么", "怎样", "如何", "为什么", "为何", "有没有",
    "是否", "请问", "一共", "总共", "吗", "呢", "吧", "么",
})  # fmt: skip
_AGENCY = re.compile("(?:局|委|委员会|厅|政府|办公室|办事处)$")
_MOST_NAMES = 16
_MOST_PIECES = 6  # of an agency's name: its own place and a core
_MOST_PLACES = 2
_PLACE = 4  # characters of a place in short


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
        piece = _year(cut, at) or _synonym(run, cut, at) or _place(cut, at)
        piece = piece or Piece(cut[at].text, (cut[at].text,))
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


def _place(cut: list[Word], at: int) -> Piece | None:
    """Lone characters that together are a place (郫 · 都): short names of counties are no words
    of the dictionary, and some it does not know."""
    chars = "".join(w.text for w in takewhile(lambda w: len(w.text) == 1, cut[at : at + _PLACE]))
    lengths = range(len(chars), 1, -1)
    found = next((chars[:length] for length in lengths if codes_named(chars[:length])), None)
    return Piece(found, tuple(found)) if found else None


@dataclass(frozen=True, slots=True)
class Named:
    """An agency named by the pieces from ``start`` up to ``end``; its name as typed and those in
    full that it may have, from its own place on, since a county's bear no city; and the codes of
    that place where a wider one stands before it (温州市洞头区)."""

    start: int
    end: int
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def agency_named(cut: tuple[Piece, ...]) -> Named | None:
    """The agency that a run names after its place, in short or in full: 大冶城管局 is
    大冶市城市管理执法局, 温州市洞头区信访局 was 洞头县信访局. None where there is none."""
    start = next((at for at, piece in enumerate(cut) if codes_named(piece.text)), len(cut))
    place, codes = start, codes_named(cut[start].text) if start < len(cut) else ()
    while place + 1 < len(cut) and (inner := _inside(cut[place + 1].text, codes)):
        place, codes = place + 1, inner
    within = range(place + 1, min(place + _MOST_PIECES, len(cut)))
    last = next((at for at in within if _is_agency(cut[at])), None)
    if last is None:
        return None
    while last + 1 in within and _is_agency(cut[last + 1]):
        last += 1
    typed = "".join(piece.text for piece in cut[place : last + 1])
    cores = product(*map(_spellings, cut[place + 1 : last + 1]))
    called = _called(cut[place].text, codes)
    spelled = (name + "".join(core) for core in cores for name in called)
    names = dict.fromkeys((typed, *islice(spelled, _MOST_NAMES - 1)))
    return Named(start, last + 1, tuple(names), codes if place > start else ())


def _is_agency(piece: Piece) -> bool:
    return piece.text in agency_words() or bool(_AGENCY.search(piece.text))


def _inside(text: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The divisions of that name that lie in one of those."""
    return tuple(c for c in codes_named(text) if not set(codes).isdisjoint(region_codes(c)[:-1]))


def _called(typed: str, codes: tuple[str, ...]) -> list[str]:
    """The full names of a place, today's and those that it bore before: what was typed, too, where
    it is none of them in short (江东区, now part of 鄞州区)."""
    known = (p for code in codes[:_MOST_PLACES] for p in (by_code(code), *forerunners(code)) if p)
    names = list(dict.fromkeys(normal(place.name) for place in known))
    return names if any(name.startswith(typed) for name in names) else [typed, *names]


def _spellings(piece: Piece) -> tuple[str, ...]:
    """A piece in the ways that a full name may have it."""
    return (piece.text, *spellings_of(piece.text))
