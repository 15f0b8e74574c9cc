"""The contract of the engine port, continued: known items and the names of the vocabulary."""

from __future__ import annotations

import pytest

from indexer.attempts import RELAXED
from indexer.port import ReportQuery, SearchEngine


def ids(town: SearchEngine, text: str) -> list[str]:
    """The hits in order."""
    return [hit.id for hit in town.search(ReportQuery(text=text, page_size=50)).hits]


KNOWN_ITEMS = {
    "大冶市城管局 2020": "cg20",
    "大冶 城管 2020": "cg20",
    "大冶 城管 2020年报": "cg20",
    "2020年度大冶市城管局年报": "cg20",
    "大冶市城市管理执法局2021年政府信息公开工作年度报告": "cg21",
    "大冶城管2019": "cg19",
    "黄石城管委 2020": "hs20",
    "黄石市城管局2020年度报告": "hs20",
    "阳新县城管局 2020": "yx20",
    "大冶 财政局 2020年": "cz20",
    "大冶财政2020": "cz20",
    "襄樊卫生局 2009": "xf09",
    "襄阳市卫生局2020": "xy20",
    "襄阳卫健委 2020年报": "xy20",
    "洪泽县政府 2023": "hz23",
    "洪泽区政府 2015年": "hz15",
    "六安环保局 2021": "la21",
    "六安生态环境局 2018": "la18",
    "chongqing gonganju 2021": "cq21",
    "daye chengguan 2021": "cg21",
    "大治市城管局 2019年报": "cg19",
    "大冶市城管局去年行政处罚多少件": "cg20",
    '"占道经营下降"': "cg21",
    "淮安市洪泽区政府 2015": "hz15",
    "淮安市洪泽区人民政府2015年信息公开还存在什么问题": "hz15",
    "洪泽县人民政府2023年年报": "hz23",
    "襄阳市卫生局2009年被提起行政诉讼几次": "xf09",
    "2021年大冶市城管局查处了多少违建": "cg21",
    "我想查大冶城管局2019年的信息公开年报": "cg19",
    "襄樊市健卫委 2020": "xy20",
}


@pytest.mark.parametrize(("text", "first"), KNOWN_ITEMS.items())
def test_a_known_item_comes_first(town: SearchEngine, text: str, first: str) -> None:
    """Body and year together find the one report among its near-twins."""
    assert ids(town, text)[:1] == [first]


def test_words_beside_a_named_report_must_stand(town: SearchEngine) -> None:
    """A question may ask what no report says; a word of its own is asked of the report, too."""
    texts = ("大冶市城管局 2021 渣土车", "大冶市城管局2021年渣土车有多少")
    assert [RELAXED in town.search(ReportQuery(text=text)).notices for text in texts] == [
        True,
        False,
    ]


def test_what_was_typed_stands_above_other_ways_of_saying_it(town: SearchEngine) -> None:
    """环境保护局 first for who asks so, 生态环境局 for who asks so."""
    assert [ids(town, text)[0] for text in ("六安环境保护局", "六安生态环境局")] == [
        "la18",
        "la21",
    ]


SUGGESTED = {
    "大": "大冶市",
    "大冶": "大冶市",
    "大冶市城": "大冶市城市管理执法局",
    "城市管理": "大冶市城市管理执法局",
    "大冶市財": "大冶市财政局",
    "dayeshi": "大冶市",
    "daye": "大冶市",
    "dayes": "大冶市",
    "da ye": "大冶市",
    "dys": "大冶市",
    "DYS": "大冶市",
    "dyscz": "大冶市财政局",
    "caizhengju": "大冶市财政局",
    "chongqing": "重庆市",
    "cqs": "重庆市",
    "xiamen": "厦门市",
    "xmsrl": "厦门市人力资源和社会保障局",
    "luan": "六安市",
    "行政处": "行政处罚",
    "xzcf": "行政处罚",
}


@pytest.mark.parametrize(("typed", "first"), SUGGESTED.items())
def test_suggestions(town: SearchEngine, typed: str, first: str) -> None:
    """By characters, pinyin, the beginning of it, or initials; the most likely first."""
    assert town.suggest(typed)[:1] == (first,)


@pytest.mark.parametrize("typed", ["liuan", "zhongqing", "xyzq", "火星", "", " ", "公开工作"])
def test_no_suggestions(town: SearchEngine, typed: str) -> None:
    """六安 is no liuan and 重庆 no zhongqing; words of the text are never suggested."""
    assert town.suggest(typed) == ()
