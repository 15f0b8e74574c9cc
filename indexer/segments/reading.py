"""Reading a segment: terms, postings and columns as arrays. Safe for several threads: the
files are read at given places and never sought in."""

from __future__ import annotations

import io
import os
import pickle
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashReader

from indexer.segments.columns import SegmentColumns
from indexer.segments.postings import (
    HEAD_BYTES,
    Ints,
    Postings,
    decode,
    in_place,
    joined,
    of_inlined,
)
from indexer.segments.terms import TermInfo, unpack
from indexer.segments.writing import MAGIC

_KEY = struct.Struct("!H")
_INT = struct.Struct("!i")
_HEAD = 128  # a block's size and what it says of itself fit in so many bytes


class SegmentReader:
    """One segment of a commit, opened."""

    def __init__(self, storage: FileStorage, schema: Schema, segment: W3Segment) -> None:
        self.count: int = segment.doc_count_all()
        self.deleted: frozenset[int] = frozenset(segment.deleted_docs())
        self.segment = segment
        self.columns = SegmentColumns(storage, schema, segment)
        self.totals: dict[str, int] = dict(vars(segment)["_fieldlengths"])
        name = segment.make_filename(W3Codec.TERMS_EXT)
        self._terms = OrderedHashReader(storage.open_file(name), storage.file_length(name))
        self._fields: dict[str, int] = self._terms.extras["fieldmap"]
        path = Path(storage.folder) / segment.make_filename(W3Codec.POSTS_EXT)
        self._posts = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        """Gives the files back."""
        if self._posts >= 0:
            os.close(self._posts)
            self._posts = -1

    def fields(self) -> list[str]:
        """The indexed fields, in the order they lie in."""
        return sorted(self._fields, key=self._fields.__getitem__)

    def info(self, field: str, text: bytes) -> TermInfo | None:
        """What the dictionary says of a term; None where it does not stand."""
        if field not in self._fields:
            return None
        value = self._terms.get(_KEY.pack(self._fields[field]) + text)
        return None if value is None else unpack(value)

    def terms(self, field: str, start: bytes = b"") -> Iterator[tuple[bytes, TermInfo]]:
        """The terms of a field from ``start`` on, in order."""
        if field not in self._fields:
            return
        prefix = _KEY.pack(self._fields[field])
        for key, value in self._terms.items_from(prefix + start):
            if not key.startswith(prefix):
                return
            yield key[2:], unpack(value)

    def postings(self, info: TermInfo, *, positions: bool = False) -> Postings:
        """All postings of a term."""
        if info.inline:
            return of_inlined(*info.inline, positions=positions)
        if os.pread(self._posts, len(MAGIC), info.start) != MAGIC:
            raise OSError(f"the postings at {info.start} are damaged")
        parts: list[Postings] = []
        at, end = info.start + len(MAGIC), info.start + info.size
        # with positions all is read at once, without them only what is before them
        whole = os.pread(self._posts, end - at, at) if positions else b""
        base = at
        while at < end:
            data = memoryview(whole)[at - base :] if positions else self._head(at)
            length, (count, _, compressed), head = _block(data)
            size = 4 + abs(length)
            found = in_place(data[head:size], count, positions=positions)
            if found is None:
                data = data if len(data) >= size else os.pread(self._posts, size, at)
                found = decode(data[head:size], compressed, count, positions=positions)
            parts.append(found)
            at += size
        return joined(parts)

    def _head(self, at: int) -> bytes:
        return os.pread(self._posts, _HEAD + HEAD_BYTES, at)

    def postings_of(self, info: TermInfo, docs: Ints) -> Postings:
        """The postings, with positions, of the blocks that may hold one of a few rising ``docs``."""
        if info.inline:
            return self.postings(info, positions=True)
        at, end = info.start + len(MAGIC), info.start + info.size
        parts: list[Postings] = []
        after = -1  # the last document of the block before
        while at < end:
            head_data = os.pread(self._posts, _HEAD, at)
            length, about, head = _block(head_data)
            if np.searchsorted(docs, after, "right") < np.searchsorted(docs, about[1], "right"):
                data = os.pread(self._posts, abs(length) + 4 - head, at + head)
                parts.append(decode(data, about[2], about[0], positions=True))
            after = about[1]
            at += 4 + abs(length)
        nothing = np.zeros(0, np.int32)
        return joined(parts) if parts else Postings(nothing, None, nothing)


def _block(data: memoryview | bytes) -> tuple[int, tuple[int, int, int], int]:
    """A block's size (below 0: it is the last); its count of postings, its last document and
    whether it is compressed; and where its data begin."""
    (length,) = _INT.unpack_from(data)
    stream = io.BytesIO(data[4:_HEAD])
    count, last, _, compressed, _, _ = pickle.load(stream)  # noqa: S301 - our own private folder, as all of Whoosh's files
    return length, (count, last, compressed), 4 + stream.tell()
