"""How the postings of a term lie in a block of Whoosh's posting file, and how they become arrays.

Whoosh keeps a block as one pickle ``(differences of ids, weights, values)``. Stock Whoosh only
iterates over the ids and indexes the rest, so arrays can stand where it writes tuples: a block of
thousands of postings decodes without a call for each. The values of a field with positions are a
`PackedPositions`, which gives stock Whoosh the bytes of one posting at a time. Before
the arrays the pickle holds where they lie in it, which stock Whoosh drops: so they are read in
place, and positions only where they are asked for. Few postings are written as Whoosh writes
them: there, arrays would cost more than they save. Both are read here, and so is what stock Whoosh
itself wrote.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from whoosh.formats import Positions

BLOCK = 4096
"""Postings in a block."""
INLINE = 2
"""Up to so many postings lie in the term dictionary itself."""
PLAIN = 16
"""Fewer postings lie in tuples: they are smaller there, and quicker."""
_POSITION = np.dtype("<u4")
_PLACES = struct.Struct(
    "<cIcIcII"
)  # of ids, of counts, of positions: typecode and offset; how many
_SIGN = b"\x80\x05C" + bytes([_PLACES.size])  # protocol 5, a byte string …
_DROP = b"0"  # … that is taken off the stack again
_NONE = b"-"
HEAD_BYTES = 256 + BLOCK * 8
"""In so many bytes of a block's data lie its ids and counts, however long its positions are."""

Ints = NDArray[Any]
"""A one-dimensional array of whole numbers."""


class ArrayPositions(Positions):
    """Whoosh's format of positions, each posting's as little-endian 32-bit numbers.

    ``step`` is the distance at which terms need not be looked up to prove a run of adjacent ones:
    1 for words; 2 for pairs of characters, since the pairs at 0 and 2 hold the one at 1.
    """

    def __init__(self, field_boost: float = 1.0, step: int = 1, **options: Any) -> None:
        super().__init__(field_boost, **options)
        self.step = step

    def encode(self, poslist: Iterable[int]) -> bytes:
        """The value of a posting."""
        return np.fromiter(poslist, _POSITION).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions of a posting."""
        positions: list[int] = np.frombuffer(valuestring, _POSITION).tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        """How often the term stands in the document."""
        return len(valuestring) // _POSITION.itemsize


class PackedPositions(Sequence[bytes]):
    """The values of a block: all positions in one array, and how many each posting has (None:
    one each). As a sequence it gives a posting's bytes, in the form of `ArrayPositions`."""

    __slots__ = ("_starts", "counts", "positions")

    def __init__(self, counts: array[int] | None, typecode: str, positions: bytes) -> None:
        self.counts = counts
        self.positions: Ints = np.frombuffer(positions, typecode)
        self._starts: Ints | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        code = self.positions.dtype.str
        return PackedPositions, (self.counts, code, self.positions.tobytes())

    def __len__(self) -> int:
        return len(self.positions) if self.counts is None else len(self.counts)

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if self.counts is None:
            return self.positions[at : at + 1].astype(_POSITION).tobytes()
        if self._starts is None:
            self._starts = starts_of(np.frombuffer(self.counts, self.counts.typecode))
        first, end = self._starts[at], self._starts[at + 1]
        return self.positions[first:end].astype(_POSITION).tobytes()


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of a term: ``docs`` rising document numbers, ``counts`` how often it stands in
    each (None: once), ``positions`` where, document by document (None where not kept)."""

    docs: Ints
    counts: Ints | None = None
    positions: Ints | None = None

    def __len__(self) -> int:
        return len(self.docs)

    def part(self, first: int, end: int, starts: Ints | None) -> Postings:
        """The postings from ``first`` up to ``end``; ``starts`` is `starts_of` the counts."""
        counts = None if self.counts is None else self.counts[first:end]
        positions = self.positions
        if positions is not None:
            a, b = (first, end) if starts is None else (starts[first], starts[end])
            positions = positions[a:b]
        return Postings(self.docs[first:end], counts, positions)


def starts_of(counts: Ints) -> Ints:
    """Where each posting's positions begin, and where the last ones end."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def joined(parts: Sequence[Postings]) -> Postings:
    """Postings one after the other; their documents must rise from part to part."""
    if len(parts) == 1:
        return parts[0]
    docs = np.concatenate([part.docs for part in parts])
    counts = None
    if any(part.counts is not None for part in parts):
        counts = np.concatenate([
            np.ones(len(part), np.uint8) if part.counts is None else part.counts for part in parts
        ])  # fmt: skip
    positions = [part.positions for part in parts if part.positions is not None]
    return Postings(docs, counts, np.concatenate(positions) if positions else None)


def _fitting(numbers: Ints) -> array[int]:
    """The numbers in the narrowest array that takes them."""
    top = int(numbers.max(initial=0))
    code, dtype = ("B", "u1") if top < 1 << 8 else ("H", "u2") if top < 1 << 16 else ("I", "u4")
    return array(code, numbers.astype(dtype).tobytes())


