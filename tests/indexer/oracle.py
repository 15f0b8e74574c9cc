"""Stock Whoosh as the oracle: the same index, or the same documents, through its own code."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.matching.binary import AndNotMatcher
from whoosh.query.compound import AndNot
from whoosh.query.qcore import Query
from whoosh.searching import SearchContext
from whoosh.writing import SegmentWriter

from indexer.analysis import segmenter
from indexer.dictionary import build
from indexer.generations import Files, Layout, current_generation
from indexer.port import ReportDocument
from indexer.schema import column_values, schema, shown, single_terms, texts


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory where there is one: drawn examples make thousands of small files last."""
    memory = "/dev/shm"
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


class _AndNotMatcher(AndNotMatcher):
    """Whoosh's own begins wrongly where the excluded side's first document comes before the
    other's first: then it excludes nothing there."""

    def _find_first(self) -> None:
        if self.a.is_active() and self.b.is_active() and self.b.id() <= self.a.id():
            self._find_next()  # type: ignore[no-untyped-call] # Whoosh leaves it untyped


class _AndNot(AndNot):
    def matcher(self, searcher: Any, context: Any = None) -> _AndNotMatcher:
        excluded = self.b.matcher(searcher, searcher.boolean_context())
        return _AndNotMatcher(self.a.matcher(searcher, context), excluded)  # type: ignore[no-untyped-call] # as above


def _mended(query: Query) -> Query:
    query = query.apply(_mended)
    return _AndNot(query.a, query.b) if type(query) is AndNot else query


def stock_scores(layout: Layout, query: Query) -> dict[str, float]:
    """What Whoosh's own searcher finds in the current generation: scores by report id."""
    folder = layout.generation(current_generation(layout))
    found: dict[str, float] = {}
    with closing(Files(folder)) as files:
        searcher = FileIndex(files).searcher()  # closing it closes some files twice
        context = SearchContext(needs_current=True, weighting=searcher.weighting)
        for leaf, offset in searcher.leaf_searchers():
            matcher = _mended(query).matcher(leaf, context)
            while matcher.is_active():
                stored = searcher.reader().stored_fields(offset + matcher.id())
                found[stored["id"]] = matcher.score()
                matcher.next()
    return found


def stock_fields(document: ReportDocument) -> dict[str, Any]:
    """A document as Whoosh's ``add_document`` takes it."""
    parts = texts(document)
    values: dict[str, Any] = {"id": document.id, "shown": shown(document)}
    values |= column_values(document)
    values["chars"] = " ".join(parts.values())
    for part, text in parts.items():
        values[f"{part}_words"] = values[f"{part}_bigrams"] = text
    for field, value in single_terms(document):
        values[field] = (
            f"{values[field]} {value}" if field == "regions" and field in values else value
        )
    return values


def write_stock(folder: Path, documents: list[ReportDocument]) -> None:
    """An index that Whoosh's own writer makes of the documents, one segment in plain files."""
    index = FileIndex.create(Files(folder), schema(segmenter(build(()))))
    writer = SegmentWriter(index, compound=False)
    for document in documents:
        writer.add_document(**stock_fields(document))
    writer.commit()
