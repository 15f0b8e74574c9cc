"""Synonyms, and the pieces of a run."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import normal, words
from indexer.pieces import agency_named, pieces, without_asking
from indexer.synonyms import MOST_OTHERS, agency_words, others_of
from reports.divisions import codes_named
from tests.indexer.test_analysis import HAN_TEXTS

GROUPS = [
    ("年报", "年度报告"),
    ("城管局", "城市管理局"),
    ("城管局", "城市管理执法局"),
    ("城市管理执法局", "综合行政执法局"),
    ("发改委", "发展和改革委员会"),
    ("卫健委", "卫生健康委员会"),
    ("卫健委", "卫计委"),
    ("卫计委", "卫健委"),
    ("人社局", "人力资源和社会保障局"),
    ("住建局", "住房和城乡建设局"),
    ("教体局", "教育体育局"),
    ("市监局", "市场监督管理局"),
    ("工商局", "市场监督管理局"),
    ("自规局", "自然资源和规划局"),
    ("国土局", "自然资源局"),
    ("环保局", "生态环境局"),
    ("生态环境局", "环保局"),
    ("农业局", "农业农村局"),
    ("文旅局", "文化和旅游局"),
    ("应急局", "应急管理局"),
    ("医保局", "医疗保障局"),
    ("国资委", "国有资产监督管理委员会"),
    ("信访局", "信访办"),
    ("依申请公开", "申请公开"),
    ("行政复议", "复议"),
    ("襄樊市", "襄阳市"),
    ("襄阳市", "襄樊市"),
    ("襄樊", "襄阳"),
    ("洪泽县", "洪泽区"),
    ("洪泽区", "洪泽县"),
    ("崇文区", "东城区"),
    ("蓬莱市", "蓬莱区"),
    ("带岭区", "大箐山县"),
    ("大箐山县", "带岭区"),
    ("文旅局", "文化广电旅游体育局"),
]


@pytest.mark.parametrize(("typed", "other"), GROUPS)
def test_one_is_searched_beside_the_other(typed: str, other: str) -> None:
    """Short and full, before and after the reforms, old and new divisions."""
    assert other in others_of(typed)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("东城区", "崇文区"), ("公安", "公安局"), ("申请公开", "依申请公开"), ("城区", "平城区"),
     ("水利局", "水利局"), ("市场监督管理局", "工商局"), ("巢湖市", "合肥市"),
     ("鄞州区", "江东区"), ("友好区", "上甘岭区")],
)  # fmt: skip
def test_one_is_not_searched_beside_the_other(typed: str, other: str) -> None:
    """A district is more than one it took in; what holds the typed words is found anyway."""
    assert other not in others_of(typed)


def _lines() -> list[str]:
    text = files("indexer").joinpath("data/synonyms.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", _lines())
def test_a_group_is_well_formed(line: str) -> None:
    """In normal form, each word once, no word that means a place, at most one arrow."""
    members = line.replace(">", " ").split()
    assert len(members) == len(set(members)) > 1
    assert [member for member in members if normal(member) != member or codes_named(member)] == []
    assert line.count(">") <= 1


def test_few_others_are_searched() -> None:
    """Work is bounded, whatever the groups hold."""
    assert max(len(others_of(word)) for word in agency_words()) == MOST_OTHERS


CUT = {
    "大冶城管局": ["大冶", "城管局"],
    "大冶城管局2020年报": ["大冶", "城管局", "2020", "年报"],
    "2020年度报告": ["2020", "年度报告"],
    "2020年度": ["2020年度"],
    "今年报告": ["今年", "报告"],
    "2007年": ["2007", "年"],
    "12020年": ["12020", "年"],
    "综合行政执法局": ["综合行政执法局"],
    "襄樊市发改委": ["襄樊市", "发改委"],
    "郫都发改委": ["郫都", "发改委"],
    "": [],
}


@pytest.mark.parametrize(("run", "cut"), CUT.items())
def test_a_run_is_cut_into_pieces(run: str, cut: list[str]) -> None:
    """Synonyms and years whole, but never out of the middle of a word."""
    assert [piece.text for piece in pieces(run)] == cut


@pytest.mark.parametrize(
    ("run", "kept"),
    [
        ("收到多少申请", ["收到", "申请"]),
        ("是否公开", ["公开"]),
        ("多少", ["多少"]),
        ("怎么吗", ["怎么", "吗"]),
    ],
)
def test_words_that_only_ask_are_left_out(run: str, kept: list[str]) -> None:
    """A report does not say 多少; alone it is a word like any other."""
    assert [piece.text for piece in without_asking(pieces(run))] == kept


@settings(deadline=None)
@given(HAN_TEXTS)
def test_pieces_lose_no_word(run: str) -> None:
    """The words of the pieces are the words of the run."""
    assert [word for piece in pieces(run) for word in piece.words] == [w.text for w in words(run)]


@pytest.mark.parametrize("year", range(2008, 2031))
def test_a_year_of_reports_is_known(year: int) -> None:
    """2008 to 2030, with or without 年."""
    assert [piece.year for text in ("", "年", "年度") for piece in pieces(f"{year}{text}")] == [
        str(year)
    ] * 3


@pytest.mark.parametrize("text", ["2007", "2031", "20200", "1", "203"])
def test_other_numbers_are_no_years(text: str) -> None:
    """A count of 203 is no year."""
    assert [piece.year for piece in pieces(text)] == [None]


FULL = {
    "大冶城管局2020年报": "大冶市城市管理执法局",
    "大冶市城管局": "大冶市综合行政执法局",
    "襄樊市卫健委": "襄阳市卫生健康委员会",
    "重庆发改委": "重庆市发展和改革委员会",
    "2022年大渡口区政府收到申请": "大渡口区人民政府",
    "温州市洞头区信访局": "洞头县信访局",
    "邢台市任泽区审计局2012年": "任县审计局",
    "江东区城管局": "江东区城市管理局",
    "无锡城管局": "无锡市城市管理综合执法局",
}


@pytest.mark.parametrize(("run", "name"), FULL.items())
def test_a_short_name_is_spelled_out(run: str, name: str) -> None:
    """The agency's own name is looked for beside its parts."""
    named = agency_named(pieces(run))
    assert named is not None
    assert name in named.names


@pytest.mark.parametrize(
    "run",
    [
        "城管局",
        "行政处罚决定",
        "2020年报",
        "大冶市",
        "大冶市去年一共查处了多少起城管局",
        "各级政府",
        "大冶市公安机关",
    ],
)
def test_what_is_no_short_name_is_not_spelled_out(run: str) -> None:
    """A core alone, plain words, and a core far behind other words."""
    assert agency_named(pieces(run)) is None


@pytest.mark.parametrize(
    ("run", "codes"),
    [("南京市鼓楼区公安局", ("320106",)), ("鼓楼区公安局", ()), ("南京市大冶市公安局", None)],
)
def test_a_wider_place_tells_which_is_meant(run: str, codes: tuple[str, ...] | None) -> None:
    """Of four 鼓楼区 the one in 南京; a place that does not lie in the one before it is no part."""
    named = agency_named(pieces(run))
    assert (named and named.codes) == (codes if codes is not None else ())


@settings(deadline=None)
@given(st.lists(st.sampled_from(["大冶", "城管局", "年报", "2020", "发改委", "市"]), max_size=9))
def test_spelling_out_is_bounded(parts: list[str]) -> None:
    """However many short names stand in a run."""
    named = agency_named(pieces("".join(parts)))
    assert named is None or (len(named.names) <= 16 and named.end - named.start <= 7)
