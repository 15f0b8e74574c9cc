"""The vocabulary: names of agencies and places with their reports, and the rows of the forms.

What is suggested and what a misspelt name is taken for comes from here and nowhere else. Names
are suggested by their characters, their pinyin (dayeshi, or its beginning) or its initials (dys),
whole or shortened syllable by syllable (dayes, dycg).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate

from indexer.analysis import normal
from indexer.dictionary import row_labels
from indexer.pinyin import syllables, typed_letters
from indexer.speller import Speller

SUGGESTIONS = 10
_MOST_TYPED = 40  # characters: no name is longer


class _Lines:
    """Texts one a line, in order of rank, to be searched at once."""

    def __init__(self, texts: list[str]) -> None:
        self._text = "\n" + "\n".join(texts) + "\n"
        self._ends = list(accumulate(len(text) + 1 for text in texts))

    def matching(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """The ranks of the lines in which the pattern, which begins at a line's end or later,
        is found."""
        at = 0
        while match := pattern.search(self._text, at):
            rank = bisect_right(self._ends, match.start())
            yield rank
            at = self._ends[rank]


class Vocabulary:
    """Names with how many reports they have. Nothing is worked out before it is asked for."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self._names = {name: count for name, count in names.items() if name}

    def suggest(self, text: str) -> tuple[str, ...]:
        """Up to ten names that hold what was typed: those that begin with it first, then those
        with most reports. Letters are pinyin or initials, of the beginning if any name has it."""
        wanted = normal(text)[:_MOST_TYPED]
        if not wanted:
            return ()
        letters = typed_letters(wanted)
        found = self._by_letters(letters) if letters else ()
        return found or self._by_characters(wanted)

    def closest(self, text: str) -> str | None:
        """The name that a misspelt one or one in pinyin stands for; None when it is right as it
        is, or when no name is near enough to be meant."""
        return self._speller.closest(text)

    def _by_characters(self, wanted: str) -> tuple[str, ...]:
        held = re.escape(wanted)
        return self._best(self._folded, (re.compile("\n" + held), re.compile(held)))

    def _by_letters(self, letters: str) -> tuple[str, ...]:
        # After each letter comes the next of its syllable, or the first of the next syllable.
        shortened = "(?:|[a-z]* )".join(letters)
        begun = self._best(self._spelled, (re.compile("\n" + shortened),))
        return begun or self._best(self._spelled, (re.compile(" " + shortened),))

    def _best(self, lines: _Lines, patterns: Iterable[re.Pattern[str]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for pattern in patterns:
            for rank in lines.matching(pattern):
                found[self._ranked[rank]] = None
                if len(found) == SUGGESTIONS:
                    return tuple(found)
        return tuple(found)

    @cached_property
    def _ranked(self) -> list[str]:
        """Most reports first; the rows of the forms, which all reports have, come last."""
        names = sorted(self._names, key=lambda name: (-self._names[name], name))
        return [*names, *sorted(row_labels() - self._names.keys())]

    @cached_property
    def _folded(self) -> _Lines:
        return _Lines([normal(name) for name in self._ranked])

    @cached_property
    def _spelled(self) -> _Lines:
        return _Lines([" ".join(syllables(normal(name))) for name in self._ranked])

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._names)
