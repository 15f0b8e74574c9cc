"""Evaluates Whoosh's query trees over a snapshot, as operations on arrays.

The hits and the scores are those of Whoosh's own searcher on the same index (BM25F with its
defaults), which the tests hold it against. What is decoded of a term, of a run of terms and of a
range is kept in a cache with a budget, scored, for the snapshot's life; combinations are computed
anew for every query.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from whoosh.query.compound import And, AndNot, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, Query
from whoosh.query.qcore import _NullQuery as NullQuery
from whoosh.query.ranges import NumericRange, TermRange
from whoosh.query.terms import Term

from indexer.execution.cache import Cache
from indexer.execution.matches import (
    NONE,
    Common,
    Dense,
    Matches,
    any_of,
    boosted,
    both,
    common_of,
    docs_of,
    matches,
    scores_of,
    size_of,
    without,
)
from indexer.execution.phrases import Places, adjacent, looked_up, places
from indexer.port import BadQuery
from indexer.segments.postings import Ints, Postings, joined
from indexer.segments.terms import TermInfo
from indexer.sentences import said
from indexer.snapshot import Snapshot

B, K1 = 0.75, 1.2
"""Whoosh's own constants of BM25F."""
WORK_LIMIT = 100_000_000
"""Postings and occurrences that one query may have decoded; far beyond what readers ask."""
_FEW = 4  # positions of a few documents are read alone when a term stands in so many times more
TOO_MUCH = said("这个查询要翻查的内容太多，请换成更少或更少见的词。")

Found = list[tuple[int, TermInfo]]
"""A term's dictionary entries, each with the number of its segment."""


