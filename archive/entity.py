"""HTTP's content coding undone, within a limit; what is kept stays as it was sent."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from archive.errors import ArchiveError

Fault = Literal["mislabelled", "spoiled", "cut", "unknown", "too_large"]
"""What is wrong with a coded body: it is not coded as its header says, or by no coding there is;
its bytes are wrong; it breaks off; the coding is one we cannot undo; it unpacks to too much."""

_GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
_OTHERS = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_MEMBER = b"\x1f\x8b"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CODINGS = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """An entity without its coding, as far as that could be undone. ``coding`` is the one that
    ``fault`` is about."""

    body: bytes
    fault: Fault | None = None
    coding: str = ""


def decoded(body: bytes, headers: Iterable[tuple[str, str]], max_bytes: int) -> bytes:
    """The entity without its Content-Encoding. A body that is not coded as its header claims is
    given as it is, one that was cut as far as it goes. ArchiveError for an unknown coding or
    more than ``max_bytes``."""
    found = opened(body, headers, max_bytes)
    if found.fault == "too_large":
        raise ArchiveError(f"the document unpacks to more than {max_bytes} bytes")
    if found.fault == "unknown":
        raise ArchiveError(f"content coding {found.coding} is not known")
    return found.body


def opened(body: bytes, headers: Iterable[tuple[str, str]], max_bytes: int) -> Opened:
    """The entity without its Content-Encoding, with what is wrong with it. Sites name charsets
    and the like as codings; what no coding is called is left alone."""
    codings = _codings(headers)
    if len(codings) > _MOST_CODINGS:
        return Opened(body, "unknown", ", ".join(codings)[:80])
    wrong: Opened | None = None
    for coding in reversed(codings):
        found = _undone(body, coding, max_bytes)
        if found.fault not in {None, "mislabelled"}:
            return found
        wrong = found if found.fault else wrong
        body = found.body
    return Opened(body, wrong.fault, wrong.coding) if wrong else Opened(body)


def _codings(headers: Iterable[tuple[str, str]]) -> list[str]:
    named = (value.split(",") for name, value in headers if name.lower() == "content-encoding")
    codings = [coding.strip().lower() for some in named for coding in some]
    return [coding for coding in codings if coding not in {"", "identity"}]


def _undone(body: bytes, coding: str, max_bytes: int) -> Opened:
    if coding in _WINDOWS:
        return _inflated(body, coding, max_bytes)
    foreign = coding in _OTHERS and _CONTROL.search(body[:512])
    return Opened(body, "unknown" if foreign else "mislabelled", coding)


def _inflated(body: bytes, coding: str, max_bytes: int) -> Opened:
    for window in _WINDOWS[coding]:
        try:
            plain, whole = _members(body, window, max_bytes)
        except zlib.error:
            continue
        if len(plain) > max_bytes:
            return Opened(b"", "too_large", coding)
        return Opened(plain, None if whole else "cut", coding)
    return Opened(body, "spoiled" if _looks_coded(body, coding) else "mislabelled", coding)


def _looks_coded(body: bytes, coding: str) -> bool:
    if coding == "deflate":
        return _CONTROL.search(body[:512]) is not None
    return body.startswith(_MEMBER)


def _members(body: bytes, window: int, max_bytes: int) -> tuple[bytes, bool]:
    """What a coded body unpacks to, one byte more than the limit at most, and whether it ends
    where it should; a gzip may have several members (RFC 1952)."""
    parts: list[bytes] = []
    size = 0
    while True:
        unpacker = zlib.decompressobj(window)
        parts.append(unpacker.decompress(body, max_bytes + 1 - size))
        size += len(parts[-1])
        body = unpacker.unused_data
        if size > max_bytes or not unpacker.eof or not body.startswith(_MEMBER):
            return b"".join(parts), unpacker.eof
