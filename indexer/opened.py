"""A state of the index while it is searched: closed once it is retired and its last reader left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from indexer.execution.cache import Cache
from indexer.execution.executor import Executor
from indexer.execution.facets import Facets
from indexer.generations import Layout, Readable
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Searched:
    """A snapshot with what searches it."""

    snapshot: Snapshot
    executor: Executor
    facets: Facets


class Opened:
    """What is searched, the state of the index it shows, and how many are reading it."""

    def __init__(
        self, layout: Layout, found: Readable, snapshot: Snapshot, cache_bytes: int
    ) -> None:
        self.found = found
        self.watched = layout.pointer, layout.generation(found.generation)  # their names stay made
        self._searched = Searched(
            snapshot, Executor(snapshot, Cache(cache_bytes)), Facets(snapshot)
        )
        self._lock = Lock()
        self._readers = 0
        self._retired = False

    def retire(self) -> None:
        """Closes the snapshot now, or has its last reader do so."""
        with self._lock:
            self._retired = True
            if not self._readers:
                self._searched.snapshot.close()

    @contextmanager
    def reading(self) -> Iterator[Searched | None]:
        """What is searched; None when it was retired meanwhile."""
        with self._lock:
            gone = self._retired
            self._readers += not gone
        if gone:
            yield None
            return
        try:
            yield self._searched
        finally:
            with self._lock:
                self._readers -= 1
                if self._retired and not self._readers:
                    self._searched.snapshot.close()
