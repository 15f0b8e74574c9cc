"""Inverted batches put aside as plain arrays, and joined to one segment: what a rebuild does with
more documents than fit in memory.

Joining goes by ranges of terms. Of each batch a range is one slice of its arrays; a stable sort
by term puts the slices' postings in order, document by document, all terms of the range at once.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
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
    with (folder / "columns").open("wb") as file:
        pickle.dump((names, batch.columns()), file)


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
        np.save(folder / f"{name}.npy", array)
    with (folder / "terms").open("wb") as file:
        pickle.dump((found.terms, field.lengths, field.total), file)


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a batch, put aside: its documents have the numbers from ``base`` on, its terms
    their ``ranks`` among those of all batches."""

    base: int
    ranks: Ints
    starts: Ints
    places: Ints
    docs: Ints
    counts: Ints | None
    positions: Ints | None

    def slice(self, first: int, end: int) -> tuple[Ints, Ints, Ints | None, Ints | None]:
        """Of the terms ranked from ``first`` up to ``end``: each posting's rank from ``first``, its
        document, its count, and all positions."""
        a, b = np.searchsorted(self.ranks, [first, end]).tolist()
        low, high = int(self.starts[a]), int(self.starts[b])
        ranks = np.repeat(self.ranks[a:b] - first, np.diff(self.starts[a : b + 1]))
        counts = None if self.counts is None else np.array(self.counts[low:high])
        positions = self.positions
        if positions is not None:
            positions = np.array(positions[int(self.places[a]) : int(self.places[b])])
        return ranks, self.docs[low:high] + np.int32(self.base), counts, positions


def join(storage: FileStorage, schema: Schema, folders: Sequence[Path], memory: int) -> W3Segment:
    """Writes what was put aside, in order, as one segment. It is part of no index yet.
    ``memory`` is in bytes."""
    files = SegmentFiles(storage, schema)
    told = [pickle.loads((folder / "columns").read_bytes()) for folder in folders]  # noqa: S301 - written by this process or its children
    sizes = [columns.count for _, columns in told]
    names = {name: None for held, _ in told for name in held}
    columns = _joined([columns for _, columns in told], schema)
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
    held = [_told(folder / name, size) for folder, size in zip(folders, sizes, strict=True)]
    terms = sorted({term for own, _, _ in held for term in own})
    rank_of = {term: rank for rank, term in enumerate(terms)}
    parts: list[_Part] = []
    base = 0
    for folder, size, (own, _, _) in zip(folders, sizes, held, strict=True):
        if own:
            ranks = np.fromiter(map(rank_of.__getitem__, own), np.int64, len(own))
            parts.append(_part(folder / name, base, ranks))
        base += size
    del rank_of
    lengths = None
    if all(own is not None for _, own, _ in held):
        lengths = np.concatenate([own for _, own, _ in held])
    for first, end in _ranges(parts, len(terms), most):
        files.inverted(name, _range(parts, terms[first:end], first, end), lengths)
    columns.measure(name, lengths, sum(total for *_, total in held))


def _told(folder: Path, size: int) -> tuple[Sequence[bytes], Ints | None, int]:
    if not folder.exists():  # no document of the batch has the field
        return (), np.zeros(size, np.uint8), 0
    told: Any = pickle.loads((folder / "terms").read_bytes())  # noqa: S301 - as above
    return tuple(told)


def _part(folder: Path, base: int, ranks: Ints) -> _Part:
    def array(name: str) -> Ints | None:
        path = folder / f"{name}.npy"
        return np.load(path, mmap_mode="r") if path.exists() else None

    starts, places, docs = array("starts"), array("places"), array("docs")
    assert starts is not None
    assert places is not None
    assert docs is not None
    return _Part(base, ranks, starts, places, docs, array("counts"), array("positions"))


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
