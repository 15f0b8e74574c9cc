"""Pages of lists: the row after the last tells that there are more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from portal.api import cursors

Row = TypeVar("Row")


def page(found: Sequence[Row], limit: int) -> tuple[Sequence[Row], Row | None]:
    """Of rows asked for with one more than ``limit``: those of this page, and the last of them
    where others follow."""
    shown = found[:limit]
    return shown, shown[-1] if len(found) > limit else None


def following(name: str, key: Any) -> str:
    """The address of the page behind that row: this one's, with another cursor."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursors.sealed(name, key))])}"


def number(key: Any) -> int:
    """The number that a cursor holds. TypeError and ValueError for none that a row can have."""
    if not isinstance(key, int) or isinstance(key, bool):
        raise TypeError("no number")
    if not 0 <= key < 10**18:
        raise ValueError("no row's number")
    return key


def text(key: Any) -> str:
    """The text that a cursor holds. TypeError for none."""
    if not isinstance(key, str):
        raise TypeError("no text")
    return key
