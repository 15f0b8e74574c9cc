"""Narrowing by facets, and their counts. A facet's counts ignore the facet's own selection.

One pass over the matches does both: a report that passes every facet is a hit and counts
everywhere; one that fails exactly one facet counts there and nowhere else.

Province, city and county are levels of one facet. A level is counted inside what is chosen above
it, and ignores what is chosen at it and below: with 黄石市 chosen, provinces are counted
everywhere, cities in 湖北省, counties in 黄石市.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from indexer.execution.matches import Mask
from indexer.port import FacetName, FacetValue, ReportQuery
from indexer.schema import FACETS, PLACES
from indexer.segments.postings import Ints
from indexer.snapshot import Snapshot
from reports.model import LEVELS

REGION: Final = "region"


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a column is chosen (nothing: all) and what is excluded."""

    chosen: frozenset[str]
    excluded: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.chosen or self.excluded)


class Column:
    """A column of few values: what they are, and each document's place among them. A value of
    ``several`` is words, each of which may be chosen."""

    def __init__(self, values: list[str], codes: Ints, *, several: bool = False) -> None:
        self.values, self.codes = values, codes
        self._places: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            for word in value.split() if several else (value,):
                self._places.setdefault(word, []).append(place)

    def passing(self, wanted: Selection) -> Mask:
        """Which documents are let through."""
        through = np.full(len(self.values), not wanted.chosen)
        for words, kept in ((wanted.chosen, True), (wanted.excluded, False)):
            for word in words:
                through[self._places.get(word, [])] = kept
        return np.asarray(through[self.codes])


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet's values, each once, in the order of their ``codes``; the last code is that of
    documents without a value."""

    values: list[tuple[str, str]]
    codes: Ints


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The matches that pass every facet, rising, and the counts of every facet."""

    hits: Ints
    facets: Mapping[FacetName, tuple[FacetValue, ...]]


class Counted(Mapping[FacetName, tuple[FacetValue, ...]]):
    """The facets with their counts; one is counted when it is looked at, since there are thousands
    of counties and most readers look at none."""

    def __init__(
        self, wanted: Iterable[FacetName], count: Callable[[FacetName], tuple[FacetValue, ...]]
    ) -> None:
        self._made: dict[FacetName, tuple[FacetValue, ...] | None] = dict.fromkeys(wanted)
        self._count = count

    def __getitem__(self, facet: FacetName) -> tuple[FacetValue, ...]:
        made = self._made[facet]
        if made is None:
            made = self._made[facet] = self._count(facet)
        return made

    def __iter__(self) -> Iterator[FacetName]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class Facets:
    """The facets of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._columns: dict[str, Column] = {}
        self._facets: dict[str, Facet] = {}
        self._totals: dict[str, Ints] = {}

    def narrow(
        self, docs: Ints, query: ReportQuery, wanted: Iterable[FacetName] = FACETS
    ) -> Narrowed:
        """Splits rising matches, none deleted, by the query's facets, and counts those wanted."""
        failed = {
            name: ~self._column(name).passing(selection)[docs]
            for name, selection in _selections(query).items()
        }
        hits, beside = docs, {}
        if failed:
            failures = np.sum(list(failed.values()), axis=0, dtype=np.uint8)
            hits = docs[failures == 0]
            beside = {name: docs[fails & (failures == 1)] for name, fails in failed.items()}
        wanted = tuple(wanted)
        self._column(REGION)  # read now: who looks later may find the files closed
        for facet in wanted:
            self._total(facet)
        others = self._others(hits)

        def count(facet: FacetName) -> tuple[FacetValue, ...]:
            if facet not in PLACES:
                return self._values(facet, self._counted(facet, hits, others, beside.get(facet)))
            more = beside.get(REGION)
            if not (above := _above(query, facet)):
                return self._values(facet, self._counted(facet, hits, others, more))
            inside = self._column(REGION).passing(above)
            more = None if more is None else more[inside[more]]
            return self._values(facet, self._counted(facet, hits[inside[hits]], None, more))

        return Narrowed(hits, Counted(wanted, count))

    def _others(self, hits: Ints) -> Ints | None:
        """The documents that are no hits, where these are fewer; deleted ones are neither."""
        snapshot = self._snapshot
        if len(hits) * 2 < snapshot.count:
            return None
        others = (
            np.ones(snapshot.count_all, bool) if snapshot.alive is None else snapshot.alive.copy()
        )
        others[hits] = False
        return np.flatnonzero(others)

    def _counted(self, facet: str, hits: Ints, others: Ints | None, more: Ints | None) -> Ints:
        """How many hits, and ``more`` beside them, each value has."""
        codes = self._facet(facet).codes
        size = len(self._facet(facet).values) + 1
        if others is None:
            total = np.bincount(codes[hits], minlength=size)
        else:
            total = self._total(facet) - np.bincount(codes[others], minlength=size)
        return total if more is None else total + np.bincount(codes[more], minlength=size)

    def _total(self, facet: str) -> Ints:
        """How many reports there are of each value."""
        total = self._totals.get(facet)
        if total is None:
            codes, alive = self._facet(facet).codes, self._snapshot.alive
            size = len(self._facet(facet).values) + 1
            total = np.bincount(codes if alive is None else codes[alive], minlength=size)
            self._totals[facet] = total
        return total

    def _values(self, facet: FacetName, counts: Ints) -> tuple[FacetValue, ...]:
        values = self._facet(facet).values
        found = np.flatnonzero(counts[:-1])
        if facet not in {"year", "agency_level"}:
            found = found[np.argsort(-counts[found], kind="stable")]
        numbers = counts[found].tolist()
        return tuple(
            FacetValue(*values[at], count)
            for at, count in zip(found.tolist(), numbers, strict=True)
        )

    def _column(self, name: str) -> Column:
        column = self._columns.get(name)
        if column is None:
            field = "key_regions" if name == REGION else f"facet_{name}"
            values, codes = self._snapshot.coded(field)
            column = self._columns[name] = Column(values, codes, several=name == REGION)
        return column

    def _facet(self, name: str) -> Facet:
        facet = self._facets.get(name)
        if facet is None:
            facet = self._facets[name] = _facet(name, self._column(name))
        return facet

    @cached_property
    def years(self) -> Ints:
        """The report year of every document, 0 where unknown."""
        column = self._column("year")
        return np.array([int(value or 0) for value in column.values], np.int64)[column.codes]

    @cached_property
    def published(self) -> Ints:
        """The day number of publication of every document, 0 where unknown."""
        return self._snapshot.numbers("key_published").astype(np.int64)

    @cached_property
    def agency_ranks(self) -> Ints:
        """Every document's place in the order of agency names; those without one stand last."""
        names = self._snapshot.agencies
        order = sorted(set(names) - {""})
        ranks = {name: rank for rank, name in enumerate(order)} | {"": len(order)}
        return np.array([ranks[name] for name in names], np.int64)


