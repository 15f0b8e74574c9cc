"""The tile map: one tile for each of the 34 provincial divisions, shaded by what is asked for.

A grid of tiles draws no border and needs no geodata. Shades are five classes of about as many
provinces each; a province of which nothing is stated has an outline and no number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.browsing import Sum
from portal import addresses, words
from portal.language import gettext as _
from portal.language import noted
from portal.links import Link
from portal.metrics import SHARE, SHARES, compact, metric_name, metric_short, shown
from portal.state import BadParameter
from reports import divisions
from reports.forms import METRICS

HELD = "reports"
STEPS = 5
CHOICES = (HELD, *SHARES, *(metric.id for metric in METRICS))
_FIRST = (HELD, "received", "refused_share", "reconsiderations", "suits")
_TILES = (
    ("230000", noted("黑"), 8, 0), ("150000", noted("蒙"), 5, 1), ("110000", noted("京"), 6, 1),
    ("220000", noted("吉"), 8, 1), ("650000", noted("新"), 1, 2), ("620000", noted("甘"), 3, 2),
    ("640000", noted("宁"), 4, 2), ("140000", noted("晋"), 5, 2), ("130000", noted("冀"), 6, 2),
    ("120000", noted("津"), 7, 2), ("210000", noted("辽"), 8, 2), ("630000", noted("青"), 2, 3),
    ("610000", noted("陕"), 4, 3), ("410000", noted("豫"), 5, 3), ("370000", noted("鲁"), 6, 3),
    ("320000", noted("苏"), 7, 3), ("310000", noted("沪"), 8, 3), ("540000", noted("藏"), 1, 4),
    ("510000", noted("川"), 3, 4), ("500000", noted("渝"), 4, 4), ("420000", noted("鄂"), 5, 4),
    ("340000", noted("皖"), 6, 4), ("330000", noted("浙"), 7, 4), ("530000", noted("滇"), 3, 5),
    ("520000", noted("黔"), 4, 5), ("430000", noted("湘"), 5, 5), ("360000", noted("赣"), 6, 5),
    ("350000", noted("闽"), 7, 5), ("710000", noted("台"), 8, 5), ("450000", noted("桂"), 4, 6),
    ("440000", noted("粤"), 5, 6), ("810000", noted("港"), 6, 6), ("460000", noted("琼"), 4, 7),
    ("820000", noted("澳"), 5, 7),
)  # fmt: skip
"""Code, the character that stands for it, column and row; in reading order."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map: ``step`` is its shade (0 of what is not stated), ``told`` the
    whole for who does not see the map, ``exact`` the number in full, ``of`` the reports it is of."""

    code: str
    short: str
    name: str
    column: int
    row: int
    step: int
    number: str
    exact: str
    of: int
    told: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The map and all that explains it; ``year`` is None where reports are counted, and
    ``ranked`` has the provinces with a number, the largest first."""

    metric: str
    name: str
    year: int | None
    tiles: tuple[Tile, ...]
    legend: tuple[tuple[int, str], ...]
    ranked: tuple[Tile, ...]
    choices: tuple[Link, ...]
    more: tuple[Link, ...]


def asked(values: Sequence[str]) -> str:
    """The metric that the address asks for; BadParameter for one that there is not."""
    given = [value for value in values if value]
    if any(value not in CHOICES for value in given) or len(set(given)) > 1:
        raise BadParameter("map", next((v for v in given if v not in CHOICES), "、".join(given)))
    return given[0] if given else HELD


def map_view(metric: str, year: int | None, values: Mapping[str, Sum]) -> MapView:
    """The map of these values by the province's name."""
    name = _("收录份数") if metric == HELD else metric_name(metric)
    steps = _steps([item.value for item in values.values()])
    tiles = tuple(_tile(place, values, metric, steps) for place in _TILES)
    stated = [tile for tile in tiles if tile.step]
    value = {d.code: values[d.name].value for d in divisions.provinces() if d.name in values}
    return MapView(
        metric=metric,
        name=name,
        year=None if metric == HELD else year,
        tiles=tiles,
        legend=_legend(metric, [item.value for item in values.values()], steps),
        ranked=tuple(sorted(stated, key=lambda tile: (-value[tile.code], tile.code))),
        choices=tuple(_choice(item, metric) for item in _FIRST),
        more=tuple(_choice(item, metric) for item in CHOICES if item not in _FIRST),
    )


def _choice(metric: str, current: str) -> Link:
    pairs = [] if metric == HELD else [("map", metric)]
    label = _("收录份数") if metric == HELD else metric_short(metric)
    return Link(label, addresses.address("/", pairs), metric == current)


def _steps(values: Sequence[Decimal]) -> Callable[[Decimal], int]:
    """Which of the five classes a value is in: about as many provinces in each, equal values in
    one."""
    distinct = sorted(set(values))

    def step(value: Decimal) -> int:
        if len(distinct) == 1:
            return 3
        return 1 + distinct.index(value) * STEPS // len(distinct)

    return step


def _legend(
    metric: str, values: Sequence[Decimal], step: Callable[[Decimal], int]
) -> tuple[tuple[int, str], ...]:
    classes: dict[int, list[Decimal]] = {}
    for value in sorted(set(values)):
        classes.setdefault(step(value), []).append(value)
    found = []
    for number, members in classes.items():
        low, high = shown(metric, members[0]), shown(metric, members[-1])
        found.append((number, low if low == high else f"{low}–{high}"))
    return tuple(found)


def _tile(
    place: tuple[str, str, int, int],
    values: Mapping[str, Sum],
    metric: str,
    step: Callable[[Decimal], int],
) -> Tile:
    code, short, column, row = place
    division = divisions.by_code(code)
    assert division is not None
    held = values.get(division.name)
    name = words.place_name(code)
    exact = shown(metric, held.value) if held else ""
    if held is None:
        told = _("%(place)s：未收录", place=name)
    elif metric == HELD:
        told = _("%(place)s：收录 %(count)s 份", place=name, count=exact)
    else:
        told = _(
            "%(place)s：%(value)s（所收 %(count)s 份）",
            place=name, value=exact, count=held.reports,
        )  # fmt: skip
    number = "" if held is None else exact if metric in SHARE else compact(held.value)
    return Tile(
        code, _(short), name, column, row, step(held.value) if held else 0, number, exact,
        held.reports if held else 0, told,
    )  # fmt: skip
