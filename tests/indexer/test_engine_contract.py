"""The contract of the engine port: same documents, same queries, same hits, for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.port import (
    BadQuery,
    FacetName,
    MetricFilter,
    ReportQuery,
    SearchEngine,
    SearchPage,
)
from tests.indexer.conftest import Pair
from tests.indexer.corpus import CORPUS, DAYE, HUANGSHI, HUBEI, document
from tests.indexer.test_grammar import QUERY_TEXTS

D20, D21, H19 = "daye-cg-2020", "daye-cg-2021", "huangshi-2019"
N20, N22, X18, U = "ningbo-ga-2020", "ningbo-sf-2022", "hongkong-style-2018", "unread"
ALL = {D20, D21, H19, N20, N22, X18, U}

FOUND: dict[str, set[str]] = {
    "": ALL,
    "行政处罚": {D20, D21, N20, X18},
    "公安": {N20, N22},
    "宁波公安": {N20, N22},  # no document prints it: its words stand in both
    '"宁波公安"': set(),
    "处理": {D20},
    "县人民政府": {H19},
    '"县人民政府的数据"': {H19},
    "縣人民政府": {H19},
    "主动公开政府信息": {X18},
    "环境保护局": {X18},
    "2019年": {H19},
    "２０１８年": {X18},
    '"203 件"': {D20},
    "203件": {D20},
    "行政处罚203": {D20},
    '"处罚203 60"': {D20},
    "(1)35m2": {D21},
    "⑴": {D21},
    "C++": set(),
    "www.example.cn/a?b=1": {X18},
    "A": {D21, X18},
    "3": {D20, D21},
    "罚": {D20, D21, N20, X18},
    "，": {D21, H19, N20, X18, U},
    "哈哈": {U},
    "哈哈哈": {U},
    "哈哈哈哈": set(),
    "“放管服”改革": {N22},
    "大冶 行政处罚 2020": {D20},
    "公安 -移送": {N22},
    "-行政处罚": {H19, N22, U},
    '行政处罚 -"行政处罚 203"': {D20, D21, N20, X18} - {D20},
    "移送 OR 会商": {N20, N22},
    "宁波 移送 OR 复议 OR 会商": {N20, N22},
    "年份:2020": {D20, N20},
    "年份:-2018,2021-": {X18, D21, N22},
    "地区:湖北": {D20, D21, H19},
    "地区:大冶市": {D20, D21},
    "地区:420200 -地区:420281": {H19},
    "地区:大冶市,330000": {D20, D21, N20, N22},
    "类型:公安,司法": {N20, N22},
    "类型:城管": {D20, D21},
    "机关:宁波市": {N20, N22},
    "机关:公安局 OR 机关:人民政府": {N20, H19},
    "新收>100": {H19, N22},
    "新收≥100": {H19, N22, N20},
    "新收=0": {D21},
    "新收<14.5": {D20, D21},
    "收费>1,234.5 收费<1234.57": {N20},
    "-新收>=0": {X18, U},
    "处罚>=100 行政处罚 年份:2021": {D21},
    "查无此事": set(),
}


def ids(page: SearchPage) -> list[str]:
    """The hits in order."""
    return [hit.id for hit in page.hits]


def counts(page: SearchPage, facet: FacetName) -> dict[str, int]:
    """A facet's counts by code."""
    return {value.code: value.count for value in page.facets[facet]}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_words_find(engine: SearchEngine, text: str, expected: set[str]) -> None:
    """Each query finds exactly these reports."""
    page = engine.search(ReportQuery(text=text))
    assert (set(ids(page)), page.total) == (expected, len(expected))


