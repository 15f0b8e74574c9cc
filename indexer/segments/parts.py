"""Inverted batches put aside as plain arrays, and joined to one segment: what a rebuild does with
more documents than fit in memory.

Joining goes by ranges of terms. Of each batch a range is one slice of its arrays; a stable sort
by term puts the slices' postings in order, document by document, all terms of the range at once.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.segments.batch import Batch
from indexer.segments.inversion import Inverted
from indexer.segments.postings import Ints, starts_of
from indexer.segments.writing import Columns, Field, SegmentFiles

BYTES_AN_OCCURRENCE = 64
"""What an occurrence of a term takes while its range is joined."""


def save(folder: Path, batch: Batch) -> None:
    """Puts a batch aside in a folder of its own."""
    folder.mkdir()
    names: list[str] = []
    for field in batch.fields():
        if field.inverted.terms:
            names.append(field.name)
            _save_field(folder / field.name, field)
    _put(folder / "columns", (names, batch.columns()))


def _save_field(folder: Path, field: Field) -> None:
    folder.mkdir()
    found = field.inverted
    # where each term's positions begin, for they are cut by ranges of terms
    places = found.starts if found.counts is None else starts_of(found.counts)[found.starts]
    arrays = {"starts": found.starts, "places": places, "docs": found.docs}
    if found.counts is not None:
        arrays["counts"] = found.counts
    if found.positions is not None:
        arrays["positions"] = found.positions
    for name, array in arrays.items():
        array.tofile(folder / name)
    types = {name: array.dtype.str for name, array in arrays.items()}
    _put(folder / "about", (field.lengths, field.total, types))
    _put(folder / "terms", found.terms)


def _put(path: Path, value: Any) -> None:
    with path.open("wb") as file:
        pickle.dump(value, file)


def _take(path: Path) -> Any:
    return pickle.loads(path.read_bytes())  # noqa: S301 - written by this process or its children


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a batch, put aside in ``folder``: its documents have the numbers from ``base``
    on, its terms their ``ranks`` among those of all batches. What is read of its arrays is read
    from their files: mapped, they would count as memory."""

    folder: Path
    base: int
    ranks: Ints
    starts: Ints
    places: Ints
    types: Mapping[str, str]

    def slice(self, first: int, end: int) -> tuple[Ints, Ints, Ints | None, Ints | None]:
        """Of the terms ranked from ``first`` up to ``end``: each posting's rank from ``first``, its
        document, its count, and all positions."""
        a, b = np.searchsorted(self.ranks, [first, end]).tolist()
        low, high = int(self.starts[a]), int(self.starts[b])
        ranks = np.repeat(self.ranks[a:b] - first, np.diff(self.starts[a : b + 1]))
        docs = self._read("docs", low, high)
        assert docs is not None
        counts = self._read("counts", low, high)
        positions = self._read("positions", int(self.places[a]), int(self.places[b]))
        return ranks, docs + np.int32(self.base), counts, positions

    def _read(self, name: str, first: int, end: int) -> Ints | None:
        if name not in self.types:
            return None
        kind = np.dtype(self.types[name])
        return np.fromfile(self.folder / name, kind, end - first, offset=first * kind.itemsize)


def join(storage: FileStorage, schema: Schema, folders: Sequence[Path], memory: int) -> W3Segment:
    """Writes what was put aside, in order, as one segment. It is part of no index yet.
    ``memory`` is in bytes."""
    files = SegmentFiles(storage, schema)
    told = [_take(folder / "columns") for folder in folders]
    sizes = [columns.count for _, columns in told]
    names = {name: None for held, _ in told for name in held}
    columns = _joined([columns for _, columns in told], schema)
    del told
    for name in names:
        _join_field(files, columns, name, folders, sizes, memory // BYTES_AN_OCCURRENCE)
    return files.finish(columns)


def _joined(parts: Sequence[Columns], schema: Schema) -> Columns:
    columns = Columns(sum(part.count for part in parts))
    columns.stored = [stored for part in parts for stored in part.stored]
    for name in {name: None for part in parts for name in part.values}:
        column = schema[name].column_type
        assert column is not None  # only columns have values
        default = [column.default_value()]
        columns.values[name] = [
            value for part in parts for value in part.values.get(name, default * part.count)
        ]
    return columns


def _join_field(
    files: SegmentFiles,
    columns: Columns,
    name: str,
    folders: Sequence[Path],
    sizes: Sequence[int],
    most: int,
) -> None:
    own = [folder / name for folder in folders]
    terms = sorted(set().union(*(_terms(folder) for folder in own)))
    rank_of = {term: rank for rank, term in enumerate(terms)}
    parts: list[_Part] = []
    lengths: list[Ints] = []
    total = base = 0
    for folder, size in zip(own, sizes, strict=True):
        if not folder.exists():  # no document of the batch has the field
            lengths.append(np.zeros(size, np.uint8))
        else:
            part, its_lengths, its_total = _part(folder, base, rank_of)
            parts.append(part)
            total += its_total
            if its_lengths is not None:
                lengths.append(its_lengths)
        base += size
    del rank_of
    scored = np.concatenate(lengths) if total else None
    for first, end in _ranges(parts, len(terms), most):
        files.inverted(name, _range(parts, terms[first:end], first, end), scored)
    columns.measure(name, scored, total)


def _terms(folder: Path) -> Sequence[bytes]:
    found: Sequence[bytes] = _take(folder / "terms") if folder.exists() else ()
    return found


def _part(folder: Path, base: int, rank_of: Mapping[bytes, int]) -> tuple[_Part, Ints | None, int]:
    lengths, total, types = _take(folder / "about")
    ranks = np.fromiter(map(rank_of.__getitem__, _terms(folder)), np.int64)
    starts = np.fromfile(folder / "starts", types["starts"])
    places = np.fromfile(folder / "places", types["places"])
    return _Part(folder, base, ranks, starts, places, types), lengths, total


def _ranges(parts: Sequence[_Part], count: int, most: int) -> list[tuple[int, int]]:
    """Ranges of terms with up to ``most`` occurrences each, or one term."""
    sizes = np.zeros(count, np.int64)
    for part in parts:
        sizes[part.ranks] += np.diff(part.places)
    ends = np.cumsum(sizes)
    ranges: list[tuple[int, int]] = []
    first = 0
    while first < count:
        before = int(ends[first - 1]) if first else 0
        end = max(int(np.searchsorted(ends, before + most, "right")), first + 1)
        ranges.append((first, end))
        first = end
    return ranges


def _range(parts: Sequence[_Part], terms: Sequence[bytes], first: int, end: int) -> Inverted:
    slices = [part.slice(first, end) for part in parts]
    ranks = np.concatenate([ranks for ranks, _, _, _ in slices])
    order = ranks.argsort(kind="stable")
    docs = np.concatenate([docs for _, docs, _, _ in slices])[order]
    starts = starts_of(np.bincount(ranks, minlength=len(terms)))
    if slices[0][2] is None:
        return Inverted(terms, starts, docs)
    counts = np.concatenate([held for _, _, held, _ in slices if held is not None]).astype(np.int64)
    positions = np.concatenate([held for _, _, _, held in slices if held is not None])
    before = starts_of(counts)[:-1][order]
    counts = counts[order]
    at = np.arange(len(positions)) + np.repeat(before - (np.cumsum(counts) - counts), counts)
    return Inverted(terms, starts, docs, counts, positions[at])
