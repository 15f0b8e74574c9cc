"""The queries of the speed benchmark, by kind, drawn from the corpus's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.peers.library import Words
from indexer.port import FacetName

FACETS: tuple[FacetName, ...] = ("year", "province", "agency_type")
KINDS = (
    "common word", "several words", "rare word", "phrase", "phrase + facet", "filter + newest"
)  # fmt: skip
EVERYWHERE = ("信息", "公开", "政府")  # every report holds them
COMMONEST = ("政府", "信息", "公开")  # and these side by side


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: all words, or the words side by side; narrowed by facets; by score or newest."""

    kind: str
    words: tuple[str, ...]
    phrase: bool = False
    year: int | None = None
    province: int | None = None
    agency_type: str | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How many reports match, the ids of the best ten, and the counts by facet and value."""

    total: int
    top: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def draw(sample: Sequence[Words], a_kind: int, seed: int = 5, *, worst: bool = True) -> list[Asked]:
    """``a_kind`` queries of each kind, each of words and facets that one report of ``sample`` has
    together; how many of them hold a word tells whether it is common or rare. With ``worst`` the
    first of each kind that allows it is one that every report matches."""
    drawer = _Drawer(sample, Random(seed))
    first = 0 if worst else 2 * len(EVERYWHERE)
    return [drawer.ask(kind, first + turn) for kind in KINDS for turn in range(a_kind)]


class _Drawer:
    def __init__(self, sample: Sequence[Words], source: Random) -> None:
        self._sample, self._source = sample, source
        self._spread: Counter[str] = Counter()
        for report in sample:
            self._spread.update(set(report.body.split()))

    def ask(self, kind: str, turn: int) -> Asked:
        """A query of the kind."""
        like = self._source.choice(self._sample)
        if kind == "common word":
            word = EVERYWHERE[turn] if turn < len(EVERYWHERE) else self._words(like, 0.5, 1, 1)[0]
            return Asked(kind, (word,))
        if kind == "several words":
            return Asked(kind, COMMONEST if turn == 0 else self._several(like, turn))
        if kind == "rare word":
            return Asked(kind, self._words(like, 0, 0.001, 1))
        if kind == "filter + newest":
            word = EVERYWHERE[0] if turn == 0 else self._words(like, 0.01, 0.6, 1)[0]
            return Asked(kind, (word,), newest=True, **_narrowing(like, turn))
        words = COMMONEST if turn == 0 else self._phrase(like, 2 + turn % 3)
        narrowing = _narrowing(like, turn) if kind == "phrase + facet" else {}
        return Asked(kind, words, phrase=True, **narrowing)

    def _words(self, like: Words, least: float, most: float, count: int) -> tuple[str, ...]:
        """Chinese words of a report that such a share of the sample holds; the rarest instead
        where it has none."""
        own = [word for word in dict.fromkeys(like.body.split()) if _is_chinese(word)]
        share = {word: self._spread[word] / len(self._sample) for word in own}
        fit = [word for word in own if least <= share[word] <= most]
        chosen = fit if len(fit) >= count else sorted(own, key=share.__getitem__)[: count + 2]
        return tuple(self._source.sample(chosen, count))

    def _several(self, like: Words, turn: int) -> tuple[str, ...]:
        """Two to four words: common ones, and one or two that fewer reports hold."""
        common = self._words(like, 0.5, 1, 1 + turn % 2)
        fewer = self._words(like, 0.01, 0.3, 1 + turn // 2 % 2)
        return tuple(dict.fromkeys(common + fewer))

    def _phrase(self, like: Words, length: int) -> tuple[str, ...]:
        """Chinese words side by side in a report."""
        body = like.body.split()
        for _ in range(len(body)):
            at = self._source.randrange(len(body) - length)
            if all(map(_is_chinese, words := tuple(body[at : at + length]))):
                return words
        return COMMONEST


def _is_chinese(word: str) -> bool:
    return len(word) > 1 and all("\u4e00" <= char <= "\u9fd5" for char in word)


def _narrowing(like: Words, turn: int) -> dict[str, Any]:
    """One facet's value in turn, or two of them."""
    return [
        {"year": like.year},
        {"province": like.province},
        {"agency_type": like.agency_type},
        {"year": like.year, "province": like.province},
    ][turn % 4]
