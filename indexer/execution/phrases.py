"""Where terms stand one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.execution.matches import Mask
from indexer.segments.postings import Ints, Postings, starts_of

_SMALL = 1 << 31
_ROUNDS = ((0, 1), (1, 8), (8, None))


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term stands: the rising ``positions`` in ``docs[i]`` are those from ``starts[i]`` up
    to ``starts[i + 1]``."""

    docs: Ints
    starts: Ints
    positions: Ints

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return int(self.docs.nbytes + self.starts.nbytes + self.positions.nbytes)


def places(postings: Postings) -> Places:
    """The places of a term."""
    assert postings.positions is not None
    counts = postings.counts
    starts = np.arange(len(postings) + 1) if counts is None else starts_of(counts)
    if len(postings.positions) < _SMALL:
        starts = starts.astype(np.int32)  # as a rule: half of what takes most of the memory
    return Places(postings.docs, starts, postings.positions)


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
    lead, *rest = sorted(range(len(terms)), key=lambda at: terms[at][1])
    leading = of(lead)
    proven: list[Ints] = []
    for first, end in _ROUNDS:
        if not len(docs):
            break
        rows = leading.docs.searchsorted(docs)
        begins, ends = leading.starts[rows] + first, leading.starts[rows + 1]
        stops = ends if end is None else np.minimum(ends, begins - first + end)
        own, at = _spans(begins, np.maximum(stops - begins, 0))
        wanted = leading.positions[at].astype(np.int64) - terms[lead][0]
        for other in rest:
            if not len(own):
                break
            held = _stands(of(other), docs, own, wanted + terms[other][0])
            own, wanted = own[held], wanted[held]
        settled = np.zeros(len(docs), bool)
        settled[own] = True
        proven.append(docs[settled])
        docs = docs[~settled & (ends > stops)]
    return np.sort(np.concatenate(proven)) if proven else docs


def _spans(begins: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """The numbers of several spans one after the other, and which span each is of."""
    own = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return own, np.arange(len(own)) + (begins - before)[own]


def _stands(term: Places, docs: Ints, own: Ints, wanted: Ints) -> Mask:
    """Whether the term stands at ``wanted[i]`` in ``docs[own[i]]``: a binary search in all of these
    documents at once."""
    rows = term.docs.searchsorted(docs)[own]
    at, ends = term.starts[rows], term.starts[rows + 1]
    step = 1 << max(int((ends - at).max()).bit_length() - 1, 0)
    while step:
        further = at + step
        less = term.positions.take(further - 1, mode="clip") < wanted
        less &= further <= ends
        at += step * less
        step >>= 1
    found = term.positions.take(at, mode="clip") == wanted
    found &= at < ends
    return np.asarray(found)
