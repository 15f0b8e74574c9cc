"""What the term dictionary says of a term, as Whoosh packs it."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import Any

_INFO = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")


@dataclass(frozen=True, slots=True)
class Stats:
    """Statistics of a term: occurrences in all, most in one document, and the length bytes of the
    shortest and longest field it stands in."""

    weight: float
    max_weight: float
    min_length: int
    max_length: int


@dataclass(frozen=True, slots=True)
class TermInfo:
    """A term's statistics, in how many documents it stands (deleted ones too), and where its
    postings lie: ``inline``, or ``size`` bytes from ``start`` on in the posting file."""

    stats: Stats
    documents: int
    inline: Any
    start: int
    size: int


def pack(
    stats: Stats, first: int, last: int, documents: int, where: bytes, *, inline: bool
) -> bytes:
    """The dictionary's value: ``where`` is an `extent`, or the inlined postings; ``first`` and
    ``last`` are document numbers."""
    head = _INFO.pack(
        inline, stats.weight, documents, stats.min_length, stats.max_length, stats.max_weight,
        first, last,
    )  # fmt: skip
    return head + where


def extent(start: int, size: int) -> bytes:
    """Where postings lie in the posting file."""
    return _EXTENT.pack(start, size)


def unpack(value: bytes) -> TermInfo:
    """The dictionary's value, read."""
    inline, weight, documents, low, high, top, _, _ = _INFO.unpack_from(value)
    stats = Stats(weight, top, low, high)
    if inline:
        held = pickle.loads(value[_INFO.size :])  # noqa: S301 - our own private folder, as all of Whoosh's files
        return TermInfo(stats, documents, held, 0, 0)
    return TermInfo(stats, documents, None, *_EXTENT.unpack_from(value, _INFO.size))
