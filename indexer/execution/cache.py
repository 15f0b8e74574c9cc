"""What was decoded once, kept for the next query while it fits a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

_OVERHEAD = 200  # an entry's own objects, roughly


class Cache:
    """The values used last, up to ``budget`` bytes. Safe for several threads. Values have
    ``nbytes``; one greater than a quarter of the budget is not kept."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Hashable) -> Any:
        """The value; None when it is not kept."""
        with self._lock:
            entry = self._held.get(key)
            if entry is None:
                return None
            self._held.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Any) -> None:
        """Keeps a value, and drops those not used for longest."""
        size = int(value.nbytes) + _OVERHEAD
        if size * 4 > self._budget:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self.size += size - (before[1] if before else 0)
            self._held[key] = value, size
            while self.size > self._budget:
                _, (_, freed) = self._held.popitem(last=False)
                self.size -= freed
