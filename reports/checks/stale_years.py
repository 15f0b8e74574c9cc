"""Whether a report still says of itself what it said of an earlier year (N.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checks.tie_out import make
from reports.metadata.dates import in_figures
from reports.model import AnnualReport, Finding
from reports.outline import prose

_SENTENCE = re.compile("[^。;!?]+")
_QUOTED = re.compile("《[^》]{0,80}》")
_ENUMERATOR = r"(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、.])?"
_CLOSING = re.compile(r"截[至止](?:到)?(20[0-4]\d)年(?:12月31日|12月底|年?底|年?末)")
_OPENING = re.compile(
    rf"^{_ENUMERATOR}(20[0-4]\d)年(?:度|全年|以来)?,?"
    "(?:[我本](?:街道|机关|单位|[局委办厅院署处市县区旗镇乡])|全[市县区局年]|共?(?:收到|受理|主动公开))"
)
_YEAR = re.compile(r"20[0-4]\d(?=年)")
# an earlier year may be spoken of when the sentence compares, looks back or mends
_LOOKS_BACK = re.compile(
    "同比|相比|比上年|较上年|上一?年度?|去年|往年|近年|以来|印发|出台|成立|组建|挂牌|机构改革|问题|不足|整改|结转|累计|历年"
)


def check_stale_years(report: AnnualReport) -> Finding:
    """N.7 on what the body says of itself: 截至…年12月31日, …年，我局…; an earlier year than the
    one reported on is left from an old text, unless the sentence compares or looks back."""
    if report.year is None:
        return make("N.7", "not_assessable", "年度没有写明，无法核对正文所说的年份。", ())
    told = list(_statements(report))
    if not told:
        return make("N.7", "not_assessable", "正文没有以年份开头的自述，无法核对。", ())
    for year, words in told:
        if year < report.year:
            message = f"本报告统计 {report.year} 年，而正文仍写“{words}”。"
            return make("N.7", "fail", message, ())
    return make("N.7", "pass", f"正文自述的年份不早于 {report.year} 年，相符。", ())


def _statements(report: AnnualReport) -> Iterator[tuple[int, str]]:
    """The year and the words of each statement on the body itself."""
    for section in report.sections:
        for line in prose(section.text):
            for sentence in _SENTENCE.finditer(_QUOTED.sub("", in_figures(line))):
                yield from _stated(sentence[0])


def _stated(sentence: str) -> Iterator[tuple[int, str]]:
    if _LOOKS_BACK.search(sentence) or len(set(_YEAR.findall(sentence))) > 1:
        return
    for pattern in (_CLOSING, _OPENING):
        if match := pattern.search(sentence):
            yield int(match[1]), match[0]
