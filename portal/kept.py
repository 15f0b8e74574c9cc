"""Pages kept as they were sent, as long as nothing has changed that they show.

What a page shows comes from the catalog and the index. Each has a number that moves with every
commit; a page is kept under the numbers of the moment before it was made, and all are dropped when
either has moved. So no page is ever older than the last commit, and none has to be made out to be
stale by whoever writes: a commit that nobody sees (a lease renewed) costs pages made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

_ENTRY = 1_000  # bytes that a page takes besides its body: headers, key, objects


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of status 200 as it goes over the wire, compressed where it was."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


class Shelf:
    """The pages used last, of at most ``budget`` bytes in all. Safe to share between threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._lock = Lock()
        self._version: Hashable = None
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def get(self, version: Hashable, key: Hashable) -> Kept | None:
        """The page of that key, if it was made when the house was in this state."""
        with self._lock:
            self._turn(version)
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, version: Hashable, key: Hashable, page: Kept) -> None:
        """Keeps a page that was begun in this state; not when the house has moved on since."""
        size = len(page.body) + _ENTRY
        with self._lock:
            if version != self._version or size > self._budget // 8:
                return
            self._forget(key)
            self._pages[key] = page
            self._size += size
            while self._size > self._budget:
                self._forget(next(iter(self._pages)))

    def _turn(self, version: Hashable) -> None:
        if version != self._version:
            self._pages.clear()
            self._size, self._version = 0, version

    def _forget(self, key: Hashable) -> None:
        gone = self._pages.pop(key, None)
        if gone is not None:
            self._size -= len(gone.body) + _ENTRY
