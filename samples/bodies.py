"""Bodies all over the country for corpora by the hundred thousand, twins and renamed ones first.

Every county, prefecture and province of `reports.divisions` has about thirty bodies. They come
a few of a place at a time, so that a corpus of any size has several bodies of each place and many
of each kind. Places that bear another's name (鼓楼区) and places that were renamed since 2008 (洪泽县, now
洪泽区) come early, those of one name together: a small corpus has them too.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from reports.divisions import MUNICIPALITIES, Division, divisions, forerunners
from reports.divisions import region as region_of
from reports.model import Level
from samples.agencies import Agency
from samples.dice import dice
from samples.names import gazetteer

FIRST_YEAR, LAST_YEAR = 2008, 2023
_AT_A_TIME = 3  # bodies of a place, before those of the next
_EARLY = 0.2  # what puts places of interest before others
PARTS_UNKNOWN = ("71", "81", "82")  # Taiwan, Hong Kong, Macau have no such reports


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body, as `data/bodies.toml` tells it."""

    id: str
    type: str
    local: tuple[str, ...]
    province: str | None
    nicks: tuple[str, ...]
    bank: str
    scale: int


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the division ``code``, by the years it reports for; ``suffix`` is its name
    without the place."""

    slug: str
    kind: Kind
    code: str
    suffix: str
    years: range


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of body."""
    text = files("samples").joinpath("data/bodies.toml").read_text(encoding="utf-8")
    return tuple(
        Kind(
            item["id"], item["type"], tuple(item["local"]), item.get("province"),
            tuple(item["nicks"]), item["bank"], item["scale"],
        )
        for item in tomllib.loads(text)["kinds"]
    )  # fmt: skip


def bodies(seed: int) -> Iterator[Body]:
    """About 90,000 bodies; a longer stretch begins with a shorter one."""
    places = _places(seed)
    most = -(-len(kinds()) // _AT_A_TIME)
    for turn in range(most):
        for place in places:
            order = list(kinds())
            dice(seed, place.code, "kinds").shuffle(order)
            for kind in order[turn * _AT_A_TIME : (turn + 1) * _AT_A_TIME]:
                if (made := _body(place, kind, seed)) is not None:
                    yield made


def _places(seed: int) -> list[Division]:
    known = [place for place in divisions() if place.code[:2] not in PARTS_UNKNOWN]
    shared = Counter(place.name for place in known)
    renamed = _renamed()

    def order(place: Division) -> tuple[float, str]:
        early = shared[place.name] > 1 or place.code in renamed
        return dice(seed, place.name).random() * (_EARLY if early else 1), place.code

    return sorted(known, key=order)


def _body(place: Division, kind: Kind, seed: int) -> Body | None:
    source = dice(seed, place.code, kind.id, "body")
    names = kind.local
    if place.level == "province":
        names = (kind.province,) if kind.province else ()
    if kind.bank == "jd" and place.level != "county":
        names = ()
    if not names:
        return None
    suffix = source.choice(names)
    if kind.bank == "jd":
        town = gazetteer(place.code, seed).towns[int(kind.id[-1])]
        suffix = town + ("办事处" if town.endswith("街道") else "人民政府")
    first, last = source.randint(FIRST_YEAR, 2016), source.randint(2019, LAST_YEAR)
    return Body(f"{kind.id}{place.code}", kind, place.code, suffix, range(first, last + 1))


@cache
def _renamed() -> dict[str, tuple[tuple[int, str], ...]]:
    """The names that divisions bore before, with the last year of each."""
    before = {place.code: forerunners(place.code) for place in divisions()}
    return {code: tuple((o.until, o.name) for o in olds) for code, olds in before.items() if olds}


@cache
def _names() -> dict[str, str]:
    return {place.code: place.name for place in divisions()}


def place_at(code: str, year: int) -> str:
    """The name that the division bore for most of that year."""
    for until, name in _renamed().get(code, ()):
        if year <= until:
            return name
    return _names()[code]


def agency_at(body: Body, year: int) -> Agency:
    """The body under its name of that year."""
    place = place_at(body.code, year)
    level, name = _level(body), place + body.suffix
    if level in {"county", "township"} and (place[-1] == "区" or body.kind.bank == "jd"):
        name = _above(body.code, year) + name
    scale = {"province": 4, "prefecture": 2, "county": 1, "township": 1}[level] * body.kind.scale
    return Agency(
        body.slug, name, body.kind.bank, body.kind.type, level, body.code, place,
        _own(body, level, place), f"0{body.code[:3]}", scale, "volume",
    )  # fmt: skip


def _own(body: Body, level: Level, place: str) -> str:
    """What the body calls itself."""
    if level == "township":
        return "街道办事处" if body.suffix.endswith("办事处") else "镇政府"
    if body.kind.bank == "zf":
        return place[-1] + "政府"
    return "我厅" if body.suffix[-1] == "厅" else "我委" if body.suffix[-1] == "会" else "我局"


def agencies(body: Body) -> Iterator[tuple[Agency, range]]:
    """The body by its names, each with the years it bore it."""
    for agency, years in groupby(body.years, lambda year: agency_at(body, year)):
        span = list(years)
        yield agency, range(span[0], span[-1] + 1)


def _level(body: Body) -> Level:
    if body.kind.bank == "jd":
        return "township"
    if body.code.endswith("0000"):
        return "province"
    return "prefecture" if body.code.endswith("00") else "county"


def _above(code: str, year: int) -> str:
    """The city that a district's name begins with; empty where there is none."""
    if code[:2] + "0000" in MUNICIPALITIES:
        return _names()[code[:2] + "0000"]
    city = code[:4] + "00"
    return place_at(city, year) if region_of(code).city else ""
