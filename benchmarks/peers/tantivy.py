"""Tantivy through tantivy-py: our words, cut again at the blanks, with fast fields for facets.

Counts are one aggregation over fast fields and give the total too, so that the ten best may be
found with Tantivy's own early end (block-max WAND), without counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Document, Index, Occur, Query, SchemaBuilder

from benchmarks.peers.asked import FACETS, Answer, Asked
from benchmarks.peers.library import Words

FIELDS = {"title": 3.0, "agency": 4.0, "body": 1.0}
HEAP = 256_000_000


def _words() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="words", index_option="position")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("agency_type", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("year", "province"):
        builder.add_integer_field(name, fast=True, indexed=True)
    builder.add_integer_field("published", fast=True)
    return builder.build()


def build(folder: Path, reports: Iterable[Words], threads: int = 1) -> None:
    """Writes the index with so many threads of Tantivy's own."""
    folder.mkdir(parents=True)
    index = Index(_schema(), path=str(folder))
    index.register_tokenizer("words", _words())
    writer = index.writer(HEAP, threads)
    for report in reports:
        writer.add_document(
            Document(
                id=report.id, title=report.title, agency=report.agency, body=report.body,
                year=report.year, province=report.province, agency_type=report.agency_type,
                published=report.published,
            )
        )  # fmt: skip
    writer.commit()
    writer.wait_merging_threads()


class Reader:
    """Answers from one searcher."""

    def __init__(self, folder: Path) -> None:
        self.index = Index.open(str(folder))
        self.index.register_tokenizer("words", _words())
        self.searcher = self.index.searcher()

    def ask(self, asked: Asked) -> Answer:
        """The ten best or newest, then the aggregation."""
        query = self._query(asked)
        order = "published" if asked.newest else None
        hits = self.searcher.search(query, 10, count=False, order_by_field=order).hits
        ids = tuple(str(self.searcher.doc(address)["id"][0]) for _, address in hits)
        sizes = {name: {"terms": {"field": name, "size": 100}} for name in FACETS}
        found = self.searcher.aggregate(query, sizes)
        facets = {
            name: {_key(bucket["key"]): bucket["doc_count"] for bucket in found[name]["buckets"]}
            for name in FACETS
        }
        return Answer(sum(facets["year"].values()), ids, facets)

    def _query(self, asked: Asked) -> Query:
        schema = self.index.schema
        if asked.phrase:
            must = [self.anywhere(lambda field: Query.phrase_query(schema, field, [*asked.words]))]
        else:
            must = [self.word(word) for word in asked.words]
        narrowing = {name: getattr(asked, name) for name in FACETS}
        must += [
            Query.const_score_query(Query.term_query(schema, name, value), 0.0)
            for name, value in narrowing.items()
            if value is not None
        ]
        return must[0] if len(must) == 1 else _all(must)

    def word(self, word: str) -> Query:
        """The word in any of the three fields, each with its boost."""
        return self.anywhere(lambda field: Query.term_query(self.index.schema, field, word))

    def anywhere(self, make: Callable[[str], Query]) -> Query:
        """A query of a field, made for each of the three."""
        boosted = [Query.boost_query(make(field), boost) for field, boost in FIELDS.items()]
        return _any(boosted)

    def ranked(self, words: Sequence[str], phrase: bool) -> list[str]:
        """Ids of the ten best by any of the words, or by the words side by side; no field weighs
        more, which serves Tantivy best in the relevance benchmark."""
        schema = self.index.schema
        if phrase and len(words) > 1:
            query = _any([Query.phrase_query(schema, field, [*words]) for field in FIELDS])
        else:
            query = _any([Query.term_query(schema, field, w) for w in words for field in FIELDS])
        hits = self.searcher.search(query, 10, count=False).hits
        return [str(self.searcher.doc(address)["id"][0]) for _, address in hits]

    def close(self) -> None:
        """Nothing is held but what the process frees."""


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _key(value: float | str) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)
