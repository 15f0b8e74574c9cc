"""The documents that match a part of a query, with their scores, and how parts combine.

Many matches are kept by document (`Dense`), few as a list (`Sparse`). Numbers are those of the
whole snapshot; scores are 32-bit floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.segments.postings import Ints, Postings

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_MOST_TIMES = 255  # fits a byte
_DENSE = 8  # matches are dense from an eighth of all documents on


@dataclass(frozen=True, slots=True)
class Dense:
    """``mask`` says of every document whether it matches; ``scores`` are 0 where it does not."""

    mask: Mask
    scores: Floats

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.mask.nbytes + self.scores.nbytes


@dataclass(frozen=True, slots=True)
class Sparse:
    """``docs`` that match, rising, and their scores."""

    docs: Ints
    scores: Floats

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return int(self.docs.nbytes) + self.scores.nbytes


@dataclass(frozen=True, slots=True)
class Common:
    """A common term as it is kept: the times that it stands in every document, from which its
    scores are made quickly and which take a fifth of their memory. ``frequency`` is the number of
    documents that it stands in."""

    counts: NDArray[np.uint8]
    frequency: int

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.counts.nbytes


Matches = Dense | Sparse

NONE = Sparse(np.zeros(0, np.int32), np.zeros(0, np.float32))


def matches(docs: Ints, scores: Any, count: int) -> Matches:
    """Rising ``docs`` of a snapshot of ``count`` documents, with their scores or their one score."""
    if len(docs) * _DENSE < count:
        return Sparse(docs, np.broadcast_to(np.asarray(scores, np.float32), docs.shape))
    if len(docs) == count:
        mask = np.ones(count, bool)
        return Dense(mask, np.ascontiguousarray(np.broadcast_to(np.float32(scores), mask.shape)))
    mask = np.zeros(count, bool)
    mask[docs] = True
    every = np.zeros(count, np.float32)
    every[docs] = scores
    return Dense(mask, every)


def common_of(postings: Postings, frequency: int, count: int) -> Common | None:
    """The postings of a term as one that many of ``count`` documents hold; None for one that few
    do, or one that stands somewhere more often than is kept so."""
    if len(postings) * _DENSE < count:
        return None
    if postings.counts is not None and postings.counts.max() > _MOST_TIMES:
        return None
    counts = np.zeros(count, np.uint8)
    counts[postings.docs] = 1 if postings.counts is None else postings.counts
    return Common(counts, frequency)


def docs_of(found: Matches) -> Ints:
    """The documents, rising."""
    return np.flatnonzero(found.mask) if isinstance(found, Dense) else found.docs


def scores_of(found: Matches, docs: Ints) -> Floats:
    """The scores of documents that all match."""
    if isinstance(found, Dense):
        return found.scores[docs]
    if len(docs) == len(found.docs):
        return found.scores
    return found.scores[np.searchsorted(found.docs, docs)]


def size_of(found: Matches) -> int:
    """How many documents match."""
    return int(np.count_nonzero(found.mask)) if isinstance(found, Dense) else len(found.docs)


def boosted(found: Matches, boost: float) -> Matches:
    """The same documents, their scores times ``boost``."""
    if boost == 1.0:
        return found
    scores = found.scores * np.float32(boost)
    return Dense(found.mask, scores) if isinstance(found, Dense) else Sparse(found.docs, scores)


def only(found: Matches, kept: Mask) -> Matches:
    """Those of the matches that ``kept``, by document, lets through."""
    if isinstance(found, Dense):
        mask = found.mask & kept
        return Dense(mask, found.scores * mask)
    inside = kept[found.docs]
    return Sparse(found.docs[inside], found.scores[inside])


def both(one: Matches, other: Matches) -> Matches:
    """What matches both parts, the scores added."""
    if isinstance(one, Dense) and isinstance(other, Dense):
        mask = one.mask & other.mask
        scores = one.scores + other.scores
        scores *= mask
        return Dense(mask, scores)
    if isinstance(one, Dense):
        one, other = other, one
    assert isinstance(one, Sparse)
    if isinstance(other, Dense):
        inside = other.mask[one.docs]
        docs = one.docs[inside]
        return Sparse(docs, one.scores[inside] + other.scores[docs])
    if len(one.docs) > len(other.docs):
        one, other = other, one
    if not len(one.docs):
        return NONE
    at, inside = _found(other.docs, one.docs)
    return Sparse(one.docs[inside], one.scores[inside] + other.scores[at[inside]])


def any_of(parts: Sequence[Matches], count: int) -> Matches:
    """What matches any of the parts, the scores added; of a snapshot of ``count`` documents."""
    dense = [part for part in parts if isinstance(part, Dense)]
    few = _merged([part for part in parts if isinstance(part, Sparse) and len(part.docs)], count)
    if isinstance(few, Dense):
        dense.append(few)
        few = NONE
    if not dense:
        return few
    if len(dense) == 1 and not len(few.docs):
        return dense[0]
    mask, scores = dense[0].mask.copy(), dense[0].scores.copy()
    for part in dense[1:]:
        mask |= part.mask
        scores += part.scores
    mask[few.docs] = True
    scores[few.docs] += few.scores
    return Dense(mask, scores)


def _merged(parts: Sequence[Sparse], count: int) -> Matches:
    if len(parts) < 2:
        return parts[0] if parts else NONE
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    if len(docs) * _DENSE >= count:
        mask = np.zeros(count, bool)
        mask[docs] = True
        # many: added up by document, which costs less than putting them in order
        found = Dense(mask, np.bincount(docs, scores, count).astype(np.float32))
        distinct = docs_of(found)
        return matches(distinct, found.scores[distinct], count)
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], scores[order]
    fresh = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=fresh[1:])
    firsts = np.flatnonzero(fresh)
    return matches(docs[firsts], np.add.reduceat(scores, firsts), count)


def without(one: Matches, other: Matches) -> Matches:
    """What matches the first part and not the second."""
    if isinstance(one, Dense):
        mask = one.mask.copy()
        if isinstance(other, Dense):
            mask &= ~other.mask
        else:
            mask[other.docs] = False
        return Dense(mask, one.scores * mask)
    if isinstance(other, Dense):
        kept = ~other.mask[one.docs]
    elif len(other.docs):
        kept = ~_found(other.docs, one.docs)[1]
    else:
        return one
    return Sparse(one.docs[kept], one.scores[kept])


def _found(numbers: Ints, wanted: Ints) -> tuple[Ints, Mask]:
    """Where each of ``wanted`` would stand in rising ``numbers`` (not empty), and whether it does."""
    at = np.searchsorted(numbers, wanted)
    at[at == len(numbers)] = 0
    return at, numbers[at] == wanted
