"""Statements in a report's running text: which sentences speak of the year, which numbers of the
whole, and how one is held against the tables.

Only plain statements are taken: a number with its unit, in a clause about requests for
information. Ranges, roundings (``余``, ``约``), shares of a total and other years are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reports.checks.tie_out import Cells, Key
from reports.model import AnnualReport, CellRef, Finding, Status, TableKind
from reports.outline import prose
from reports.rules import RULES
from reports.text import squeeze

Printed = Sequence[tuple[str, tuple[Key, ...], Decimal | None]]
"""Numbers a statement may mean: label, the cells they are the sum of, value (None: not stated)."""

REQUESTS: TableKind = "requests"
N = r"(?P<n>\d[\d,]{0,20}(?:\.\d{1,8})?万?|[零〇一二两三四五六七八九十百千]{1,12})"
UNIT = r"(?:件|宗|条|份|起|项|次|例)"
INFO = r"(?:政府信息公开|信息公开|政府信息|依申请公开|公开政府信息)"
REQUEST = rf"[^,。;:\d]{{0,16}}{INFO}[^,。;:\d]{{0,12}}"
RECEIVED = re.compile(
    rf"(?:新收|受理|收到|接到|接收)(?:{REQUEST}申请(?:件|数量?|书)?(?:共计?|总计|为)?{N}{UNIT}"
    rf"|(?:了|的)?{N.replace('<n>', '<m>')}{UNIT}[^,。;:\d]{{0,8}}{INFO}[^,。;:\d]{{0,6}}(?:申请|件))"
)
PART = re.compile(
    "其中|自然人|(?<!公民、)法人|企业|网上|网络|网站|信函|邮寄|邮件|当面|窗口|传真|电话|以来|历年"
    "|系统|下属|所属|上年|上一年|去年|前年|同期"
)
OTHER_MATTER = re.compile("建议|提案|信访|投诉|咨询|许可|热线|举报|留言")
LONGEST_CLAUSE = 100  # characters before a statement that may say what it counts
_INFO = re.compile(INFO)
_COUNTED = re.compile(rf"[\d,万零〇一二两三四五六七八九十百千]{UNIT}")
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text, squeezed, and the number of the section it stands in."""

    text: str
    section: int | None
    counts: bool
    """Whether any number with a unit stands in it, without which nothing is stated."""

    @property
    def names_information(self) -> bool:
        """Whether it speaks of the disclosure of government information."""
        return _INFO.search(self.text) is not None

    @property
    def about_requests(self) -> bool:
        """Whether it speaks of requests for information and of nothing else that is counted."""
        about = self.section == 3 or self.names_information
        return about and not OTHER_MATTER.search(self.text)


def sentences(report: AnnualReport) -> Iterator[Sentence]:
    """The sentences of the report's paragraphs, but for those that name other years only."""
    own = str(report.year)
    for section in report.sections:
        for sentence, years in _sentences(section.text, section.number):
            if not years or own in years:
                yield sentence


@lru_cache(maxsize=32)
def _sentences(text: str, section: int | None) -> tuple[tuple[Sentence, frozenset[str]], ...]:
    """The sentences of a section, each with the years it names; several rules go through them."""
    return tuple(
        (Sentence(part, section, _COUNTED.search(part) is not None), frozenset(_YEAR.findall(part)))
        for line in prose(text)
        for part in re.split(r"[。;]", squeeze(line))
        if part
    )


def is_other(report: AnnualReport, text: str, match: re.Match[str]) -> bool:
    """Whether a statement is about a part of the whole (``其中``, ``网上``) or another year, by
    its clause and the year named last before it."""
    near = text[max(match.start() - LONGEST_CLAUSE, 0) : match.start()]
    years = _YEAR.findall(near)
    if years and years[-1] != str(report.year):
        return True
    return bool(PART.search(re.split(r"[,:(]", near)[-1]))


def number(cells: Cells, *keys: Key) -> Decimal | None:
    """The sum of these cells, None when one of them states no number."""
    total = Decimal(0)
    for key in keys:
        cell = cells.get(key)
        if cell is None or cell.value is None:
            return None
        total += cell.value
    return total


def held_against(
    report: AnnualReport,
    rule: str,
    said: str,
    stated: Decimal,
    printed: Printed,
) -> Finding:
    """A statement held against the numbers it may mean: one that fits passes it; when none
    fits and one is not stated, it is not assessable."""
    known = [(label, value) for label, _, value in printed if value is not None]
    refs = tuple(
        CellRef(table, row, column, report.year)
        for table, row, column in dict.fromkeys(key for _, keys, _ in printed for key in keys)
    )
    table_says = "，".join(f"{label} {value:f}" for label, value in known)
    actual = known[0][1] if known else None
    status: Status = "fail"
    if any(value == stated for _, value in known):
        status = "pass"
    elif len(known) < len(printed):
        status = "not_assessable"
    message = {
        "pass": f"正文“{said}”与表格（{table_says}）相符。",
        "fail": f"正文“{said}”，而表格是 {table_says}。",
        "not_assessable": f"正文“{said}”，表格没有写明相应的数，无法核对。",
    }[status]
    return Finding(rule, RULES[rule].severity, status, False, message, stated, actual, refs)
