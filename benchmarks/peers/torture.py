"""Queries to find the slow and the broken: every kind of text, and all that a form can send."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import get_args

from benchmarks.peers.fuzz import fuzzed
from indexer.analysis import bigrams, normal, word_texts
from indexer.analysis import segmenter as standard_segmenter
from indexer.grammar import MAX_CHARS
from indexer.port import Comparison, MetricFilter, ReportDocument, ReportQuery, Sort
from reports.forms import METRICS
from reports.model import AGENCY_TYPES, LEVELS

_SENTENCE = re.compile("[。；\n]")
_MOST_KEPT = 400  # of the commonest pairs and words


class Torture:
    """Draws queries by kind, over the vocabulary of a sample of the reports asked."""

    def __init__(self, sample: Sequence[ReportDocument], seed: int) -> None:
        self._dice = Random(seed)
        self._sample = sample
        texts = [normal(report.body) for report in sample]
        segment = standard_segmenter()
        words = Counter(word for text in texts for word in word_texts(text, segment))
        pairs = Counter(pair for text in texts for pair in bigrams(text))
        self._words = list(words)
        self._common = [word for word, _ in words.most_common(_MOST_KEPT)]
        self._pairs = [pair for pair, _ in pairs.most_common(_MOST_KEPT)]
        self._kinds: dict[str, Callable[[], str]] = {
            "any characters": self._noise,
            "words": self._some_words,
            "common words": self._common_words,
            "sentences": self._sentence,
            "grammar": lambda: fuzzed(1, self._dice.randrange(1 << 30))[0],
            "very long": self._long,
            "strings of the commonest pairs": self._strings,
            "everything excluded": self._exclusions,
            "misspelt": self._misspelt,
            "letters": self._letters,
        }

    def draw(self, count: int) -> Iterator[tuple[str, ReportQuery]]:
        """So many queries with their kinds, each kind in turn."""
        kinds = list(self._kinds)
        for turn in range(count):
            kind = kinds[turn % len(kinds)]
            yield kind, self._form(self._kinds[kind]())

    def _form(self, text: str) -> ReportQuery:
        """The text, mostly with choices beside it."""
        dice = self._dice
        like = dice.choice(self._sample)

        def some(values: Sequence[str]) -> frozenset[str]:
            return frozenset(dice.sample(values, dice.randint(1, 3)))

        chosen: dict[str, object] = {}
        if dice.random() < 0.3:
            chosen["years"] = frozenset(dice.sample(range(2005, 2030), dice.randint(1, 6)))
        if dice.random() < 0.2:
            chosen["regions"] = frozenset(like.region_codes)
        if dice.random() < 0.2:
            chosen["not_regions"] = frozenset(like.region_codes[-1:])
        if dice.random() < 0.2:
            chosen["agency_types"] = some(AGENCY_TYPES)
        if dice.random() < 0.1:
            chosen["not_agency_levels"] = some(LEVELS)
        if dice.random() < 0.1:
            chosen["has_findings"] = dice.random() < 0.5
        if dice.random() < 0.2:
            chosen["metrics"] = tuple(self._condition() for _ in range(dice.randint(1, 3)))
        return ReportQuery(
            text=text,
            sort=dice.choice(get_args(Sort)),
            page=dice.choice((1, 1, 1, 2, 50, 10**6)),
            page_size=dice.choice((10, 10, 10, 50)),
            **chosen,  # type: ignore[arg-type] # drawn by name
        )

    def _condition(self) -> MetricFilter:
        number = self._dice.choice((0.0, -1.0, 0.5, 3.0, 100.0, 1e9, float("inf"), float("nan")))
        metric = self._dice.choice([*(metric.id for metric in METRICS), "none"])
        return MetricFilter(metric, self._dice.choice(get_args(Comparison)), number)

    def _noise(self) -> str:
        high = self._dice.choice((0x80, 0x3000, 0xFFFF, 0x110000))
        return "".join(chr(self._dice.randrange(high)) for _ in range(self._dice.randint(1, 60)))

    def _some_words(self) -> str:
        return " ".join(self._dice.sample(self._words, self._dice.randint(1, 8)))

    def _common_words(self) -> str:
        joint = self._dice.choice((" ", "", " OR "))
        return joint.join(self._dice.choices(self._common, k=self._dice.randint(2, 32)))

    def _sentence(self) -> str:
        like = self._dice.choice(self._sample)
        text = self._dice.choice(_SENTENCE.split(like.body)).strip() or like.title
        return f'"{text}"' if self._dice.random() < 0.5 else text

    def _long(self) -> str:
        like = self._dice.choice(self._sample)
        at = self._dice.randrange(max(len(like.body) - 2 * MAX_CHARS, 1))
        length = self._dice.choice((MAX_CHARS - 2, MAX_CHARS, MAX_CHARS + 1, 10_000, 1_000_000))
        text = like.body[at : at + length].replace("\n", self._dice.choice(("", " ")))
        return text if self._dice.random() < 0.5 else f'"{text}"'

    def _strings(self) -> str:
        """Exact strings that hardly stand anywhere, of pairs that stand everywhere."""
        dice = self._dice
        made = (
            dice.choices(self._pairs, k=dice.randint(2, 12)) for _ in range(dice.randint(1, 12))
        )
        return " ".join(f'"{"".join(pairs)}"' for pairs in made)[:MAX_CHARS]

    def _exclusions(self) -> str:
        return " ".join(f"-{word}" for word in self._dice.sample(self._common, 30))

    def _misspelt(self) -> str:
        """Names with characters changed, dropped or put in."""
        name = list(self._dice.choice(self._sample).agency or "公安局")
        for _ in range(self._dice.randint(1, 3)):
            at = self._dice.randrange(len(name))
            name[at] = self._dice.choice(("", self._dice.choice(self._common), name[at] * 2))
        return " ".join("".join(name) for _ in range(self._dice.choice((1, 1, 6))))

    def _letters(self) -> str:
        parts = ("da", "ye", "shi", "cheng", "guan", "ju", "xian", "a", "zh", "ng", "'", " ", "ü")
        return "".join(self._dice.choices(parts, k=self._dice.randint(1, 40)))
