"""Misprints as readers make them, above all by an input method: characters that sound alike."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random

from pypinyin import lazy_pinyin

from samples.bodies import kinds


def sound(text: str) -> str:
    """Its pinyin without tones, as one word."""
    return "".join(lazy_pinyin(text))


def misprint(name: str, source: Random) -> str:
    """The name with a character missing, changed with its neighbour, or another that sounds alike."""
    at = source.randrange(len(name) - 1)
    way = source.random()
    if way < 0.15:
        return name[:at] + name[at + 1 :]
    if way < 0.3:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    alike = _alike().get(sound(name[at]), set()) - {name[at]}
    return name[:at] + source.choice(sorted(alike)) + name[at + 1 :] if alike else name


@cache
def _alike() -> dict[str, set[str]]:
    """Common characters by sound: those of bodies' names, and everyday ones."""
    common = "".join(name for kind in kinds() for name in kind.local) + _EVERYDAY
    found: dict[str, set[str]] = defaultdict(set)
    for char in set(common):
        found[sound(char)].add(char)
    return found


_EVERYDAY = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点"
    "从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看"
    "原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象"
    "员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几"
    "九区强放决西被干做必战先回则任取据处理世车州石河江湖海安阳宁永兴福城成程乘承诚呈局居举具据距剧巨"
    "事势市室式试视示世士实师诗十时湿拾石使始史驶冶野夜业叶液爷也惠慧会汇绘淮怀坏槐鸿洪红宏虹泽择责则"
    "襄香乡相箱湘想响向象凡烦繁樊范饭水睡税说书输树数述束术利力立例历丽励李里理厉谷股骨古鼓楼漏搂露"
)
