"""An exact string that a report contains is always found, and no other: against plain ``in``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis import normal
from indexer.generations import Layout
from indexer.port import BadQuery, MetricFilter, ReportDocument, ReportQuery, SearchEngine
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import document, resolve

ALPHABET = "公安局處处0９a，（⑴ \n"
NUMBERS = [None, -3.5, 0.0, 0.1, 7.0, 100.0, 50_423_023.14, 1e15]
DRAW = random.Random(2)


def _text(most: int) -> str:
    return "".join(DRAW.choices(ALPHABET, k=DRAW.randrange(most)))


def _document(number: int) -> ReportDocument:
    stated = DRAW.choice(NUMBERS)
    metrics = {} if stated is None else {"received": stated}
    return document(str(number), title=_text(6), agency=_text(6), body=_text(20), metrics=metrics)


DOCUMENTS = [_document(number) for number in range(60)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """Sixty short texts over few characters, in three commits, every tenth one removed."""
    layout = Layout(Path(tmp_path_factory.mktemp("exact")))
    writer = WhooshWriter(layout)
    for first in range(0, 60, 20):
        writer.replace(DOCUMENTS[first : first + 20])
    writer.remove([str(number) for number in range(0, 60, 10)])
    engine = WhooshEngine(layout, resolve)
    yield engine
    engine.close()


def _kept() -> list[ReportDocument]:
    return [each for number, each in enumerate(DOCUMENTS) if number % 10]


def _found(engine: SearchEngine, query: ReportQuery) -> set[str]:
    return {hit.id for hit in engine.search(query).hits}


def _holds(each: ReportDocument, needle: str) -> bool:
    return any(needle in normal(part or "") for part in (each.title, each.agency, each.body))


NEEDLES = st.one_of(
    st.text(ALPHABET, min_size=1, max_size=5),
    st.builds(
        lambda each, at, length: each.body[at : at + length],
        st.sampled_from(_kept()),
        st.integers(0, 18),
        st.integers(1, 8),
    ),
)


@settings(deadline=None, max_examples=300)
@given(NEEDLES)
def test_quoted_strings_are_found_where_they_stand(engine: SearchEngine, needle: str) -> None:
    """In title, agency or body, whatever their length, in any writing; nowhere else."""
    wanted = normal(needle)
    try:
        found = _found(engine, ReportQuery(text=f'"{needle}"', page_size=100))
    except BadQuery:
        assert wanted == ""
        return
    assert found == {each.id for each in _kept() if _holds(each, wanted)}


@settings(deadline=None)
@given(NEEDLES)
def test_unquoted_runs_find_at_least_that(engine: SearchEngine, needle: str) -> None:
    """A run is found wherever it stands exactly, whatever jieba makes of it."""
    run = "".join(needle.split())
    try:
        found = _found(engine, ReportQuery(text=run, page_size=100))
    except BadQuery:
        assert not normal(run)
        return
    assert found >= {each.id for each in _kept() if _holds(each, normal(run))}


COMPARE = {
    "<": float.__lt__,
    "<=": float.__le__,
    "=": float.__eq__,
    ">=": float.__ge__,
    ">": float.__gt__,
}


@settings(deadline=None)
@example("<=", -0.0)
@given(st.sampled_from(sorted(COMPARE)), st.one_of(st.sampled_from(NUMBERS[1:]), st.floats(-9, 9)))
def test_numbers_compare_as_numbers(engine: SearchEngine, sign: str, number: float) -> None:
    """Conditions mean what they mean in arithmetic; a report without the number never matches."""
    asked = ReportQuery(metrics=(MetricFilter("received", sign, number),), page_size=100)  # type: ignore[arg-type]
    expected = {
        each.id
        for each in _kept()
        if "received" in each.metrics and COMPARE[sign](each.metrics["received"], number)
    }
    assert _found(engine, asked) == expected
