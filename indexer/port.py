"""The engine port: what any search engine behind the portal must do, and its values.

Engines hold words, positions, facets and stored titles; the text itself stays in the catalog
and is handed in to be indexed and again to be highlighted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

Comparison = Literal["<", "<=", "=", ">=", ">"]
Sort = Literal["relevance", "newest", "oldest", "agency"]
FacetName = Literal[
    "year", "province", "city", "county", "agency_type", "agency_level", "form", "findings"
]


class SearchError(Exception):
    """Base of the port's errors: ``code`` is stable, ``sentence`` is for the reader (Chinese)."""

    code = "search_error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadQuery(SearchError):
    """The reader's words are no query; the page answers 200 with the sentence."""

    code = "bad_query"


class EngineDown(SearchError):
    """No index can be opened; the page answers 503 with the sentence."""

    code = "engine_down"


class EngineHindered(SearchError):
    """Memory, disk, open files or leave are wanting: nothing is known to be wrong with the index,
    and a rebuild would not mend it."""

    code = "engine_hindered"


class IndexBusy(SearchError):
    """Another process holds the writer's lock; try again or queue the work."""

    code = "index_busy"


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One report as the index takes it. ``body`` is the text passages are cut from; region
    codes are the province's, city's and county's GB/T 2260 codes, outermost first. ``called`` are
    names of its agency by which it is found beside the one it prints."""

    id: str
    title: str
    agency: str | None
    year: int | None
    province: str | None
    city: str | None
    county: str | None
    region_codes: tuple[str, ...]
    agency_type: str | None
    agency_level: str | None
    form: str | None
    source_url: str | None
    published_on: date | None
    has_findings: bool
    body: str
    metrics: Mapping[str, float] = field(default_factory=dict)
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricFilter:
    """A number condition, as ``received > 100``; reports that do not state it never match."""

    metric: str
    comparison: Comparison
    number: float


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What a reader asks: values of one facet are alternatives, facets narrow one another.

    ``regions`` holds GB/T 2260 codes; a code includes all below it. ``page`` counts from 1.
    """

    text: str = ""
    years: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    agency_types: frozenset[str] = frozenset()
    agency_levels: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    has_findings: bool | None = None
    metrics: tuple[MetricFilter, ...] = ()
    not_years: frozenset[int] = frozenset()
    not_regions: frozenset[str] = frozenset()
    not_agency_types: frozenset[str] = frozenset()
    not_agency_levels: frozenset[str] = frozenset()
    not_forms: frozenset[str] = frozenset()
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One report found: what the index stores of it, and its score."""

    id: str
    title: str
    agency: str | None
    year: int | None
    region: str | None
    region_codes: tuple[str, ...]
    agency_type: str | None
    agency_level: str | None
    form: str | None
    source_url: str | None
    has_findings: bool
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet value with its count; ``code`` is the division code of a place, else ``value``."""

    value: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, the total, facet counts (a facet's counts ignore its own selection)
    and notices for the reader. ``instead`` are the words put in place of the reader's own, a
    name put right: what was searched when there are hits, else what may have been meant. A notice
    then has them in “…”."""

    total: int
    hits: tuple[SearchHit, ...]
    facets: Mapping[FacetName, tuple[FacetValue, ...]]
    notices: tuple[str, ...] = ()
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """Whether searches are answered, by which generation, and how many reports it holds;
    ``damaged`` when there is no newest state that can be read: what is answered comes from an
    older one, if from any, and a rebuild is due."""

    ok: bool
    generation: str | None
    reports: int
    message: str = ""
    damaged: bool = False


class SearchEngine(Protocol):
    """The reading side. Safe to share between threads; raises `SearchError` and no other."""

    def search(self, query: ReportQuery) -> SearchPage:
        """The query's page. BadQuery for words that are no query, EngineDown without an index."""

    def matching(self, query: ReportQuery) -> tuple[str, ...]:
        """The ids of all reports that the query finds, in no order; page and sort aside."""

    def suggest(self, text: str) -> tuple[str, ...]:
        """Up to ten completions of an agency or place name."""

    def ids(self) -> Collection[str]:
        """Every report id the index holds."""

    def count(self) -> int:
        """How many reports the index holds."""

    def health(self) -> EngineHealth:
        """State of the index; never raises."""

    def version(self) -> str | None:
        """What tells the state of the index that is read from every other; None when there is
        none. Never raises, and costs next to nothing."""


class IndexWriter(Protocol):
    """The writing side: one process at a time, or IndexBusy."""

    def replace(self, documents: Iterable[ReportDocument]) -> int:
        """Adds or replaces by id in one commit; how many. What is given is asked for while no one
        else can write: made as it is asked for, it is never older than the index."""

    def remove(self, ids: Iterable[str]) -> int:
        """Takes reports out in one commit; how many were there. Ids are asked for as above."""

    def rebuild(self, documents: Iterable[ReportDocument], agencies: Iterable[str] = ()) -> str:
        """Builds a new generation aside, swaps to it, and returns its name; ``agencies`` are names
        that it is to know as words. Both are asked for as in `replace`."""