@pytest.mark.parametrize("text", ["地区:火星", "OR", '""', "新收>", "词" * 400])
def test_words_that_are_no_query(engine: SearchEngine, text: str) -> None:
    """They raise BadQuery and nothing else."""
    with pytest.raises(BadQuery):
        engine.search(ReportQuery(text=text))


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), QUERY_TEXTS))
def test_any_words_answer_or_are_no_query(engine: SearchEngine, text: str) -> None:
    """Whatever is typed, the engine finds as many as it says or raises BadQuery."""
    try:
        page = engine.search(ReportQuery(text=text))
    except BadQuery:
        page = SearchPage(0, (), {})
    assert page.total == len(page.hits)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_condition_needs_a_real_number(engine: SearchEngine, number: float) -> None:
    """What is no number is no query, not a failure of the engine."""
    with pytest.raises(BadQuery):
        engine.search(ReportQuery(metrics=(MetricFilter("received", ">", number),)))


SELECTED: Sequence[tuple[ReportQuery, set[str]]] = [
    (ReportQuery(years=frozenset({2020, 2022})), {D20, N20, N22}),
    (ReportQuery(not_years=frozenset({2020})), ALL - {D20, N20}),
    (ReportQuery(regions=frozenset({HUBEI})), {D20, D21, H19}),
    (ReportQuery(regions=frozenset({HUANGSHI}), not_regions=frozenset({DAYE})), {H19}),
    (ReportQuery(not_regions=frozenset({HUBEI})), {N20, N22, X18, U}),
    (ReportQuery(agency_types=frozenset({"公安", "司法"})), {N20, N22}),
    (ReportQuery(not_agency_types=frozenset({"公安"})), ALL - {N20}),
    (ReportQuery(agency_levels=frozenset({"county"})), {D20, D21}),
    (ReportQuery(not_agency_levels=frozenset({"county"})), ALL - {D20, D21}),
    (ReportQuery(forms=frozenset({"free", "2021"})), {X18, D21, N22}),
    (ReportQuery(not_forms=frozenset({"2019"})), {X18, D21, N22, U}),
    (ReportQuery(has_findings=True), {D20, N20}),
    (ReportQuery(has_findings=False, years=frozenset({2020, 2021})), {D21}),
    (ReportQuery(metrics=(MetricFilter("received", ">", 100),)), {H19, N22}),
    (ReportQuery(metrics=(MetricFilter("received", "<=", 14),)), {D20, D21}),
    (ReportQuery(text="行政处罚", years=frozenset({2020}), regions=frozenset({HUBEI})), {D20}),
]


@pytest.mark.parametrize(("query", "expected"), SELECTED)
def test_facets_narrow(engine: SearchEngine, query: ReportQuery, expected: set[str]) -> None:
    """Values of a facet are alternatives, facets narrow one another, exclusions exclude."""
    page = engine.search(query)
    assert (set(ids(page)), page.total) == (expected, len(expected))


def test_facets_count_what_was_found(engine: SearchEngine) -> None:
    """Without a selection, every facet counts the hits; what is unknown is not counted."""
    page = engine.search(ReportQuery(text="行政处罚"))
    assert counts(page, "year") == {"2021": 1, "2020": 2, "2018": 1}
    assert counts(page, "province") == {"420000": 2, "330000": 1}
    assert counts(page, "findings") == {"1": 2, "0": 2}


def test_places_are_named(engine: SearchEngine) -> None:
    """A place has its code and its name; most reports first."""
    page = engine.search(ReportQuery())
    assert [(v.value, v.code, v.count) for v in page.facets["province"]] == [
        ("湖北省", "420000", 3),
        ("浙江省", "330000", 2),
    ]


def test_years_are_listed_newest_first(engine: SearchEngine) -> None:
    """As a reader looks for them."""
    page = engine.search(ReportQuery())
    assert list(counts(page, "year")) == ["2022", "2021", "2020", "2019", "2018"]


def test_levels_are_listed_from_the_top(engine: SearchEngine) -> None:
    """From the nation down to townships."""
    page = engine.search(ReportQuery())
    assert list(counts(page, "agency_level")) == ["prefecture", "county"]


def test_a_facet_ignores_its_own_selection(engine: SearchEngine) -> None:
    """The years beside the chosen one keep their counts; other facets are narrowed."""
    page = engine.search(ReportQuery(text="行政处罚", years=frozenset({2020})))
    assert counts(page, "year") == {"2021": 1, "2020": 2, "2018": 1}
    assert counts(page, "form") == {"2019": 2}


