"""Pinyin of names."""

from __future__ import annotations

import pytest

from indexer.pinyin import near, stem, syllables, typed_letters
from reports.divisions import divisions

READ = {
    "大冶市": "da ye shi",
    "重庆市": "chong qing shi",
    "长沙市": "chang sha shi",
    "长治市": "chang zhi shi",
    "长子县": "zhang zi xian",
    "厦门市": "xia men shi",
    "六安市": "lu an shi",
    "六盘水市": "liu pan shui shi",
    "蚌埠市": "beng bu shi",
    "洪洞县": "hong tong xian",
    "乐亭县": "lao ting xian",
    "都匀市公安局": "du yun shi gong an ju",
    "朝阳区": "chao yang qu",
    "单县": "shan xian",
    "吕梁市": "lv liang shi",
    "长沙市长沙县银行业会计局": "chang sha shi chang sha xian yin hang ye kuai ji ju",
    "大厂回族自治县": "da chang hui zu zi zhi xian",
    "": "",
}


@pytest.mark.parametrize(("name", "spelled"), READ.items())
def test_a_name_is_read_as_people_read_it(name: str, spelled: str) -> None:
    """Characters of several readings are read as the place or the phrase has them."""
    assert " ".join(syllables(name)) == spelled


def test_every_division_has_a_reading_for_each_character() -> None:
    """So that initials count right."""
    names = [each.name for each in divisions()]
    assert [name for name in names if len(syllables(name)) != len(name)] == []


def test_sounds_that_many_do_not_tell_apart_are_near() -> None:
    """zh and z, n and l, an and ang; not more."""
    assert near("zhang") == near("zan") == near("zhan") != near("zen")
    assert (near("nan") == near("lang"), near("da") == near("ta")) == (True, False)


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("da ye", "daye"), ("xi'an", "xian"), ("lüliang", "lvliang"), ("lue", "lve"), ("大ye", ""),
     ("", ""), ("a1", ""), ("shaanxi", "shanxi")],
)  # fmt: skip
def test_what_is_typed_as_pinyin(typed: str, letters: str) -> None:
    """Blanks and apostrophes dropped, ü as v; anything else is none."""
    assert typed_letters(typed) == letters


def test_the_stem_of_a_place() -> None:
    """Its name without the rank."""
    assert [stem(name) for name in ("大冶市", "长白朝鲜族自治县", "火星")] == [
        "大冶",
        "长白",
        "火星",
    ]
