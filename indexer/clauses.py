"""The tree of a query: what `indexer.grammar` makes of a reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.port import MetricFilter


@dataclass(frozen=True, slots=True)
class Exact:
    """A string, in normal form, that must stand in the report."""

    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Characters typed without a blank, in normal form: they stand so, or all their words do.
    ``span`` is where they were typed: no part of what they mean."""

    text: str
    span: tuple[int, int] = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Years:
    """Report years: one of these spans, both ends included."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """Places, by name or six-digit code; what lies in one of them matches."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Types:
    """Agency types, each one of `reports.model.AGENCY_TYPES`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agencies:
    """Strings of which the agency's name holds one."""

    texts: tuple[str, ...]


Term = Exact | Run | Years | Regions | Types | Agencies | MetricFilter


@dataclass(frozen=True, slots=True)
class Not:
    """A term that must not match."""

    term: Term


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Terms of which one must match."""

    terms: tuple[Term, ...]


Clause = Term | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """All clauses must hold; none at all means everything."""

    clauses: tuple[Clause, ...] = ()
