"""OLE files (MS-CFB), the wrapping of XLS: a stream taken out of its sectors.

An OLE file is sectors chained by a table. Every chain is followed for as many sectors as the file
has and no further, so that rings and false counts end as damage.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Sequence

from reports.document import Unreadable

_HEADER = 512
_SPECIAL = 0xFFFFFFFA  # numbers from here on are marks (free, end of chain) and no sectors
_ENTRY = 128  # bytes of a directory entry
_IN_HEADER = 109  # sectors of the table that the header names itself
_SHORT = 4096  # bytes; shorter streams lie in sectors of 64 bytes inside the root's own stream
_STREAM, _ROOT = 2, 5  # kinds of directory entries
_TABLES = struct.Struct("<H16xI4x2I4x2I")
_DAMAGED = "旧版 Office 文件已损坏，打不开。"


def read_stream(data: bytes, names: Collection[str]) -> bytes:
    """The first stream that bears one of these names; `Unreadable` with ``damaged`` when there is
    none, or its sectors cannot be found."""
    try:
        stream = _stream(data, {name.lower() for name in names})
    except (struct.error, ValueError, IndexError) as exc:
        raise Unreadable("damaged", _DAMAGED) from exc
    if stream is None:
        raise Unreadable("damaged", _DAMAGED)
    return stream


def _stream(data: bytes, names: Collection[str]) -> bytes | None:
    shift, directory, _, first_short, first_more, more = _TABLES.unpack_from(data, 30)
    if shift not in {9, 12}:
        raise ValueError("no size of sectors")
    size = 1 << shift
    sectors = [data[at : at + size] for at in range(size, len(data), size)]
    table = list(_table(data, sectors, first_more, more))
    entries = b"".join(_chain(sectors, table, directory))
    root = wanted = None
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        entry = entries[at : at + _ENTRY]
        if entry[66] == _ROOT and root is None:
            root = entry
        elif entry[66] == _STREAM and wanted is None and _name(entry) in names:
            wanted = entry
    if wanted is None:
        return None
    first, length = _extent(wanted)
    if length >= _SHORT or root is None:
        return b"".join(_chain(sectors, table, first))[:length]
    held = b"".join(_chain(sectors, table, _extent(root)[0]))
    small = [held[at : at + 64] for at in range(0, len(held), 64)]
    short = [number for part in _chain(sectors, table, first_short) for number in _numbers(part)]
    return b"".join(_chain(small, short, first))[:length]


def _table(data: bytes, sectors: Sequence[bytes], first: int, more: int) -> Iterator[int]:
    """The table that names, for each sector, the next one of its chain."""
    named = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    for _ in range(min(more, len(sectors))):
        if first >= len(sectors):
            break
        *part, first = _numbers(sectors[first]) or (_SPECIAL,)
        named += part
    seen = set()
    for sector in named:
        if sector >= _SPECIAL:
            continue
        if sector in seen:
            raise ValueError("a sector of the table is named twice")
        seen.add(sector)
        yield from _numbers(sectors[sector])


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(sectors: Sequence[bytes], table: Sequence[int], first: int) -> Iterator[bytes]:
    """The sectors of a chain; ValueError when it is longer than the file."""
    at = first
    for _ in range(len(sectors) + 1):
        if at >= _SPECIAL:
            return
        yield sectors[at]
        at = table[at]
    raise ValueError("a chain of sectors is a ring")


def _name(entry: bytes) -> str:
    length = min(max(int.from_bytes(entry[64:66], "little") - 2, 0), 62)
    return entry[:length].decode("utf-16-le", "replace").lower()


def _extent(entry: bytes) -> tuple[int, int]:
    """First sector and length; version 3 of the format leaves the length's upper half unset."""
    first, length = struct.unpack_from("<II", entry, 116)
    return first, length
