"""The query language: a reader's words to a small tree. Any string parses or raises BadQuery.

Blank is *and*; ``"…"`` or “…” an exact string; ``-`` before a term excludes it; ``OR`` between
two terms makes them alternatives (it binds closer than the blank); filters are ``年份:``,
``地区:``, ``类型:`` and ``机关:`` with alternatives after a comma; number conditions are a
metric's short name with ``<``, ``<=``, ``=``, ``>=`` or ``>``. Nothing else has a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer.analysis import normal
from indexer.clauses import (
    Agencies,
    AnyOf,
    Clause,
    Exact,
    Not,
    Query,
    Regions,
    Run,
    Term,
    Types,
    Years,
)
from indexer.port import BadQuery, Comparison, MetricFilter
from indexer.sentences import said
from reports.forms import METRICS
from reports.model import AGENCY_TYPES

MAX_CHARS = 300
MAX_TERMS = 32
FIRST_YEAR, LAST_YEAR = 0, 9999

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTED = re.compile(r'"(?P<ascii>[^"]*)"?|[“”](?P<chinese>[^“”]*)[“”]?')
_FILTER = re.compile(
    r"(?P<name>\w\w):\s*(?:\"(?P<ascii>[^\"]*)\"?|[“”](?P<chinese>[^“”]*)[“”]?|(?P<bare>[^\s\"“”]*))"
)
_METRIC = re.compile(r"(?P<name>\w{2,8})\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<number>[^\s\"“”]*)")
_NUMBER = re.compile(r"(?P<digits>-?\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿]?)[件元个]?", re.ASCII)
_RUN = re.compile(r"[^\s\"“”]+")
_DASHES = re.compile(r"-+(?=\s|$)")
_OR = re.compile(r"OR(?=\s|$)")
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_YEARS = re.compile(r"(?:(\d{4})年?)?[-~～—–至到](?:(\d{4})年?)?", re.ASCII)
_COMMA = re.compile("[,、;]")
_SHORT = {metric.short: metric.id for metric in METRICS}
_SIGNS: dict[str, Comparison] = {
    "<": "<", "<=": "<=", "≤": "<=", "=": "=", ">=": ">=", "≥": ">=", ">": ">"
}  # fmt: skip
_BOTH_SIDES = said("OR 的两边都要有词，而且不能是要排除的词。")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}


def parse(text: str) -> Query:
    """The tree of a query; BadQuery, with a sentence for the reader, where it is none."""
    if len(text) > MAX_CHARS:
        raise BadQuery(
            said(
                "查询太长：最多 %(most)s 个字，现在有 %(count)s 个。",
                most=MAX_CHARS,
                count=len(text),
            )
        )
    clauses: list[Clause] = []
    waiting = False  # after an OR, for its right side
    scanned = _without_punctuation(list(_scan(text.translate(_ASCII))))
    for clause in scanned:
        if clause is None:
            if waiting or not clauses or isinstance(clauses[-1], Not):
                raise BadQuery(_BOTH_SIDES)
            waiting = True
        elif waiting:
            if isinstance(clause, Not):
                raise BadQuery(_BOTH_SIDES)
            clauses[-1] = _either(clauses[-1], clause)
            waiting = False
        else:
            clauses.append(clause)
    if waiting:
        raise BadQuery(_BOTH_SIDES)
    if len(scanned) > MAX_TERMS:
        raise BadQuery(said("查询的词太多：最多 %(most)s 个。", most=MAX_TERMS))
    if text.strip() and not clauses:
        raise BadQuery(said("查询里没有可以查找的词。"))
    return Query(tuple(dict.fromkeys(clauses)))  # said twice is said once


def _either(left: Clause, right: Term) -> AnyOf:
    if isinstance(left, AnyOf):
        return AnyOf((*left.terms, right))
    assert not isinstance(left, Not)
    return AnyOf((left, right))


def _without_punctuation(scanned: list[Term | Not | None]) -> list[Term | Not | None]:
    """Commas and the like between words are no words, unless there is nothing else."""

    def bare(clause: Term | Not | None) -> bool:
        return isinstance(clause, Run) and not any(map(str.isalnum, clause.text))

    kept = [clause for clause in scanned if not bare(clause)]
    return kept or scanned


def _scan(text: str) -> Iterator[Term | Not | None]:
    """The terms in order; None for an OR."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if dashes := _DASHES.match(text, at):
            at = dashes.end()  # a dash between blanks is punctuation
            continue
        if alternative := _OR.match(text, at):
            yield None
            at = alternative.end()
            continue
        negative = text[at] == "-"
        term, at = _term(text, at + negative)
        if term is not None:
            yield Not(term) if negative else term


