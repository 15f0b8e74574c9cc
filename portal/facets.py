"""Facets as links: every value adds itself to the address, and a − beside it takes it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from indexer.port import FacetName, FacetValue, ReportQuery
from portal import state, words
from portal.language import gettext as _
from portal.language import language
from reports import divisions
from reports.model import LEVELS

_DEEPEST = 2
SHOWN = 8
"""Values of a facet in sight; the rest wait behind a disclosure."""


class FacetLink(NamedTuple):
    """One value and the ``number`` of reports that it would leave. ``url`` chooses it, or takes the
    choice back when it is chosen or excluded; ``exclude_url`` is None when nothing is left to
    exclude, and ``without`` says what it does. ``depth`` is 0 for a province, 2 at most."""

    label: str
    without: str
    number: int
    chosen: bool
    excluded: bool
    url: str
    exclude_url: str | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values in sight and those behind the disclosure."""

    name: str
    title: str
    values: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen or excluded value above the results; ``url`` is the search without it."""

    label: str
    facet: str
    excluded: bool
    url: str


Counts = Mapping[FacetName, tuple[FacetValue, ...]]


def groups(query: ReportQuery, counts: Counts) -> tuple[FacetGroup, ...]:
    """The facets in the order of the page, without those that have nothing to choose."""
    found = (
        _group("region", _places(query, counts)),
        _group("year", _plain(query, "year", counts.get("year", ()), _newest)),
        _group("type", _plain(query, "type", counts.get("agency_type", ()), _commonest)),
        _group("level", _plain(query, "level", counts.get("agency_level", ()), _highest)),
        _group("form", _plain(query, "form", counts.get("form", ()), _by_name)),
        _group("findings", _findings(query, counts.get("findings", ()))),
    )
    return tuple(group for group in found if group.values)


def chips(query: ReportQuery) -> tuple[Chip, ...]:
    """Every value chosen or excluded, in the order of the address."""
    found = []
    for name, value in state.pairs(query):
        plain = name.removeprefix("-")
        if plain not in words.PARAMETER_NAMES:
            continue
        label = words.value_name(plain, value)
        without = state.address(state.remove(query, plain, value))
        found.append(Chip(label, _(words.PARAMETER_NAMES[plain]), name != plain, without))
    return tuple(found)


def _group(name: str, links: Iterable[FacetLink]) -> FacetGroup:
    shown: list[FacetLink] = []
    more: list[FacetLink] = []
    roots = 0
    for link in links:
        roots += link.depth == 0
        marked = link.chosen or link.excluded or (link.depth > 0 and not more)
        (shown if roots <= SHOWN or marked else more).append(link)
    return FacetGroup(name, _(words.PARAMETER_NAMES[name]), tuple(shown), tuple(more))


def _link(turns: state.Turns, value: FacetValue, depth: int = 0) -> FacetLink:
    name, converted = turns.parameter.name, turns.parameter.convert(value.code)
    chosen, excluded = (converted in values for values in turns.now)
    label, without = _told(language(), name, value.code)
    return FacetLink(
        label=label,
        without=without,
        number=value.count,
        chosen=chosen,
        excluded=excluded,
        url=(turns.remove if chosen or excluded else turns.add)(converted),
        exclude_url=None if excluded else turns.exclude(converted),
        depth=min(depth, _DEEPEST),
    )


@lru_cache(maxsize=8192)  # every page of results has a hundred of the same few thousand
def _told(_language: str, name: str, code: str) -> tuple[str, str]:
    """What a value is called, and what its − says."""
    label = words.value_name(name, code)
    return label, _("排除%(value)s", value=label)


def _plain(
    query: ReportQuery,
    name: str,
    values: Iterable[FacetValue],
    order: Callable[[FacetValue], tuple[int, str]],
) -> list[FacetLink]:
    valid = state.BY_NAME[name].valid
    known = [value for value in values if valid(value.code)]
    turns = state.Turns(query, name)
    return [_link(turns, value) for value in sorted(known, key=order)]


def _newest(value: FacetValue) -> tuple[int, str]:
    return -int(value.code), ""


def _commonest(value: FacetValue) -> tuple[int, str]:
    return -value.count, value.code


def _highest(value: FacetValue) -> tuple[int, str]:
    order: tuple[str, ...] = LEVELS
    return order.index(value.code), ""


def _by_name(value: FacetValue) -> tuple[int, str]:
    return -len(value.code), value.code


def _findings(query: ReportQuery, values: Iterable[FacetValue]) -> list[FacetLink]:
    count = sum(value.count for value in values if value.code == "1")
    if not count and query.has_findings is None:
        return []
    chosen, excluded = query.has_findings is True, query.has_findings is False
    turn = state.add if query.has_findings is None else state.remove
    label = _(words.FINDINGS_WITH)
    return [
        FacetLink(
            label=label,
            without=_("排除%(value)s", value=label),
            number=count,
            chosen=chosen,
            excluded=excluded,
            url=state.address(turn(query, "findings", "1")),
            exclude_url=None if excluded else state.address(state.exclude(query, "findings", "1")),
        )
    ]


def _places(query: ReportQuery, counts: Counts) -> list[FacetLink]:
    """Provinces, and below each that is chosen (or stands alone) its cities and counties. What
    lies in provinces that stay closed, thousands of counties, is not looked at."""
    chosen = query.regions | query.not_regions
    open_codes = {code for place in chosen for code in divisions.region_codes(place)}
    provinces = counts.get("province", ())
    looked = {code[:2] for code in open_codes} | {
        v.code[:2] for v in provinces if len(provinces) == 1
    }
    values: dict[str, FacetValue] = {}
    for level in ("province", "city", "county"):
        if level != "province" and not looked:
            break
        for value in counts.get(level, ()):
            if level != "province" and value.code[:2] not in looked:
                continue
            division = divisions.by_code(value.code)
            if division:  # a municipality's grouping code (500100) means the municipality again
                same = division.code == value.code
                values.setdefault(
                    division.code, value if same else replace(value, code=division.code)
                )
    below: dict[str | None, list[FacetValue]] = {}
    for value in values.values():
        below.setdefault(_parent(value.code, values), []).append(value)
    roots = below.get(None, [])
    if len(roots) == 1:
        open_codes.add(roots[0].code)
    links: list[FacetLink] = []
    turns = state.Turns(query, "region")

    def walk(parent: str | None, depth: int) -> None:
        for value in sorted(below.get(parent, []), key=_commonest):
            links.append(_link(turns, value, depth))
            if value.code in open_codes:
                walk(value.code, depth + 1)

    walk(None, 0)
    return links


def _parent(code: str, values: Mapping[str, FacetValue]) -> str | None:
    above = [other for other in divisions.region_codes(code) if other != code]
    return next((other for other in reversed(above) if other in values), None)