class Executor:
    """Evaluates queries over one snapshot. Safe for several threads."""

    def __init__(self, snapshot: Snapshot, cache: Cache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    def evaluate(self, query: Query) -> Matches:
        """What matches, deleted documents included. BadQuery when it would be too much work."""
        return self._evaluate(query, _Work())

    def everything(self, score: float = 0.0) -> Matches:
        """All documents, deleted ones included, with one score."""
        count = self._snapshot.count_all
        return matches(np.arange(count), score, count)

    def _evaluate(self, query: Query, work: _Work) -> Matches:
        # no table of own methods: in a ring with it the executor, and all in its cache, would
        # outlive the snapshot until the collector comes by
        match query:
            case Term():
                return self._term(query.fieldname, query.text, query.boost, work)
            case And():
                return self._and(query, work)
            case Or():
                return self._or(query, work)
            case AndNot():
                return without(self._evaluate(query.a, work), self._evaluate(query.b, work))
            case Phrase():
                return self._phrase(query, work)
            case TermRange() | NumericRange():
                return self._range(query, work)
            case Every():
                return self.everything(query.boost)
            case NullQuery():
                return NONE
        raise TypeError(f"no such query here: {query!r}")

    def _and(self, query: And, work: _Work) -> Matches:
        parts = []
        for part in query.subqueries:
            parts.append(self._evaluate(part, work))
            if not size_of(parts[-1]):
                return NONE
        parts.sort(key=lambda found: isinstance(found, Dense))
        return boosted(reduce(both, parts), _own_boost(query))

    def _or(self, query: Or, work: _Work) -> Matches:
        parts = [self._evaluate(part, work) for part in _alternatives(query)]
        return boosted(any_of(parts, self._snapshot.count_all), _own_boost(query))

    def _term(self, field: str, text: str | bytes, boost: float, work: _Work) -> Matches:
        key = ("term", field, text)
        found = self._cache.get(key)
        if found is None:
            found = self._standing_in(field, self._found(field, text), work)
            self._cache.put(key, found)
        if isinstance(found, Common):
            scores = self._scores(field, found.counts.astype(np.float32), found.frequency)
            found = Dense(found.counts != 0, scores)
        return boosted(found, boost)

    def _found(self, field: str, text: str | bytes) -> Found:
        return self._snapshot.infos(field, self._snapshot.schema[field].to_bytes(text))

    def _standing_in(self, field: str, found: Found, work: _Work) -> Matches | Common:
        """Where a term stands, as it is kept."""
        if not found:
            return NONE
        count, frequency = self._snapshot.count_all, sum(info.documents for _, info in found)
        work.spend(frequency)
        postings = self._postings(found, positions=False)
        if (common := common_of(postings, frequency, count)) is not None:
            return common
        weights = np.float32(1) if postings.counts is None else postings.counts.astype(np.float32)
        scores = self._scores(field, weights, frequency, postings.docs)
        return matches(postings.docs, scores, count)

    def _scores(self, field: str, weights: Any, frequency: int, docs: Any = slice(None)) -> Any:
        """BM25F of a term that stands ``weights`` times in ``docs`` (all); 0 for 0 times."""
        snapshot = self._snapshot
        if not snapshot.schema[field].scorable:
            return weights
        idf = math.log(snapshot.count_all / (frequency + 1)) + 1
        return np.float32(idf * (K1 + 1)) * weights / (weights + self._norms(field)[docs])

    def _postings(self, found: Found, *, positions: bool) -> Postings:
        return joined([
            _moved(self._snapshot.readers[at].postings(info, positions=positions),
                   self._snapshot.bases[at])
            for at, info in found
        ])  # fmt: skip

    def _norms(self, field: str) -> Any:
        """The part of BM25F that a document's length decides, for all documents."""
        key = ("norms", field)
        norms = self._cache.get(key)
        if norms is None:
            lengths = self._snapshot.lengths(field)
            average = self._snapshot.total(field) / self._snapshot.count_all or 1
            norms = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
            self._cache.put(key, norms)
        return norms

    # -- ranges

    def _range(self, query: TermRange | NumericRange, work: _Work) -> Matches:
        key = ("range", query)
        found: Matches | None = self._cache.get(key)
        if found is None:
            found = self._in_range(query, work)
            self._cache.put(key, found)
        return found

    def _in_range(self, query: TermRange | NumericRange, work: _Work) -> Matches:
        snapshot = self._snapshot
        field = snapshot.schema[query.fieldname]
        start = b"" if query.start is None else field.to_bytes(query.start)
        end = None if query.end is None else field.to_bytes(query.end)
        docs: list[Ints] = []
        for reader, base in zip(snapshot.readers, snapshot.bases, strict=True):
            for text, info in reader.terms(query.fieldname, start):
                if end is not None and (text > end or (text == end and query.endexcl)):
                    break
                if not (text == start and query.startexcl):
                    work.spend(info.documents)
                    docs.append(reader.postings(info).docs + np.int32(base))
        if not docs:
            return NONE
        distinct, counts = np.unique(np.concatenate(docs), return_counts=True)
        # every term that stands in a document counts, as in Whoosh's union of them
        counted = counts if isinstance(query, TermRange) else 1
        return matches(distinct, np.asarray(counted) * query.boost, snapshot.count_all)

    # -- phrases

    def _phrase(self, query: Phrase, work: _Work) -> Matches:
        key = ("phrase", query.fieldname, tuple(query.words))
        found: Matches | None = self._cache.get(key)
        if found is None:
            found = self._standing(query.fieldname, query.words, work)
            self._cache.put(key, found)
        return boosted(found, query.boost)

    def _standing(self, field: str, words: list[str], work: _Work) -> Matches:
        every: Matches | None = None
        for word in sorted(set(words), key=words.index):
            part = boosted(self._term(field, word, 1.0, work), words.count(word))
            every = part if every is None else both(every, part)
            if not size_of(every):
                return NONE
        assert every is not None
        candidates = docs_of(every)
        offsets = looked_up(len(words), getattr(self._snapshot.schema[field].format, "step", 1))
        found = [self._found(field, words[offset]) for offset in offsets]
        terms = [
            (offset, int(sum(info.stats.weight for _, info in entry)))
            for offset, entry in zip(offsets, found, strict=True)
        ]
        docs = adjacent(
            candidates,
            terms,
            lambda at: self._places(field, words[offsets[at]], found[at], candidates, work),
        )
        return matches(docs, scores_of(every, docs), self._snapshot.count_all)

    def _places(self, field: str, word: str, found: Found, docs: Ints, work: _Work) -> Places:
        """Where a word stands: in all documents, or in a few that hold it, whichever is less."""
        key = ("places", field, word)
        held: Places | None = self._cache.get(key)
        if held is not None:
            return held
        if len(docs) * _FEW < sum(info.documents for _, info in found):
            return places(self._few(found, docs))
        work.spend(int(sum(info.stats.weight for _, info in found)))
        held = places(self._postings(found, positions=True))
        self._cache.put(key, held)
        return held

    def _few(self, found: Found, docs: Ints) -> Postings:
        snapshot = self._snapshot
        parts: list[Postings] = []
        for at, info in found:
            base, reader = snapshot.bases[at], snapshot.readers[at]
            first, end = np.searchsorted(docs, [base, base + reader.count])
            if first < end:
                held = reader.postings_of(info, docs[first:end] - base)
                parts.append(_moved(held, base))
        return joined(parts)


class _Work:
    """What a query has had decoded so far."""

    def __init__(self) -> None:
        self._done = 0

    def spend(self, units: int) -> None:
        self._done += units
        if self._done > WORK_LIMIT:
            raise BadQuery(TOO_MUCH)


def _moved(postings: Postings, base: int) -> Postings:
    """A segment's postings under the snapshot's document numbers."""
    if not base:
        return postings
    return Postings(postings.docs + np.int32(base), postings.counts, postings.positions)


def _own_boost(query: And | Or) -> float:
    """Whoosh drops the boost of a compound with one part."""
    return float(query.boost) if len(query.subqueries) > 1 else 1.0


def _alternatives(query: Or) -> Iterator[Query]:
    """The parts of a union, those of a union within it among them: all are added up at once."""
    for part in query.subqueries:
        if isinstance(part, Or) and _own_boost(part) == 1.0:
            yield from _alternatives(part)
        else:
            yield part
