"""More of text against table: documents issued (N.5), printed shares (N.6), the six sections
(N.9) and the statement on fees (N.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.checks.requests import last_section
from reports.checks.statements import (
    LONGEST_CLAUSE,
    OTHER_MATTER,
    PART,
    REQUESTS,
    UNIT,
    N,
    Sentence,
    held_against,
    is_other,
    number,
    sentences,
)
from reports.checks.tie_out import Cells, Key, make, refs
from reports.model import AnnualReport, Finding, TableKind
from reports.numbers import parse_count
from reports.sections import section_of
from reports.text import squeeze

_DOCUMENTS = rf"(?:行政)?规范性文件(?:共计?)?{N}{UNIT}"
# 修改、废止 and 审查制定 count something else as well
_ISSUED = re.compile(
    rf"(?<![、和及与或])(?:新?制发|新?制定|出台|印发)(?:并?(?:印发|发布|公布|公开|出台))?(?:了)?{_DOCUMENTS}"
)
_REPEALED = re.compile(rf"(?<![、和及与或])废止(?:了)?{_DOCUMENTS}")
_NOT_OURS = re.compile("审查|审核|备案|清理|起草|代拟|建议|全省|全市|全县|全区|解读|累计")
_GROUPS = {
    "予以公开": "granted", "部分公开": "partly_granted", "不予公开": "refused.",
    "无法提供": "not_available.", "不予处理": "not_processed.", "其他处理": "other",
}  # fmt: skip
_GROUP = f"(?:{'|'.join(_GROUPS)})"
_WHOLE = (
    "(?:比|申请)?(?:总数|总量|申请总数|申请总量|办结总数|答复总数|办理总数|总申请量)?(?:的|为)?"
)
_SHARE = re.compile(
    rf"(?P<what>自然人|{_GROUP}(?:(?:以?及|[和与、]){_GROUP})?)(?:的|申请|提出){{0,2}}"
    rf"{N}{UNIT}[,(]?占{_WHOLE}(?P<p>\d{{1,3}}(?:\.\d{{1,4}})?)%"
)
_BASES = (
    ("（七）总计", ("total",)),
    ("本年新收", ("received",)),
    ("本年新收加上年结转", ("received", "carried_in")),
)
_NUMERALS = "一二三四五六"
_SHORTEST = 10  # characters of a section on problems that says anything
_FEE = re.compile("信息处理费|处理费")


def check_statements(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    """N.5 and N.6, one finding for each statement in the text."""
    for sentence in sentences(report):
        if not sentence.counts:
            continue
        yield from _documents(report, cells, sentence)
        if not OTHER_MATTER.search(sentence.text):
            yield from _shares(report, cells, sentence)


def _documents(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    table: TableKind = "proactive"
    asked = (
        [(_ISSUED, "issued", "本年制发件数"), (_REPEALED, "repealed", "本年废止件数")]
        if report.form == "2021"
        else [(_ISSUED, "created", "本年新制作数量")]
    )
    for pattern, column, label in asked:
        key: Key = (table, "normative_documents", column)
        for match in pattern.finditer(sentence.text):
            stated = parse_count(match["n"])
            if stated is None or is_other(report, sentence.text, match):
                continue
            if _NOT_OURS.search(_clause(sentence.text, match)):
                continue
            printed = [(f"规范性文件{label}", (key,), number(cells, key))]
            yield held_against(report, "N.5", match[0], stated, printed)


def _clause(text: str, match: re.Match[str]) -> str:
    """The words around a statement, from one comma or colon to the next."""
    before = text[max(match.start() - LONGEST_CLAUSE, 0) : match.start()]
    after = text[match.end() : match.end() + LONGEST_CLAUSE]
    return re.split("[,:(]", before)[-1] + re.split("[,:(]", after)[0]


def _shares(report: AnnualReport, cells: Cells, sentence: Sentence) -> Iterator[Finding]:
    for match in _SHARE.finditer(sentence.text):
        count = parse_count(match["n"])
        other_year = _is_of_another_year(report, sentence.text, match)
        if count is None or other_year:
            continue
        yield _share(report, cells, match[0], count, match["p"])


def _is_of_another_year(report: AnnualReport, text: str, match: re.Match[str]) -> bool:
    """A share may well follow 其中 or speak of 自然人; it must not speak of last year."""
    before = text[max(match.start() - LONGEST_CLAUSE, 0) : match.start()]
    told = PART.search(re.split("[,:(]", before)[-1])
    return is_other(report, text, match) and (told is None or told[0] not in {"其中", "自然人"})


def _share(report: AnnualReport, cells: Cells, said: str, count: Decimal, share: str) -> Finding:
    """A share fits when it is the recomputed one rounded or cut at its last figure."""
    stated = Decimal(share)
    step = Decimal(1).scaleb(min(int(stated.as_tuple().exponent), 0))
    keys: list[Key] = [(REQUESTS, row, "total") for row in ("received", "carried_in", "total")]
    marked = refs(keys, report.year)
    known: list[tuple[str, Decimal, Decimal]] = []
    for label, rows in _BASES:
        base = number(cells, *((REQUESTS, row, "total") for row in rows))
        if base:
            known.append((label, base, count * 100 / base))
    if not known:
        message = f"正文“{said}”，表格没有写明总数，无法核对。"
        return make("N.6", "not_assessable", message, marked, stated)
    label, base, nearest = min(known, key=lambda item: abs(item[2] - stated))
    told = f"{count:f} 占{label} {base:f} 的 {nearest.quantize(step / 10):f}%"
    if abs(nearest - stated) < step:
        return make("N.6", "pass", f"正文“{said}”：{told}，相符。", marked, stated, nearest)
    message = f"正文“{said}”，而最接近的是 {told}。"
    return make("N.6", "fail", message, marked, stated, nearest.quantize(step / 10))


def check_form_text(report: AnnualReport) -> Iterator[Finding]:
    """N.9 and, on the form of 2021, N.10."""
    yield _six_sections(report)
    yield _problems(report)
    if report.form == "2021":
        yield _fees(report)


def _six_sections(report: AnnualReport) -> Finding:
    numbers = [section.number for section in report.sections if section.number is not None]
    absent = [number for number in range(1, 7) if number not in numbers]
    repeated = sorted({*_repeated(report), *(n for n in numbers if numbers.count(n) > 1)})
    doubts = []
    if absent:
        doubts.append(f"没有第{_told(absent)}部分的标题")
    if repeated:
        doubts.append(f"第{_told(repeated)}部分的标题不止一次")
    if numbers != sorted(numbers):
        doubts.append("各部分没有依次排列")
    if doubts:
        return make("N.9", "fail", f"六个部分：{'，'.join(doubts)}。", ())
    return make("N.9", "pass", "六个部分齐全、依次、各一次。", ())


def _told(numbers: list[int]) -> str:
    return "、".join(_NUMERALS[number - 1] for number in numbers)


def _repeated(report: AnnualReport) -> set[int]:
    """The sections whose heading stands once more inside a section's text."""
    lines = (line for section in report.sections for line in section.text.split("\n"))
    found = (section_of(line) for line in lines if "\t" not in line)
    return {number for number in found if number is not None}


def _problems(report: AnnualReport) -> Finding:
    texts = [section.text for section in report.sections if section.number == 5]
    if not texts:
        return make("N.9", "not_assessable", "没有第五部分，无法核对。", ())
    text = squeeze("".join(texts))
    if len(text) >= _SHORTEST:
        return make("N.9", "pass", f"第五部分有 {len(text)} 个字。", ())
    return make("N.9", "fail", f"第五部分只有“{text}”，没有写存在的问题和改进情况。", ())


def _fees(report: AnnualReport) -> Finding:
    text = last_section(report)
    if text is None:
        return make("N.10", "not_assessable", "没有第六部分，无法核对。", ())
    if _FEE.search(text):
        return make("N.10", "pass", "第六部分写了信息处理费的收取情况。", ())
    return make("N.10", "fail", "第六部分没有写信息处理费的收取情况。", ())
