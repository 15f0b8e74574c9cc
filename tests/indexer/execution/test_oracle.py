"""The executor against Whoosh's own searcher: the same hits and the same scores."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query.compound import And
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.terms import Term

from indexer.generations import Layout
from indexer.port import ReportDocument
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import document, resolve
from tests.indexer.oracle import scratch, stock_scores
from tests.indexer.strategies import COMMITS, QUERIES


def ours(engine: WhooshEngine, query: Query) -> dict[str, float]:
    """What the executor finds: scores by report id."""
    return {hit.id: hit.score for hit in engine.run(query, limit=100_000).hits}


@settings(deadline=None, max_examples=60)
@given(COMMITS, st.lists(QUERIES, min_size=1, max_size=6))
def test_hits_and_scores_are_those_of_stock_whoosh(
    commits: list[tuple[list[ReportDocument], set[str]]], queries: list[Query]
) -> None:
    """On drawn corpora, in several commits with deletions, for drawn queries."""
    with scratch() as folder:
        layout = Layout(Path(folder))
        writer = WhooshWriter(layout)
        writer.rebuild([])
        for documents, removed in commits:
            writer.replace(documents)
            writer.remove(removed)
        with closing(WhooshEngine(layout, resolve)) as engine:
            found = [ours(engine, query) for query in queries]
        assert found == [pytest.approx(stock_scores(layout, query), rel=1e-5) for query in queries]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """More reports than a block of postings holds, one of them longer than 65,536 characters,
    some deleted, in two segments."""
    layout = Layout(tmp_path_factory.mktemp("large"))
    writer = WhooshWriter(layout)
    documents = [
        document(
            f"{n:05}",
            title=f"第{n % 7}号",
            body="政府信息公开" * (n % 3) + "行政处罚信息" * (n % 5 > 2),
        )
        for n in range(9000)
    ]
    documents.append(
        document("long", body="政府公开" + "信息，" * 30_000 + "行政处罚" + "公开" * 9)
    )
    writer.rebuild(documents)
    writer.replace(documents[100:150])
    writer.remove([f"{n:05}" for n in range(4000, 4100)])
    return layout


PROBES: list[Query] = [
    Term("body_words", "信息"),
    Term("body_bigrams", "行政", boost=2.0),
    Phrase("body_bigrams", ["政府", "府信", "信息", "息公", "公开"]),
    Phrase("body_bigrams", ["行政", "政处", "处罚"]),
    Phrase("body_bigrams", ["公开", "开行", "行政"]),
    Phrase("body_words", ["行政处罚", "公开"]),
    And([Term("title_bigrams", "第3"), Phrase("body_bigrams", ["信息", "息公"])]),
]


@pytest.mark.parametrize("query", PROBES, ids=str)
def test_many_blocks_and_long_documents(large: Layout, query: Query) -> None:
    """Postings of several blocks and positions past 16 bits give the same hits and scores."""
    engine = WhooshEngine(large, resolve)
    found = ours(engine, query)
    engine.close()
    assert found == pytest.approx(stock_scores(large, query), rel=1e-5)


def test_a_tiny_cache_changes_nothing(large: Layout) -> None:
    """Without room to keep anything, every answer is the same."""
    engine = WhooshEngine(large, resolve, cache_bytes=1000)
    found = [ours(engine, query) for query in PROBES]
    engine.close()
    kept = WhooshEngine(large, resolve)
    expected = [ours(kept, query) for query in PROBES]
    kept.close()
    assert found == expected
