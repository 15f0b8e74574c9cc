"""The contract of the engine port, continued: what a Chinese reader expects of a search."""

from __future__ import annotations

import pytest

from indexer.attempts import RELAXED
from indexer.port import BadQuery, ReportQuery, SearchEngine
from tests.indexer.town import ALL

CG = {"cg19", "cg20", "cg21"}

EXACT = {
    "县人民政府": {"hz15"},
    "市城市": CG | {"hs20"},
    '"冶市城市管"': CG,
    '"公开"': ALL,
    "排污许可证": {"la21"},
    "信息全部公开": {"la21"},
    "無舉報": {"la21"},
    "１２篇": {"xm22"},
    "gb/t 2260": {"xm22"},
    "ＧＢ／Ｔ": {"xm22"},
    "面积(1)35m2": {"la18"},
    '"14 起"': {"cg20"},
    "行政处罚203": {"cg20"},
    '"203 60"': {"cg20"},
    "汇": {"hz23"},
    "⑴": {"la18"},
    "占道经营 -2020年": {"cg20"} - {"cg20"},
    '"大冶市城管局"': {"cz20"},
    "“三公”经费": {"cz20"},
    "占道经营 OR 拆除": {"yx20", *CG},
    "街道办": {"hz23"},
}
FILTERED = {
    "年份:2020": {"cg20", "cz20", "hs20", "yx20", "xy20"},
    "年份：２０１９－２０２０ 机关：大冶": {"cg19", "cg20", "cz20"},
    "年份:2018,2022": {"la18", "xm22"},
    "-年份:2020 地区:大冶市": {"cg19", "cg21"},
    "地区:湖北 -地区:黄石": {"xf09", "xy20"},
    "地区:襄樊市": {"xf09", "xy20"},
    "地区:洪泽县,重庆": {"hz15", "hz23", "cq21"},
    "地區:廈門": {"xm22"},
    "类型：城管 -机关:黄石": CG,
    "类型:城管,财政 年份:2020": {"cg20", "cz20", "hs20"},
    "机关:城市管理,财政局": CG | {"hs20", "cz20"},
    "新收＞４": {"cg20", "cz20"},
    "新收≤5 新收>0": {"cg19", "cz20"},
    "新收=0": {"cg21"},
    "-新收>=0 地区:黄石市": {"hs20", "yx20"},
    "处罚>100 年份:2020": {"cg20"},
}
BESIDE = {
    "年报": (ALL, "年度报告"),
    "2020年报": ({"cg20", "cz20", "hs20", "yx20", "xy20", "cg19", "cg21"}, "年度报告"),
    "大冶城管局": ({*CG, "cz20", "hs20"}, "城市管理执法局"),
    "阳新 城管局": ({"yx20", "hs20"}, "综合行政执法局"),
    "襄樊市 卫健委": ({"xy20"}, "襄阳市"),
    "襄樊市": ({"xf09", "xy20"}, "襄阳市"),
    "襄阳市": ({"xf09", "xy20"}, "襄樊市"),
    "洪泽区": ({"hz15", "hz23"}, "洪泽县"),
    "洪泽县政府 OR 洪泽县人民政府": ({"hz15", "hz23"}, "洪泽区"),
    "六安环保局": ({"la18", "la21"}, "生态环境局"),
    "六安市生态环境局": ({"la18", "la21"}, "环境保护局"),
    "厦门人社局": ({"xm22"}, "人力资源和社会保障局"),
    "违建": ({"yx20", "hs20"}, "违法建设"),
    "违建 OR 渣土车": ({"yx20", "hs20", "cg20"}, "违法建设"),
    "卫生局": ({"xf09", "xy20"}, "卫生健康委员会"),
    "三公经费": ({"cz20"}, "“三公”经费"),
    "政务中心": ({"hz15"}, "政务服务中心"),
    "依申请公开": ({"xy20", "xf09"}, "申请公开"),
}
ALONE = {
    '"城管局"': {"cz20"},
    "占道经营 -城管局": {"cg19", "cg20", "cg21"},
    "机关:城管局": set(),
    "今年报告": set(),
}
PUT_RIGHT = {
    "大治市": ("大冶市", {*CG, "cz20", "hs20"}),
    "大治市城管局 2020": ("大冶市城管局 2020", {"cg20", "cg19", "cg21", "cz20", "hs20"}),
    "大野市财政局": ("大冶市财政局", {"cz20"}),
    "大冶市成管局": ("大冶市城管局", {*CG, "cz20", "hs20"}),
    "2020年大治市财政局年报": ("2020年大冶市财政局年报", {"cz20"}),
    "大治市 渣土车": ("大冶市 渣土车", {"cg20"}),
    "重庆市公按局": ("重庆市公安局", {"cq21"}),
    "阳新县综合行政执发局": ("阳新县综合行政执法局", {"yx20", "hs20"}),
    "襄洋市": ("襄阳市", {"xf09", "xy20"}),
    "夏门市人社局": ("厦门市人社局", {"xm22"}),
    "daye": ("大冶市", {*CG, "cz20", "hs20"}),
    "dayeshi": ("大冶市", {*CG, "cz20", "hs20"}),
    "daye chengguan": ("大冶市城管", {*CG, "cz20", "hs20"}),
    "chongqing gonganju": ("重庆市公安局", {"cq21"}),
    "CHONGQING 户籍": ("重庆市 户籍", {"cq21"}),
    "xiamen": ("厦门市", {"xm22"}),
    "luan 环评": ("六安市 环评", {"la18"}),
    "liuan": None,
    "大理市": None,
    "黄冈市城市管理委员会": None,
    '"大治市"': None,
    "机关:大治市": None,
    "-大冶市 大治市": ("-大冶市 大冶市", set()),
}
RELAXES = {
    "财政局 预决算 垃圾": {"cz20"},
    "重庆 户籍 一网通办 复议": {"cq21"},
    "排污许可证去年公开了多少": {"la21"},
    "大冶市城管局去年查处了多少起占道经营": {"cg19", "cg20"},
    "六安市生态环境局公开了哪些排污许可证": {"la21"},
}
HOLDS = [
    '财政局 预决算 "垃圾"',
    "财政局 预决算 年份:1999",
    "财政局 预决算 新收>900",
    "预决算 垃圾",
    "户籍 许可 -公安",
]