def test_an_excluded_value_keeps_its_count(engine: SearchEngine) -> None:
    """So that it can be taken back with its number in sight."""
    page = engine.search(ReportQuery(not_forms=frozenset({"2019"})))
    assert counts(page, "form") == {"2019": 3, "2021": 2, "free": 1}


def test_two_selections_ignore_only_themselves(engine: SearchEngine) -> None:
    """Years are counted in Hubei, provinces in 2020."""
    page = engine.search(ReportQuery(years=frozenset({2020}), regions=frozenset({HUBEI})))
    assert counts(page, "year") == {"2021": 1, "2020": 1, "2019": 1}
    assert counts(page, "province") == {"420000": 1, "330000": 1}
    assert counts(page, "agency_type") == {"城管执法": 1}


def test_places_are_counted_inside_what_is_chosen_above(engine: SearchEngine) -> None:
    """With a city chosen: all provinces, the cities of its province, its own counties."""
    page = engine.search(ReportQuery(regions=frozenset({HUANGSHI})))
    assert counts(page, "province") == {"420000": 3, "330000": 2}
    assert counts(page, "city") == {"420200": 3}
    assert counts(page, "county") == {"420281": 2}


def test_title_and_agency_stand_above_the_body(engine: SearchEngine) -> None:
    """Of two reports with 公安, that of the 公安局 comes first."""
    assert ids(engine.search(ReportQuery(text="公安"))) == [N20, N22]


def test_an_exact_run_stands_above_scattered_words(pair: Pair) -> None:
    """Characters that stand as typed are worth more than the same words apart."""
    pair.writer.replace(
        [
            document("apart", body="结果很好，处罚依法，公示及时。", year=2022),
            document("exact", body="及时公示处罚结果，很好，依法。", year=2020),
        ]
    )
    assert ids(pair.engine.search(ReportQuery(text="公示处罚结果"))) == ["exact", "apart"]


def test_the_newer_year_breaks_a_tie(pair: Pair) -> None:
    """Equal scores are ordered by report year, newest first, unknown last."""
    years = {"a": 2019, "b": 2021, "c": None, "d": 2020}
    pair.writer.replace(document(name, body="行政处罚", year=year) for name, year in years.items())
    assert ids(pair.engine.search(ReportQuery(text="行政处罚"))) == ["b", "d", "a", "c"]


SORTED: Sequence[tuple[ReportQuery, list[str]]] = [
    (ReportQuery(sort="newest"), [N22, D21, D20, N20, H19, X18, U]),
    (ReportQuery(sort="oldest"), [X18, H19, D20, N20, D21, N22, U]),
    (ReportQuery(sort="agency"), [D21, D20, N20, N22, H19, X18, U]),
    (ReportQuery(), [N22, D21, D20, N20, H19, X18, U]),
]


@pytest.mark.parametrize(("query", "expected"), SORTED)
def test_sorting(engine: SearchEngine, query: ReportQuery, expected: list[str]) -> None:
    """By year or agency, what lacks one last; everything without words is newest first."""
    assert ids(engine.search(query)) == expected


def test_pages_follow_one_another(engine: SearchEngine) -> None:
    """Pages of two hold all hits once, in order; the one after the last is empty."""
    pages = [engine.search(ReportQuery(sort="newest", page=n, page_size=2)) for n in range(1, 6)]
    assert [ids(page) for page in pages] == [[N22, D21], [D20, N20], [H19, X18], [U], []]
    assert {page.total for page in pages} == {7}


@pytest.mark.parametrize("text", ["", "移送 OR 会商", "地区:湖北", "查无此事"])
def test_all_that_match_are_those_of_all_pages(engine: SearchEngine, text: str) -> None:
    """Whatever page is asked for, the ids of all pages' hits, and no others."""
    query = ReportQuery(text=text, page=2, page_size=100)
    found = ids(engine.search(replace(query, page=1)))
    assert sorted(engine.matching(query)) == sorted(found)


