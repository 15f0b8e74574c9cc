"""Report or not: what speaks for an annual report, what against, and the reason in a sentence.

A full-text copy of a report is a report wherever it stands; an entry, a notice, a summary, a
template or a model text about reports is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.document import Document
from reports.forms import Form
from reports.metadata.dates import without_pinyin
from reports.metadata.fields import COUNTED, NAMED_REPORT, REPORT_TITLE
from reports.model import Section
from reports.text import fold, squeeze

_ENOUGH = 2
_HEAD_LINES = 3
_LONGEST_TITLE = 60
_SHORT = 120  # characters; a web page with less beside its title only points to a report
_LOOKALIKE = re.compile(
    r"指南|通知|解读|总结|预算|决算|目录|制度|规定|办法|汇编|范文|法治政府|绩效|统计报表|年度报表|一图|图解"
    r"|研究|关于.{0,30}的函"
)
_MODEL_TEXT = re.compile(
    r"会员分享|(?<![a-z])[x某]{2}(?:市|县|区|局|街道|镇|单位)|\([一二三四五六七八九十\d]+篇\)"
)
_LINK = re.compile(r"(?:https?://|www\.|@)[!-~]+")
_ADDRESS = re.compile(
    r"xxgk(?:gz)?(?:nb|nd|bg)|gknb|xxgkannualreport|opennessannualreport|ndbg", re.IGNORECASE
)
_OWN_HEADINGS = re.compile(
    "二、(?:行政机关)?主动公开政府信息(?:的)?情况|三、(?:行政机关)?收到和处理"
)
_EXPLAINED = re.compile(r"(?:年度报告|年报)[^。\n]{0,60}(?:进行|作|做)(?:如下|以下)?解读")
_ABOUT = re.compile(r"[一二三四五六七]、(编制背景|编制依据|编制目的|起草背景|起草过程|解读机关)")
_STATEMENTS = (
    re.compile(r"本(?:年度)?(?:报告|年报)(?:是)?(?:根据|依据|按照|由)[^。\n]{0,80}信息公开"),
    re.compile(
        r"信息公开(?:工作)?(?:年度)?(?:工作)?(?:总体)?情况(?:总结|进行)?(?:报告|汇报|公布)(?:如下)?"
    ),
    re.compile(r"(?:收到|受理|接到|新收)[^。;\n]{0,24}(?:申请|依申请公开)"),
    re.compile(r"主动公开(?:政府|政务|各类)*信息\d|公开政府信息\d|信息更新"),
    re.compile(r"(?:[请可](?:直接)?[与向]).{2,40}联系"),
    re.compile(r"信息公开(?:工作)?的?(?:收费|复议|诉讼|管理体制|基本目录)"),
    re.compile(r"(?:公布|公开|发布)20\d\d年度?(?:本(?:机关|单位|部门)|[^。;\n]{2,20}[局厅])"),
    re.compile(r"办结\d+|结转下年"),
    re.compile(r"由[一-龥()a-zǎǐǒǔěàìòùèáíóúéāīōūē]{2,40}编[制写]"),
)


def why_not(
    document: Document,
    title: str | None,
    sections: tuple[Section, ...],
    form: Form | None,
    url: str | None,
) -> str | None:
    """Why the document is no annual report (a Chinese sentence), else None."""
    numbered = len({section.number for section in sections if section.number})
    if form is not None and numbered >= 2:
        return None
    if not any(document.lines()):
        return "文件里没有文字。"
    lines = list(document.paragraphs())
    heads = [line for line in lines[:_HEAD_LINES] if ">" not in fold(line)]  # a path names folders
    for name in (title, document.title, *heads):
        reason = _lookalike(name) if name else None
        if reason is not None:
            return reason
    text = without_pinyin(squeeze("\n".join(lines)))
    if _foreign(text):
        return "正文不是中文，是摘要或译文，不是报告原文。"
    if _MODEL_TEXT.search(text[:2000]):
        return "是范文或空白样本，不是哪个机关的报告。"
    if _EXPLAINED.search(text) or len(set(_ABOUT.findall(text))) >= 2:
        return "是对年度报告的解读，不是报告本身。"
    if numbered >= 4:
        return None
    if document.tags and len(text) < _SHORT:
        return "只有标题，没有报告正文。"
    if sum(_signs(text, title, numbered, url)) >= _ENOUGH:
        return None
    return "没有政府信息公开年度报告的标题，也没有它的章节。"


def _lookalike(name: str) -> str | None:
    plain = squeeze(name)
    if len(plain) > _LONGEST_TITLE or re.search("[。;!?,]", plain):
        return None  # a sentence may speak of a guide; only a title is one
    match = _LOOKALIKE.search(re.sub("《[^》]*》", "", plain))
    return f"标题是“{match[0]}”一类，不是年度报告本身。" if match else None


def _foreign(text: str) -> bool:
    """Whether the text is in Latin letters for its greater part (addresses aside)."""
    words = _LINK.sub("", text)
    latin = len(re.findall(r"[A-Za-z]", words))
    return latin > 40 and latin > len(re.findall("[一-龥]", words))


def _signs(text: str, title: str | None, numbered: int, url: str | None) -> Iterator[int]:
    """What speaks for a report, each with its weight."""
    if title is not None and REPORT_TITLE.search(squeeze(title)):
        yield 2
    if NAMED_REPORT.search(text):
        yield 2
    if COUNTED.search(text):
        yield 1
    if numbered >= 2:
        yield 2 if _OWN_HEADINGS.search(text) else 1
    if url and _ADDRESS.search(url):
        yield 1
    yield from (1 for statement in _STATEMENTS if statement.search(text))
