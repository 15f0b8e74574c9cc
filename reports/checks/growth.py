"""Growth as the text tells it, held against the tables of two years (X3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.checks.statements import (
    INFO,
    LONGEST_CLAUSE,
    PART,
    RECEIVED,
    REQUESTS,
    is_other,
    number,
    sentences,
)
from reports.checks.tie_out import Cells, Key, make, refs
from reports.model import AnnualReport, Finding

_UP = "增长|增加|上升|上涨|提高|增幅"
_DOWN = "下降|减少|降低|回落|下滑|降幅"
_GROWTH = re.compile(
    r"(?:同比|(?:较|比|与)(?:上年度?|上一年度?|去年)(?:同期)?(?:相比)?)[,]?"
    rf"(?P<way>{_UP}|{_DOWN})(?:了|为|达)?(?P<p>\d{{1,5}}(?:\.\d{{1,4}})?)%"
)
_VOLUME = re.compile(rf"{INFO}申请(?:总?量|数量|总数|件数|受理量|数)$")
_JOINT = re.compile(r"[,(:]?(?:数量|总量|申请量)?")
_RECEIVED: Key = (REQUESTS, "received", "total")


def check_growth(report: AnnualReport, now: Cells, before: Cells) -> Iterator[Finding]:
    """X3.4, one finding for each statement on the growth of requests received: right after their
    number, or after 申请数量 and the like."""
    for sentence in sentences(report):
        if not sentence.about_requests:
            continue
        for match in _GROWTH.finditer(sentence.text):
            if _is_of_requests(report, sentence.text, match):
                yield _growth(report, now, before, match)


def _is_of_requests(report: AnnualReport, text: str, match: re.Match[str]) -> bool:
    head = text[max(match.start() - LONGEST_CLAUSE, 0) : match.start()]
    if (named := _VOLUME.search(head.rstrip(",("))) is not None:
        return not PART.search(re.split(r"[,:(]", head[: named.start()])[-1])
    counted = [found for found in RECEIVED.finditer(head) if _JOINT.fullmatch(head[found.end() :])]
    return any(not is_other(report, head, found) and not PART.search(found[0]) for found in counted)


def _growth(report: AnnualReport, now: Cells, before: Cells, match: re.Match[str]) -> Finding:
    printed = Decimal(match["p"])
    stated = printed if match["way"] in _UP.split("|") else -printed
    half = Decimal(5).scaleb(min(int(printed.as_tuple().exponent), 0) - 1)
    year = report.year or 0
    marked = refs([_RECEIVED], year - 1) + refs([_RECEIVED], year)
    new, old = number(now, _RECEIVED), number(before, _RECEIVED)
    if new is None or not old:
        message = f"正文“{match[0]}”，上年或本年新收的总计没有写明或是 0，无法核对。"
        return make("X3.4", "not_assessable", message, marked, stated)
    real = (new - old) * 100 / old
    shown = real.quantize(half / 5)
    told = f"本年新收从 {old:f} 到 {new:f}，{'增' if real >= 0 else '减'} {abs(shown):f}%"
    if abs(real - stated) <= half:
        return make("X3.4", "pass", f"正文“{match[0]}”：{told}，相符。", marked, stated, shown)
    return make("X3.4", "fail", f"正文“{match[0]}”，而{told}。", marked, stated, shown)
