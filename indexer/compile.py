"""The tree of a query, and its number conditions, as a Whoosh query.

An exact string is its bigrams standing adjacent in the title, the agency or the body. A word
stands in a report when its characters do; where they are also a word of the report the score
rises. Boosts lie on the leaves only: Whoosh drops those of a compound with one part.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from whoosh.query.compound import And, AndNot, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.ranges import NumericRange, TermRange
from whoosh.query.terms import Term as IndexTerm

from indexer.analysis import bigrams, words
from indexer.grammar import (
    Agencies,
    AnyOf,
    Clause,
    Exact,
    Not,
    Regions,
    Run,
    Term,
    Types,
    Years,
    parse,
)
from indexer.port import BadQuery, Comparison, MetricFilter, ReportQuery
from indexer.schema import PARTS
from reports.forms import METRICS

RegionResolver = Callable[[str], tuple[str, ...]]
"""The GB/T 2260 codes that a place name may mean; none for a name it does not know."""

WORD_BOOST = {"title": 3.0, "agency": 4.0, "body": 1.0}
STRING_BOOST = {"title": 1.5, "agency": 2.0, "body": 0.5}
EXACT_RUN = 2.0  # a run that stands as typed is worth more than its words, scattered

_CODE = re.compile("[1-9][0-9]{5}")
_METRICS = {metric.id for metric in METRICS}
_EVERYTHING = Every()


def compile_query(asked: ReportQuery, resolve_region: RegionResolver) -> Query | None:
    """What of ``asked`` Whoosh answers: its text and its number conditions (its facets narrow the
    result afterwards). None when that is everything. BadQuery for words that are no query."""
    clauses: tuple[Clause, ...] = (*parse(asked.text).clauses, *asked.metrics)
    if not clauses:
        return None
    compiler = _Compiler(resolve_region)
    positive = [compiler.clause(clause) for clause in clauses if not isinstance(clause, Not)]
    negative = [compiler.term(clause.term) for clause in clauses if isinstance(clause, Not)]
    found = _all(positive) if positive else _EVERYTHING
    return AndNot(found, _any(negative)) if negative else found


def _all(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(parts)


def _any(parts: list[Query]) -> Query:
    if not parts:
        return NullQuery
    return parts[0] if len(parts) == 1 else Or(parts)


def _terms(field: str, values: Iterable[str]) -> Query:
    return _any([IndexTerm(field, value) for value in values])


def _string_in(part: str, text: str, boost: float) -> Query:
    """A string of two characters or more, standing in one part of the report."""
    pairs = bigrams(text)
    field = f"{part}_bigrams"
    if len(pairs) == 1:
        return IndexTerm(field, pairs[0], boost=boost)
    return Phrase(field, pairs, boost=boost)


def _string(text: str, boost: float = 1.0) -> Query:
    if len(text) == 1:
        return IndexTerm("chars", text, boost=boost)
    return _any([_string_in(part, text, STRING_BOOST[part] * boost) for part in PARTS])


def _word(text: str) -> Query:
    as_word: list[Query] = [
        IndexTerm(f"{part}_words", text, boost=WORD_BOOST[part]) for part in PARTS
    ]
    return Or([*as_word, _string(text)])


def _run(text: str) -> Query:
    parts = list(dict.fromkeys(word.text for word in words(text)))
    if parts == [text]:
        return _word(text)
    if not parts or (len(parts) == 1 and len(parts[0]) == 1):
        return _string(text)  # punctuation alone, or a lone sign such as (1) or C++
    return Or([_string(text, EXACT_RUN), _all([_word(part) for part in parts])])


def _years(spans: tuple[tuple[int, int], ...]) -> Query:
    return _any([TermRange("year", f"{first:04}", f"{last:04}") for first, last in spans])


def _condition(condition: MetricFilter) -> Query:
    if condition.metric not in _METRICS:
        raise BadQuery(f"没有“{condition.metric[:20]}”这个数目。")
    # Whoosh orders numbers by their bits, where -0.0 comes before 0.0; adding 0 makes it 0
    field, number = f"metric_{condition.metric}", condition.number + 0.0
    if not math.isfinite(number):
        raise BadQuery("条件里的数太大，或者不是数。")
    ranges: dict[Comparison, Query] = {
        "<": NumericRange(field, None, number, endexcl=True),
        "<=": NumericRange(field, None, number),
        "=": NumericRange(field, number, number),
        ">=": NumericRange(field, number, None),
        ">": NumericRange(field, number, None, startexcl=True),
    }
    return ranges[condition.comparison]


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compilation, given how names of places are resolved."""

    resolve_region: RegionResolver

    def clause(self, clause: Clause) -> Query:
        if isinstance(clause, AnyOf):
            return _any([self.term(term) for term in clause.terms])
        assert not isinstance(clause, Not)  # excluded once, for all clauses together
        return self.term(clause)

    def term(self, term: Term) -> Query:
        match term:
            case Exact(text):
                return _string(text)
            case Run(text):
                return _run(text)
            case Years(spans):
                return _years(spans)
            case Regions(names):
                return _terms("regions", self.codes(names))
            case Types(names):
                return _terms("agency_type", names)
            case Agencies(texts):
                return _any([_string_in("agency", text, STRING_BOOST["agency"]) for text in texts])
            case MetricFilter():
                return _condition(term)

    def codes(self, names: tuple[str, ...]) -> list[str]:
        codes: list[str] = []
        for name in names:
            found = (name,) if _CODE.fullmatch(name) else self.resolve_region(name)
            if not found:
                raise BadQuery(f"没有找到名为“{name[:20]}”的地区。")
            codes += found
        return codes
