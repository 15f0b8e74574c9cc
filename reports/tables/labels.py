"""Which row of the form a printed label names, however it is cut, numbered or misspelt.

Everything is derived from the form data: a label is (group, ordinal, text), as in
``（三）不予公开 1.属于国家秘密``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from reports.forms import FORMS
from reports.model import TableKind
from reports.text import squeeze

_NUMBERING = re.compile(r"^(?:[一二三四]、|\([一二三四五六七]\)|\(?(?P<item>\d)[.、,)]?(?=\D|$))")
_GROUPED = re.compile(  # group and row in one cell
    r"^((?:\([三四五六]\))?(?:不予公开|无法提供|不予处理|其[他它]处理))[*]?(?:\d(?=\d))?(\(?\d.+)$"
)
_REMARK = re.compile(r"\([^()]*\)|\([^()]*$")
_FOOTNOTE = re.compile(r"(?<=[^\W\d])(?:[*#※†]+|\[?\d{1,2}\]?|\(\d\))$")
_DIGIT = re.compile(r"\d")
_PUNCTUATION = re.compile(r"[^\w]")
_RESULTS = "三、本年度办理结果"
_HEADER = re.compile(
    r"信息内容|申请人情况|自然人|法人或其他组织|商业企业|科研机构|社会(?:公益)?组织|法律服务机构|其他|总计"
    r"|第二十条.{0,6}项|行政复议|行政诉讼|(?:未经)?复议(?:直接|后)起诉|结果维持|结果纠正|其他结果|尚未审结"
    r"|\(?本列数据的?勾稽关系.*|本年(?:新制作|新公开|制发|废止|增/?减|处理[决绝]|收费).*"
    r"|上一年项目数量?|对外公开总数量?|现行有效件数"
    r"|处理[决绝]对?定?数量?|采购项目数量?|采购总金额.*"
)
_BLOCKS = (
    ("(?:政府信息公开)?行政复议(?:情况)?", "reconsideration"),
    ("(?:行政诉讼)?未经(?:行政)?复议(?:直接)?起诉", "direct_suit"),
    ("(?:行政诉讼)?(?:经)?(?:行政)?复议后起诉", "suit_after_reconsideration"),
    ("(?:政府信息公开)?行政诉讼(?:情况)?", "suits"),
)
_LONGEST_BLOCK = 20  # characters of a block's name
_RESULTS_BY_WORDS = {
    "结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other_result",
    "尚未审结": "pending", "总计": "total",
}  # fmt: skip
_SURE, _LIKELY = 82, 62
_LONGEST = 300  # characters of a row label with its remarks; a longer text is no label


@dataclass(frozen=True, slots=True)
class _Known:
    table: TableKind
    row: str
    group: str | None
    item: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The row a label names; ``group`` is the group it stands in (``refused``, …)."""

    table: TableKind
    row: str
    group: str | None


def unmarked(text: str) -> str:
    """A squeezed text without the mark of a footnote (``规章①``, ``总计*``)."""
    return _FOOTNOTE.sub("", text)


def plain_label(text: str) -> str:
    """A label's words alone: folded, without numbering, remarks, punctuation, white space."""
    text = unmarked(_NUMBERING.sub("", squeeze(text)))
    return _PUNCTUATION.sub("", _REMARK.sub("", text)) or _PUNCTUATION.sub("", text)


@cache
def _known() -> tuple[_Known, ...]:
    found: dict[tuple[str, str, str], _Known] = {}
    for form in FORMS.values():
        for table in ("proactive", "requests"):
            for row in form.tables[table]:
                printed = row.label.split(" ", 1)
                group = row.id.split(".")[0] if "." in row.id else None
                match = _NUMBERING.match(squeeze(printed[-1]))
                item = int(match["item"]) if group and match else None
                known = _Known(table, row.id, group, item, plain_label(printed[-1]))
                found[table, row.id, known.text] = known
    return tuple(found.values())


@cache
def _groups() -> dict[str, str]:
    """Group name → its printed words, ``refused`` → ``不予公开``."""
    return {
        row.id.split(".")[0]: plain_label(row.label.split(" ", 1)[0])
        for form in FORMS.values()
        for row in form.tables["requests"]
        if "." in row.id
    }