def _values(postings: Postings) -> tuple[bytes, ...] | None:
    """The values as stock Whoosh writes them."""
    if postings.positions is None:
        return None
    packed = postings.positions.astype(_POSITION).tobytes()
    ends = (
        range(4, 4 * len(postings) + 1, 4)
        if postings.counts is None
        else (4 * np.cumsum(postings.counts)).tolist()
    )
    first = 0
    values: list[bytes] = []
    for end in ends:
        values.append(packed[first:end])
        first = end
    return tuple(values)


def inlined(postings: Postings) -> bytes:
    """Few postings as Whoosh keeps them in the term dictionary."""
    weights = (1.0,) * len(postings) if postings.counts is None else _floats(postings.counts)
    values = _values(postings) or (b"",) * len(postings)
    return pickle.dumps((tuple(postings.docs.tolist()), weights, values), 2)


def _floats(counts: Ints) -> tuple[float, ...]:
    return tuple(map(float, counts.tolist()))


def encode(postings: Postings) -> bytes:
    """The data of a block."""
    docs = postings.docs
    gaps = docs.copy()
    gaps[1:] -= docs[:-1]
    if len(docs) < PLAIN:
        weights = None if postings.counts is None else _floats(postings.counts)
        return pickle.dumps((tuple(gaps.tolist()), weights, _values(postings)), 2)
    ids = _fitting(gaps)
    counts = None if postings.counts is None else _fitting(postings.counts)
    values = positions = None
    if postings.positions is not None:
        positions = _fitting(postings.positions)
        values = PackedPositions(counts, positions.typecode, positions.tobytes())
    # weights and counts are one object, which pickle writes once
    data = pickle.dumps((ids, counts, values), 5)
    return _signed(data, (ids, counts, positions))


def _signed(data: bytes, held: Sequence[array[int] | None]) -> bytes:
    """The pickle, with where it holds each array before it."""
    at = 0
    told: list[bytes | int] = []
    for numbers in held:
        if numbers is None:
            told += [_NONE, 0]
            continue
        at = data.index(numbers.tobytes(), at)
        told += [numbers.typecode.encode(), at]
        at += len(numbers) * numbers.itemsize
    many = len(held[-1]) if held[-1] is not None else 0
    return _SIGN + _PLACES.pack(*told, many) + _DROP + data


def in_place(data: bytes | memoryview, length: int, *, positions: bool) -> Postings | None:
    """The postings of a block of ``length``, as arrays that lie in ``data``; the first
    `HEAD_BYTES` of it do where positions are not asked for. None where it holds no arrays."""
    if data[: len(_SIGN)] != _SIGN:
        return None
    start = len(_SIGN) + _PLACES.size + len(_DROP)
    id_code, ids_at, count_code, counts_at, place_code, places_at, many = _PLACES.unpack_from(
        data, len(_SIGN)
    )

    def numbers(code: bytes, at: int, size: int) -> Ints | None:
        return None if code == _NONE else np.frombuffer(data, code.decode(), size, start + at)

    gaps = numbers(id_code, ids_at, length)
    assert gaps is not None  # ids are always written
    return Postings(
        np.cumsum(gaps, dtype=np.int32),
        numbers(count_code, counts_at, length),
        numbers(place_code, places_at, many) if positions else None,
    )


def decode(data: bytes | memoryview, compressed: int, length: int, *, positions: bool) -> Postings:
    """The postings of a block of ``length``; their positions only where asked for and kept."""
    if not compressed and (found := in_place(data, length, positions=positions)) is not None:
        return found
    gaps, weights, values = pickle.loads(zlib.decompress(data) if compressed else data)  # noqa: S301 - our own private folder, as all of Whoosh's files
    docs = np.cumsum(_array(gaps), dtype=np.int32)
    counts = None
    if isinstance(weights, float):
        counts = None if weights == 1.0 else np.full(length, weights, np.uint32)
    elif weights is not None:
        counts = _array(weights)
    if not positions or values is None or isinstance(values, bytes):
        return Postings(docs, counts)
    return Postings(docs, counts, _positions(values))


def of_inlined(ids: Any, weights: Any, values: Any, *, positions: bool) -> Postings:
    """The postings that lie in the term dictionary."""
    held = _positions(values) if positions and values[0] else None
    return Postings(np.array(ids, np.int32), np.array(weights, np.uint32), held)


def _array(numbers: Any) -> Ints:
    if isinstance(numbers, array):
        return np.frombuffer(numbers, numbers.typecode)
    return np.array(numbers, np.uint32)


def _positions(values: Any) -> Ints:
    if isinstance(values, PackedPositions):
        return values.positions
    return np.frombuffer(b"".join(values), _POSITION)
