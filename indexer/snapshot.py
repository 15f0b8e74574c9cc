"""One commit of the index, opened for reading: its segments side by side, the columns of all their
documents as arrays, and the names in it. Safe for several threads."""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections import Counter
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.fields import Schema

from indexer.analysis import Segmenter, segmenter
from indexer.dictionary import load
from indexer.execution.matches import Mask
from indexer.generations import DICTIONARY, Commit, Files
from indexer.port import SearchHit
from indexer.schema import PLACES
from indexer.segments.postings import Ints
from indexer.segments.reading import SegmentReader
from indexer.segments.terms import TermInfo
from indexer.segments.writing import LENGTHS
from indexer.vocabulary import Vocabulary

_SHOWN = 4096  # hits whose stored fields are kept unpacked


class Snapshot:
    """A consistent view of the index until it is closed. Documents are numbered through all
    segments; ``alive`` is None when none is deleted. ``close()`` gives the files back."""

    def __init__(self, folder: Path, commit: Commit) -> None:
        self._files = Files(folder)
        self.schema: Schema = commit.schema
        self.readers: list[SegmentReader] = []
        # a snapshot that nobody closed gives its files back when it is forgotten
        self.close = weakref.finalize(self, _give_back, self._files, self.readers)
        try:
            for segment in commit.segments:
                self.readers.append(SegmentReader(self._files, self.schema, segment))
        except BaseException:
            self.close()
            raise
        sizes = [reader.count for reader in self.readers]
        self.bases: list[int] = np.cumsum([0, *sizes[:-1]]).tolist() if sizes else []
        self.count_all = sum(sizes)
        self.alive: Mask | None = self._alive()
        self._shown = lru_cache(_SHOWN)(_Stored(self.readers, self.bases).read)
        self.count = self.count_all - sum(len(reader.deleted) for reader in self.readers)

    def _alive(self) -> Mask | None:
        if not any(reader.deleted for reader in self.readers):
            return None
        alive = np.ones(self.count_all, bool)
        for base, reader in zip(self.bases, self.readers, strict=True):
            alive[[base + number for number in reader.deleted]] = False
        return alive

    def infos(self, field: str, text: bytes) -> list[tuple[int, TermInfo]]:
        """The dictionary's entries of a term, each with the number of its segment."""
        found = ((at, reader.info(field, text)) for at, reader in enumerate(self.readers))
        return [(at, info) for at, info in found if info is not None]

    def lengths(self, field: str) -> Ints:
        """The lengths of all documents in a scored field, rounded up as Whoosh keeps them."""
        return LENGTHS[self._joined([reader.columns.lengths(field) for reader in self.readers])]

    def total(self, field: str) -> int:
        """The length of a scored field in all documents together."""
        return sum(reader.totals.get(field, 0) for reader in self.readers)

    def numbers(self, name: str) -> Ints:
        """A column of numbers."""
        return self._joined([reader.columns.numbers(name) for reader in self.readers])

    def coded(self, name: str) -> tuple[list[str], Ints]:
        """A column of few distinct values: the values, and each document's place among them."""
        places: dict[bytes, int] = {}
        codes: list[Ints] = []
        for reader in self.readers:
            values, refs = reader.columns.coded(name)
            numbers = [places.setdefault(value, len(places)) for value in values]
            codes.append(np.array(numbers, np.int64)[refs])
        return [value.decode() for value in places], self._joined(codes)

    def strings(self, name: str) -> list[str]:
        """A column of strings."""
        return [value.decode() for reader in self.readers for value in reader.columns.strings(name)]

    def _joined(self, arrays: list[Ints]) -> Ints:
        return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)

    @cached_property
    def ids(self) -> list[str]:
        """The ids of all documents, deleted ones included."""
        return self.strings("key_id")

    @cached_property
    def agencies(self) -> list[str]:
        """The agencies of all documents; empty where unknown."""
        return self.strings("key_agency")

    def hit(self, document: int, score: float) -> SearchHit:
        """A document as the port shows it."""
        stored = self._shown(document)
        return SearchHit(id=stored["id"], score=score, **stored["shown"])

    def living(self) -> Ints:
        """The numbers of all documents that are not deleted."""
        return np.arange(self.count_all) if self.alive is None else np.flatnonzero(self.alive)

    @cached_property
    def segment(self) -> Segmenter:
        """What cut the generation's texts into words, and has to cut what is asked of it."""
        return segmenter(load(Path(self._files.folder) / DICTIONARY))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Names of agencies and places by how many reports they have."""
        living = self.living()
        found: Counter[str] = Counter(self.agencies[at] for at in living.tolist())
        for level in PLACES:
            values, codes = self.coded(f"facet_{level}")
            counts = np.bincount(codes[living], minlength=len(values))
            for value, count in zip(values, counts.tolist(), strict=True):
                found[value.partition(" ")[2]] += count
        return Vocabulary(+found)


class _Stored:
    """The stored fields of all documents. Apart from the snapshot, which keeps some of what is
    read here: in a ring with it, it would outlive its closing until the collector comes by."""

    def __init__(self, readers: list[SegmentReader], bases: list[int]) -> None:
        self._readers = readers
        self._bases = bases

    @cached_property
    def _columns(self) -> list[Any]:
        return [reader.columns.stored() for reader in self._readers]

    def read(self, document: int) -> dict[str, Any]:
        """The stored fields of a document."""
        at = bisect_right(self._bases, document) - 1
        stored: dict[str, Any] = self._columns[at][document - self._bases[at]]
        return stored


def _give_back(files: Files, readers: list[SegmentReader]) -> None:
    for reader in readers:
        reader.close()
    files.close()
