"""Key numbers of a report in the free form: what its appended table or its text plainly states.

The free form has no cells. Its few numbers that mean the same as a metric of the later forms are
evidence, named as the metrics are (``received``, ``handled``, ``reconsiderations``, ``suits``, …).
Only plain statements of the year about the whole are taken; two that differ take each other out.
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
    UNIT,
    N,
    Sentence,
    is_other,
    sentences,
)
from reports.model import AnnualReport, Evidence
from reports.numbers import parse_cell, parse_count
from reports.outline import printed_rows
from reports.text import squeeze

Found = tuple[str, Decimal, str]  # metric, number, the words that state it

FIGURES = (
    "received", "handled", "granted", "partly_granted", "refused", "reconsiderations", "suits",
)  # fmt: skip
_TABLE, _TEXT = 0.9, 0.7
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、)])?(?:其中:)?"
)
_REMARK = re.compile(r"\([^()]*\)")
_ROWS = (
    (r"(?:收到|受理)?(?:政府信息公开|信息公开|依申请公开)?(?:的)?(?:政府信息)?申请(?:总|件)?数量?", "received"),
    (r"(?:政府信息公开|信息公开)?申请办结(?:总|件)?数量?|办结(?:总|件)?数量?|对?申请的?(?:办结|答复)总数量?", "handled"),
    (r"(?:同意|予以)公开(?:答复)?(?:总)?数量?", "granted"),
    (r"(?:同意)?部分公开(?:答复)?(?:总)?数量?", "partly_granted"),
    (r"(?:不同意|不予)公开(?:答复)?(?:总)?数量?", "refused"),
    (r"(?:政府信息公开)?行政复议(?:申请|案件)?(?:总|件)?数量?", "reconsiderations"),
    (r"(?:政府信息公开)?行政诉讼(?:案件)?(?:总|件)?数量?", "suits"),
)  # fmt: skip
_UNIT_CELL = re.compile(rf"(?P<large>万)?{UNIT}")
_AFTER = r"(?!以上|以下|左右|以内|以来|上下|多|余|[-~至到]\d)"
_LEAD = r"(?:案件?|案|申请)?(?:共计?|总计|为|有|发生)?"
_ANSWERED = re.compile(
    rf"(?:办结|答复|办理)(?:了|完毕)?(?:{INFO})?(?:的)?(?:申请)?(?:共计?)?{N}{UNIT}{_AFTER}"
)
_RECONSIDERED = re.compile(rf"复议{_LEAD}{N}{UNIT}{_AFTER}")
_SUED = re.compile(rf"(?<!民事)(?<!刑事)(?:行政)?诉讼{_LEAD}{N}{UNIT}{_AFTER}")
_NONE = r"(?:未(?!经|按|予|能|及时|依法|公开)|没有(?!按|及时|依法|公开)|无(?!法|正当|偿))"
_NO_REQUEST = re.compile(
    rf"{_NONE}(?:曾)?(?:收到|接到|受理)[^,。;]{{0,30}}{INFO}[^,。;]{{0,12}}申请|{_NONE}(?:收到|接到)?依申请公开"
)
_NO_REMEDY = re.compile(
    rf"{_NONE}[^,。;\d]{{0,30}}?(?P<what>(?:行政)?复议(?:申请|案件)?(?:、|和|及|与|或|以及)?(?:提起)?(?:行政诉讼)?"
    r"|行政诉讼)(?P<rest>[^,。;]{0,8})"
)
_UNSURE = re.compile(
    "累计|以来|历年|截至|同比|比上|较上|去年|上年|上一年|预计|计划|如果|如有|如[收接]|[假若]如|若|每年|应当|可以|各[县市区级部单乡镇街]"
    "|下[属辖级]|所属|全系统|直属|二级单位|约|近|大概|超过|不足|近年"
)


def figures(report: AnnualReport) -> tuple[Evidence, ...]:
    """What a free report states of the metrics, one piece of evidence for each; a table's number
    goes before one of the text."""
    table, text = list(_tabled(report)), list(_said(report))
    evidence = []
    for metric in FIGURES:
        for found, source, weight in ((table, "table", _TABLE), (text, "text", _TEXT)):
            stated = [(number, words) for name, number, words in found if name == metric]
            if not stated:
                continue
            if len({number for number, _ in stated}) == 1:
                number, words = stated[0]
                evidence.append(Evidence(metric, f"{number:f}", source, words[:200], weight))
            break
    return tuple(evidence)


def figure_values(report: AnnualReport) -> dict[str, Decimal]:
    """The numbers a free report states, by metric; empty for a report on a form."""
    if report.form != "free":
        return {}
    found = (item for item in report.evidence if item.field in FIGURES)
    return {item.field: Decimal(item.value) for item in found}


def _tabled(report: AnnualReport) -> Iterator[Found]:
    """The rows of an appended table of statistics (at least two of its rows are known)."""
    for section in report.sections:
        rows = [found for cells in printed_rows(section.text) if (found := _row(cells))]
        if len({metric for metric, _, _ in rows}) > 1:
            yield from rows


def _row(cells: list[str]) -> Found | None:
    texts = [squeeze(cell) for cell in cells if cell.strip()]
    labels = [text for text in texts if parse_cell(text) is None and not _UNIT_CELL.fullmatch(text)]
    if len(labels) != 1:
        return None
    label = _REMARK.sub("", _NUMBERED.sub("", labels[0]))
    metric = next((name for pattern, name in _ROWS if re.fullmatch(pattern, label)), None)
    if metric is None:
        return None
    scale = 10_000 if any((m := _UNIT_CELL.fullmatch(t)) and m["large"] for t in texts) else 1
    printed = [parse_cell(text) for text in texts[texts.index(labels[0]) + 1 :]]
    numbers = [
        cell.value * (cell.factor or 1) for cell in printed if cell and cell.value is not None
    ]
    if len(numbers) != 1 or numbers[0] < 0:
        return None  # a code or last year's number beside it
    return metric, numbers[0] * scale, " ".join(texts)


def _said(report: AnnualReport) -> Iterator[Found]:
    headings = {section.text: section.heading or "" for section in report.sections}
    remedies = _sentences_about(headings, "复议|诉讼|申诉")
    requests = _sentences_about(headings, "依申请公开|申请公开")
    for sentence in sentences(report):
        if OTHER_MATTER.search(sentence.text):
            continue
        about = sentence.names_information
        if about or sentence.text in requests:
            yield from _requests(report, sentence)
        if about or sentence.text in remedies:
            yield from _remedies(report, sentence)


def _sentences_about(headings: dict[str, str], words: str) -> frozenset[str]:
    """The sentences of the sections whose heading has one of these words."""
    return frozenset(
        part
        for text, heading in headings.items()
        if re.search(words, squeeze(heading))
        for line in text.split("\n")
        for part in re.split(r"[。;]", squeeze(line))
    )


def _requests(report: AnnualReport, sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for match in RECEIVED.finditer(text):
        number = parse_count(match["n"] or match["m"])
        if number is not None and not PART.search(match[0]) and _is_plain(report, text, match):
            yield "received", number, text
    for match in _ANSWERED.finditer(text):
        number = parse_count(match["n"])
        if number is not None and "申请" in text and _is_plain(report, text, match):
            yield "handled", number, text
    if (found := _NO_REQUEST.search(text)) and not PART.search(text) and not _UNSURE.search(text):
        yield "received", Decimal(0), found[0]


def _remedies(report: AnnualReport, sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for pattern, metric in ((_RECONSIDERED, "reconsiderations"), (_SUED, "suits")):
        for match in pattern.finditer(text):
            number = parse_count(match["n"])
            if number is not None and _is_plain(report, text, match):
                yield metric, number, text
    for none in _NO_REMEDY.finditer(text):
        if re.search(rf"\d|纠|撤|败|维持|{UNIT}", none["rest"]) or _UNSURE.search(text):
            continue
        said = none["what"] + none["rest"]
        if "复议" in said:
            yield "reconsiderations", Decimal(0), none[0]
        if "诉讼" in said:
            yield "suits", Decimal(0), none[0]


def _is_plain(report: AnnualReport, text: str, match: re.Match[str]) -> bool:
    """Whether a statement is of the whole and of the year, and not a rough one."""
    if is_other(report, text, match) or re.match(r"以上|以下|左右|多|余|以内", text[match.end() :]):
        return False
    return not _UNSURE.search(text[: match.end()])
