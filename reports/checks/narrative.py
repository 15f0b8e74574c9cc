"""Text against table (N.1–N.4): what the report says in words and what its tables print.

Only plain statements are taken: a number with its unit, in a clause about requests for
information. Ranges, roundings (``余``, ``约``), shares of a total and other years are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.checks.statements import (
    INFO,
    OTHER_MATTER,
    PART,
    RECEIVED,
    REQUESTS,
    UNIT,
    N,
    Printed,
    Sentence,
    held_against,
    is_other,
    number,
    sentences,
)
from reports.checks.tie_out import Cells, Key
from reports.model import AnnualReport, Finding
from reports.numbers import parse_count

_STATED: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(rf"(?:上年度?|上一年度?)结转(?:的)?(?:{INFO})?(?:申请)?{N}{UNIT}"), "carried_in", "上年结转"),
    (re.compile(rf"结转(?:至|到)?(?:下年度?|下一年度?)(?:继续办理|办理)?(?:的)?{N}{UNIT}"), "carried_out", "结转下年度继续办理"),
    (re.compile(rf"(?:办结|答复)(?:了)?(?:{INFO})?(?:申请)?{N}{UNIT}"), "total", "（七）总计"),
    (re.compile(rf"(?<![及和、与])(?<!不)予以公开(?:的)?{N}{UNIT}"), "granted", "（一）予以公开"),
    (re.compile(rf"(?<![及和、与])部分公开(?:的)?{N}{UNIT}"), "partly_granted", "（二）部分公开"),
    (re.compile(rf"(?<![及和、与])不予公开(?:的)?{N}{UNIT}"), "refused.", "（三）不予公开各项之和"),
)  # fmt: skip
_RECONSIDERED = re.compile(rf"行政复议(?:案件?|申请)?(?:共计?)?{N}{UNIT}")
_SUED = re.compile(rf"(?<!民事)(?<!刑事)(?:行政)?诉讼(?:案件?)?(?:共计?)?{N}{UNIT}")
_NO_REQUEST = re.compile(
    rf"(?:未|没有|无)(?:曾)?(?:收到|接到|受理)[^,。;]{{0,24}}{INFO}[^,。;]{{0,8}}申请|(?:未|没有|无)(?:收到|接到)?依申请公开"
)
_IN_TIME = "(?:按期|按时|如期|依法|按规定|予以|得到|进行){0,2}"
_ALL_DONE = re.compile(f"(?:均已?|全部){_IN_TIME}办结|(?:均已|全部){_IN_TIME}答复")
_NONE = "(?:未(?!经|按|予|能|及时|依法|公开)|无(?!法|正当)|没有(?!按|及时|依法|公开))"
# what follows may take the denial back: 未发生行政复议被纠错, 没有答复引起的行政复议3件
_NOT_SO = rf"(?!(?:案件?|申请)?(?:共计?)?{N.replace('?P<n>', '?:')}{UNIT}|(?:案件)?(?:被|结果)?(?:纠|撤销|败诉|维持))"
_NO_RECONSIDERATION = re.compile(rf"{_NONE}[^,。;]{{0,20}}行政复议{_NOT_SO}")
_NO_SUIT = re.compile(rf"{_NONE}[^,。;]{{0,26}}(?:行政诉讼|提起诉讼){_NOT_SO}")
_TOTAL = ("reconsideration", "direct_suit", "suit_after_reconsideration")


def check_narrative(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    """N.1–N.4, one finding for each statement in the text."""
    for sentence in sentences(report):
        if sentence.counts and sentence.about_requests:
            yield from _received(report, cells, sentence)
            yield from _stated(report, cells, sentence)
        if sentence.counts and (sentence.section == 4 or sentence.names_information):
            yield from _remedies(report, cells, sentence)
        yield from _denied(report, cells, sentence)


def _received(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    for match in RECEIVED.finditer(sentence.text):
        stated = parse_count(match["n"] or match["m"])
        part = is_other(report, sentence.text, match) or PART.search(match[0])
        if stated is None or part:
            continue
        received: Key = (REQUESTS, "received", "total")
        carried: Key = (REQUESTS, "carried_in", "total")
        new = number(cells, received)
        printed: list[tuple[str, tuple[Key, ...], Decimal | None]] = [
            ("本年新收总计", (received,), new)
        ]
        both = number(cells, received, carried)
        if new is None or (both is not None and both != new):
            printed.append(("本年新收加上年结转", (received, carried), both))
        yield held_against(report, "N.1", match[0], stated, printed)


def _stated(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    for pattern, row, label in _STATED:
        keys: tuple[Key, ...] | None = None
        for match in pattern.finditer(sentence.text):
            stated = parse_count(match["n"])
            if stated is None or is_other(report, sentence.text, match):
                continue
            keys = keys or _totals(cells, row)
            yield held_against(
                report, "N.2", match[0], stated, [(label, keys, number(cells, *keys))]
            )


def _totals(cells: Cells, row: str) -> tuple[Key, ...]:
    """The total cell of a row of the requests table, or of each row of a group (``refused.``)."""
    return tuple(
        key
        for key in cells
        if key[0] == REQUESTS
        and key[2] == "total"
        and (key[1].startswith(row) if row.endswith(".") else key[1] == row)
    )


def _remedy(row: str) -> Key:
    return ("remedies", row, "total")


def _remedies(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    reconsideration, direct, after = map(_remedy, _TOTAL)
    for match in _RECONSIDERED.finditer(sentence.text):
        stated = parse_count(match["n"])
        if stated is not None and not is_other(report, sentence.text, match):
            printed: Printed = [
                ("行政复议总计", (reconsideration,), number(cells, reconsideration))
            ]
            yield held_against(report, "N.3", match[0], stated, printed)
    for match in _SUED.finditer(sentence.text):
        stated = parse_count(match["n"])
        if stated is not None and not is_other(report, sentence.text, match):
            printed = [
                ("未经复议直接起诉总计", (direct,), number(cells, direct)),
                ("复议后起诉总计", (after,), number(cells, after)),
                ("两类诉讼之和", (direct, after), number(cells, direct, after)),
            ]
            yield held_against(report, "N.3", match[0], stated, printed)


def _denied(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    """N.4: the text says there was none, or that all is done."""
    received: Key = (REQUESTS, "received", "total")
    carried_out: Key = (REQUESTS, "carried_out", "total")
    reconsideration, direct, after = map(_remedy, _TOTAL)
    about_requests = "申请" in sentence.text and not OTHER_MATTER.search(sentence.text)
    zero = Decimal(0)
    if (match := _NO_REQUEST.search(sentence.text)) and not PART.search(sentence.text):
        yield held_against(
            report, "N.4", match[0], zero, [("本年新收总计", (received,), number(cells, received))]
        )
    match = _ALL_DONE.search(sentence.text) if about_requests else None
    if match and not is_other(report, sentence.text, match):
        printed: Printed = [("结转下年度继续办理总计", (carried_out,), number(cells, carried_out))]
        yield held_against(report, "N.4", match[0], zero, printed)
    if not (sentence.section == 4 or sentence.names_information):
        return
    if match := _NO_RECONSIDERATION.search(sentence.text):
        printed = [("行政复议总计", (reconsideration,), number(cells, reconsideration))]
        yield held_against(report, "N.4", match[0], zero, printed)
    if match := _NO_SUIT.search(sentence.text):
        printed = [("行政诉讼总计（两类之和）", (direct, after), number(cells, direct, after))]
        yield held_against(report, "N.4", match[0], zero, printed)
