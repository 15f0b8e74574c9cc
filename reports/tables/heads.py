"""What the head of a table says of its columns, however its words are broken or ordered.

A head is the texts of consecutive head rows. Its columns are named as in the form; a column of
the remedies is ``row/column``. None stands for a column that no form has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reports.forms import FORM_2021
from reports.model import TableKind
from reports.tables.labels import find_row, group_of, is_fragment, is_header, unmarked
from reports.text import squeeze

Names = tuple[str | None, ...]

APPLICANTS = tuple(column.id for column in FORM_2021.tables["requests"][0].columns)
RESULTS = tuple(column.id for column in FORM_2021.tables["remedies"][0].columns)
BLOCKS = tuple(row.id for row in FORM_2021.tables["remedies"])
_BODIES = APPLICANTS[1:-1]  # the columns below 法人或其他组织
_BODY, _SUITS, _SKIP = "bodies", "suits", "skip"
_APPLICANT = (
    (r"自然(?:人.*)?", "natural_person"), (r"法人(?:(?:或|和|及)?其[他它]组织)?", _BODY),
    (r"商业(?:企业.*)?", "business"), (r"科研(?:机构.*)?", "research_body"),
    (r"社会(?:公益)?(?:组织)?|公益组织", "public_interest_organisation"),
    (r"法律(?:服务)?(?:机构)?", "legal_services_body"), (r"其[他它]", "other_organisation"),
    (r"总计?|合计|小计", "total"),
    (r"申请人情况|\(?本列数据.*|企业|机构|组织|公益组织|服务机构|服务|计", _SKIP),
)  # fmt: skip
_RESULT = (
    (r"(?:结果)?维持(?:结果)?", "upheld"), (r"(?:结果)?纠正(?:结果)?", "corrected"),
    (r"其[他它](?:结果)?", "other_result"), (r"(?:尚)?未审结|尚未(?:审结)?", "pending"),
    (r"总计?|合计|小计", "total"),
)  # fmt: skip
_BLOCK = (
    (r"(?:政府信息公开)?行政复议(?:情况)?", "reconsideration"), (r"行政诉讼(?:情况)?", _SUITS),
    (r"未经(?:行政)?复议.*", "direct_suit"), (r"(?:经)?(?:行政)?复议后.*", "suit_after_reconsideration"),
)  # fmt: skip
_PROACTIVE = (
    (r"新制作", "created"), (r"新公开", "disclosed"), (r"对外公开", "disclosed_total"),
    (r"制发|发件", "issued"), (r"废止", "repealed"), (r"有效", "in_force"),
    (r"上一?年", "prior_items"), (r"增[/、和]?减|增加.减少", "change"),
    (r"处理[决绝]|[决绝][定对]数", "decisions"), (r"采购项目|项目数", "projects"), (r"金额", "amount"),
)  # fmt: skip
_OWN = frozenset({"项目", "类别", "事项", "内容", "名称", "序号", "情况", "指标", "结果", "分类"})
_TOPIC = re.compile("信息内容|第二十条")


@dataclass(slots=True)
class Head:
    """The rows of a head as printed, blanks left out."""

    rows: list[list[str]] = field(default_factory=list)

    def add(self, texts: Sequence[str]) -> None:
        """One more row; a row printed before begins the head anew."""
        row = [unmarked(squeeze(text)) for text in texts]
        if row in self.rows:
            self.rows.clear()
        self.rows.append(row)

    @property
    def text(self) -> str:
        """All its words, for the unit of money."""
        return "\n".join(text for row in self.rows for text in row)


def is_head_row(texts: Sequence[str]) -> bool:
    """Whether texts that stand in a row (no number among them) are part of a head."""
    known = sum(is_header(text) for text in texts)
    if known == len(texts):
        return True
    first = squeeze(texts[0])
    if known and (_TOPIC.search(first) or (first in _OWN and known == len(texts) - 1)):
        return True
    return known >= 2 and known * 2 >= len(texts) and find_row(texts, None) is None


def goes_on(head: Head, texts: Sequence[str]) -> bool:
    """Whether a row continues the words of the head row above (``本年新`` / ``制作数量``)."""
    if not head.rows or group_of(texts[-1]) or any(map(is_fragment, texts)):
        return False
    above = head.rows[-1]
    as_wide = len(texts) in {len(above), len(above) - 1}
    return as_wide and len(texts) > 1 and find_row(texts, None) is None


def completes(head: Head, texts: Sequence[str]) -> bool:
    """Whether a row names the columns below the 法人或其他组织 of a head that a page has cut."""
    named = [name for row in head.rows for name in _shown(_APPLICANT, row)]
    below = _shown(_APPLICANT, [unmarked(squeeze(text)) for text in texts])
    return _BODY in named and "business" not in named and {"business"} <= set(below) <= {*_BODIES}


def kind_of_head(head: Head) -> TableKind | None:
    """The table whose columns it names, None when it could be any."""
    texts = [text for row in head.rows for text in row]
    if any(re.match("自然人?$|法人|商业|科研|申请人情况", text) for text in texts):
        return "requests"
    if any(re.search("维持|纠正|未审结|未经复议|复议后", text) for text in texts):
        return "remedies"
    if {"行政复议", "行政诉讼"} & set(texts) and not any("信息内容" in text for text in texts):
        return "remedies" if "行政复议" in texts or len(texts) == 1 else None
    if any(_TOPIC.search(text) or _name(_PROACTIVE, text, re.search) for text in texts):
        return "proactive"
    return None


def applicants(head: Head) -> Names:
    """The columns of a requests table in printed order."""
    columns: list[str | None] = []
    for row in head.rows:
        names = _shown(_APPLICANT, row)
        known = [name for name in names if name]
        if not known:
            continue
        if _BODY in columns and all(name in _BODIES for name in known):
            at = columns.index(_BODY)
            columns[at : at + 1] = names
        else:
            columns += names
    if _BODY in columns:
        at = columns.index(_BODY)
        columns[at : at + 1] = _BODIES
    return tuple(name for name in columns if name != _BODY)


def remedies(head: Head) -> tuple[tuple[str, ...], Names]:
    """The blocks that a remedies head names and the columns below them (``row/column``; plain
    columns when it names no block); columns are empty when they do not fit the blocks."""
    blocks = [name for row in head.rows for text in row if (name := _name(_BLOCK, text))]
    blocks = list(dict.fromkeys(blocks))
    if _SUITS in blocks:
        at = blocks.index(_SUITS)
        suits = [] if {"direct_suit", BLOCKS[2]} & set(blocks) else list(BLOCKS[1:])
        blocks[at : at + 1] = suits
    columns: list[str | None] = []
    for row in head.rows:
        columns += _shown(_RESULT, [text for text in row if _name(_BLOCK, text) is None])
    groups = _grouped(columns)
    if len(groups) == 1 and not blocks:
        return (), tuple(columns)
    if not groups or len(groups) != len(blocks):
        return tuple(blocks), ()
    named = zip(blocks, groups, strict=True)
    return tuple(blocks), tuple(
        f"{block}/{name}" if name else None for block, group in named for name in group
    )


def proactive(head: Head) -> Names:
    """The columns of a proactive table in printed order; words broken over two rows joined."""
    columns: list[str | None] = []
    above: list[str] = []
    for row in head.rows:
        texts = [text for text in row if not _TOPIC.search(text)]
        found = [_name(_PROACTIVE, text, re.search) for text in texts]
        joined = [_name(_PROACTIVE, a + b, re.search) for a, b in zip(above, texts, strict=False)]
        if len(above) == len(texts) and all(joined) and len(set(joined)) == len(joined):
            columns = list(joined)
        elif any(found):
            columns = _single(found)
        elif texts and not above:
            columns = [None] * len(texts)
        above = texts or above
    return tuple(columns)


def _name(
    known: Iterable[tuple[str, str]],
    text: str,
    how: Callable[[str, str], re.Match[str] | None] = re.fullmatch,
) -> str | None:
    return next((name for pattern, name in known if how(pattern, text)), None)


def _shown(known: Iterable[tuple[str, str]], row: Sequence[str]) -> list[str | None]:
    """The columns that a head row names; what stands before the first is the labels' own head."""
    names = [_name(known, text) for text in row]
    if not any(name and name != _SKIP for name in names):
        return []
    names = [name for name in names if name != _SKIP]
    first = next(at for at, name in enumerate(names) if name)
    return _single([name for at, name in enumerate(names) if at >= first])


def _single(names: Sequence[str | None]) -> list[str | None]:
    """Each of doubled columns once, and so the copies of a merged cell."""
    once = list(names[::2])
    if len(names) > 1 and once == list(names[1::2]):
        return once
    return [name for at, name in enumerate(names) if not name or name != names[at - 1] or not at]


def _grouped(columns: Sequence[str | None]) -> list[list[str | None]]:
    """The columns of a remedies head, cut where the first begins again; none when the groups
    are not alike."""
    if not columns:
        return []
    groups: list[list[str | None]] = []
    for name in columns:
        if name == columns[0]:
            groups.append([])
        groups[-1].append(name)
    return groups if all(group == groups[0] for group in groups) else []
