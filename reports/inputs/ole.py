"""The frame of an OLE file, checked before it is handed to a reader that trusts it.

An OLE file is sectors chained by a table (MS-CFB). A chain that runs in a ring, or a count that no
file of this size can have, makes readers fill the memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from reports.document import Unreadable

_HEADER = 512
_SPECIAL = 0xFFFFFFFA  # numbers from here on are marks (free, end of chain) and no sectors
_ENTRY = 128  # bytes of a directory entry
_IN_HEADER = 109  # sectors of the table that the header names itself
_TABLES = struct.Struct("<HH6x9I")


def check_ole(data: bytes) -> None:
    """`Unreadable` with ``damaged`` unless every chain ends and every count can be true."""
    if len(data) < _HEADER or not _is_sound(data):
        raise Unreadable("damaged", "旧版 Office 文件已损坏，打不开。")


def _is_sound(data: bytes) -> bool:
    fields = _TABLES.unpack_from(data, 30)
    shift, mini_shift, directories, tables, first_directory = fields[:5]
    cutoff, first_mini, mini_tables, first_more, more = fields[6:]
    if shift not in {9, 12} or mini_shift != 6 or cutoff != 4096:
        return False
    size = 1 << shift
    sectors = [data[at : at + size] for at in range(size, len(data), size)]
    if max(directories, tables, mini_tables, more) > len(sectors):
        return False
    named = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    for part in _more(sectors, first_more, more):
        named += part
    named = [sector for sector in named if sector < _SPECIAL]
    if any(sector >= len(sectors) for sector in named):
        return False
    table = [number for sector in named for number in _numbers(sectors[sector])]
    if not _ends(table, len(sectors)):
        return False
    mini = [number for part in _chain(sectors, table, first_mini) for number in _numbers(part)]
    entries = b"".join(_chain(sectors, table, first_directory))
    return _ends(mini, len(data)) and all(size <= len(data) for size in _sizes(entries))


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _more(sectors: Sequence[bytes], first: int, count: int) -> Iterator[tuple[int, ...]]:
    """The sectors that name more sectors of the table; the last number of each is the next."""
    for _ in range(count):
        if first >= len(sectors):
            return
        *part, first = _numbers(sectors[first]) or (_SPECIAL,)
        yield tuple(part)


def _chain(sectors: Sequence[bytes], table: Sequence[int], first: int) -> Iterator[bytes]:
    while first < min(len(sectors), len(table)):
        yield sectors[first]
        first = table[first]


def _ends(table: Sequence[int], count: int) -> bool:
    """Whether each number is a mark or one of ``count`` sectors, and no chain is a ring."""
    done = bytearray(len(table))
    for start in range(len(table)):
        path = []
        at = start
        while at < len(table) and not done[at]:
            done[at] = 1
            path.append(at)
            at = table[at]
        if (at < _SPECIAL and at >= count) or (at < len(table) and done[at] == 1):
            return False
        for passed in path:
            done[passed] = 2
    return True


def _sizes(entries: bytes) -> Iterator[int]:
    """The size of each stream; version 3 of the format leaves the upper half unset."""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        if entries[at + 66]:  # a kind of entry: it is in use
            yield struct.unpack_from("<I", entries, at + 120)[0]
