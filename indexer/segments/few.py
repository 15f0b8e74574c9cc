"""Rare terms of a field, written without an array for each: most terms are rare, and what a call
costs is then what writing costs."""

from __future__ import annotations

import itertools
import pickle

from indexer.segments.inversion import Inverted
from indexer.segments.postings import Postings, starts_of
from indexer.segments.terms import Stats


class Few:
    """The postings of an inverted field, by their places in it."""

    def __init__(self, found: Inverted) -> None:
        self._found = found
        self._starts = None if found.counts is None else starts_of(found.counts)
        positions = found.positions
        self._packed = None if positions is None else positions.astype("<u4").tobytes()

    def _lists(self, first: int, end: int) -> tuple[list[int], list[int], tuple[bytes, ...] | None]:
        """Documents, counts and values of some postings."""
        ids: list[int] = self._found.docs[first:end].tolist()
        if self._starts is None:
            ends, counts = list(range(first, end + 1)), [1] * len(ids)
        else:
            ends = self._starts[first : end + 1].tolist()
            counts = [b - a for a, b in itertools.pairwise(ends)]
        packed = self._packed
        if packed is None:
            return ids, counts, None
        values = tuple(packed[4 * a : 4 * b] for a, b in itertools.pairwise(ends))
        return ids, counts, values

    def inlined(self, first: int, end: int) -> tuple[list[int], bytes]:
        """Documents, and the postings as Whoosh keeps them in the term dictionary."""
        ids, counts, values = self._lists(first, end)
        held = tuple(ids), tuple(map(float, counts)), values or (b"",) * len(ids)
        return ids, pickle.dumps(held, 2)

    def plain(self, first: int, end: int) -> tuple[list[int], bytes]:
        """Documents, and the postings as Whoosh keeps them in a block."""
        ids, counts, values = self._lists(first, end)
        gaps = (ids[0], *(b - a for a, b in itertools.pairwise(ids)))
        weights = None if max(counts) == 1 else tuple(map(float, counts))
        return ids, pickle.dumps((gaps, weights, values), 2)

    def postings(self, first: int, end: int, stats: Stats) -> Postings:
        """Some postings as arrays."""
        found, starts = self._found, self._starts
        counts = None
        if found.counts is not None and stats.max_weight > 1:
            counts = found.counts[first:end]
        positions = found.positions
        if positions is not None:
            a, b = (first, end) if starts is None else (starts[first], starts[end])
            positions = positions[a:b]
        return Postings(found.docs[first:end], counts, positions)
