"""HTTP's content coding undone, within a limit; what is kept stays as it was sent."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from archive.errors import ArchiveError

_GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}


def decoded(body: bytes, headers: Iterable[tuple[str, str]], max_bytes: int) -> bytes:
    """The entity without its Content-Encoding. A body that is not coded as its header claims is
    given as it is, one that was cut as far as it goes. ArchiveError for an unknown coding or
    more than ``max_bytes``."""
    codings = [
        coding.strip().lower()
        for name, value in headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    for coding in reversed(codings):
        if coding in {"", "identity"}:
            continue
        if coding not in _WINDOWS:
            raise ArchiveError(f"content coding {coding} is not known")
        body = _inflated(body, _WINDOWS[coding], max_bytes)
    return body


def _inflated(body: bytes, windows: tuple[int, ...], max_bytes: int) -> bytes:
    for window in windows:
        unpacker = zlib.decompressobj(window)
        try:
            plain = unpacker.decompress(body, max_bytes + 1)
        except zlib.error:
            continue
        if len(plain) > max_bytes:
            raise ArchiveError(f"the document unpacks to more than {max_bytes} bytes")
        return plain
    return body
