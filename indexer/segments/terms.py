"""What the term dictionary says of a term, as Whoosh packs it."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.filedb.structfile import StructFile
from whoosh.util.numlists import GrowableArray

_INFO = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")
_LENGTHS = struct.Struct("!ii")
_TOGETHER = 4096


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


class TermsWriter(OrderedHashWriter):
    """Whoosh's writer of the dictionary, for many terms: CRC-32 in place of MD5, which the file
    tells its reader, and terms joined before they are written."""

    def __init__(self, file: StructFile) -> None:
        HashWriter.__init__(self, file, hashtype=1)
        self.index = GrowableArray("q")
        self._waiting: list[bytes] = []
        self._position: int = file.tell()

    def add(self, key: bytes, value: bytes) -> None:
        """A term, greater than the one before, and what the dictionary says of it."""
        position = self._position
        self._waiting.append(_LENGTHS.pack(len(key), len(value)) + key + value)
        self._position += _LENGTHS.size + len(key) + len(value)
        hashed = crc32(key)
        self.buckets[hashed & 255].append((hashed, position))
        self.index.append(position)
        if len(self._waiting) == _TOGETHER:
            self._flush()

    def close(self) -> None:
        """Writes the tables behind the terms."""
        self._flush()
        super().close()  # type: ignore[no-untyped-call] # Whoosh leaves it untyped

    def _flush(self) -> None:
        self.dbfile.write(b"".join(self._waiting))
        self._waiting.clear()


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
