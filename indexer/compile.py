"""The tree of a query as a Whoosh query.

An exact string is its bigrams standing adjacent in the title, the agency or the body. A word
stands in a report when its characters do; where they are also a word of the report the score
rises. A year is the report's own year before it is a number in the text. Other ways of saying a
word are alternatives that weigh less than what was typed. Boosts lie on the leaves only: Whoosh
drops those of a compound with one part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from whoosh.query.compound import And, AndNot, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.ranges import TermRange
from whoosh.query.terms import Term as IndexTerm

from indexer.analysis import Segmenter, bigrams
from indexer.clauses import (
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
)
from indexer.conditions import condition
from indexer.pieces import Named, Piece, agency_named, as_typed, pieces, without_asking
from indexer.port import BadQuery, MetricFilter
from indexer.schema import PARTS
from indexer.sentences import said

RegionResolver = Callable[[str], tuple[str, ...]]
"""The GB/T 2260 codes that a place name may mean; none for a name it does not know."""

WORD_BOOST = {"title": 3.0, "agency": 5.0, "body": 1.0}
STRING_BOOST = {"title": 2.0, "agency": 3.0, "body": 0.5}
EXACT_RUN = 1.5  # a run that stands as typed is worth more than its words, scattered
OTHER = 0.7  # what is searched beside the typed
YEAR_BOOST = 8.0  # more than a text can gain by naming a year often
REPORT_BOOST = 2_000.0  # of the year beside its agency: it decides, however the name is typed

MAX_UNITS = 2_500
"""Units of work that a query may be: a term, a pair of characters, a range counts as some."""
TOO_MUCH = said("查询太复杂：请少用几个词，或少写几个条件。")

_RANGE_UNITS = 8
_MANY_WORDS = 12  # of a run: beyond it their characters are looked for as one string only
_CODE = re.compile("[1-9][0-9]{5}")
_EVERYTHING = Every()


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compilation, given how names of places are resolved and how text is cut into words."""

    resolve_region: RegionResolver
    segment: Segmenter

    def query(self, clauses: Iterable[Clause | Query]) -> Query | None:
        """All clauses together; None for everything. Those compiled already are taken as they
        are. BadQuery for an unknown place or number, and beyond `MAX_UNITS`."""
        clauses = tuple(clauses)
        if not clauses:
            return None
        positive = self._positive([each for each in clauses if not isinstance(each, Not)])
        negative = [self.excluded(clause) for clause in clauses if isinstance(clause, Not)]
        found = all_of(positive) if positive else _EVERYTHING
        query = AndNot(found, any_of(negative)) if negative else found
        if units(query) > MAX_UNITS:
            raise BadQuery(TOO_MUCH)
        return query

    def _positive(self, clauses: list[Term | AnyOf | Query]) -> list[Query]:
        """All clauses. Where they name an agency and a year, beside each other or in one run, its
        report of that year comes first, whatever else the run says: 大冶市城管局2020年罚了多少."""
        cut = {c: pieces(c.text, self.segment) for c in clauses if isinstance(c, Run)}
        agency = next(
            (run for run in cut if len(cut[run]) <= _MANY_WORDS and agency_named(cut[run])), None
        )
        alone = (run for run in cut if len(cut[run]) == 1 and cut[run][0].year)
        dated = agency if agency and any(p.year for p in cut[agency]) else next(alone, None)
        if agency is None or dated is None:
            return [self.clause(clause) for clause in clauses]
        both = dict.fromkeys((agency, dated))
        found = Or([all_of([self.term(run) for run in both]), _report(cut[agency], cut[dated])])
        return [found, *(self.clause(clause) for clause in clauses if clause not in both)]

    def clause(self, clause: Term | AnyOf | Query) -> Query:
        """One clause that is not excluded."""
        if isinstance(clause, Query):
            return clause
        if isinstance(clause, AnyOf):
            return any_of([self.term(term) for term in clause.terms])
        return self.term(clause)

    def excluded(self, clause: Not) -> Query:
        """What a negation excludes: what was typed and no other way of saying it."""
        if isinstance(clause.term, Run):
            cut = tuple(map(as_typed, pieces(clause.term.text, self.segment)))
            return _run(clause.term.text, cut)
        return self.term(clause.term)

    def term(self, term: Term) -> Query:
        match term:
            case Exact(text):
                return _string(text)
            case Run(text):
                return _run(text, pieces(text, self.segment))
            case Years(spans):
                return any_of([TermRange("year", f"{a:04}", f"{b:04}") for a, b in spans])
            case Regions(names):
                return _terms("regions", self.codes(names))
            case Types(names):
                return _terms("agency_type", names)
            case Agencies(texts):
                return any_of(
                    [_string_in("agency", text, STRING_BOOST["agency"]) for text in texts]
                )
            case MetricFilter():
                return condition(term)

    def codes(self, names: tuple[str, ...]) -> list[str]:
        codes: dict[str, None] = {}
        for name in names:
            found = (name,) if _CODE.fullmatch(name) else self.resolve_region(name)
            if not found:
                raise BadQuery(said("没有找到名为“%(name)s”的地区。", name=name[:20]))
            codes |= dict.fromkeys(found)
        return list(codes)


