"""Misspelt names, and names in pinyin, taken for the name that was meant.

A query's run is a name, or a place with the core of an agency's name (大治市 + 城管局). Each part is
right, or a slip for one that is known. A run whose parts are all right is never touched, be it
in the vocabulary or not: every division of the country is right, and so is every short name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from indexer.analysis import normal
from indexer.dictionary import places_before, row_labels, split_place
from indexer.pinyin import stem, syllables, typed_letters
from indexer.spelling import slips
from indexer.synonyms import agency_words
from reports.model import AGENCY_TYPES

_SHORTEST, _LONGEST = 3, 40  # characters of a run that may be a misspelt name
_SHORTEST_SPELLED = 4  # letters: shorter ones are words of other languages
_INITIALS = 3
_FUZZY = 7  # letters from which on a wrong one is forgiven
_PLACE_CHARS = 10

Guess = tuple[float, int, str]
"""Cost, reports (negative: more are better) and the name: the least is the best."""


class Speller:
    """What is known of names, worked out when first needed."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self._names = names

    def closest(self, text: str) -> str | None:
        """See `indexer.vocabulary.Vocabulary.closest`."""
        wanted = normal(text)
        if len(wanted) > _LONGEST:
            return None
        if letters := typed_letters(wanted):
            return self._spelled(letters)
        if len(wanted) < _SHORTEST:
            return None
        before, rest = split_place(wanted)
        if not rest or rest in self._cores or any(wanted in name for name in self._whole):
            return None
        found = min(self._guesses(before, rest), default=None)
        return found[2] if found and found[0] else None

    def _guesses(self, before: str, rest: str) -> Iterator[Guess]:
        yield from self._near(before + rest, self._whole)
        for known in (self._cores, self._places) if before else (self._cores,):
            yield from ((cost, n, before + name) for cost, n, name in self._near(rest, known))
        for at in range(2, min(len(rest) - 1, _PLACE_CHARS)):
            for place_cost, n, place in self._near(rest[:at], self._places):
                for cost, _, core in self._near(rest[at:], self._cores):
                    yield place_cost + cost, n, before + place + core

    def _near(self, typed: str, known: Mapping[str, int]) -> list[Guess]:
        if typed in known:
            return [(0.0, -known[typed], typed)]
        return [(cost, -known[name], name) for cost, name in slips(typed, known)]

    def _spelled(self, letters: str) -> str | None:
        """A name by its pinyin: exactly, in two parts (place and core), by the initials of a
        place, or with a letter wrong."""
        if len(letters) >= _SHORTEST_SPELLED:
            if name := self._by_pinyin.get(letters):
                return name
            for at in range(len(letters) - 2, 1, -1):
                places, core = self._sounding.get(letters[:at]), self._by_pinyin.get(letters[at:])
                if places and core:
                    return self._borne([place + core for place in places])
        if len(letters) >= _INITIALS and (name := self._by_initials.get(letters)):
            return name
        if len(letters) < _FUZZY:
            return None
        close = extract(
            letters, self._by_pinyin.keys(), scorer=Levenshtein.distance,
            processor=None, score_cutoff=len(letters) // _FUZZY, limit=1,
        )  # fmt: skip
        return self._by_pinyin[close[0][0]] if close else None

    def _borne(self, names: list[str]) -> str:
        """The first that some agency bears; else the first."""
        many = len(names) > 1
        borne = (n for n in names if many and any(whole.endswith(n) for whole in self._whole))
        return next(borne, names[0])

    @cached_property
    def _whole(self) -> dict[str, int]:
        """Names and rows, in normal form, with their reports."""
        return dict.fromkeys(row_labels(), 0) | {
            normal(n): count for n, count in self._names.items()
        }

    @cached_property
    def _full_places(self) -> dict[str, int]:
        """Places of the vocabulary; those of old that only agencies' names bear are among them."""
        full: dict[str, int] = {}
        for name, n in self._whole.items():
            for place in places_before(name) if n else ():
                full[place] = max(n, full.get(place, 0))
        return full

    @cached_property
    def _places(self) -> dict[str, int]:
        """Places of the vocabulary, in full and without their rank."""
        full = self._full_places
        return {stem(name): n for name, n in full.items()} | full

    @cached_property
    def _cores(self) -> dict[str, int]:
        """What agencies are called without their place, in full and in short, with reports."""
        found = dict.fromkeys((*agency_words(), *map(normal, AGENCY_TYPES)), 0)
        for name, count in self._whole.items():
            place, core = split_place(name)
            if place and core:
                found[core] = found.get(core, 0) + count
        return found

    @cached_property
    def _by_pinyin(self) -> dict[str, str]:
        """Names by their pinyin; of several the one with most reports. 大冶市 is daye, too."""
        known = self._cores | self._full_places | self._whole
        ranked = sorted(known, key=lambda name: (known[name], name))
        places = {sound: names[0] for sound, names in self._sounding.items()}
        return places | {"".join(syllables(name)): name for name in ranked}

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        """Places by their pinyin, in full before in short, then those with most reports."""
        full = self._full_places
        ranked = sorted(full, key=lambda name: (full[name], name), reverse=True)
        found: dict[str, list[str]] = defaultdict(list)
        for named in (str, stem):
            for name in ranked:
                found["".join(syllables(named(name)))].append(name)
        return {sound: list(dict.fromkeys(names)) for sound, names in found.items()}

    @cached_property
    def _by_initials(self) -> dict[str, str]:
        """Places by the first letters of their syllables."""
        ranked = sorted(self._places, key=lambda name: (self._places[name], name))
        return {"".join(each[0] for each in syllables(name)): name for name in ranked}
