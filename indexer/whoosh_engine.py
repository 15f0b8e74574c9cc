"""The reading side over Whoosh's files: follows the index as it changes, and answers the port."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from whoosh.query.qcore import Query

from indexer.attempts import Language, first_found
from indexer.compile import RegionResolver
from indexer.execution.cache import Cache
from indexer.execution.executor import Executor
from indexer.execution.facets import Facets
from indexer.execution.matches import Matches, docs_of, only, scores_of
from indexer.execution.ranking import Key, best
from indexer.generations import (
    DAMAGED,
    FALLEN_BACK,
    Layout,
    Readable,
    damage_told,
    readable,
)
from indexer.port import EngineDown, EngineHealth, FacetName, ReportQuery, SearchPage, Sort
from indexer.schema import FACETS, schema
from indexer.segments.postings import Ints
from indexer.snapshot import Snapshot

CACHE_BYTES = 256 << 20
_TRIES = 5
_SETTLED = 0.1  # seconds: a folder changed less long ago may change again within its clock's tick

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Searched:
    """A snapshot with what searches it."""

    snapshot: Snapshot
    executor: Executor
    facets: Facets


class _Opened:
    """What is searched, the state of the index it shows, and how many are reading it."""

    def __init__(
        self, layout: Layout, found: Readable, snapshot: Snapshot, cache_bytes: int
    ) -> None:
        self.found = found
        self.watched = layout.pointer, layout.generation(found.generation)  # their names stay made
        self._searched = _Searched(
            snapshot, Executor(snapshot, Cache(cache_bytes)), Facets(snapshot)
        )
        self._lock = Lock()
        self._readers = 0
        self._retired = False

    @property
    def state(self) -> tuple[str, int, bool]:
        """The generation, its commit, and whether a newer one is damaged."""
        return self.found.generation, self.found.commit.number, self.found.damaged

    def retire(self) -> None:
        """Closes the snapshot now, or has its last reader do so."""
        with self._lock:
            self._retired = True
            if not self._readers:
                self._searched.snapshot.close()

    @contextmanager
    def reading(self) -> Iterator[_Searched | None]:
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


class WhooshEngine:
    """`indexer.port.SearchEngine` over the index in ``layout``. Safe to share between threads;
    ``cache_bytes`` bound what it keeps decoded."""

    def __init__(
        self, layout: Layout, resolve_region: RegionResolver, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._layout = layout
        self._resolve_region = resolve_region
        self._cache_bytes = cache_bytes
        self._schema = schema()
        self._lock = Lock()
        self._opened: _Opened | None = None
        self._seen: tuple[int, ...] = ()

    def close(self) -> None:
        """Gives the files back; the next call opens them again."""
        with self._lock:
            opened, self._opened, self._seen = self._opened, None, ()
        if opened:
            opened.retire()

    def search(self, query: ReportQuery) -> SearchPage:
        """The query's page; see `indexer.port.SearchEngine`."""

        def found(searched: _Searched) -> SearchPage:
            snapshot = searched.snapshot
            language = Language(self._resolve_region, snapshot.segment, lambda: snapshot.vocabulary)
            return first_found(
                query, language, lambda compiled: _page(searched, query, compiled, FACETS)
            )

        return self._read(found)

    def run(
        self, query: Query, facets: tuple[FacetName, ...] = FACETS, limit: int = 10
    ) -> SearchPage:
        """What a Whoosh query of one's own finds, the best ``limit``, with some facets."""
        asked = ReportQuery(page_size=limit)
        return self._read(lambda searched: _page(searched, asked, query, facets))

    def suggest(self, text: str) -> tuple[str, ...]:
        """Up to ten names; see `indexer.vocabulary.Vocabulary.suggest`."""
        return self._read(lambda searched: searched.snapshot.vocabulary.suggest(text))

    def ids(self) -> Collection[str]:
        """Every report id the index holds; none when there is no index."""

        def found(searched: _Searched) -> frozenset[str]:
            ids = searched.snapshot.ids
            return frozenset(ids[at] for at in searched.snapshot.living().tolist())

        try:
            return self._read(found)
        except EngineDown:
            return frozenset()

    def count(self) -> int:
        """How many reports the index holds; 0 when there is no index."""
        return self.health().reports

    def health(self) -> EngineHealth:
        """State of the index; never raises."""
        try:
            reports = self._read(lambda searched: searched.snapshot.count)
            with self._lock:
                state = self._opened.state if self._opened else None
        except EngineDown as down:
            return EngineHealth(ok=False, generation=None, reports=0, message=down.sentence)
        generation, _, damaged = state or (None, 0, False)
        message = FALLEN_BACK if damaged else ""
        return EngineHealth(
            ok=True, generation=generation, reports=reports, message=message, damaged=damaged
        )

    def _read(self, answer: Callable[[_Searched], Answer]) -> Answer:
        """What ``answer`` makes of the newest state of the index."""
        down = EngineDown(DAMAGED)
        for _ in range(_TRIES):
            opened = self._newest()
            try:
                with opened.reading() as searched, damage_told():
                    if searched is not None:
                        return answer(searched)
            except EngineDown as exc:
                # A commit meanwhile takes away files that were not opened yet: read the new one.
                down = exc
                self._forget(opened)
        raise down

    def _forget(self, opened: _Opened) -> None:
        with self._lock:
            if self._opened is opened:
                self._opened, self._seen = None, ()
                opened.retire()

    def _newest(self) -> _Opened:
        """The newest state, opened; the one before is closed once its readers have left."""
        with self._lock:
            seen = self._marks()
            if self._opened is not None and seen and seen == self._seen:
                return self._opened
            found = readable(self._layout, self._schema)
            state = found.generation, found.commit.number, found.damaged
            if self._opened is None or self._opened.state != state:
                fresh = self._open(found)
                if self._opened is not None:
                    self._opened.retire()
                self._opened = fresh
            self._seen = seen
            return self._opened

    def _open(self, found: Readable) -> _Opened:
        for _ in range(_TRIES):
            try:
                with damage_told():
                    snapshot = Snapshot(self._layout.generation(found.generation), found.commit)
                    return _Opened(self._layout, found, snapshot, self._cache_bytes)
            except EngineDown:
                # A commit or a swap while we opened takes files away; damage stays as it is.
                again = readable(self._layout, self._schema)
                if again == found:
                    raise
                found = again
        raise EngineDown(DAMAGED)

    def _marks(self) -> tuple[int, ...]:
        """When the pointer and the generation's folder changed last; empty when that was so
        lately that they may have changed again unseen."""
        if self._opened is None:
            return ()
        try:
            marks = tuple(path.stat().st_mtime_ns for path in self._opened.watched)
        except OSError:
            return ()
        settled = max(marks) < time.time_ns() - int(_SETTLED * 1e9)
        return marks if settled else ()