def units(query: Query) -> int:
    """How much work a query is, before any of it is done."""
    match query:
        case IndexTerm():
            return 1
        case Phrase():
            return len(query.words)
        case And() | Or():
            return sum(map(units, query.subqueries))
        case AndNot():
            return units(query.a) + units(query.b)
    return _RANGE_UNITS


def all_of(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(parts: list[Query]) -> Query:
    if not parts:
        return NullQuery
    return parts[0] if len(parts) == 1 else Or(parts)


@lru_cache(maxsize=1024)  # queries share their pieces, and are never changed
def piece_query(piece: Piece, *, whole: bool = True) -> Query:
    """A piece of a run: it stands in the report, or all its words, or another way of saying it;
    or it is the report's year. Without ``whole`` its characters alone do not do."""
    found: list[Query] = [IndexTerm("year", piece.year, boost=YEAR_BOOST)] if piece.year else []
    if piece.year or len(piece.words) == 1:
        found += _word(piece.words[0])
    else:
        found.append(And([Or([*_word(word), _string(word)]) for word in piece.words]))
    if whole or len(piece.words) > 1:
        found.append(_string(piece.text))
    typed = max(len(piece.text) - 1, 1)
    for other in piece.others:
        # A long string has many pairs to score with: it must not outdo the short one typed.
        longer = max(len(other) - 1, 1) / typed
        found.append(_string(other, OTHER * min(1.0, longer**-0.5)))
    return Or(found)


def _run(text: str, cut: tuple[Piece, ...]) -> Query:
    distinct = list(dict.fromkeys(cut))
    if len(distinct) == 1 and distinct[0].text == text and (len(text) > 1 or text.isalnum()):
        return piece_query(distinct[0])
    if not distinct or (len(distinct) == 1 and len(distinct[0].text) == 1):
        return _string(text)  # punctuation alone, or a lone sign such as (1) or C++
    return Or([_string(text, EXACT_RUN), all_of(run_parts(without_asking(cut)))])


def run_parts(cut: tuple[Piece, ...]) -> list[Query]:
    """What must stand in a report for a run to stand in pieces: each piece, an agency that they
    name together as one of them."""
    whole = len(cut) <= _MANY_WORDS
    named = agency_named(cut)
    if named is None:
        return [piece_query(piece, whole=whole) for piece in dict.fromkeys(cut)]
    agency = all_of([piece_query(piece, whole=whole) for piece in cut[named.start : named.end]])
    rest = dict.fromkeys((*cut[: named.start], *cut[named.end :]))
    return [
        Or([agency, _agency(named)]),
        *(piece_query(each, whole=whole) for each in rest),
    ]


@lru_cache(maxsize=256)
def _agency(named: Named) -> Query:
    """An agency by its names in full, in its place where a wider one was typed before it."""
    boost = STRING_BOOST["agency"] * OTHER
    called = any_of([_string_in("agency", name, boost) for name in named.names])
    return And([_terms("regions", named.codes), called]) if named.codes else called


def _report(cut: tuple[Piece, ...], dated: tuple[Piece, ...]) -> Query:
    """The report of the agency that some pieces name, for the year that some name."""
    named = agency_named(cut)
    assert named is not None
    years = dict.fromkeys(piece.year for piece in dated if piece.year)
    own = any_of([IndexTerm("year", year, boost=REPORT_BOOST) for year in years])
    return And([own, _agency(named)])


def _terms(field: str, values: Iterable[str]) -> Query:
    return any_of([IndexTerm(field, value) for value in values])


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
    return any_of([_string_in(part, text, STRING_BOOST[part] * boost) for part in PARTS])


def _word(text: str) -> list[Query]:
    return [IndexTerm(f"{part}_words", text, boost=WORD_BOOST[part]) for part in PARTS]
