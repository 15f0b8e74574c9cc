"""The query language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.clauses import (
    Agencies,
    AnyOf,
    Exact,
    Not,
    Query,
    Regions,
    Run,
    Types,
    Years,
)
from indexer.grammar import MAX_CHARS, MAX_TERMS, parse
from indexer.port import BadQuery, MetricFilter

CASES = {
    "行政处罚 2020": (Run("行政处罚"), Run("2020")),
    "行政处罚　２０２０": (Run("行政处罚"), Run("2020")),
    '"县人民政府"': (Exact("县人民政府"),),
    "“放管服”改革": (Exact("放管服"), Run("改革")),
    '"2020 年"': (Exact("2020年"),),
    '"未闭合': (Exact("未闭合"),),
    "公安 -司法": (Run("公安"), Not(Run("司法"))),
    '公安 －"行政复议"': (Run("公安"), Not(Exact("行政复议"))),
    "城管-公安": (Run("城管-公安"),),
    "公安 - 司法": (Run("公安"), Run("司法")),
    "公安 、 司法": (Run("公安"), Run("司法")),
    "大冶 公安 OR 司法 OR 城管": (Run("大冶"), AnyOf((Run("公安"), Run("司法"), Run("城管")))),
    "公安 or 司法": (Run("公安"), Run("or"), Run("司法")),
    "年份:2020": (Years(((2020, 2020),)),),
    "年份：2019-2022": (Years(((2019, 2022),)),),
    "年份:2022—2019": (Years(((2019, 2022),)),),
    "年份:2018年,2021-": (Years(((2018, 2018), (2021, 9999))),),
    "年份: 2020 公安": (Years(((2020, 2020),)), Run("公安")),
    "地区:湖北,420281": (Regions(("湖北", "420281")),),
    "地區:臺灣": (Regions(("台湾",)),),
    "类型:公安 -类型:政府": (Types(("公安",)), Not(Types(("政府及办公厅(室)",)))),
    '机关:"大冶市 城管局"': (Agencies(("大冶市城管局",)),),
    "新收>100": (MetricFilter("received", ">", 100.0),),
    "新收 ≥ 1,000件": (MetricFilter("received", ">=", 1000.0),),
    "收费＜=1.5万元": (MetricFilter("charges", "<=", 15_000.0),),
    "上年结转=0": (MetricFilter("carried_in", "=", 0.0),),
    "公安 公安 司法": (Run("公安"), Run("司法")),
    "-年份:2020": (Not(Years(((2020, 2020),))),),
    "－年份：２０２０": (Not(Years(((2020, 2020),))),),
    "年份:2019至2021、2023": (Years(((2019, 2021), (2023, 2023))),),
    "年份:2019 年": (Years(((2019, 2019),)), Run("年")),
    "地区:湖北；安徽": (Regions(("湖北", "安徽")),),
    "-地区:大冶市,420222": (Not(Regions(("大冶市", "420222"))),),
    "類型:公安": (Types(("公安",)),),
    "类型:政府,司法": (Types(("政府及办公厅(室)", "司法")),),
    "机关:大冶、黄石市": (Agencies(("大冶", "黄石市")),),
    "机关:“大冶市 城管局”": (Agencies(("大冶市城管局",)),),
    "-新收>100": (Not(MetricFilter("received", ">", 100.0)),),
    "新收＞＝１，０００": (MetricFilter("received", ">=", 1000.0),),
    "收费≥0.5亿元": (MetricFilter("charges", ">=", 50_000_000.0),),
    "复议=-1": (MetricFilter("reconsiderations", "=", -1.0),),
    "结转下年<3 OR 诉讼>0": (
        AnyOf((MetricFilter("carried_out", "<", 3.0), MetricFilter("suits", ">", 0.0))),
    ),
    "年份:2020 OR 地区:湖北": (AnyOf((Years(((2020, 2020),)), Regions(("湖北",)))),),
    "公安　ＯＲ　司法": (AnyOf((Run("公安"), Run("司法"))),),
    "投诉>100": (Run("投诉>100"),),
    "http://a.example/b": (Run("http://a.example/b"),),
    "说明:无": (Run("说明:无"),),
    "《": (Run("《"),),
    " ": (),
}

BAD = [
    '"',
    '""',
    "-",
    "\u200b",
    "OR",
    "公安 OR",
    "OR 公安",
    "公安 OR OR 司法",
    "公安 OR -司法",
    "-公安 OR 司法",
    "年份:",
    "年份:二零二零",
    "年份:20201",
    "年份:-",
    "类型:火星",
    "机关:局",
    "地区:,",
    "新收>",
    "新收>很多",
    "词" * (MAX_CHARS + 1),
    "词 " * (MAX_TERMS + 1),
]
_WORDS = st.sampled_from(
    [
        *("公安", " ", "　", '"', "“", "”", "-", "OR", " OR ", "\u200b", "⑴", "٣", "：", ",", "，"),
        *(
            "年份:",
            "地区:",
            "类型：",
            "机关:",
            "2020",
            "2019-2022",
            "新收",
            ">",
            "<=",
            "≥",
            "1,0",
            "万",
        ),
    ]
)
QUERY_TEXTS = st.lists(_WORDS, max_size=20).map("".join)


@pytest.mark.parametrize(("text", "clauses"), CASES.items())
def test_a_query_means(text: str, clauses: tuple[object, ...]) -> None:
    """Each query has exactly this tree."""
    assert parse(text) == Query(clauses)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", BAD)
def test_a_query_that_is_none_is_told_in_chinese(text: str) -> None:
    """BadQuery carries a Chinese sentence for the reader."""
    with pytest.raises(BadQuery) as told:
        parse(text)
    assert told.value.sentence.endswith("。")
    assert len(told.value.sentence) < 250


@settings(deadline=None)
@given(st.one_of(st.text(max_size=MAX_CHARS + 5), QUERY_TEXTS))
def test_any_string_parses_or_is_a_bad_query(text: str) -> None:
    """No other outcome, whatever is typed."""
    try:
        outcome: object = parse(text)
    except BadQuery as bad:
        outcome = bad
    assert isinstance(outcome, (Query, BadQuery))


def test_a_run_knows_where_it_was_typed() -> None:
    """So that a name can be put right in the reader's own words."""
    text = '年份:2020　大治市 "公安" OR ｄａｙｅ'
    spans = [term.span for clause in parse(text).clauses for term in getattr(clause, "terms", (clause,))
             if isinstance(term, Run)]  # fmt: skip
    assert [text[start:end] for start, end in spans] == ["大治市", "ｄａｙｅ"]
