"""Narrowing by facets, and their counts. A facet's counts ignore the facet's own selection.

One pass over the matches does both: a report that passes every facet is a hit and counts
everywhere; one that fails exactly one facet counts there and nowhere else.

Province, city and county are levels of one facet. A level is counted inside what is chosen above
it, and ignores what is chosen at it and below: with 黄石市 chosen, provinces are counted
everywhere, cities in 湖北省, counties in 黄石市.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.port import FacetName, FacetValue, ReportQuery
from indexer.schema import FACETS, PLACES
from reports.model import LEVELS

REGION: Final = "region"

Passes = Callable[[str], bool]
"""Whether a column's value is let through."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of each report beside its text, by Whoosh's document number. ``facets`` holds
    the values counted, by facet, and under `REGION` the codes a report lies in, parted by blanks;
    empty where unknown. ``published`` is a day number, ``years`` a number, 0 where unknown."""

    ids: list[str]
    facets: Mapping[str, list[str]]
    agencies: list[str]
    years: list[int]
    published: list[int]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The matches that pass every facet, and the counts of every facet."""

    hits: list[int]
    facets: Mapping[FacetName, tuple[FacetValue, ...]]


def _selection(chosen: Iterable[str], excluded: Iterable[str]) -> Passes | None:
    chosen, excluded = frozenset(chosen), frozenset(excluded)
    if not chosen and not excluded:
        return None
    return lambda value: (not chosen or value in chosen) and value not in excluded


def _within(chosen: frozenset[str], excluded: frozenset[str]) -> Passes | None:
    if not chosen and not excluded:
        return None

    def passes(regions: str) -> bool:
        codes = frozenset(regions.split())
        return (not chosen or not chosen.isdisjoint(codes)) and excluded.isdisjoint(codes)

    return passes


def _years(values: Iterable[int]) -> list[str]:
    return [f"{value:04}" for value in values]


def _selections(query: ReportQuery) -> dict[str, Passes]:
    findings = () if query.has_findings is None else ("1" if query.has_findings else "0",)
    all_selections: dict[str, Passes | None] = {
        REGION: _within(query.regions, query.not_regions),
        "year": _selection(_years(query.years), _years(query.not_years)),
        "agency_type": _selection(query.agency_types, query.not_agency_types),
        "agency_level": _selection(query.agency_levels, query.not_agency_levels),
        "form": _selection(query.forms, query.not_forms),
        "findings": _selection(findings, ()),
    }
    return {name: passes for name, passes in all_selections.items() if passes}


def _above(query: ReportQuery, level: FacetName) -> Passes | None:
    """The selection of places that counts of a level stay inside: only what lies above it."""
    digits = {"province": 0, "city": 2, "county": 4}[level]
    if digits == 0:
        return None
    chosen = frozenset(code[:digits].ljust(6, "0") for code in query.regions)
    excluded = frozenset(code for code in query.not_regions if not code[digits:].strip("0"))
    return _within(chosen, excluded)


def _judge(column: list[str], passes: Passes) -> Callable[[int], bool]:
    """By document number; each distinct value is judged once."""
    verdicts: dict[str, bool] = {}

    def judged(document: int) -> bool:
        value = column[document]
        verdict = verdicts.get(value)
        if verdict is None:
            verdict = verdicts[value] = passes(value)
        return verdict

    return judged


def narrow(columns: Columns, query: ReportQuery, matches: Iterable[int]) -> Narrowed:
    """Splits the matches of the text by the query's facets, and counts."""
    judges = {
        name: _judge(columns.facets[name], passes) for name, passes in _selections(query).items()
    }
    hits: list[int] = []
    beside: dict[str, list[int]] = {name: [] for name in judges}
    for document in matches:
        failed = [name for name, judge in judges.items() if not judge(document)]
        if not failed:
            hits.append(document)
        elif len(failed) == 1:
            beside[failed[0]].append(document)
    counts: dict[FacetName, tuple[FacetValue, ...]] = {}
    for facet in FACETS:
        counted = hits + beside.get(REGION if facet in PLACES else facet, [])
        if facet in PLACES and (above := _above(query, facet)):
            counted = list(filter(_judge(columns.facets[REGION], above), counted))
        column = columns.facets[facet]
        counts[facet] = _values(facet, Counter(column[document] for document in counted))
    return Narrowed(hits, counts)


def _values(facet: FacetName, counts: Counter[str]) -> tuple[FacetValue, ...]:
    merged: dict[str, FacetValue] = {}
    for printed, count in counts.most_common():
        if not printed:
            continue
        code, _, name = printed.partition(" ")
        known = merged.get(code)
        value = known.value if known else name or code
        merged[code] = FacetValue(value, code, count + (known.count if known else 0))
    return tuple(sorted(merged.values(), key=_order(facet)))


def _order(facet: FacetName) -> Callable[[FacetValue], tuple[int, str]]:
    """Years newest first, levels from the nation down, the rest by count."""
    if facet == "year":
        return lambda value: (-int(value.code), "")
    if facet == "agency_level":
        ranks: dict[str, int] = {level: rank for rank, level in enumerate(LEVELS)}
        return lambda value: (ranks.get(value.code, len(ranks)), value.code)
    return lambda value: (-value.count, value.code)
