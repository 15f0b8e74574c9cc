"""What was counted is kept until a report comes, goes or says something else.

Counting all that is held takes longer than a page may; it is done once for each edition of the
catalog (`archive.browsing.edition`) and process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from flask import current_app
from sqlalchemy import Connection

from archive import browsing

T = TypeVar("T")
_KEY = "nianbao.counted"


def counted(conn: Connection, name: str, count: Callable[[], T]) -> T:
    """What ``count`` gives, from before while the catalog is the same; ``name`` tells one such
    value from another and is never made of what a reader sends. Threads may count at once."""
    edition = browsing.edition(conn)
    store: dict[str, tuple[int, object]] = current_app.extensions.setdefault(_KEY, {})
    held = store.get(name)
    if edition is not None and held is not None and held[0] == edition:
        return cast("T", held[1])
    value = count()
    if edition is not None:
        store[name] = (edition, value)
    return value
