"""The reading side over Whoosh's files: follows the index as it changes, and answers the port."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from threading import Lock
from typing import TypeVar

import numpy as np
from whoosh.query.qcore import Query

from indexer.attempts import Language, first_found
from indexer.compile import RegionResolver
from indexer.execution.matches import docs_of, only, scores_of
from indexer.execution.orders import sort_keys
from indexer.execution.ranking import best
from indexer.generations import (
    DAMAGED,
    FALLEN_BACK,
    Layout,
    Readable,
    State,
    damage_told,
    readable,
)
from indexer.grammar import parse
from indexer.manifests import doubt
from indexer.opened import Opened, Searched
from indexer.port import (
    EngineDown,
    EngineHealth,
    FacetName,
    ReportQuery,
    SearchError,
    SearchPage,
)
from indexer.schema import FACETS, schema
from indexer.segments.postings import Ints
from indexer.snapshot import Snapshot

CACHE_BYTES = 192 << 20
_TRIES = 5
_SETTLED = 0.1  # seconds: a folder changed less long ago may change again within its clock's tick

Answer = TypeVar("Answer")


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
        self._opened: Opened | None = None
        self._seen: tuple[int, ...] = ()
        self._down = ""
        self._failed: State | None = None
        self._failures = 0

    def close(self) -> None:
        """Gives the files back; the next call opens them again."""
        with self._lock:
            self._let_go()

    def search(self, query: ReportQuery) -> SearchPage:
        """The query's page; see `indexer.port.SearchEngine`."""
        parse(query.text)  # words that are no query are told so without an index, too
        return self._read(lambda searched: self._search(searched, query, FACETS)[0])

    def matching(self, query: ReportQuery) -> tuple[str, ...]:
        """The ids of all reports found; see `indexer.port.SearchEngine`."""
        parse(query.text)

        def found(searched: Searched) -> tuple[str, ...]:
            _, hits = self._search(searched, replace(query, page_size=0), ())
            ids = searched.snapshot.ids
            return tuple(ids[at] for at in hits.tolist())

        return self._read(found)

    def _search(
        self, searched: Searched, query: ReportQuery, facets: tuple[FacetName, ...]
    ) -> tuple[SearchPage, Ints]:
        """The query's page, and the documents of all its pages."""
        snapshot = searched.snapshot
        language = Language(self._resolve_region, snapshot.segment, lambda: snapshot.vocabulary)
        hits = np.zeros(0, np.int64)

        def answer(compiled: Query | None) -> SearchPage:
            nonlocal hits
            page, hits = _page(searched, query, compiled, facets)
            return page

        return first_found(query, language, answer), hits

    def run(
        self, query: Query, facets: tuple[FacetName, ...] = FACETS, limit: int = 10
    ) -> SearchPage:
        """What a Whoosh query of one's own finds, the best ``limit``, with some facets."""
        asked = ReportQuery(page_size=limit)
        return self._read(lambda searched: _page(searched, asked, query, facets)[0])

    def suggest(self, text: str) -> tuple[str, ...]:
        """Up to ten names; see `indexer.vocabulary.Vocabulary.suggest`."""
        return self._read(lambda searched: searched.snapshot.vocabulary.suggest(text))

    def ids(self) -> Collection[str]:
        """Every report id the index holds; none when there is no index."""

        def found(searched: Searched) -> frozenset[str]:
            ids = searched.snapshot.ids
            return frozenset(ids[at] for at in searched.snapshot.living().tolist())

        try:
            return self._read(found)
        except SearchError:
            return frozenset()

    def count(self) -> int:
        """How many reports the index holds; 0 when there is no index."""
        return self.health().reports

    def health(self) -> EngineHealth:
        """State of the index; never raises."""
        try:
            reports = self._read(lambda searched: searched.snapshot.count)
            with self._lock:
                state = self._opened.found.state if self._opened else None
        except SearchError as down:
            return EngineHealth(
                ok=False,
                generation=None,
                reports=0,
                message=down.sentence,
                damaged=isinstance(down, EngineDown),
            )
        generation, _, damaged = state or (None, 0, False)
        message = FALLEN_BACK if damaged else ""
        return EngineHealth(
            ok=True, generation=generation, reports=reports, message=message, damaged=damaged
        )

    def version(self) -> str | None:
        """Generation, commit and health of what is read; see `indexer.port.SearchEngine`."""
        try:
            return "{}/{}/{}".format(*self._newest().found.state)
        except SearchError:
            return None

    def _read(self, answer: Callable[[Searched], Answer]) -> Answer:
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

    def _forget(self, opened: Opened) -> None:
        with self._lock:
            if self._opened is opened:
                self._let_go()
                self._suspect(opened.found)

    def _let_go(self) -> None:
        opened, self._opened, self._seen = self._opened, None, ()
        if opened is not None:
            opened.retire()

    def _suspect(self, found: Readable) -> None:
        """Has a state that failed twice held against its digests again, once: its files may have
        been harmed since they were."""
        self._failures = self._failures + 1 if found.state == self._failed else 1
        self._failed = found.state
        if self._failures == 2:
            doubt(self._layout.generation(found.generation))

    def _newest(self) -> Opened:
        """The newest state, opened; the one before is closed once its readers have left."""
        with self._lock:
            seen = self._marks()
            if seen and seen == self._seen:
                if self._opened is not None:
                    return self._opened
                raise EngineDown(self._down)
            try:
                found = readable(self._layout, self._schema)
            except EngineDown as down:
                # said again without reading every byte again, until something has changed
                self._let_go()
                self._seen, self._down = seen, down.sentence
                raise
            if self._opened is None or self._opened.found.state != found.state:
                fresh = self._open(found)
                self._let_go()
                self._opened = fresh
            self._seen = seen
            return self._opened

    def _open(self, found: Readable) -> Opened:
        for _ in range(_TRIES):
            try:
                with damage_told():
                    snapshot = Snapshot(self._layout.generation(found.generation), found.commit)
                    return Opened(self._layout, found, snapshot, self._cache_bytes)
            except EngineDown:
                # a commit or a swap while we opened takes files away
                self._suspect(found)
                found = readable(self._layout, self._schema)
        raise EngineDown(DAMAGED)

    def _marks(self) -> tuple[int, ...]:
        """When what tells of changes changed last: the pointer, and the generation that is read or,
        while none is, all of them; empty when that was so lately that it may change again unseen."""
        layout, opened = self._layout, self._opened
        paths = opened.watched if opened else (layout.pointer, layout.generations)
        try:
            marks = tuple(path.stat().st_mtime_ns for path in paths)
        except OSError:
            return ()
        settled = max(marks) < time.time_ns() - int(_SETTLED * 1e9)
        return marks if settled else ()


def _page(
    searched: Searched, query: ReportQuery, compiled: Query | None, facets: tuple[FacetName, ...]
) -> tuple[SearchPage, Ints]:
    snapshot = searched.snapshot
    executor = searched.executor
    found = executor.everything() if compiled is None else executor.evaluate(compiled)
    if snapshot.alive is not None:
        found = only(found, snapshot.alive)
    narrowed = searched.facets.narrow(docs_of(found), query, facets)
    size, first = max(query.page_size, 0), (max(query.page, 1) - 1) * max(query.page_size, 0)
    chosen = best(
        narrowed.hits, sort_keys(query.sort, snapshot, searched.facets, found), first + size
    )[first:]
    scores = scores_of(found, np.sort(chosen))
    by_document = dict(zip(np.sort(chosen).tolist(), scores.tolist(), strict=True))
    hits = tuple(snapshot.hit(document, by_document[document]) for document in chosen.tolist())
    page = SearchPage(total=len(narrowed.hits), hits=hits, facets=narrowed.facets)
    return page, narrowed.hits
