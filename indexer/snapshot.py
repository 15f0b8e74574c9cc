"""One state of the index, opened for reading: a searcher, the columns, the names.

A Whoosh searcher seeks in its files, so it serves one thread at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh.query.qcore import Query
from whoosh.searching import SearchContext, Searcher

from indexer.facets import REGION, Columns
from indexer.generations import Files
from indexer.port import SearchHit
from indexer.schema import FACETS, PLACES
from indexer.vocabulary import Vocabulary


class Snapshot:
    """A consistent view of the index until it is closed. Not for several threads at once."""

    def __init__(self, folder: Path) -> None:
        self.closed = False
        self._files = Files(folder)
        try:
            self._searcher: Searcher = self._files.index().searcher()
        except BaseException:
            self._files.close()
            raise

    def close(self) -> None:
        """Gives the files back."""
        if not self.closed:
            self.closed = True
            self._searcher.close()
            self._files.close()

    def count(self) -> int:
        """How many reports it holds."""
        return int(self._searcher.doc_count())

    def documents(self) -> Iterable[int]:
        """The numbers of all documents, in no order that means anything."""
        return (
            offset + number
            for leaf, offset in self._searcher.leaf_searchers()
            for number in leaf.reader().all_doc_ids()
        )

    def scores(self, query: Query) -> dict[int, float]:
        """Every document that matches, with its score."""
        context = SearchContext(needs_current=True, weighting=self._searcher.weighting)
        found: dict[int, float] = {}
        for leaf, offset in self._searcher.leaf_searchers():
            matcher = query.matcher(leaf, context)
            while matcher.is_active():
                found[offset + matcher.id()] = matcher.score()
                matcher.next()
        return found

    def hit(self, document: int, score: float) -> SearchHit:
        """A document as the port shows it."""
        stored: dict[str, Any] = self._searcher.reader().stored_fields(document)
        return SearchHit(id=stored["id"], score=score, **stored["shown"])

    @cached_property
    def columns(self) -> Columns:
        """The columns of all documents, deleted ones included."""
        facets: dict[str, list[str]] = {name: self._column(f"facet_{name}") for name in FACETS}
        return Columns(
            ids=self._column("key_id"),
            facets={REGION: self._column("key_regions"), **facets},
            agencies=self._column("key_agency"),
            years=[int(year or 0) for year in facets["year"]],
            published=[int(day or 0) for day in self._column("key_published")],
        )

    def _column(self, name: str) -> list[str]:
        values: list[str] = []
        shared: dict[bytes, str] = {}
        for leaf, _ in self._searcher.leaf_searchers():
            # By segment: Whoosh's reader over several is wrong where one lacks the column.
            reader = leaf.reader()
            if not reader.doc_count_all():
                continue  # an index without documents has no columns at all
            column = reader.column_reader(name)
            for number in range(reader.doc_count_all()):
                raw = column[number]
                if raw not in shared:
                    shared[raw] = raw.decode()
                values.append(shared[raw])
        return values

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Names of agencies and places by how many reports they have."""
        columns = self.columns
        found: Counter[str] = Counter()
        for document in self.documents():
            found[columns.agencies[document]] += 1
            for level in PLACES:
                found[columns.facets[level][document].partition(" ")[2]] += 1
        return Vocabulary(found)
