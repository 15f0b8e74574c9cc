"""The columns of a segment as arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from indexer.segments.postings import Ints


class SegmentColumns:
    """The columns of one segment. A column that no document has reads as all defaults."""

    def __init__(self, storage: FileStorage, schema: Schema, segment: W3Segment) -> None:
        self._storage = storage
        self._schema = schema
        self._segment = segment
        self._count: int = segment.doc_count_all()

    def lengths(self, field: str) -> Ints:
        """The length bytes of all documents in a scored field."""
        data = self._bytes(f"_{field}_len")
        found = np.zeros(self._count, np.uint8)
        found[: len(data)] = np.frombuffer(data, np.uint8)
        return found

    def numbers(self, name: str) -> Ints:
        """A column of 32-bit numbers."""
        data = self._bytes(name)
        found = np.zeros(self._count, np.int32)
        found[: len(data) // 4] = np.frombuffer(data, ">i4")
        return found

    def coded(self, name: str) -> tuple[list[bytes], Ints]:
        """A column of few distinct values: the values, and each document's place among them."""
        if not self._has(name):
            return [b""], np.zeros(self._count, np.int64)
        reader = self._read(name)
        dtype = {"B": "u1", "H": ">u2"}[reader._typecode]  # noqa: SLF001 - the pinned library's own record of its layout
        refs = np.frombuffer(self._bytes(name), dtype, self._count)
        return list(reader._uniques), refs.astype(np.int64)  # noqa: SLF001 - as above

    def strings(self, name: str) -> list[bytes]:
        """A column of byte strings, one for each document."""
        if not self._has(name):
            return [b""] * self._count
        reader = self._read(name)
        places = zip(reader._offsets, reader._lengths, strict=True)  # noqa: SLF001 - as above
        data = self._bytes(name)
        return [data[at : at + size] for at, size in places]

    def stored(self) -> Any:
        """The stored fields, by document."""
        return self._reader("_stored", STORED_COLUMN)

    def names(self) -> list[str]:
        """The columns of the schema that the segment has."""
        return [
            name for name, field in self._schema.items() if field.column_type and self._has(name)
        ]

    def _file(self, name: str) -> str:
        return str(W3Codec.column_filename(self._segment, name))

    def _has(self, name: str) -> bool:
        return bool(self._storage.file_exists(self._file(name)))

    def _bytes(self, name: str) -> bytes:
        return (
            (Path(self._storage.folder) / self._file(name)).read_bytes() if self._has(name) else b""
        )

    def _read(self, name: str) -> Any:
        """Whoosh's reader of a column, which has read all we want of it: the file is closed."""
        reader = self._reader(name, self._schema[name].column_type)
        reader._dbfile.close()  # noqa: SLF001 - the pinned library closes it nowhere
        return reader

    def _reader(self, name: str, column: Any) -> Any:
        file = self._storage.open_file(self._file(name))
        return column.reader(file, 0, self._storage.file_length(self._file(name)), self._count)
