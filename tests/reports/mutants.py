"""Documents broken in every way we could think of, the same for the same seed: real ones (where
they lie beside the checkout) and made ones of each kind, cut, spliced, relabelled, swollen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from reports.decode import kind_of
from reports.document import Unreadable
from reports.inputs.zipped import open_zip, read_member
from tests.reports.every_kind import made
from tests.reports.offices import zipped

Change = Callable[[bytes, Random], bytes]
_LARGEST = 3_000_000  # bytes of a mutant
_NUMBERS = (b"0", b"1", b"-1", b"255", b"65535", b"99999", b"2147483647", b"4294967296", b"1e308")
_WORDS = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80")
_CHARSETS = ("utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-be", "shift_jis", "latin-1")
_REAL = (".txt", ".html", ".pdf", ".docx", ".xls", ".xlsx", ".zip")


def originals(real: Path | None = None) -> list[bytes]:
    """The documents that mutants are made of; ``real`` is a folder of more."""
    documents = list(made().values())
    if real is None or not real.is_dir():
        return documents
    return documents + [
        path.read_bytes() for path in sorted(real.iterdir()) if path.suffix in _REAL
    ]


def mutant(seed: int, number: int, documents: Sequence[bytes]) -> bytes:
    """The ``number``-th mutant of a seed; every document has its turn."""
    dice = Random(f"{seed}/{number}")
    data = documents[number % len(documents)]
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5, 12))):
        data = _changed(data, dice) or b" "
    return data[:_LARGEST]


def _changed(data: bytes, dice: Random) -> bytes:
    if data.startswith(b"PK\x03\x04") and dice.random() < 0.85:
        return _member_changed(data, dice)
    ways = list(_OF_BYTES)
    if b"<" in data[:200]:
        ways += _OF_PAGES * 2
    elif b"\x00" not in data[:2000]:
        ways += _OF_TEXTS * 2
    return dice.choice(ways)(data, dice)


def _member_changed(data: bytes, dice: Random) -> bytes:
    """A ZIP with one of its members mutated, replaced by another or left out."""
    try:
        with open_zip(data) as archive:
            members = {info.filename: read_member(archive, info) for info in archive.infolist()}
    except Unreadable:
        return _flip(data, dice)
    if not members:
        return data
    # the large ones hold the document
    names = sorted(members, key=lambda name: len(members[name]))
    name = dice.choice(names[-4:] * 2 + names)
    way = dice.random()
    if way < 0.1:
        del members[name]
    elif way < 0.2:
        members[name] = members[dice.choice(names)]
    else:
        members[name] = _changed(members[name], dice)[:_LARGEST]
    return zipped(members)


def _stretch(data: bytes, dice: Random, longest: int = 4000) -> tuple[int, int]:
    begin = dice.randrange(len(data) + 1)
    return begin, min(begin + dice.randrange(1, longest), len(data))


def _flip(data: bytes, dice: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(dice.choice((1, 3, 20, 200)), len(data))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, dice: Random) -> bytes:
    return data[: dice.randrange(1, len(data) + 1)]


def _leave_out(data: bytes, dice: Random) -> bytes:
    begin, end = _stretch(data, dice)
    return data[:begin] + data[end:]


def _splice(data: bytes, dice: Random) -> bytes:
    (begin, end), (at, _) = _stretch(data, dice, 20_000), _stretch(data, dice)
    return data[:at] + data[begin:end] + data[at:]


def _repeat(data: bytes, dice: Random) -> bytes:
    begin, end = _stretch(data, dice)
    times = min(dice.choice((2, 10, 100, 1000)), _LARGEST // max(end - begin, 1))
    return data[:begin] + data[begin:end] * times + data[end:]


def _write_over(data: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(data)) & ~3
    return data[:at] + dice.choice(_WORDS) + data[at + 4 :]


def _renumber(data: bytes, dice: Random) -> bytes:
    share = dice.choice((0.01, 0.1, 1.0))
    return re.sub(
        rb"\d+", lambda found: dice.choice(_NUMBERS) if dice.random() < share else found[0], data
    )


def _relabel(data: bytes, dice: Random) -> bytes:
    """In another encoding, or under another's name."""
    label = dice.choice(_CHARSETS)
    if dice.random() < 0.5:
        return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + label.encode(), data)
    return data.decode("utf-8", "replace").encode(label, "replace")


def _swap_tags(data: bytes, dice: Random) -> bytes:
    names = list(set(re.findall(rb"</?([a-z]\w*)", data[:50_000])))
    if not names:
        return data
    one, other = dice.choice(names), dice.choice(names)
    return re.sub(rb"(</?)" + one + rb"\b", lambda found: found[1] + other, data)


def _leave_open(data: bytes, dice: Random) -> bytes:
    names = list(set(re.findall(rb"</([a-z]\w*)", data[:50_000])))
    return data.replace(b"</" + dice.choice(names) + b">", b"") if names else data


def _nest(data: bytes, dice: Random) -> bytes:
    depth = dice.choice((2, 5, 50, 300))
    frame = dice.choice((b"table><tr><td", b"div", b"font", b"ul><li", b"w:tbl><w:tr><w:tc"))
    at = dice.choice([found.start() for found in re.finditer(b"<", data[:200_000])] or [0])
    end = b"".join(b"</" + name + b">" for name in reversed(frame.split(b"><")))
    inner = data[at : at + 50_000]
    return data[:at] + (b"<" + frame + b">") * depth + inner + end * depth + data[at + 50_000 :]


def _span(data: bytes, dice: Random) -> bytes:
    name = dice.choice((b"colspan", b"rowspan"))
    added = b"<td " + name + b'="' + dice.choice(_NUMBERS) + b'"'
    share = dice.choice((0.02, 1.0))
    return re.sub(rb"<td\b", lambda found: added if dice.random() < share else found[0], data)


def _multiply_cells(data: bytes, dice: Random) -> bytes:
    rows = re.findall(rb"<tr\b.*?</tr>|<w:tr\b.*?</w:tr>|<row\b.*?</row>", data, re.DOTALL)
    if not rows:
        return data
    row = dice.choice(rows)
    times = min(dice.choice((5, 100, 2000)), _LARGEST // len(row))
    return data.replace(row, row * times, 1)


def _join_lines(data: bytes, dice: Random) -> bytes:
    old = dice.choice((b"\n", b"\t", "。".encode(), "、".encode(), "：".encode()))
    return data.replace(old, dice.choice((b"", b"\t", b"\n", b" ", "。".encode())))


_OF_BYTES: tuple[Change, ...] = (_flip, _cut, _leave_out, _splice, _repeat, _write_over, _renumber)
_OF_TEXTS: tuple[Change, ...] = (_relabel, _join_lines, _renumber)
_OF_PAGES: tuple[Change, ...] = (
    _relabel, _swap_tags, _leave_open, _nest, _span, _multiply_cells, _join_lines,
)  # fmt: skip


def kind_name(data: bytes) -> str:
    """What a mutant passes for, ``none`` when nothing reads it."""
    try:
        return kind_of(data)
    except Unreadable:
        return "none"
