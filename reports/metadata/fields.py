"""The title, the year it reports on and the 索引号, each with its evidence.

Year is the year the text says is counted, never the publication year minus one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reports.document import Document
from reports.metadata.dates import in_figures
from reports.model import Evidence
from reports.text import squeeze, tidy

_REPORT_NAME = r"(?:政府)?(?:政务)?信息公开(?:工作)?(?:情况)?(?:的)?(?:20\d\d年)?(?:年?度)?(?:工作)?(?:报告|年报)"
REPORT_TITLE = re.compile(_REPORT_NAME)
TITLE_YEAR = re.compile(r"(20[0-4]\d)\s*年?(?:度)?")
COUNTED = re.compile(
    r"(20[0-4]\d)年1月1日(?:起)?(?:至|到|-|—|~)(?:(20[0-4]\d)年)?12月31日"
    # the date words lost on the way: 自202211日起至20221231日止
    r"|(20[0-4]\d)11日(?:起)?(?:至|到)(20[0-4]\d)1231日"
)
NAMED_REPORT = re.compile(
    r"(20[0-4]\d)年?度?[^。;\n]{0,40}?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报)"
    r"|信息公开工作(20[0-4]\d)年度报告"
)
_YEAR_IN_TEXT = re.compile(r"(20[0-4]\d)年")
BODY = (
    r"(?:人民政府(?:办公厅|办公室)?|政府(?:办公厅|办公室)|街道办事处|管理委员会|管委会|委员会|办事处|政府机关"
    r"|[^\s、,，。]{0,12}(?:局|厅|署|中心|办公室|总队|支队|大队|集团|公司|(?:健康|改革|计生|国资|经信|住建|交通|民宗)委)|[镇乡]政府|街道|部)"
)
AGENCY_LINE = re.compile(rf"^[一-龥()·、]{{1,30}}{BODY}$")
_NO_TITLE = re.compile(
    r"《|>|(?:当前|所在|您的)位置|[组配体裁主题公开信息]{2}(?:分类|目录)|:$(?<!来源:)"
)
_LABEL = re.compile(
    r"^\s*[•·]?\s*(?:(?:名\s*称|信息名称|文件名称)\s*[:\uff1a]?\s+|标\s*题\s*[:\uff1a]?\s*)"
)
_HEAD_LINES = 12
_LONGEST_HEADING = 60  # up to the words that name a report
_LONGEST_TITLE = 120  # characters; a longer one is the page's whole text, misplaced
INDEX_NUMBER = re.compile(r"索\s*引\s*号\s*[:\uff1a]?\s*([0-9A-Za-z][0-9A-Za-z/_.\-]{4,60})")


@dataclass(frozen=True, slots=True)
class Heading:
    """The title line, and the line above it when that names a body."""

    title: str | None
    above: str | None


def find_heading(document: Document) -> Heading:
    """The title as printed: the page's own title tag when it names a report, else the first
    line that does, among the lines before the text begins."""
    lines = list(document.paragraphs())[:_HEAD_LINES]
    for index, line in enumerate(lines):
        plain = squeeze(line)
        named = REPORT_TITLE.search(plain)
        if named is None or named.end() > _LONGEST_HEADING or len(plain) > _LONGEST_TITLE:
            continue
        if not plain.endswith(("。", ";")) and not _NO_TITLE.search(plain):
            above = lines[index - 1] if index else None
            above = above if above and AGENCY_LINE.match(squeeze(above)) else None
            return Heading(_tagged(document) or tidy(_LABEL.sub("", line)), above)
    return Heading(_tagged(document), None)


def _tagged(document: Document) -> str | None:
    title = tidy(document.title or "")
    if len(title) > _LONGEST_TITLE or not REPORT_TITLE.search(squeeze(title)):
        return None
    return title


def find_year(document: Document, title: str | None) -> Iterator[Evidence]:
    """Years that the title, the counting period and the text state, as evidence."""
    if title and (match := TITLE_YEAR.search(in_figures(title))):
        yield Evidence("year", match[1], "title", title, 0.9)
    text = in_figures("\n".join(document.paragraphs()))
    if match := COUNTED.search(text):
        year = match[4] or match[2] or match[1]
        yield Evidence("year", year, "period", match[0], 0.95)
    if match := NAMED_REPORT.search(text):
        yield Evidence("year", match[1] or match[2], "named", match[0][:60], 0.6)
    counts = Counter(_YEAR_IN_TEXT.findall(text))
    if counts:
        year, times = counts.most_common(1)[0]
        yield Evidence("year", year, "text", f"{year}年出现 {times} 次", 0.5)


def year_in_address(url: str | None) -> Iterator[Evidence]:
    """The year that an address names: the report year of the Hanweb family's ``fbtime``, or a
    folder or slug such as ``2023n`` or ``2013ndzfxxgk`` (folders lie: little weight)."""
    if match := re.search(r"[?&]fbtime=(20[0-4]\d)(?!\d)", url or ""):
        yield Evidence("year", match[1], "address", match[0], 0.6)
    elif match := re.search(r"(?<!\d)(20[0-4]\d)n(?=d|/|[a-z]*xxgk|[a-z]*gk)", url or ""):
        yield Evidence("year", match[1], "address", match[0], 0.3)


def find_index_number(document: Document) -> Iterator[Evidence]:
    """The 索引号 that the page's box or the head of the text prints."""
    tagged = document.tags.get("printed:index_number")
    if tagged:
        yield Evidence("index_number", tagged, "box", tagged, 0.9)
        return
    # a box read as text may print label and value on two lines
    if match := INDEX_NUMBER.search("\n".join(list(document.paragraphs())[:_HEAD_LINES])):
        yield Evidence("index_number", match[1], "text", match[0], 0.8)
