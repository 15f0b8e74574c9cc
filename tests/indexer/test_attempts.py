"""Attempts: what is tried, in which order, what is told, and how much work it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query.compound import And, AndNot, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.ranges import NumericRange, TermRange
from whoosh.query.terms import Term

from indexer.analysis import segmenter
from indexer.attempts import RELAXED, Attempt, Language, attempts
from indexer.compile import MAX_UNITS, STRING_BOOST, WORD_BOOST, units
from indexer.grammar import MAX_CHARS
from indexer.port import BadQuery, MetricFilter, ReportQuery
from indexer.vocabulary import Vocabulary
from reports.divisions import codes_named
from tests.indexer.test_grammar import QUERY_TEXTS
from tests.indexer.test_vocabulary import NAMES

VOCABULARY = Vocabulary(NAMES)
LANGUAGE = Language(codes_named, segmenter(), lambda: VOCABULARY)


def tried(text: str) -> list[Attempt]:
    """Every attempt for these words."""
    return list(attempts(ReportQuery(text=text), LANGUAGE))


def leaves(query: Query | None) -> list[Query]:
    """The parts of a query that have no parts."""
    match query:
        case And() | Or():
            return [leaf for part in query.subqueries for leaf in leaves(part)]
        case AndNot():
            return [*leaves(query.a), *leaves(query.b)]
    return [query] if query is not None else []


def test_nothing_asked_is_everything() -> None:
    """And nothing else is tried."""
    assert tried(" ") == [Attempt(None, ())]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("公安", ["typed"]),
        ("公安 司法", ["typed"]),
        ("公安 司法 教育", ["typed", "relaxed"]),
        ("大治市", ["typed", "put right"]),
        ("大治市 公安 司法", ["typed", "put right", "relaxed"]),
        ('"大治市" "公安" "司法"', ["typed"]),
        ("年份:2020 地区:湖北 新收>3", ["typed"]),
        ("-公安 -司法 -教育", ["typed"]),
        ("公安机关行政处罚决定公示情况", ["typed", "relaxed"]),
        ("公安 司法 行政处罚决定公示", ["typed", "relaxed", "relaxed"]),
        ("公安 司法 -大治市", ["typed"]),
    ],
)
def test_what_is_tried(text: str, kinds: list[str]) -> None:
    """The words, then names put right, then most of the words; only where there are any."""
    told = [
        "relaxed" if RELAXED in a.notices else "put right" if a.instead else "typed"
        for a in tried(text)
    ]
    assert told == kinds


def test_the_words_themselves_touch_no_vocabulary() -> None:
    """An ordinary query costs nothing of what a misspelt one does."""
    asked: list[int] = []

    def vocabulary() -> Vocabulary:
        asked.append(1)
        return VOCABULARY

    next(
        attempts(
            ReportQuery(text="大冶市城管局 2020"), Language(codes_named, segmenter(), vocabulary)
        )
    )
    assert asked == []


def test_notices_name_both() -> None:
    """What was typed and what is searched instead, each in its quotation marks."""
    assert tried(" 大治市  公安")[1].notices == (
        "没有找到含“大治市  公安”的年报，以下是“大冶市  公安”的结果。",
    )


def test_few_synonyms_are_told() -> None:
    """The first ones, and that there are more."""
    assert tried("城管局")[0].notices == (
        "也搜索了：城市管理局、城市管理执法局、综合行政执法局、城市管理委员会等",
    )


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("大治市 “放管服”", "大冶市 “放管服”"),
        ("大治市 OR 荆洲市", "大冶市 OR 荆州市"),
        ("地区:湖北 大治市 -诉讼 新收>3", "地区:湖北 大冶市 -诉讼 新收>3"),
        ("dayeshi gonganju 2020", "大冶市公安局 2020"),
        ("大治市公按局2020年行政处法", "大冶市公安局2020年行政处罚"),
        ("daye 行政处法", "大冶市 行政处罚"),
        ("２０２０年大治市公安局年报", "2020年大冶市公安局年报"),
        ("　大治市　", "大冶市"),
    ],
)
def test_all_else_stays_as_typed(text: str, instead: str) -> None:
    """Only the run with the name is written anew; it can be typed in again."""
    again = tried(instead)
    assert (tried(text)[1].instead, again[0].query) == (instead, tried(text)[1].query)


def test_filters_hold_in_every_attempt() -> None:
    """What narrows the search is in each query."""
    asked = ReportQuery(
        text="大治市 公安 司法 教育 年份:2020", metrics=(MetricFilter("received", ">", 3),)
    )
    found = [leaves(attempt.query) for attempt in attempts(asked, LANGUAGE)]
    assert len(found) == 3
    assert all(any(isinstance(leaf, TermRange) for leaf in each) for each in found)
    assert all(any(isinstance(leaf, NumericRange) for leaf in each) for each in found)


def test_a_year_is_the_reports_own_first() -> None:
    """The year term weighs most of all that a bare number is looked for in."""
    found = [leaf for leaf in leaves(tried("2020")[0].query) if isinstance(leaf, Term | Phrase)]
    own, *others = sorted(found, key=lambda leaf: -leaf.boost)
    assert (own, own.boost > others[0].boost) == (Term("year", "2020", boost=own.boost), True)


def test_title_and_agency_weigh_more_than_the_body() -> None:
    """As words and as strings."""
    assert all(
        boost["agency"] > boost["title"] > boost["body"] for boost in (WORD_BOOST, STRING_BOOST)
    )


def test_other_ways_weigh_less_than_what_was_typed() -> None:
    """In the same part of a report."""
    found = [leaf for leaf in leaves(tried("环保局")[0].query) if isinstance(leaf, Phrase)]
    typed = {leaf.fieldname: leaf.boost for leaf in found if leaf.words == ["环保", "保局"]}
    others = [leaf for leaf in found if leaf.words != ["环保", "保局"]]
    assert others
    assert all(leaf.boost < typed[leaf.fieldname] for leaf in others)


ALLOWED = (Term, And, Or, AndNot, Phrase, TermRange, NumericRange, Every)


def _plain(query: Query | None) -> bool:
    """Whether a query is made of what an executor knows."""
    match query:
        case And() | Or():
            return len(query.subqueries) > 0 and all(map(_plain, query.subqueries))
        case AndNot():
            return _plain(query.a) and _plain(query.b)
    return query is None or query is NullQuery or isinstance(query, ALLOWED)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=60), QUERY_TEXTS))
def test_any_words_are_planned_within_the_limit(text: str) -> None:
    """Every attempt is a plain query of bounded work, or the words are none."""
    try:
        found = tried(text)
    except BadQuery:
        return
    assert all(_plain(each.query) for each in found)
    assert all(each.query is None or units(each.query) <= MAX_UNITS for each in found)


@pytest.mark.parametrize(
    "text",
    ["词" * 300, "行政处罚决定书" * 42, "城管局发改委卫健委人社局" * 25, "公 " * 32, "公开 " * 32,
     "年份:" + "2020," * 58, "地区:" + "鼓楼区," * 70],
)  # fmt: skip
def test_the_longest_queries_are_within_the_limit(text: str) -> None:
    """A pasted sentence is a query; work is counted before it is done."""
    queries = [attempt.query for attempt in tried(text[:300])]
    assert all(0 < units(query) <= MAX_UNITS for query in queries if query is not None)


def test_beyond_the_limit_is_no_query() -> None:
    """Told in a sentence, before anything is searched."""
    conditions = tuple(MetricFilter("received", ">", float(number)) for number in range(MAX_UNITS))
    with pytest.raises(BadQuery) as told:
        next(attempts(ReportQuery(metrics=conditions), LANGUAGE))
    assert told.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "least"),
    [("公安 司法 教育", 2), ("公安 司法 教育 财政", 3), ("公安机关行政处罚决定公示情况", 3)],
)
def test_most_of_the_words_must_stand(text: str, least: int) -> None:
    """Of three one may lack, of five and more two."""
    query = tried(text)[1].query
    assert isinstance(query, Or)
    together = [part for part in query.subqueries if isinstance(part, And)]
    assert [len(part.subqueries) for part in together] == [least] * len(query.subqueries)


def test_a_name_that_makes_the_words_too_long_is_not_put_in() -> None:
    """The reader's own words were a query and stay one."""
    slip, name = "大冶市城市管执法局", "大冶市城市管理执法局"
    fitting = f'"{"公" * (MAX_CHARS - len(name) - 3)}" '
    asked = [fitting + slip, fitting.replace("公", "公公", 1) + slip]
    assert [[each.instead for each in tried(text)] for text in asked] == [
        [None, fitting + name],
        [None],
    ]
