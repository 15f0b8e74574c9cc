"""A batch of report documents, and the segment it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.analysis import Segmenter, normal, word_texts
from indexer.port import ReportDocument
from indexer.schema import PARTS, column_values, shown, single_terms, texts
from indexer.segments.inversion import Inverted, PairField, WordField, invert_few
from indexer.segments.postings import Ints
from indexer.segments.writing import Columns, Field, SegmentFiles, length_bytes

BYTES_A_CHARACTER = 80
"""What a character of a text may take while it is inverted: measured, all fields together."""


class Batch:
    """Documents collected for one segment, within what memory the caller gives: ``size`` is what
    inverting them will take, in bytes."""

    def __init__(self, schema: Schema, segment: Segmenter) -> None:
        self.size = 0
        self._schema = schema
        self._segment = segment
        self._words = {part: WordField() for part in PARTS}
        self._pairs = {part: PairField() for part in PARTS}
        self._chars: list[str] = []
        self._terms: dict[str, list[tuple[bytes, int]]] = {}
        self._columns: list[dict[str, bytes | int]] = []
        self._stored: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._stored)

    def add(self, document: ReportDocument) -> None:
        """The next document."""
        number = len(self._stored)
        chars: set[str] = set()
        for part, text in texts(document).items():
            plain = normal(text)
            self._words[part].add(word_texts(plain, self._segment))
            self._pairs[part].add(plain)
            chars.update(plain)
            self.size += BYTES_A_CHARACTER * len(plain)
        chars.discard(" ")
        self._chars.append("".join(chars))
        for field, value in single_terms(document):
            term = self._schema[field].to_bytes(value)
            self._terms.setdefault(field, []).append((term, number))
        self._columns.append(column_values(document))
        self._stored.append({"id": document.id, "shown": shown(document)})

    def fields(self) -> Iterator[Field]:
        """The documents' fields, each inverted when it is asked for."""
        for kind, fields in (("words", self._words), ("bigrams", self._pairs)):
            for part, field in fields.items():
                yield _scored(f"{part}_{kind}", field.inverted(), field.lengths())
        lengths = np.array([len(chars) for chars in self._chars], np.int64)
        yield _scored("chars", self._distinct(), lengths)
        for name, pairs in self._terms.items():
            yield Field(name, invert_few(pairs))

    def columns(self) -> Columns:
        """The documents' columns, but for lengths."""
        columns = Columns(len(self), stored=self._stored)
        for name in {name: None for values in self._columns for name in values}:
            column = self._schema[name].column_type
            assert column is not None  # column_values names columns only
            default = column.default_value()
            columns.values[name] = [values.get(name, default) for values in self._columns]
        return columns

    def write(self, storage: FileStorage) -> W3Segment:
        """Writes the documents as a segment into ``storage``. It is part of no index yet."""
        files = SegmentFiles(storage, self._schema)
        columns = self.columns()
        for field in self.fields():
            files.inverted(field.name, field.inverted, field.lengths)
            columns.measure(field.name, field.lengths, field.total)
        return files.finish(columns)

    def _distinct(self) -> Inverted:
        codes = np.frombuffer("".join(self._chars).encode("utf-32-le"), np.uint32)
        documents = np.repeat(np.arange(len(self), dtype=np.uint64), list(map(len, self._chars)))
        keys = (codes.astype(np.uint64) << np.uint64(32)) | documents
        keys.sort()
        sorted_codes = keys >> np.uint64(32)
        used, starts = np.unique(sorted_codes, return_index=True)
        terms = [chr(code).encode() for code in used.tolist()]
        return Inverted(
            terms, np.append(starts, len(keys)), keys.astype(np.uint32).astype(np.int32)
        )


def _scored(name: str, found: Inverted, lengths: Ints) -> Field:
    return Field(name, found, length_bytes(lengths), int(lengths.sum()))
