"""How likely a link leads to an annual report on disclosure, of which year and of which body.

Every point has its reason, so that an admin sees why a link was taken or left. Column names and
addresses are those seen on government sites; a folder alone proves nothing, for folders lie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.text import fold, join_cjk, tidy

_LONGEST = 300
_RULES: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (re.compile(r"年度报告|年报|公开.{0,8}报告|公开.{0,4}年度.{0,4}情况"), 2, "标题写明年度报告"),
    (re.compile(r"(?:信息|政务)公开"), 1, "标题写明信息公开"),
    (re.compile(r"预算|决算|统计年报|环境质量|法治政府|依法行政|社会责任|年报公示|工商年报"), -3, "另一种报告"),
    (re.compile(r"指南|模板|格式|样表|样式|范本"), -3, "指南或样式"),
    (re.compile(r"解读|一图|图解|图说|读懂|长图|动漫"), -3, "解读"),
    (re.compile(r"通知|函$"), -3, "通知"),
    (re.compile(r"(?:公布|发布|印发).{0,60}(?:年度报告|年报)的(?:通知|公告)"), 1, "随文公布年报"),
    (re.compile(r"目录|流程|须知|申请表|制度|办法|规定|培训|征求意见|问答"), -2, "别的栏目"),
    (re.compile(r"工作总结|工作要点|实施方案|工作方案|工作计划|任务分解|工作安排"), -2, "总结或计划"),
    (re.compile(r"召开|举办|开展|推进会|座谈|新闻发布会|督查|检查"), -2, "新闻"),
)  # fmt: skip
_COMPANY = re.compile(r"企业|公司|财务|银行")
_DISCLOSURE = re.compile(r"(?:政府信息|政务)公开")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零0][〇○零一二三四][〇○零一二三四五六七八九](?=年)")
_YEARS = tuple(
    re.compile(rf"(?<!\d)(20[0-4]\d){tail}") for tail in (r"\s*年度", r"\s*年", r"(?!\d)")
)
_ADDRESS = re.compile(
    r"annualreport[^/]*(?:/show/|\?)|/xxgknb/show/|gknb_show|year_details\.", re.IGNORECASE
)
_COLUMN = re.compile(
    r"(?:^|[/_])(?:(?:zf)?xxgk(?:gz)?nd?bg?|xxgknb|gknb|ndbg|gknd(?:bg)?|annualreport|(?:20\d\d)?nb)"
    r"(?:[/_.]|20\d\d|$)",
    re.IGNORECASE,
)
_COLUMN_TITLE = re.compile(r"公开.{0,10}(?:年报|年度报告)|(?:年报|年度报告).{0,10}公开")
# what stands last in an article's address: a number, a hash, or the name its system gives
_ARTICLE = re.compile(
    r"(?:\d{4,}|[0-9a-f]{16,}|(?:content|post|art|doc)_\w+|show[-_]?\d+|\d+\.html?)[\w.-]*(?:/index\.s?html?|/)?$"
    r"|[?&](?:\w*id|code|area|year)=\w|\.(?:pdf|docx?|wps|xlsx?|ofd|zip)$",
    re.IGNORECASE,
)
_BODY = r"(?:局|委|委员会|办|办公室|办事处|厅|处|政府|街道|镇|乡|中心|管委会|院|所|站|部|署|台|总队|支队|大队|社|会|馆)"
_IS_BODY = re.compile(rf"[\u4e00-\u9fff（）()·、]{{1,40}}{_BODY}")
_CUTS = re.compile(r"政府信息公开|政务公开|信息公开|年度报告|年报|(?:20\d\d|二[〇○零]..)年")
_NOISE = re.compile(
    r"(?<!\d)20[0-4]\d(?!\d)|年度?|\d{1,2}[-月/.]\d{1,2}日?|[\s\[\]【】（）()《》<>·・,，.:：\-—_/|]"
    r"|pdf|docx?|下载|查看|附件",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A score and what it is made of."""

    score: int
    reasons: tuple[str, ...]


def judge(title: str, url: str = "", *, in_column: bool = False) -> Judged:
    """The score of a link by its title and address; ``in_column``: its page belongs to a column
    of annual reports, where a bare year or a body's name will do if the address is an article's
    (those of further columns are not)."""
    folded = _folded(title)
    points = [(worth, why) for pattern, worth, why in _RULES if pattern.search(folded)]
    if _COMPANY.search(folded) and not _DISCLOSURE.search(folded):
        points.append((-3, "企业或财务"))
    if year_of(title) is not None:
        points.append((1, "标题写明年份"))
    # an address says nothing for a title that speaks against itself (a notice on the form)
    if _ADDRESS.search(url[:2000]) and all(worth > 0 for worth, _ in points):
        points.append((2, "地址是年报页"))
    if _ARTICLE.search(url[-200:]) and (in_column or is_report_column(url)):
        points += _bare(folded, title)
    return Judged(sum(worth for worth, _ in points), tuple(f"{w:+d} {why}" for w, why in points))


def _bare(folded: str, title: str) -> list[tuple[int, str]]:
    """Points for a title that says no more than a year or a body, in a column of reports."""
    rest = _NOISE.sub("", folded)
    if not rest:
        return [(1, "年报栏目中只写年份")] if year_of(title) is not None else []
    if _IS_BODY.fullmatch(rest) and "公开" not in rest:
        return [(2, "年报栏目中只写单位")]
    return []


def year_of(title: str) -> int | None:
    """The year a title names: before 年度, else before 年, else the first; None if none."""
    folded = fold(title[:_LONGEST])
    folded = _CHINESE_YEAR.sub(lambda match: match[0].translate(_NUMERALS), folded)
    for pattern in _YEARS:
        if named := pattern.search(folded):
            return int(named[1])
    return None


def agency_of(title: str) -> str | None:
    """The body a title names (某县教育局2020年政府信息公开年报), None where it names none."""
    text = join_cjk(tidy(title[:_LONGEST])).lstrip("【[（(《关于 ·")
    pieces = _CUTS.split(text)
    for piece, after in zip(pieces, _CUTS.findall(text), strict=False):
        name = piece.strip(" 】])）》度的工作关于·-—:：")
        if name.endswith("人民") and after == "政府信息公开":
            name += "政府"
        if _IS_BODY.fullmatch(name):
            return name
    whole = text.strip(" 】])）》")
    return whole if _IS_BODY.fullmatch(whole) and not _CUTS.search(whole) else None


def is_report_column(address_or_title: str) -> bool:
    """Whether an address or a column's title belongs to a column of annual reports."""
    text = address_or_title[:2000]
    return bool(_COLUMN.search(text) or _COLUMN_TITLE.search(fold(text[:_LONGEST])))


def speaks_of_reports(title: str) -> bool:
    """Whether a link left out is worth showing to an admin all the same."""
    return bool(_RULES[0][0].search(_folded(title)) or _DISCLOSURE.search(_folded(title)))


def _folded(title: str) -> str:
    return join_cjk(fold(title[:_LONGEST]))