def _term(text: str, at: int) -> tuple[Term | None, int]:
    """The term that begins at ``at``, None when it is empty, and where the next may begin."""
    if match := _QUOTED.match(text, at):
        string = normal(match["ascii"] or match["chinese"] or "")
        return (Exact(string) if string else None), match.end()
    if (match := _FILTER.match(text, at)) and normal(match["name"]) in _FILTERS:
        name = normal(match["name"])
        values = _values(match["ascii"] or match["chinese"] or match["bare"] or "")
        if not values:
            raise BadQuery(
                said(
                    "“%(name)s:”后面要写内容，如 %(example)s。", name=name, example=_EXAMPLES[name]
                )
            )
        return _FILTERS[name](values), match.end()
    if (match := _METRIC.match(text, at)) and normal(match["name"]) in _SHORT:
        return _condition(normal(match["name"]), match["sign"], match["number"]), match.end()
    match = _RUN.match(text, at)
    assert match is not None  # neither white space nor a quotation mark stands here
    string = normal(match[0])
    return (Run(string, match.span()) if string else None), match.end()


def _values(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(normal, _COMMA.split(text))))


def _years(values: tuple[str, ...]) -> Years:
    spans: list[tuple[int, int]] = []
    for value in values:
        if year := _YEAR.fullmatch(value):
            spans.append((int(year[1]), int(year[1])))
        elif (span := _YEARS.fullmatch(value)) and (span[1] or span[2]):
            first, last = int(span[1] or FIRST_YEAR), int(span[2] or LAST_YEAR)
            spans.append((min(first, last), max(first, last)))
        else:
            raise BadQuery(
                said("看不懂年份“%(value)s”，请写成 2020 或 2019-2022。", value=value[:20])
            )
    return Years(tuple(spans))


def _types(values: tuple[str, ...]) -> Types:
    found: list[str] = []
    for value in values:
        # 政府及办公厅(室) is asked for as 政府, 城管执法 as 城管.
        exact = [name for name in AGENCY_TYPES if normal(name) == value]
        named = exact or [name for name in AGENCY_TYPES if value in normal(name)]
        if not named:
            raise BadQuery(
                said(
                    "没有“%(value)s”这个机关类型，可用：%(types)s。",
                    value=value[:20],
                    types="、".join(AGENCY_TYPES),
                )
            )
        found += named
    return Types(tuple(dict.fromkeys(found)))


def _agencies(values: tuple[str, ...]) -> Agencies:
    if min(map(len, values)) < 2:
        raise BadQuery(said("“机关:”后面至少写两个字。"))
    return Agencies(values)


_FILTERS: dict[str, Callable[[tuple[str, ...]], Term]] = {
    "年份": _years,
    "地区": Regions,
    "类型": _types,
    "机关": _agencies,
}
_EXAMPLES = {
    "年份": "年份:2019-2022",
    "地区": "地区:湖北",
    "类型": "类型:公安",
    "机关": "机关:大冶",
}


def _condition(short: str, sign: str, printed: str) -> MetricFilter:
    number = _NUMBER.fullmatch(normal(printed))
    if number is None:
        raise BadQuery(
            said(
                "“%(condition)s”后面要写一个数，如 %(metric)s>100。",
                condition=short + sign,
                metric=short,
            )
        )
    value = float(number["digits"].replace(",", "")) * _SCALES[number["scale"]]
    return MetricFilter(_SHORT[short], _SIGNS[sign], value)
