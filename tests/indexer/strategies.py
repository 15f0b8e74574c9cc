"""Drawn corpora and drawn queries over them."""

from __future__ import annotations

from hypothesis import strategies as st
from whoosh.query.compound import And, AndNot, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, Query
from whoosh.query.ranges import NumericRange, TermRange
from whoosh.query.terms import Term

from indexer.analysis import bigrams, normal, segmenter, word_texts
from indexer.port import ReportDocument
from tests.indexer.corpus import document

PIECES = [
    "政府",
    "信息",
    "公开",
    "行政",
    "处罚",
    "大冶市",
    "年",
    "的",
    "2020",
    "a",
    "1",
    "，",
    "。\n",
    " ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
BOOSTS = st.sampled_from([1.0, 1.0, 0.5, 2.0, 3.25])
_PARTS = st.sampled_from(["title", "agency", "body"])


@st.composite
def documents(draw: st.DrawFn) -> ReportDocument:
    """A report of few words, with one of few ids."""
    number = draw(st.none() | st.sampled_from([0.0, 1.0, 2.5, 100.0]))
    return document(
        str(draw(st.integers(0, 11))),
        title=draw(TEXTS),
        agency=draw(st.none() | TEXTS),
        body=draw(TEXTS),
        year=draw(st.none() | st.integers(2018, 2021)),
        region_codes=draw(st.sampled_from([(), ("420000",), ("420000", "420200")])),
        agency_type=draw(st.sampled_from([None, "公安", "城管执法"])),
        metrics={} if number is None else {"received": number},
    )


COMMITS = st.lists(
    st.tuples(st.lists(documents(), max_size=6), st.sets(st.integers(0, 11).map(str), max_size=2)),
    min_size=1,
    max_size=4,
)
"""Commits one after the other: documents to replace, and ids to remove."""


@st.composite
def _phrases(draw: st.DrawFn) -> Query:
    part, text, boost = draw(_PARTS), normal(draw(TEXTS)), draw(BOOSTS)
    words = word_texts(text, segmenter())
    if draw(st.booleans()) and len(words) > 1:
        return Phrase(f"{part}_words", words[:4], boost=boost)
    pairs = bigrams(text) or ["政府"]
    return Phrase(f"{part}_bigrams", pairs[:6], boost=boost)


@st.composite
def _terms(draw: st.DrawFn) -> Query:
    part, text, boost = draw(_PARTS), normal(draw(st.sampled_from(PIECES))), draw(BOOSTS)
    kind = draw(st.sampled_from(["words", "bigrams", "chars", "regions", "agency_type"]))
    if kind == "words":
        return Term(f"{part}_words", text or "无", boost=boost)
    if kind == "bigrams":
        return Term(f"{part}_bigrams", (text * 2)[:2] or "无无", boost=boost)
    if kind == "chars":
        return Term("chars", text[:1] or "无", boost=boost)
    values = {"regions": ["420000", "420200", "1"], "agency_type": ["公安", "城管执法", "司法"]}
    return Term(kind, draw(st.sampled_from(values[kind])), boost=boost)


_YEARS = st.builds(
    lambda years, low, high: TermRange("year", str(min(years)), str(max(years)), low, high),
    st.tuples(st.integers(2017, 2022), st.integers(2017, 2022)),
    st.booleans(),
    st.booleans(),
)
_NUMBERS = st.builds(
    lambda start, end, low, high: NumericRange("metric_received", start, end, low, high),
    st.none() | st.sampled_from([0.0, 1.0, 2.0]),
    st.none() | st.sampled_from([2.5, 99.0, 100.0]),
    st.booleans(),
    st.booleans(),
)
LEAVES: st.SearchStrategy[Query] = st.one_of(_terms(), _phrases(), _YEARS, _NUMBERS)


def _compounds(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    many = st.lists(parts, min_size=1, max_size=4)
    return st.one_of(
        st.builds(And, many, boost=BOOSTS),
        st.builds(Or, many, boost=BOOSTS),
        st.builds(AndNot, parts | st.just(Every()), parts),
    )


QUERIES: st.SearchStrategy[Query] = st.recursive(LEAVES, _compounds, max_leaves=8)
