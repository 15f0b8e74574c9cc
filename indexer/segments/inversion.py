"""Inverting a batch of documents as arrays: from texts to terms with their postings.

Every occurrence of a term becomes one 64-bit number, the term's rank above the occurrence's place
in the batch. Sorted, these numbers are the postings of all terms in order.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.segments.postings import Ints

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Inverted:
    """A field of a batch. Term ``i`` (rising bytes) has the postings from ``starts[i]`` up to
    ``starts[i + 1]`` of ``docs`` and ``counts`` (None: once each); ``positions`` of all postings
    in order, None for a field that keeps none."""

    terms: Sequence[bytes]
    starts: Ints
    docs: Ints
    counts: Ints | None = None
    positions: Ints | None = None


@dataclass(frozen=True, slots=True)
class _Coded:
    """What will be an `Inverted`, while its terms are codes."""

    codes: Ints
    starts: Ints
    docs: Ints
    counts: Ints
    positions: Ints

    def named(self, terms: Sequence[bytes]) -> Inverted:
        return Inverted(terms, self.starts, self.docs, self.counts, self.positions)


class _Numbers(dict[str, int]):
    """Numbers words as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class WordField:
    """Collects the words of one field, document by document."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._words = array("I")
        self._lengths: list[int] = []

    def add(self, words: Iterable[str]) -> None:
        """The words of the next document in order."""
        before = len(self._words)
        self._words.extend(map(self._numbers.__getitem__, words))
        self._lengths.append(len(self._words) - before)

    def lengths(self) -> Ints:
        """How many words each document has."""
        return np.array(self._lengths, np.int64)

    def inverted(self) -> Inverted:
        """The field of all documents so far."""
        terms = [word.encode() for word in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint64)
        ranks[order] = np.arange(len(terms), dtype=np.uint64)
        ranked = ranks[np.frombuffer(self._words, np.uint32)]
        found = _sorted(ranked, self.lengths())  # every word occurs: the codes are the ranks
        return found.named([terms[at] for at in order])


class PairField:
    """Collects the overlapping character pairs of one field, document by document."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._lengths: list[int] = []

    def add(self, text: str) -> None:
        """The normal text of the next document."""
        self._texts.append(text.encode("utf-32-le"))
        self._lengths.append(max(len(text) - 1, 0))

    def lengths(self) -> Ints:
        """How many pairs each document has."""
        return np.array(self._lengths, np.int64)

    def inverted(self) -> Inverted:
        """The field of all documents so far."""
        chars = np.frombuffer(b"".join(self._texts), np.uint32)
        ends = np.cumsum([len(text) // 4 for text in self._texts], dtype=np.int64)
        used, dense = _dense(chars)
        width = np.uint64(len(used))
        pairs = dense * width
        pairs[:-1] += dense[1:]
        kept = np.ones(len(chars), bool)
        kept[ends[ends > 0] - 1] = False  # no pair begins with the last character of a text
        found = _sorted(pairs[kept], self.lengths())
        codes = found.codes
        pair = (
            np.stack([used[codes // width], used[codes % width]], axis=1) if len(codes) else codes
        )
        text = pair.astype("<u4").tobytes().decode("utf-32-le")
        return found.named([text[at : at + 2].encode() for at in range(0, len(text), 2)])


def _dense(chars: Ints) -> tuple[Ints, Ints]:
    """The characters that occur, in order, and each one's number among them."""
    seen = np.zeros(0x110000, bool)
    seen[chars] = True
    used = np.flatnonzero(seen)
    numbers = np.zeros(0x110000, np.uint64)
    numbers[used] = np.arange(len(used), dtype=np.uint64)
    return used, numbers[chars]


def _sorted(codes: Ints, lengths: Ints) -> _Coded:
    """The occurrences of all documents in order, each with the code of its term (below 2**32),
    put in order of terms."""
    keys = codes << _SHIFT
    keys |= np.arange(len(codes), dtype=np.uint64)
    keys.sort()
    places = (keys & _LOW).astype(np.int64)
    codes = keys >> _SHIFT
    del keys
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[places]
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    positions = (places - begins[docs]).astype(np.uint32)
    new_term = np.empty(len(codes), bool)
    new_term[:1] = True
    np.not_equal(codes[1:], codes[:-1], out=new_term[1:])
    new_posting = new_term.copy()
    new_posting[1:] |= docs[1:] != docs[:-1]
    postings = np.flatnonzero(new_posting)
    counts = np.diff(postings, append=len(codes)).astype(np.uint32)
    starts = np.append(np.flatnonzero(new_term[postings]), len(postings))
    return _Coded(codes[new_term], starts, docs[postings], counts, positions)


def invert_few(pairs: Iterable[tuple[bytes, int]]) -> Inverted:
    """A field without positions and with few terms in a document, from its terms and documents."""
    by_term: dict[bytes, list[int]] = {}
    for term, document in pairs:
        by_term.setdefault(term, []).append(document)
    terms = sorted(by_term)
    docs = [np.unique(np.array(by_term[term], np.int32)) for term in terms]
    starts = np.cumsum([0, *map(len, docs)], dtype=np.int64)
    return Inverted(terms, starts, np.concatenate(docs) if docs else np.zeros(0, np.int32))