@pytest.mark.parametrize(("text", "expected"), (EXACT | FILTERED | ALONE).items())
def test_words_find_without_a_word_about_it(
    town: SearchEngine, text: str, expected: set[str]
) -> None:
    """What is found is what was asked for: nothing to tell."""
    page = town.search(ReportQuery(text=text, page_size=50))
    assert ({hit.id for hit in page.hits}, page.notices) == (expected, ())


@pytest.mark.parametrize(("text", "expected", "other"), [(t, *e) for t, e in BESIDE.items()])
def test_other_ways_of_saying_it_are_found_and_told(
    town: SearchEngine, text: str, expected: set[str], other: str
) -> None:
    """Synonyms and old names are searched beside the words, and one notice names them."""
    page = town.search(ReportQuery(text=text, page_size=50))
    assert ({hit.id for hit in page.hits}, len(page.notices)) == (expected, 1)
    assert page.notices[0].startswith("也搜索了：")
    assert other in page.notices[0].removeprefix("也搜索了：").split("、")


@pytest.mark.parametrize(("text", "right"), PUT_RIGHT.items())
def test_a_misspelt_name_is_put_right_and_told(
    town: SearchEngine, text: str, right: tuple[str, set[str]] | None
) -> None:
    """A slip or pinyin is searched as the name that is meant; what is no slip finds nothing."""
    page = town.search(ReportQuery(text=text, page_size=50))
    instead, expected = right or (None, set())
    assert (page.instead, {hit.id for hit in page.hits}) == (instead, expected)
    assert instead is None or f"“{instead}”" in page.notices[-1] + page.notices[0]


@pytest.mark.parametrize(("text", "expected"), RELAXES.items())
def test_most_of_the_words_are_enough_when_all_find_nothing(
    town: SearchEngine, text: str, expected: set[str]
) -> None:
    """The search relaxes and says so; what has most of the words comes first."""
    page = town.search(ReportQuery(text=text, page_size=50))
    assert RELAXED in page.notices
    assert {hit.id for hit in page.hits[: len(expected)]} == expected


@pytest.mark.parametrize("text", HOLDS)
def test_what_must_hold_is_never_relaxed(town: SearchEngine, text: str) -> None:
    """Exact strings, filters, exclusions and numbers hold; two words are not cut down to one."""
    page = town.search(ReportQuery(text=text))
    assert (page.total, RELAXED in page.notices) == (0, False)


def test_no_name_to_be_meant_is_no_suggestion(town: SearchEngine) -> None:
    """Nothing found, nothing near: nothing is said."""
    page = town.search(ReportQuery(text="查无此事项也"))
    assert (page.total, page.notices, page.instead) == (0, (), None)


def test_a_name_put_right_that_finds_nothing_is_asked_about(town: SearchEngine) -> None:
    """The choices beside the words may leave nothing: then the name is only offered."""
    page = town.search(ReportQuery(text="大治市", years=frozenset({1999})))
    assert (page.total, page.notices, page.instead) == (0, ("您要找的是不是“大冶市”？",), "大冶市")


def test_a_query_beyond_the_work_limit_is_told(town: SearchEngine) -> None:
    """Counted before anything is searched, told in a sentence."""
    words = " ".join(f"{a}管局发改委{a}住建局环保局" for a in "城诚乘程成承橙澄呈丞铖逞撑")
    with pytest.raises(BadQuery) as told:
        town.search(ReportQuery(text=words))
    assert told.value.sentence.startswith("查询太复杂")