def _page(
    searched: _Searched, query: ReportQuery, compiled: Query | None, facets: tuple[FacetName, ...]
) -> SearchPage:
    snapshot = searched.snapshot
    executor = searched.executor
    found = executor.everything() if compiled is None else executor.evaluate(compiled)
    if snapshot.alive is not None:
        found = only(found, snapshot.alive)
    narrowed = searched.facets.narrow(docs_of(found), query, facets)
    size, first = max(query.page_size, 0), (max(query.page, 1) - 1) * max(query.page_size, 0)
    chosen = best(narrowed.hits, _keys(query.sort, searched, found), first + size)[first:]
    scores = scores_of(found, np.sort(chosen))
    by_document = dict(zip(np.sort(chosen).tolist(), scores.tolist(), strict=True))
    hits = tuple(snapshot.hit(document, by_document[document]) for document in chosen.tolist())
    return SearchPage(total=len(narrowed.hits), hits=hits, facets=narrowed.facets)


def _keys(sort: Sort, searched: _Searched, found: Matches) -> list[Key]:
    """The sort keys. Newer reports break ties, then the id; what has no year or no agency stands
    last in an order by it."""
    facets = searched.facets

    def ids(docs: Ints) -> Ints:
        names = searched.snapshot.ids
        order = np.argsort(np.array([names[at] for at in docs.tolist()]), kind="stable")
        ranks = np.empty(len(docs), np.int64)
        ranks[order] = np.arange(len(docs))
        return ranks

    def newest(docs: Ints) -> Ints:
        return -facets.years[docs]

    def latest(docs: Ints) -> Ints:
        return -facets.published[docs]

    def agencies(docs: Ints) -> Ints:
        return facets.agency_ranks[docs]

    if sort == "relevance":
        return [lambda docs: -scores_of(found, docs), newest, latest, ids]
    if sort == "newest":
        return [newest, latest, agencies, ids]
    if sort == "oldest":
        return [
            lambda docs: np.where(facets.years[docs] == 0, 9999, facets.years[docs]),
            lambda docs: np.where(facets.published[docs] == 0, 9_999_999, facets.published[docs]),
            agencies,
            ids,
        ]
    return [agencies, newest, ids]
