"""The reading side over Whoosh: follows the index as it changes, and answers the port."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from whoosh.query.qcore import Query

from indexer.analysis import segmenter
from indexer.attempts import Language, first_found
from indexer.compile import RegionResolver
from indexer.facets import Columns, narrow
from indexer.generations import (
    DAMAGED,
    Layout,
    current_generation,
    damage_told,
    last_commit,
)
from indexer.port import EngineDown, EngineHealth, ReportQuery, SearchPage, Sort
from indexer.snapshot import Snapshot

_TRIES = 5

Answer = TypeVar("Answer")


class _Opened:
    """A snapshot, the state of the index it shows, and the lock that its reader must hold."""

    def __init__(self, generation: str, commit: int, snapshot: Snapshot) -> None:
        self.state = generation, commit
        self._snapshot = snapshot
        self._lock = Lock()
        self._retired = False

    def retire(self) -> None:
        """Closes the snapshot now, or has its last reader do so."""
        self._retired = True
        if self._lock.acquire(blocking=False):
            try:
                self._snapshot.close()
            finally:
                self._lock.release()

    @contextmanager
    def reading(self) -> Iterator[Snapshot | None]:
        """The snapshot for this thread alone; None when it was retired meanwhile."""
        try:
            with self._lock:
                yield None if self._snapshot.closed else self._snapshot
        finally:
            if self._retired:
                self.retire()


class WhooshEngine:
    """`indexer.port.SearchEngine` over the index in ``layout``. Safe to share between threads."""

    def __init__(self, layout: Layout, resolve_region: RegionResolver) -> None:
        self._layout = layout
        self._resolve_region = resolve_region
        self._lock = Lock()
        self._opened: _Opened | None = None

    def close(self) -> None:
        """Gives the files back; the next call opens them again."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened:
            opened.retire()

    def search(self, query: ReportQuery) -> SearchPage:
        """The query's page; see `indexer.port.SearchEngine`."""

        def found(snapshot: Snapshot) -> SearchPage:
            language = Language(self._resolve_region, segmenter(), snapshot.vocabulary)

            def answer(compiled: Query | None) -> SearchPage:
                if compiled is None:
                    return _page(snapshot, query, dict.fromkeys(snapshot.documents(), 0.0))
                return _page(snapshot, query, snapshot.scores(compiled))

            return first_found(query, language, answer)

        return self._read(found)

    def suggest(self, text: str) -> tuple[str, ...]:
        """Up to ten names; see `indexer.vocabulary.Vocabulary.suggest`."""
        return self._read(lambda snapshot: snapshot.vocabulary.suggest(text))

    def ids(self) -> Collection[str]:
        """Every report id the index holds; none when there is no index."""
        try:
            return self._read(_ids)
        except EngineDown:
            return frozenset()

    def count(self) -> int:
        """How many reports the index holds; 0 when there is no index."""
        return self.health().reports

    def health(self) -> EngineHealth:
        """State of the index; never raises."""
        try:
            generation = current_generation(self._layout)
            reports = self._read(lambda snapshot: snapshot.count())
        except EngineDown as down:
            return EngineHealth(ok=False, generation=None, reports=0, message=down.sentence)
        return EngineHealth(ok=True, generation=generation, reports=reports)

    def _read(self, answer: Callable[[Snapshot], Answer]) -> Answer:
        """What ``answer`` makes of the newest state of the index."""
        for _ in range(_TRIES):
            with self._newest().reading() as snapshot, damage_told():
                if snapshot is not None:
                    return answer(snapshot)
        raise EngineDown(DAMAGED)

    def _newest(self) -> _Opened:
        """The newest state, opened; the one before is closed once its readers have left."""
        with self._lock:
            before = self._opened
            generation = current_generation(self._layout)
            commit = last_commit(self._layout.generation(generation))
            if before is not None and before.state == (generation, commit):
                return before
            self._opened = None
            if before is not None:
                before.retire()
            self._opened = self._open()
            return self._opened

    def _open(self) -> _Opened:
        for _ in range(_TRIES):
            generation = current_generation(self._layout)
            folder = self._layout.generation(generation)
            commit = last_commit(folder)
            try:
                with damage_told():
                    return _Opened(generation, commit, Snapshot(folder))
            except EngineDown:
                # A commit or a swap while we opened takes files away; damage stays as it is.
                if (current_generation(self._layout), last_commit(folder)) == (generation, commit):
                    raise
        raise EngineDown(DAMAGED)


def _ids(snapshot: Snapshot) -> frozenset[str]:
    ids = snapshot.columns.ids
    return frozenset(ids[document] for document in snapshot.documents())


def _page(snapshot: Snapshot, query: ReportQuery, scores: Mapping[int, float]) -> SearchPage:
    columns = snapshot.columns
    narrowed = narrow(columns, query, scores)
    size, first = max(query.page_size, 0), (max(query.page, 1) - 1) * max(query.page_size, 0)
    best = heapq.nsmallest(first + size, narrowed.hits, key=_order(query.sort, columns, scores))
    hits = tuple(snapshot.hit(document, scores[document]) for document in best[first:])
    return SearchPage(total=len(narrowed.hits), hits=hits, facets=narrowed.facets)


def _order(
    sort: Sort, columns: Columns, scores: Mapping[int, float]
) -> Callable[[int], tuple[object, ...]]:
    """The sort key by document. Newer reports break ties, then the id; what has no year or no
    agency stands last in an order by it."""
    years, published, agencies, ids = (
        columns.years, columns.published, columns.agencies, columns.ids
    )  # fmt: skip
    if sort == "relevance":
        # Rounded, so that the order in which a score was summed decides nothing.
        return lambda at: (-round(scores[at], 6), -years[at], -published[at], ids[at])
    if sort == "newest":
        return lambda at: (-years[at], -published[at], agencies[at], ids[at])
    if sort == "oldest":
        return lambda at: (years[at] or 9999, published[at] or 9_999_999, agencies[at], ids[at])
    return lambda at: (not agencies[at], agencies[at], -years[at], ids[at])
