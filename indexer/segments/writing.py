"""Writing a segment: whole posting lists into Whoosh's posting file and term dictionary, whole
columns into its column files. Fields and terms must come in their order."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.util.numeric import byte_to_length

from indexer.segments.inversion import Inverted
from indexer.segments.postings import (
    BLOCK,
    INLINE,
    Ints,
    Postings,
    encode,
    inlined,
    starts_of,
)
from indexer.segments.terms import Stats, extent, pack

MAGIC = b"W3Bl"
LENGTHS: Ints = np.array([byte_to_length(byte) for byte in range(256)], np.int64)
"""The length of a field that each byte of a length column stands for."""
_INT = struct.Struct("!i")
_KEY = struct.Struct("!H")


def length_bytes(lengths: Ints) -> Ints:
    """Field lengths as Whoosh keeps them: the byte that stands for the next greater length."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)


@dataclass(slots=True)
class Columns:
    """The columns of a segment, by name: a value for each document or the column's default; the
    stored fields; and the lengths of scored fields."""

    count: int
    values: dict[str, Sequence[Any]] = field(default_factory=dict)
    stored: Sequence[Mapping[str, Any]] = ()
    lengths: dict[str, Ints] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)


class SegmentFiles:
    """A segment while it is written. `field` for each field in any order, its `term`s rising;
    then `finish`."""

    def __init__(self, storage: FileStorage, schema: Schema) -> None:
        self._storage = storage
        self._schema = schema
        self.segment: W3Segment = W3Codec().new_segment(storage, "MAIN")
        self._terms = OrderedHashWriter(self.segment.create_file(storage, W3Codec.TERMS_EXT))
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
        """A whole field from a batch."""
        if not found.terms:
            return
        self.field(name)
        for text, postings, stats in _with_stats(found, lengths):
            self.term(text, postings, stats, lengths)

    def finish(self, columns: Columns) -> W3Segment:
        """Writes the columns, closes the files and returns the segment."""
        self._terms.close()
        self._posts.close()
        self.segment.set_doc_count(columns.count)
        vars(self.segment)["_fieldlengths"] = dict(
            columns.totals
        )  # where Whoosh's own writer sets it
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
    about = (
        len(postings), int(postings.docs[-1]), stats.max_weight, 0,
        stats.min_length, stats.max_length,
    )  # fmt: skip
    block = pickle.dumps(about, 2) + encode(postings)
    return _INT.pack(-len(block) if last else len(block)) + block


def _with_stats(found: Inverted, lengths: Ints | None) -> Iterable[tuple[bytes, Postings, Stats]]:
    firsts = found.starts[:-1]
    bounds = found.starts.tolist()
    ends = found.starts[1:]
    size = len(firsts)
    weights, most = (ends - firsts).astype(np.float64), np.ones(size)
    positions_at = bounds
    starts = None
    if found.counts is not None:
        weights = np.add.reduceat(found.counts, firsts, dtype=np.float64)
        most = np.maximum.reduceat(found.counts, firsts).astype(np.float64)
        starts = starts_of(found.counts)
        positions_at = starts[found.starts].tolist()
    shortest = longest = np.zeros(size, np.uint8)
    if lengths is not None:
        of_docs = lengths[found.docs]
        shortest = np.minimum.reduceat(of_docs, firsts)
        longest = np.maximum.reduceat(of_docs, firsts)
    # lists of plain numbers: one call for all terms instead of several for each
    stats = zip(weights.tolist(), most.tolist(), shortest.tolist(), longest.tolist(), strict=True)
    for at, (text, (weight, top, low, high)) in enumerate(zip(found.terms, stats, strict=True)):
        first, end = bounds[at], bounds[at + 1]
        counts = None if top == 1.0 or found.counts is None else found.counts[first:end]
        positions = found.positions
        if positions is not None:
            positions = positions[positions_at[at] : positions_at[at + 1]]
        yield (
            text,
            Postings(found.docs[first:end], counts, positions),
            Stats(weight, top, low, high),
        )
