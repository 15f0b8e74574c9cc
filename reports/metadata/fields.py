"""Who reports for which year: title, agency, year and dates, each with its evidence.

Year is the year the text says is counted, never the publication year minus one. An agency is
the reporting body as printed, expanded by its place where the text prints the two together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reports.divisions import by_code, places_in
from reports.document import Document
from reports.model import Evidence, Region
from reports.numbers import parse_count
from reports.text import squeeze, tidy

_REPORT_NAME = r"(?:政府)?(?:政务)?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报)"
REPORT_TITLE = re.compile(_REPORT_NAME)
_TITLE_YEAR = re.compile(r"(20[0-4]\d)\s*年?(?:度)?")
_CHINESE_YEAR = re.compile("二[〇○零0o][〇○零0o一二三四][〇○零0o一二三四五六七八九](?=年)")
_PINYIN = re.compile(r"(?<=[一-龥])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}\)")
_FIGURES = str.maketrans("〇○零o一二三四五六七八九", "0000123456789")
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
_SUFFIX = (
    r"(?:人民政府(?:办公厅|办公室)?|政府(?:办公厅|办公室)|街道办事处|管理委员会|管委会|委员会|办事处"
    r"|[^\s、,，。]{0,12}(?:局|厅|署|中心|办公室|总队|支队|大队|集团|公司)|[镇乡]政府|街道|部)"
)
_TITLE_SUFFIX = rf"(?:{_SUFFIX}|政府|大学|[镇乡委会馆院所站处社校])"  # a title names nothing else
_AGENCY_LINE = re.compile(rf"^[一-龥()·、]{{1,30}}{_SUFFIX}$")
_DATE = re.compile(
    r"(20[0-4]\d)年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_ISO_DATE = re.compile(r"(20[0-4]\d|19\d\d)\D(\d{1,2})\D(\d{1,2})")
_PUBLISHED_LINE = re.compile(r"发布(?:日期|时间)[::]?(20[0-4]\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")
_ANNOUNCED = "(?:关于|现|特|向社会|公布|公开|发布|编制|年|度)+"
_NO_NAME = re.compile(r"^(?:[我本][局厅委办市县区镇乡街单机部]|各|有关|上级|县级以上)")
_NO_TITLE = re.compile(r"《|>|(?:当前|所在|您的)位置|:$(?<!来源:)")
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
            above = above if above and _AGENCY_LINE.match(squeeze(above)) else None
            return Heading(_tagged(document) or tidy(line), above)
    return Heading(_tagged(document), None)


def _tagged(document: Document) -> str | None:
    title = tidy(document.title or "")
    if len(title) > _LONGEST_TITLE or not REPORT_TITLE.search(squeeze(title)):
        return None
    return title


def in_figures(text: str) -> str:
    """Squeezed text with years in Chinese numerals (``二〇二三年``) in figures, and without the
    pinyin that mirrors put behind characters (``統(tǒng)計``)."""
    plain = _PINYIN.sub("", squeeze(text))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_FIGURES), plain)


def find_year(document: Document, title: str | None) -> Iterator[Evidence]:
    """Years that the title, the counting period and the text state, as evidence."""
    if title and (match := _TITLE_YEAR.search(in_figures(title))):
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


def find_agency(document: Document, heading: Heading) -> Iterator[Evidence]:
    """Bodies that the title, the line above it, the signature and the text name."""
    if heading.title and (name := _agency_in_title(heading.title)):
        yield Evidence("agency", name, "title", heading.title, 0.9)
    if heading.above and (name := _clean_agency(heading.above)):
        yield Evidence("agency", name, "heading", heading.above, 0.85)
    lines = [in_figures(line) for line in document.paragraphs()]
    for before, line in pairwise(lines[-4:]):
        if _DATE.fullmatch(line) and _AGENCY_LINE.match(before) and (name := _clean_agency(before)):
            yield Evidence("agency", name, "signature", f"{before} {line}", 0.7)
    text = "\n".join(lines)
    for pattern, weight in _NAMING:
        if (match := pattern.search(text)) and (name := _clean_agency(match[1])):
            yield Evidence("agency", name, "text", match[0][:60], weight)


_OFFICE = "(?:局|厅|委员会|人民政府|办事处)"
_NAMED = "(?:局|厅|部|委员会|人民政府|街道办事处|办事处|街道|[镇乡](?:人民)?政府|[市县区旗州盟])"
_NAMING = (
    (re.compile(rf"由(?>([一-龥]{{2,24}}?{_SUFFIX}))(?:根据|按照|依据)?[^。\n]{{0,40}}?编[制写]"), 0.6),
    (re.compile(rf"(?:公布|公开|发布)(?:20\d\d年度?)?([一-龥]{{2,24}}?{_NAMED})(?:20\d\d年[^。\n]{{0,8}}|政府)信息公开"), 0.6),
    (re.compile(rf"[现特](?:向社会)?(?:公布|公开|发布)(?:20\d\d年度?)?([一-龥]{{2,24}}?{_NAMED})(?=20\d\d年|\.\.\.|\n|$)"), 0.6),
    (re.compile(rf"20\d\d年,([一-龥]{{2,24}}?{_OFFICE})(?:认真|坚持|深入|按照|以|全面|严格)"), 0.5),
    (re.compile(rf"^([一-龥]{{2,24}}?{_NAMED})编制20\d\d年", re.MULTILINE), 0.6),
    (re.compile(r"《([一-龥]{2,24}?(?:局|厅|部|委员会|人民政府|办事处))政府信息"), 0.35),
    (re.compile(rf"[请可](?:直接)?[与和向]([一-龥]{{2,24}}?{_OFFICE})(?:办公室|综合科|政务公开)?[^。\n]{{0,12}}联系"), 0.45),
)  # fmt: skip


def _agency_in_title(title: str) -> str | None:
    plain = _TITLE_YEAR.sub("", in_figures(title), count=1)
    plain = re.split(REPORT_TITLE, plain)[0]
    run = re.search(r"[一-龥()·、]+$", plain)
    name = re.sub(rf"(?:关于|公布|发布|的|主动|年度?)+$|^{_ANNOUNCED}", "", run[0] if run else "")
    return _clean_agency(name, _TITLE_SUFFIX)


def _clean_agency(name: str, suffix: str = _SUFFIX) -> str | None:
    """A body's name, whole and without years; None for what names no body (``本机关``)."""
    name = re.sub(r"^(?:本年度报告|本报告|度|年)", "", _TITLE_YEAR.sub("", squeeze(name)))
    if len(name) < 3 or len(name) > 40 or _NO_NAME.match(name):
        return None
    if _is_place(name):
        return f"{name}人民政府"
    return _whole(name) if re.search(rf"{suffix}$", name) else None


