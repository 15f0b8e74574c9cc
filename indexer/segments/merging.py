"""Merging segments into one: posting lists are joined as arrays, documents that were deleted are
left out, and no posting is looked at for itself."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from whoosh import columns as whoosh_columns
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.segments.postings import Ints, Postings, joined
from indexer.segments.reading import SegmentReader
from indexer.segments.terms import Stats, TermInfo
from indexer.segments.writing import LENGTHS, Columns, SegmentFiles, stats_of


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment to merge: ``kept`` are its living documents (None: all), which get the numbers
    from ``base`` on, by old number in ``numbers``."""

    reader: SegmentReader
    base: int
    kept: Ints | None
    numbers: Ints | None

    def postings(self, info: TermInfo) -> Postings:
        held = self.reader.postings(info, positions=True)
        if self.numbers is None:
            return Postings(held.docs + np.int32(self.base), held.counts, held.positions)
        numbers = self.numbers[held.docs]
        living = numbers >= 0
        counts, positions = held.counts, held.positions
        if positions is not None:
            positions = positions[living if counts is None else np.repeat(living, counts)]
        if counts is not None:
            counts = counts[living]
        return Postings(numbers[living], counts, positions)


def merge(storage: FileStorage, schema: Schema, readers: Sequence[SegmentReader]) -> W3Segment:
    """Writes the living documents of segments, in order, as one segment. It is part of no index
    yet."""
    parts = _parts(readers)
    files = SegmentFiles(storage, schema)
    columns = _columns(schema, parts)
    names = dict.fromkeys(name for reader in readers for name in reader.fields())
    for name in names:
        files.field(name)
        lengths = columns.lengths.get(name)
        for text, held in _terms(parts, name):
            postings = joined([part.postings(info) for part, info in held])
            if len(postings):
                files.term(text, postings, _stats(held, postings, lengths), lengths)
    return files.finish(columns)


def _parts(readers: Sequence[SegmentReader]) -> list[_Part]:
    parts: list[_Part] = []
    base = 0
    for reader in readers:
        kept = numbers = None
        count = reader.count
        if reader.deleted:
            alive = np.ones(count, bool)
            alive[list(reader.deleted)] = False
            kept = np.flatnonzero(alive)
            numbers = np.full(count, -1, np.int32)
            count = len(kept)
            numbers[kept] = np.arange(base, base + count, dtype=np.int32)
        parts.append(_Part(reader, base, kept, numbers))
        base += count
    return parts


def _terms(
    parts: Sequence[_Part], field: str
) -> Iterator[tuple[bytes, list[tuple[_Part, TermInfo]]]]:
    """The terms of a field in all segments, each with where it stands, in order of segments."""

    def of(at: int) -> Iterator[tuple[bytes, int, TermInfo]]:
        return ((text, at, info) for text, info in parts[at].reader.terms(field))

    merged = heapq.merge(*map(of, range(len(parts))), key=itemgetter(0, 1))
    for text, group in groupby(merged, key=itemgetter(0)):
        yield text, [(parts[at], info) for _, at, info in group]


def _stats(
    held: Sequence[tuple[_Part, TermInfo]], postings: Postings, lengths: Ints | None
) -> Stats:
    if all(part.numbers is None for part, _ in held):
        all_stats = [info.stats for _, info in held]
        return Stats(
            sum(stats.weight for stats in all_stats),
            max(stats.max_weight for stats in all_stats),
            min(stats.min_length for stats in all_stats),
            max(stats.max_length for stats in all_stats),
        )
    return stats_of(postings, lengths)


def _columns(schema: Schema, parts: Sequence[_Part]) -> Columns:
    count = sum(part.reader.count if part.kept is None else len(part.kept) for part in parts)
    columns = Columns(count)
    names = dict.fromkeys(name for part in parts for name in part.reader.columns.names())
    for name in names:
        column = schema[name].column_type
        columns.values[name] = [value for part in parts for value in _values(part, name, column)]
    columns.stored = [
        value for part in parts for value in _living(part, part.reader.columns.stored())
    ]
    for name in dict.fromkeys(name for part in parts for name in part.reader.totals):
        held = [part.reader.columns.lengths(name) for part in parts]
        living = [
            lengths if part.kept is None else lengths[part.kept]
            for part, lengths in zip(parts, held, strict=True)
        ]
        columns.lengths[name] = np.concatenate(living)
        columns.totals[name] = sum(
            part.reader.totals.get(name, 0) if part.kept is None else int(LENGTHS[lengths].sum())
            for part, lengths in zip(parts, living, strict=True)
        )
    return columns


def _values(part: _Part, name: str, column: Any) -> list[Any]:
    held = part.reader.columns
    if isinstance(column, whoosh_columns.NumericColumn):
        return _living(part, held.numbers(name).tolist())
    if isinstance(column, whoosh_columns.RefBytesColumn):
        values, codes = held.coded(name)
        return [values[code] for code in _living(part, codes.tolist())]
    return _living(part, held.strings(name))


def _living(part: _Part, values: Any) -> list[Any]:
    documents = range(part.reader.count) if part.kept is None else part.kept.tolist()
    return [values[document] for document in documents]
