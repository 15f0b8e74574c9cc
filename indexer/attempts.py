"""What is tried for a reader's words, one after the other, until something is found.

1. The words themselves, with their synonyms.
2. A misspelt name, or one in pinyin, replaced by the name that is meant.
3. Most of the words: of three words or more all but one; of a long run most of its words.

Each says to the reader what it did. Only words are ever replaced or given up: exact strings,
filters, exclusions and number conditions hold in every attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from whoosh.query.compound import Or
from whoosh.query.qcore import Query

from indexer.analysis import Segmenter
from indexer.clauses import AnyOf, Clause, Not, Run
from indexer.compile import Compiler, RegionResolver, all_of, run_parts
from indexer.correction import corrected
from indexer.grammar import parse
from indexer.pieces import pieces, without_asking
from indexer.port import BadQuery, ReportQuery, SearchPage
from indexer.sentences import said
from indexer.vocabulary import Vocabulary

MOST_TOLD = 4  # synonyms named in a notice
_GROUPS = 6  # among so many parts of a query is chosen what to give up
_LEAST = 3  # words, or parts of a run, of which one may be given up
_MANY = 5  # of which two may
RELAXED = said("没有同时含有这些词的年报，以下年报含有其中大部分。")


@dataclass(frozen=True, slots=True)
class Language:
    """What a query is understood with; the vocabulary only when the words find nothing."""

    resolve_region: RegionResolver
    segment: Segmenter
    vocabulary: Callable[[], Vocabulary]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What to search (None: everything), what to tell the reader, and the words that were put in
    place of the reader's own."""

    query: Query | None
    notices: tuple[str, ...]
    instead: str | None = None


def first_found(
    asked: ReportQuery, language: Language, answer: Callable[[Query | None], SearchPage]
) -> SearchPage:
    """The answer to the first attempt that finds something. When none does: the first one's, with
    the name that may have been meant."""
    empty: SearchPage | None = None
    for attempt in attempts(asked, language):
        page = replace(answer(attempt.query), notices=attempt.notices, instead=attempt.instead)
        if page.total:
            return page
        if empty is None:
            empty = page
        elif attempt.instead and not empty.instead:
            told = (*empty.notices, said("您要找的是不是“%(instead)s”？", instead=attempt.instead))
            empty = replace(empty, notices=told, instead=attempt.instead)
    assert empty is not None  # the words themselves are always tried
    return empty


def attempts(asked: ReportQuery, language: Language) -> Iterator[Attempt]:
    """The attempts in order, each made when it is asked for. BadQuery, from the first, for words
    that are no query."""
    compiler = Compiler(language.resolve_region, language.segment)
    clauses: tuple[Clause, ...] = (*parse(asked.text).clauses, *asked.metrics)
    typed = compiler.query(clauses)
    told: tuple[str, ...] = ()
    synonyms = _synonyms_told(clauses, language.segment)
    yield Attempt(typed, synonyms)
    if typed is None:
        return
    instead = corrected(asked.text, clauses, language.vocabulary(), language.segment)
    if instead and (meant := _parsed(instead)):
        clauses = (*meant, *asked.metrics)
        told = (
            said(
                "没有找到含“%(typed)s”的年报，以下是“%(instead)s”的结果。",
                typed=asked.text.strip(),
                instead=instead,
            ),
        )
        synonyms = _synonyms_told(clauses, language.segment)
        yield from _within_limits(compiler, clauses, (*told, *synonyms), instead)
    else:
        instead = None
    for relaxed in _relaxed(clauses, compiler):
        yield from _within_limits(compiler, relaxed, (*told, RELAXED, *synonyms), instead)


def _parsed(instead: str) -> tuple[Clause, ...]:
    """The clauses of words of our own making; none where a name made them too long."""
    try:
        return parse(instead).clauses
    except BadQuery:
        return ()


def _within_limits(
    compiler: Compiler,
    clauses: tuple[Clause | Query, ...],
    notices: tuple[str, ...],
    instead: str | None,
) -> Iterator[Attempt]:
    try:
        query = compiler.query(clauses)
    except BadQuery:
        return  # the reader's own words were a query; what we make of them may be too much
    yield Attempt(query, notices, instead)


def _synonyms_told(clauses: tuple[Clause, ...], segment: Segmenter) -> tuple[str, ...]:
    others = dict.fromkeys(
        other
        for run in runs(clauses)
        for piece in pieces(run.text, segment)
        for other in piece.others
    )
    if not others:
        return ()
    names = "、".join(list(others)[:MOST_TOLD])
    if len(others) > MOST_TOLD:
        return (said("也搜索了：%(names)s等", names=names),)
    return (said("也搜索了：%(names)s", names=names),)


def runs(clauses: tuple[Clause, ...]) -> Iterator[Run]:
    """The runs that are looked for, in order."""
    for clause in clauses:
        for term in clause.terms if isinstance(clause, AnyOf) else (clause,):
            if isinstance(term, Run):
                yield term


def _relaxed(
    clauses: tuple[Clause, ...], compiler: Compiler
) -> Iterator[tuple[Clause | Query, ...]]:
    loose = [clause for clause in clauses if _is_words(clause)]
    kept = [clause for clause in clauses if not _is_words(clause)]
    wide = [compiler.clause(clause) for clause in loose if not isinstance(clause, Not)]
    if len(wide) >= _LEAST:
        yield (*kept, _all_but(wide, 1))
    narrow = _narrow(loose, compiler)
    if len(narrow) >= _LEAST and len(narrow) > len(wide):
        # All at once: who has more of the words scores more, and a name weighs most.
        yield (*kept, _all_but(narrow, 2 if len(narrow) >= _MANY else 1))


def _is_words(clause: Clause) -> bool:
    terms = clause.terms if isinstance(clause, AnyOf) else (clause,)
    return all(isinstance(term, Run) for term in terms)


def _narrow(loose: list[Clause], compiler: Compiler) -> list[Query]:
    """The words of all runs that say something; alternatives stay together."""
    found: list[Query] = []
    for clause in loose:
        if not isinstance(clause, Run):
            assert isinstance(clause, AnyOf)
            found.append(compiler.clause(clause))
            continue
        # Single characters (件, 市) stand everywhere: they would be given up for words.
        cut = without_asking(pieces(clause.text, compiler.segment))
        found += run_parts(tuple(piece for piece in cut if len(piece.text) > 1))
    return found


def _all_but(parts: list[Query], without: int) -> Query:
    """All parts but so many, chosen among at most six groups of neighbours of about one size."""
    count = min(len(parts), _GROUPS)
    edges = [len(parts) * number // count for number in range(count + 1)]
    groups = [all_of(parts[start:end]) for start, end in pairwise(edges)]
    return Or([all_of(list(kept)) for kept in combinations(groups, count - without)])