def _is_place(name: str) -> bool:
    """Whether the name is nothing but a chain of divisions (``济南市莱芜区``)."""
    end = 0
    for mention in places_in(name):
        if mention.start != end:
            return False
        end = mention.end
    return end == len(name) and name[-1] in "省市县区旗州盟"


def _whole(name: str) -> str:
    """A body below the county by its full name: 水头镇 → 水头镇人民政府."""
    name = re.sub(r"(?<=[镇乡])政府$", "人民政府", name)
    if name.endswith(("镇", "乡")):
        return f"{name}人民政府"
    return f"{name}办事处" if name.endswith("街道") else name


def expand(agency: str, text: str) -> str:
    """The agency of a city's district with the city that the text prints directly before the
    district (``淮安市洪泽区`` makes 洪泽区人民政府 淮安市洪泽区人民政府). Names of counties and
    cities are whole as they are; a district's is not."""
    place = next((mention for mention in places_in(agency) if mention.start == 0), None)
    if place is None or not place.name.endswith("区"):
        return agency
    mentions = places_in(squeeze(text))
    before = Counter(
        first.name
        for first, second in pairwise(mentions)
        if first.end == second.start
        and second.name == place.name
        and first.name.endswith("市")
        and set(parents(second.codes)) & set(first.codes)
    )
    return f"{before.most_common(1)[0][0]}{agency}" if before else agency


def placed(agency: str, region: Region | None) -> str:
    """An agency named by its rank alone (``市商务局``, ``省交通运输厅``) with its division's name."""
    if region is None or agency[0] not in "省市县区":
        return agency
    names = [name for name in (region.county, region.city, region.province) if name]
    name = next((name for name in names if name.endswith(agency[0])), None)
    return f"{name}{agency[1:]}" if name else agency


def parents(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of the divisions directly above these."""
    found = (by_code(code) for code in codes)
    return tuple(division.parent for division in found if division and division.parent)


def find_published(document: Document) -> date | None:
    """The printed or tagged publication date."""
    tags = document.tags
    for text in (tags.get("pubdate"), tags.get("printed:published")):
        if text and (match := _ISO_DATE.search(text)) and (day := _date(*match.groups())):
            return day
    for line in list(document.paragraphs())[:_HEAD_LINES]:
        if (match := _PUBLISHED_LINE.search(squeeze(line))) and (day := _date(*match.groups())):
            return day
    return None


def find_index_number(document: Document) -> str | None:
    """The 索引号 that the page's box or the head of the text prints."""
    tagged = document.tags.get("printed:index_number")
    if tagged:
        return tagged
    for line in list(document.paragraphs())[:_HEAD_LINES]:
        if match := INDEX_NUMBER.search(line):
            return match[1]
    return None


def find_drafted(document: Document) -> date | None:
    """The date under the closing signature: a line of its own among the last."""
    for line in reversed(list(document.paragraphs())[-4:]):
        if (match := _DATE.fullmatch(in_figures(line))) and (day := _date(*match.groups())):
            return day
    return None


def _date(year: str, month: str, day: str) -> date | None:
    parts = [parse_count(part) for part in (year, month, day)]
    try:
        return date(*(int(part or 0) for part in parts))
    except ValueError:
        return None
