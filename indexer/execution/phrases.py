"""Where terms stand one after the other.

Every place of a field has a number: a document's first place comes after all places of the
document before, with a gap. A run of terms is then a run of numbers, whatever document it is in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.segments.postings import Ints, Postings, starts_of

GAP = 2
"""Free places after a document: as far as two terms that are looked up stand apart."""
FIRST = 512
"""The first document's first place: no run is longer, so no number falls below 0."""
_LONGEST = 1 << 21  # places of a document whose length is too great for its byte
_ROUNDS = ((0, 1), (1, 8), (8, None))


def place_bases(lengths: Ints) -> Ints:
    """The number of each document's first place, from the field's lengths (rounded up)."""
    room = np.where(lengths >= 106_000, _LONGEST, lengths) + GAP
    bases = np.full(len(lengths), FIRST, np.int64)
    np.cumsum(room[:-1], out=bases[1:])
    bases[1:] += FIRST
    total = int(bases[-1] + room[-1]) if len(bases) else 0
    return bases.astype(np.uint32) if total + FIRST < 1 << 32 else bases


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term stands: ``places`` rising, those of ``docs[i]`` from ``starts[i]`` up to
    ``starts[i + 1]``."""

    docs: Ints
    starts: Ints
    places: Ints

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return int(self.docs.nbytes + self.starts.nbytes + self.places.nbytes)


def places(postings: Postings, bases: Ints) -> Places:
    """The places of a term, from its postings in the whole snapshot."""
    assert postings.positions is not None
    own = bases[postings.docs]
    if postings.counts is None:
        starts = np.arange(len(own) + 1, dtype=np.int64)
    else:
        starts = starts_of(postings.counts)
        own = np.repeat(own, postings.counts)
    return Places(postings.docs, starts, own + postings.positions.astype(own.dtype))


def looked_up(count: int, step: int) -> list[int]:
    """Which of ``count`` terms prove that all stand one after the other: every ``step``-th, and
    the last."""
    return sorted({*range(0, count, step), count - 1})


def adjacent(docs: Ints, terms: Sequence[tuple[int, int]], of: Callable[[int], Places]) -> Ints:
    """Those of rising ``docs``, which all hold all terms, in which they stand one after the other.
    ``terms`` are offset and number of occurrences; ``of(i)`` is where the i-th stands.

    The rarest term leads. Its first occurrence in each document is tried first: where a run is
    common, that settles most documents, and only the others are looked into further.
    """
    order = sorted(range(len(terms)), key=lambda at: terms[at][1])
    lead, rest = order[0], order[1:]
    leading = of(lead)
    offset = terms[lead][0]
    proven: list[Ints] = []
    for first, end in _ROUNDS:
        if not len(docs):
            break
        at = np.searchsorted(leading.docs, docs)
        begins = leading.starts[at] + first
        ends = leading.starts[at + 1]
        stops = ends if end is None else np.minimum(ends, leading.starts[at] + end)
        sizes = np.maximum(stops - begins, 0)
        own = np.repeat(np.arange(len(docs)), sizes)
        shift = np.repeat(begins - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        found = leading.places[np.arange(len(own)) + shift] - leading.places.dtype.type(offset)
        for other in rest:
            if not len(found):
                break
            held = _holds(of(other).places, found + found.dtype.type(terms[other][0]))
            found, own = found[held], own[held]
        settled = np.zeros(len(docs), bool)
        settled[own] = True
        proven.append(docs[settled])
        docs = docs[~settled & (ends > stops)]
    return np.sort(np.concatenate(proven)) if proven else docs


def _holds(numbers: Ints, wanted: Ints) -> Ints:
    if not len(numbers):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(numbers, wanted)
    at[at == len(numbers)] = 0
    return np.asarray(numbers[at] == wanted)
