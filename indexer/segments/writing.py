"""Writing a segment: whole posting lists into Whoosh's posting file and term dictionary, whole
columns into its column files. Fields and terms must come in their order."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import byte_to_length

from indexer.segments.few import Few
from indexer.segments.inversion import Inverted
from indexer.segments.postings import (
    BLOCK,
    INLINE,
    PLAIN,
    Ints,
    Postings,
    encode,
    inlined,
    starts_of,
)
from indexer.segments.terms import Stats, TermsWriter, extent, pack

MAGIC = b"W3Bl"
LENGTHS: Ints = np.array([byte_to_length(byte) for byte in range(256)], np.int64)
"""The length of a field that each byte of a length column stands for."""
_INT = struct.Struct("!i")
_KEY = struct.Struct("!H")


def length_bytes(lengths: Ints) -> Ints:
    """Field lengths as Whoosh keeps them: the byte that stands for the next greater length."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of some documents; of a scored one also the length bytes of all documents and the
    length of all together."""

    name: str
    inverted: Inverted
    lengths: Ints | None = None
    total: int = 0


@dataclass(slots=True)
class Columns:
    """The columns of a segment, by name: a value for each document or the column's default; the
    stored fields; and the lengths of scored fields."""

    count: int
    values: dict[str, Sequence[Any]] = field(default_factory=dict)
    stored: Sequence[Mapping[str, Any]] = ()
    lengths: dict[str, Ints] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)

    def measure(self, name: str, lengths: Ints | None, total: int) -> None:
        """Takes a field's lengths; none of a field that is not scored, or that is empty."""
        if lengths is not None and total:
            self.lengths[name] = lengths
            self.totals[name] = total


class SegmentFiles:
    """A segment while it is written. `field` for each field in any order, its `term`s rising;
    then `finish`."""

    def __init__(self, storage: FileStorage, schema: Schema) -> None:
        self._storage = storage
        self._schema = schema
        self.segment: W3Segment = W3Codec().new_segment(storage, "MAIN")
        self._terms = TermsWriter(self.segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = self._terms.extras.setdefault("fieldmap", {})
        self._posts = self.segment.create_file(storage, W3Codec.POSTS_EXT)
        self._prefix = b""

    def field(self, name: str) -> None:
        """Begins a field."""
        self._prefix = _KEY.pack(self._fields.setdefault(name, len(self._fields)))

    def term(self, text: bytes, postings: Postings, stats: Stats, lengths: Ints | None) -> None:
        """A term of the field; ``lengths`` are the length bytes of all documents, None for a
        field that is not scored."""
        docs = postings.docs
        small = len(docs) <= INLINE
        where = inlined(postings) if small else self._blocks(postings, stats, lengths)
        value = pack(stats, int(docs[0]), int(docs[-1]), len(docs), where, inline=small)
        self._terms.add(self._prefix + text, value)

    def _blocks(self, postings: Postings, stats: Stats, lengths: Ints | None) -> bytes:
        start = self._posts.tell()
        count = len(postings)
        if count <= BLOCK:
            self._posts.write(MAGIC + _block(postings, stats, last=True))
            return extent(start, self._posts.tell() - start)
        self._posts.write(MAGIC)
        starts = None if postings.counts is None else starts_of(postings.counts)
        for first in range(0, count, BLOCK):
            end = min(first + BLOCK, count)
            part = postings.part(first, end, starts)
            self._posts.write(_block(part, stats_of(part, lengths), last=end == count))
        return extent(start, self._posts.tell() - start)

    def inverted(self, name: str, found: Inverted, lengths: Ints | None) -> None:
        """A whole field, or the next terms of one."""
        if not found.terms:
            return
        self.field(name)
        prefix, add, bounds = self._prefix, self._terms.add, found.starts.tolist()
        few = Few(found)
        for at, (text, stats) in enumerate(zip(found.terms, _stats(found, lengths), strict=True)):
            first, end = bounds[at], bounds[at + 1]
            size = end - first
            if size <= INLINE:
                ids, where = few.inlined(first, end)
                add(prefix + text, pack(stats, ids[0], ids[-1], size, where, inline=True))
            elif size < PLAIN:
                ids, data = few.plain(first, end)
                where = self._write(MAGIC + _block_of(data, size, ids[-1], stats, last=True))
                add(prefix + text, pack(stats, ids[0], ids[-1], size, where, inline=False))
            else:
                self.term(text, few.postings(first, end, stats), stats, lengths)

    def _write(self, block: bytes) -> bytes:
        start = self._posts.tell()
        self._posts.write(block)
        return extent(start, len(block))

    def finish(self, columns: Columns) -> W3Segment:
        """Writes the columns, closes the files and returns the segment."""
        self._terms.close()
        self._posts.close()
        self.segment.set_doc_count(columns.count)
        # where Whoosh's own writer keeps them
        vars(self.segment)["_fieldlengths"] = dict(columns.totals)
        for name, values in columns.values.items():
            self._column(name, self._schema[name].column_type, values, columns.count)
        self._column("_stored", STORED_COLUMN, columns.stored, columns.count)
        for name, lengths in columns.lengths.items():
            with self._create(f"_{name}_len") as file:
                file.write(lengths.tobytes())
        return self.segment

    def _create(self, column: str) -> Any:
        return self._storage.create_file(W3Codec.column_filename(self.segment, column))

    def _column(self, name: str, column: Any, values: Sequence[Any], count: int) -> None:
        default = column.default_value() if name != "_stored" else None
        with self._create(name) as file:
            writer = column.writer(file)
            for document, value in enumerate(values):
                if value != default:
                    writer.add(document, value)
            writer.finish(count)


def stats_of(postings: Postings, lengths: Ints | None) -> Stats:
    """The statistics of postings; ``lengths`` are the length bytes of all documents."""
    counts = postings.counts
    weight, most = (len(postings), 1) if counts is None else (counts.sum(), counts.max())
    inside = np.zeros(1, np.uint8) if lengths is None else lengths[postings.docs]
    return Stats(float(weight), float(most), int(inside.min()), int(inside.max()))


def _block(postings: Postings, stats: Stats, *, last: bool) -> bytes:
    return _block_of(encode(postings), len(postings), int(postings.docs[-1]), stats, last=last)


def _block_of(data: bytes, count: int, last_id: int, stats: Stats, *, last: bool) -> bytes:
    about = count, last_id, stats.max_weight, 0, stats.min_length, stats.max_length
    block = pickle.dumps(about, 2) + data
    return _INT.pack(-len(block) if last else len(block)) + block


def _stats(found: Inverted, lengths: Ints | None) -> Iterator[Stats]:
    """The statistics of all terms: one call for all of them instead of several for each."""
    firsts = found.starts[:-1]
    size = len(firsts)
    weights, most = np.diff(found.starts).astype(np.float64), np.ones(size)
    if found.counts is not None:
        weights = np.add.reduceat(found.counts, firsts, dtype=np.float64)
        most = np.maximum.reduceat(found.counts, firsts).astype(np.float64)
    shortest = longest = np.zeros(size, np.uint8)
    if lengths is not None:
        of_docs = lengths[found.docs]
        shortest = np.minimum.reduceat(of_docs, firsts)
        longest = np.maximum.reduceat(of_docs, firsts)
    return map(Stats, weights.tolist(), most.tolist(), shortest.tolist(), longest.tolist())