def group_of(text: str) -> str | None:
    """The group a label cell opens (``(四)无法提 供`` → not_available), else None."""
    plain = plain_label(text)
    return next((group for group, words in _groups().items() if plain == words), None)


def is_header(text: str) -> bool:
    """Whether the text belongs to a table's head, not to a row."""
    plain = unmarked(squeeze(text))
    if _HEADER.fullmatch(plain):
        return True
    return not _NUMBERING.match(plain) and bool(_HEADER.fullmatch(_REMARK.sub("", plain)))


def is_fragment(text: str) -> bool:
    """Whether the text is a piece of the tall cell 三、本年度办理结果 that a page cut."""
    return bool(text) and squeeze(text) in _RESULTS


def is_numbered(text: str) -> bool:
    """Whether a label carries its number (``（七）总计``)."""
    return _NUMBERING.match(squeeze(text)) is not None


def block_of(text: str) -> str | None:
    """The block of the remedies table that a text by itself names (``suits``: both kinds of
    suit), else None."""
    plain = plain_label(text)
    if len(plain) > _LONGEST_BLOCK:
        return None
    return next((block for words, block in _BLOCKS if re.fullmatch(words, plain)), None)


def result_of(text: str) -> str | None:
    """The result of a review or suit that a row's label names, else None."""
    return _RESULTS_BY_WORDS.get(plain_label(text))


def find_row(cells: Sequence[str], group: str | None) -> RowLabel | None:
    """The row that a row's label cells name, given the group the table is in; None when none
    does. The last cell names the row, the ones before it may open a group."""
    texts = _joined(cells)
    for text in texts[:-1]:
        group = group_of(text) or group
    if not texts:
        return None
    last = texts[-1]
    if len(last) > _LONGEST:
        return None
    opened = group_of(last)
    if opened and opened != "other":
        return None
    plain = plain_label(last)
    match = _NUMBERING.match(squeeze(last))
    item = int(match["item"]) if match and match["item"] else None
    best: tuple[float, _Known] | None = None
    for known in _known():
        score = _score(plain, item, group, known)
        if score and (best is None or score > best[0]):
            best = (score, known)
    if best is None:
        return None
    return RowLabel(best[1].table, best[1].row, best[1].group)


def _score(plain: str, item: int | None, group: str | None, known: _Known) -> float:
    """How well a label fits a known row, 0 when it does not: its words must agree, and less
    well when group and ordinal agree too (a misprinted label keeps its place)."""
    same_place = known.group is not None and known.group == group and known.item == item
    if len(known.text) <= 3 and known.group is not None:
        # the words of 3.其他 say nothing by themselves
        return 100.0 if plain == known.text and same_place else 0.0
    if (item is None) != (known.item is None) and plain != known.text:
        return 0.0
    likeness = fuzz.ratio(plain, known.text)
    remark = plain.removeprefix(known.text)
    if (
        remark != plain
        and known.group is None
        and len(known.text) >= 4
        and not _DIGIT.search(remark)
    ):
        likeness = max(likeness, 90.0)
    if likeness >= (_LIKELY if same_place else _SURE):
        return likeness + (5 if same_place else 0)
    return 0.0


def _joined(cells: Sequence[str]) -> list[str]:
    """Label cells with a bare number joined to its words (``一、`` | ``本年新收…``) and pieces
    of 三、本年度办理结果 left out."""
    texts: list[str] = []
    for cell in cells:
        text = squeeze(cell)
        if not text or (is_fragment(text) and text not in {"一、", "二、", "四、"}):
            continue
        if texts and not _NUMBERING.sub("", texts[-1]):
            texts[-1] += text
        elif (both := _GROUPED.match(text)) is not None:
            texts += both.groups()
        else:
            texts.append(text)
    return texts


def is_table_text(text: str) -> bool:
    """Whether a lone text in a grid row is part of a form table: a head, group or row label."""
    return (
        is_header(text)
        or is_fragment(text)
        or group_of(text) is not None
        or find_row([text], None) is not None
    )
