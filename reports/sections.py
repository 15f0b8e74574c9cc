"""Sections: the six headings of the form, and whatever headings a free report has."""

from __future__ import annotations

import re

from reports.document import Document, Grid, Paragraph, row_line
from reports.model import Section
from reports.text import squeeze

NUMERALS = "一二三四五六七八九十"
_KEYWORDS = (
    ("总体情况", "概述", "基本情况"),
    ("主动公开",),
    ("收到和处理", "依申请公开"),
    ("行政复议", "行政诉讼", "复议诉讼"),
    ("问题", "改进"),
    ("其他需要报告", "需要报告的其他", "其他事项", "其他情况"),
)
SECTION_HEADING = re.compile(
    "一、总体情况|二、(?:行政机关)?主动公开政府信息|三、(?:行政机关)?收到和处理政府信息公开申请"
    "|四、[^。]{0,16}行政复议|五、[^。]{0,16}问题|六、其他需要报告"
)
_MAX_HEADING = 45
_FORM_LIKE = 5  # so many of the six headings show the form, however a body words them


def heading_number(line: str) -> tuple[int, str] | None:
    """(1–10, heading text) of a top-level heading such as ``一、总体情况``, else None."""
    text = squeeze(line)
    if len(text) > _MAX_HEADING or text.endswith(("。", ";", ",")):
        return None
    match = re.match(rf"^(?:第([{NUMERALS}])部分|([{NUMERALS}])[、.,])(?P<text>.+)$", text)
    if match is None:
        return None
    return NUMERALS.index(match[1] or match[2]) + 1, match["text"]


def section_of(line: str) -> int | None:
    """1–6 when the line is that section's heading in either form, else None."""
    found = heading_number(line)
    if found is None or found[0] > len(_KEYWORDS):
        return None
    number, text = found
    return number if any(word in text for word in _KEYWORDS[number - 1]) else None


def split_sections(document: Document) -> tuple[Section, ...]:
    """The document cut at its top-level headings. A heading repeated inside its own section
    stays in the text; headings that are none of the form's get ``number`` None."""
    sections: list[Section] = []
    number: int | None = None
    heading: str | None = None
    lines: list[str] = []
    seen: set[int] = set()
    last = 0  # the numeral of the latest heading
    form_like = len({section_of(line) for line in document.paragraphs()} - {None}) >= _FORM_LIKE

    def close() -> None:
        if heading is not None or lines:
            sections.append(Section(number, heading, "\n".join(lines)))

    for block in document.blocks:
        if isinstance(block, Grid):
            lines += [row_line(row) for row in block.rows]
            continue
        numeral = heading_number(block.text)
        if numeral is not None and _opens(block, seen, numeral[0] - last, form_like):
            close()
            last = numeral[0]
            found = section_of(block.text)
            number, heading, lines = found, block.text, []
            if found is not None:
                seen.add(found)
        else:
            lines.append(block.text)
    close()
    return tuple(sections)


def _opens(block: Paragraph, seen: set[int], step: int, form_like: bool) -> bool:
    """Whether a numbered heading, ``step`` numerals after the latest, opens a section: one of the
    form's not seen yet, or, in a report without the form's sections, the next numeral in turn
    (others are sub-headings, unless a lost page explains the gap)."""
    number = section_of(block.text)
    fresh = number is not None and number not in seen
    return fresh if form_like else step == 1 or (fresh and step > 1)
