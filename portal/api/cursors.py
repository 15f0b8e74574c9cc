"""Cursors: the place in a list where the next page begins, sealed against slips.

A cursor is opaque to clients. It holds the key of the last row and the name of its list, with a
short digest, so that a shortened one, or one of another list, is refused and never guessed at. The
digest keeps no secret: a cursor leads nowhere that its list does not.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from portal.state import BadParameter

_SEAL = 6  # bytes

Key = TypeVar("Key")


def sealed(name: str, key: Any) -> str:
    """The cursor of that list behind the row of that key (plain JSON values)."""
    text = json.dumps([name, key], ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_seal(text) + text).decode().rstrip("=")


def opened(name: str, cursor: str, convert: Callable[[Any], Key]) -> Key:
    """The key that a cursor of that list holds, as ``convert`` makes it of JSON values (ValueError,
    TypeError and OverflowError say that it cannot). BadParameter for anything else."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = raw[_SEAL:]
        if raw[:_SEAL] != _seal(text):
            raise ValueError("not sealed by us")
        owner, key = json.loads(text)
        if owner != name:
            raise ValueError("a cursor of another list")
        json.dumps(key, ensure_ascii=False).encode()  # no half of a pair: no column holds one
        return convert(key)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as exc:
        raise BadParameter("cursor", cursor) from exc


def _seal(text: bytes) -> bytes:
    return sha256(text).digest()[:_SEAL]