def _facet(name: str, column: Column) -> Facet:
    """Values printed ``code name`` are one by their code; its commonest name stands for all."""
    printed = [value.partition(" ") for value in column.values]
    common = np.argsort(-np.bincount(column.codes, minlength=len(printed)), kind="stable")
    names: dict[str, str] = {}
    for at in common.tolist():
        code, _, label = printed[at]
        names.setdefault(code, label or code)
    names.pop("", None)
    ordered = sorted(names, key=_order(name))
    places = {code: place for place, code in enumerate(ordered)} | {"": len(ordered)}
    table = np.array([places[code] for code, _, _ in printed], np.int64)
    return Facet([(names[code], code) for code in ordered], table[column.codes])


def _order(facet: str) -> Callable[[str], tuple[int, str]]:
    """Years newest first, levels from the nation down, the rest by code (and then by count)."""
    if facet == "year":
        return lambda code: (-int(code), "")
    if facet == "agency_level":
        ranks: dict[str, int] = {level: rank for rank, level in enumerate(LEVELS)}
        return lambda code: (ranks.get(code, len(ranks)), code)
    return lambda code: (0, code)


def _selections(query: ReportQuery) -> dict[str, Selection]:
    findings = [] if query.has_findings is None else ["1" if query.has_findings else "0"]
    every = {
        REGION: Selection(query.regions, query.not_regions),
        "year": Selection(_years(query.years), _years(query.not_years)),
        "agency_type": Selection(query.agency_types, query.not_agency_types),
        "agency_level": Selection(query.agency_levels, query.not_agency_levels),
        "form": Selection(query.forms, query.not_forms),
        "findings": Selection(frozenset(findings), frozenset()),
    }
    return {name: selection for name, selection in every.items() if selection}


def _years(values: Iterable[int]) -> frozenset[str]:
    return frozenset(f"{value:04}" for value in values)


def _above(query: ReportQuery, level: FacetName) -> Selection | None:
    """The selection of places that counts of a level stay inside: only what lies above it."""
    digits = {"province": 0, "city": 2, "county": 4}[level]
    if digits == 0:
        return None
    chosen = frozenset(code[:digits].ljust(6, "0") for code in query.regions)
    excluded = frozenset(code for code in query.not_regions if not code[digits:].strip("0"))
    return Selection(chosen, excluded)
