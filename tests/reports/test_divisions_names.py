"""Divisions by their names, of today and of old, alone and in a text."""

from __future__ import annotations

import time

import pytest

from reports.divisions import Former, by_code, codes_named, divisions, formerly, places_in
from reports.text import squeeze


def named(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(mention.name, mention.codes) for mention in places_in(text)]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("湖北", ("420000",)),
        ("湖北省", ("420000",)),
        ("广西", ("450000",)),
        ("內蒙古", ("150000",)),
        ("大 冶", ("420281",)),
        ("恩施", ("422800",)),
        ("恩施州", ("422800",)),
        ("延边", ("222400",)),
        ("海南州", ("632500",)),
        ("海南", ("460000",)),
        ("吉林市", ("220200",)),
        ("瀍河区", ("410304",)),
        ("东乡", ("361003", "622926")),
        ("乾县", ("610424",)),
        ("承德", ("130800",)),
        ("铜仁市", ("520600",)),
        ("朝阳", ("211300", "110105", "220104")),
        ("鼓楼区", ("320106", "320302", "350102", "410204")),
        ("苏州工业园区", ()),
        ("", ()),
    ],
)
def test_a_name_gives_what_it_may_mean(name: str, codes: tuple[str, ...]) -> None:
    """Full and short names, wider divisions first, every one of several."""
    assert codes_named(name) == codes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("襄樊市", "襄阳市"),
        ("洪泽县", "洪泽区"),
        ("蓬莱市", "蓬莱区"),
        ("长岛县", "蓬莱区"),
        ("崇文区", "东城区"),
        ("绍兴县", "柯桥区"),
        ("潞西市", "芒市"),
        ("居巢区", "巢湖市"),
        ("铜仁地区", "铜仁市"),
        ("盘县", "盘州市"),
        ("沙县", "沙县区"),
        ("错那县", "错那市"),
        ("加格达奇区", "大兴安岭地区"),
    ],
)
def test_an_old_name_resolves_to_today(old: str, new: str) -> None:
    """Renamed, raised and merged divisions."""
    found = [by_code(code) for code in codes_named(old)]
    assert [division.name for division in found if division] == [new]


def test_an_old_name_has_its_last_year() -> None:
    """襄樊市 was renamed in 2010."""
    assert formerly("襄樊市") == (Former("420600", "襄樊市", None, 2010, ("420600",)),)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("淮安市洪泽区人民政府", [("淮安市", ("320800",)), ("洪泽区", ("320813",))]),
        (
            "湖北省黄石市大冶市",
            [("湖北省", ("420000",)), ("黄石市", ("420200",)), ("大冶市", ("420281",))],
        ),
        ("南京市鼓楼区财政局", [("南京市", ("320100",)), ("鼓楼区", ("320106",))]),
        ("大同市城区", [("大同市", ("140200",)), ("城区", ("140213",))]),
        ("马鞍山市 和县", [("马鞍山市", ("340500",)), ("和县", ("340523",))]),
        ("襄樊市襄阳区", [("襄樊市", ("420600",)), ("襄阳区", ("420607",))]),
        ("北京朝阳", [("北京", ("110000",)), ("朝阳", ("110105",))]),
        ("大理市场监管", [("大理", ("532900",))]),
        ("鼓楼区", [("鼓楼区", ("320106", "320302", "350102", "410204"))]),
    ],
)
def test_a_text_gives_its_places(text: str, mentions: list[tuple[str, tuple[str, ...]]]) -> None:
    """Longest names first; what follows an outer division is narrowed to it."""
    assert named(text) == mentions


@pytest.mark.parametrize(
    "text",
    [
        "确保定期更新",
        "长治久安",
        "整治文山会海",
        "南京路100号",
        "中山大道",
        "城区和县乡",
        "推广安全知识",
        "大冶",
        "漯河回族区",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    """Short names in other words and longer names, and bare names of counties, are passed over."""
    assert places_in(text) == ()


def test_offsets_are_those_of_the_text_given() -> None:
    """A zero-width character and traditional writing do not shift them."""
    text = "\u200b關於\u200b湖北省大冶市"
    assert [text[m.start : m.end] for m in places_in(text)] == ["湖北省", "大冶市"]


def test_a_long_text_is_scanned_quickly() -> None:
    """5,000 characters take less than 20 ms."""
    text = ("淮安市洪泽区人民政府2023年政府信息公开工作年度报告由湖北省大冶市确保定期公开。" * 200)[
        :5000
    ]
    places_in(text)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        places_in(text)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.02


def test_names_are_found_as_text_folds_them() -> None:
    """Every division of today is among the meanings of its own name."""
    assert [d.name for d in divisions() if d.code not in codes_named(squeeze(d.name))] == []