def test_a_hit_shows_its_report(engine: SearchEngine) -> None:
    """Everything a result list shows comes from the index."""
    hit = engine.search(ReportQuery(text="地区:大冶市 年份:2020")).hits[0]
    assert (hit.title, hit.agency, hit.year) == (CORPUS[0].title, "大冶市城市管理执法局", 2020)
    assert (hit.region, hit.region_codes) == ("湖北省 黄石市 大冶市", (HUBEI, HUANGSHI, DAYE))
    assert (hit.agency_type, hit.agency_level, hit.form) == ("城管执法", "county", "2019")
    assert (hit.source_url, hit.has_findings) == ("http://www.daye.example/cg2020.html", True)


def test_a_municipality_is_named_once(pair: Pair) -> None:
    """重庆市 is its own city; a reader sees it once."""
    codes = ("500000", "500100", "500112")
    pair.writer.replace(
        [document("c", province="重庆市", city="重庆市", county="渝北区", region_codes=codes)]
    )
    page = pair.engine.search(ReportQuery(text="地区:500100"))
    assert [hit.region for hit in page.hits] == ["重庆市 渝北区"]


def test_a_county_directly_under_a_province_has_no_city(pair: Pair) -> None:
    """仙桃市 counts as a county of Hubei and as no city."""
    codes = ("420000", "429004")
    pair.writer.replace([document("x", province="湖北省", county="仙桃市", region_codes=codes)])
    page = pair.engine.search(ReportQuery(regions=frozenset({"429004"})))
    assert (counts(page, "city"), counts(page, "county")) == ({}, {"429004": 1})


def test_suggestions_begin_with_what_was_typed(engine: SearchEngine) -> None:
    """Names that begin so come first, then names that hold it."""
    assert engine.suggest("宁波") == ("宁波市", "宁波市公安局", "宁波市司法局")
    assert engine.suggest("市公安") == ("宁波市公安局",)
    assert engine.suggest("　") == ()


def test_an_engine_knows_its_reports(engine: SearchEngine) -> None:
    """Ids, count and health agree."""
    assert set(engine.ids()) == ALL
    assert (engine.count(), engine.health().reports, engine.health().ok) == (7, 7, True)


def test_a_replaced_report_is_found_by_its_new_words_only(pair: Pair) -> None:
    """The id stands for one report at a time."""
    pair.writer.replace([document("a", body="旧的说法"), document("b", body="旁边")])
    assert pair.writer.replace([document("a", body="新的说法")]) == 1
    assert ids(pair.engine.search(ReportQuery(text="旧的"))) == []
    assert ids(pair.engine.search(ReportQuery(text="新的"))) == ["a"]
    assert pair.engine.count() == 2


def test_of_an_id_given_twice_the_last_counts(pair: Pair) -> None:
    """One batch may hold two readings of the same report."""
    assert pair.writer.replace([document("a", body="甲"), document("a", body="乙")]) == 1
    assert [ids(pair.engine.search(ReportQuery(text=word))) for word in "甲乙"] == [[], ["a"]]


def test_removed_reports_are_gone(pair: Pair) -> None:
    """From hits, facets, ids and suggestions; unknown ids are not counted."""
    pair.writer.replace(CORPUS)
    assert pair.writer.remove([N20, "nowhere"]) == 1
    page = pair.engine.search(ReportQuery(text="公安"))
    assert (ids(page), counts(page, "agency_type")) == ([N22], {"司法": 1})
    assert N20 not in pair.engine.ids()
    assert pair.engine.suggest("公安局") == ()


def test_an_empty_index_answers(pair: Pair) -> None:
    """No reports is a result, not a failure."""
    pair.writer.rebuild([])
    assert pair.engine.search(ReportQuery(text="公安")).total == 0
    assert pair.engine.health().ok


def test_odd_characters_are_indexed(pair: Pair) -> None:
    """Half surrogates, NUL and rare ideographs break nothing and can be found."""
    pair.writer.replace([document("odd", title="\ud800\x00𠮷㙍镇", agency="\udfff局", body="\x00")])
    assert [pair.engine.search(ReportQuery(text=q)).total for q in ("𠮷㙍镇", "\udc00", "㙍")] == [
        1,
        1,
        1,
    ]
