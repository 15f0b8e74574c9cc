"""Whether a report speaks of one year (N.7) and of one body (N.8)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reports.checks.stale_years import check_stale_years
from reports.checks.tie_out import make
from reports.divisions import by_code, places_in
from reports.metadata.dates import in_figures
from reports.metadata.kinds import agency_type, is_national
from reports.model import AnnualReport, Finding
from reports.outline import prose

_TITLE_YEAR = re.compile(r"(20[0-4]\d)年?(?:度)?")
_PERIOD = re.compile(r"(20[0-4]\d)年1月1日(?:起)?(?:至|到|-|—|~)(?:(20[0-4]\d)年)?12月31日")
_YEAR = re.compile(r"(20[0-4]\d)年")
_QUOTED = re.compile(r"《[^》]{0,80}》")
_OFTEN = 3  # a year named less often than this says nothing
_NAME = "[一-龥]{2,30}?(?:人民政府(?:办公[厅室])?|局|厅|署|委员会|办事处|管委会)"
_COMPILED = re.compile(
    rf"(?:本(?:年度)?报告(?:是)?由)({_NAME})(?:根据|按照|依据|负责|组织)?[^。;]{{0,40}}?编[制写]"
)
_FIRST_PERSON = re.compile(rf"({_NAME})\((?:以下简称|下称|简称)[“\"]?[我本][局厅委办署机府]")
_ANNOUNCED = re.compile(
    rf"现(?:将|公布|公开)({_NAME})(?:20[0-4]\d年?度?)?政府信息公开(?:工作)?(?:年度)?(?:报告|年报)"
)
_SUBJECT = re.compile(
    rf"(?:^|[,。])(?:20[0-4]\d年度?,?)?({_NAME}),?"
    "(?:坚持|认真|高度重视|严格|深入|全面|积极|始终|紧紧|持续|切实|不断|扎实|按照|以习近平)"
)
_GOVERNMENTS = frozenset({"政府及办公厅(室)", "街道乡镇", "开发区"})


def check_self_description(report: AnnualReport) -> Iterator[Finding]:
    """N.7 (the years named, the date of publication, what it says of itself) and N.8."""
    yield _years(report)
    yield _published(report)
    yield check_stale_years(report)
    yield _bodies(report)


def _body(report: AnnualReport) -> str:
    """The paragraphs, years in figures; titles of other documents (《…》) left out."""
    lines = (line for section in report.sections for line in prose(section.text))
    return _QUOTED.sub("", "。".join(in_figures(line) for line in lines))


def _years(report: AnnualReport) -> Finding:
    text = _body(report)
    named: list[tuple[str, str]] = []
    if report.title and (match := _TITLE_YEAR.search(in_figures(report.title))):
        named.append(("标题", match[1]))
    if match := _PERIOD.search(text):
        named.append(("统计期限", match[2] or match[1]))
    counts = Counter(_YEAR.findall(text))
    often = [year for year, times in counts.items() if times == max(counts.values())]
    if often and counts[often[0]] >= _OFTEN:
        # of years named equally often, the one the report agrees on
        agreed = next((year for _, year in named if year in often), min(often))
        named.append(("正文最常提到的", agreed))
    told = "，".join(f"{what}是 {year} 年" for what, year in named)
    if len(named) < 2:
        return make("N.7", "not_assessable", f"{told or '没有写明年度'}，没有可比的。", ())
    if len({year for _, year in named}) == 1:
        return make("N.7", "pass", f"{told}，相符。", ())
    return make("N.7", "fail", f"{told}，不一致。", ())


def _published(report: AnnualReport) -> Finding:
    if report.year is None or report.published_on is None:
        return make("N.7", "not_assessable", "年度或发布日期没有写明，无法核对。", ())
    told = f"{report.year} 年的年报发布于 {report.published_on.isoformat()}"
    if report.published_on.year == report.year + 1:
        return make("N.7", "pass", f"{told}，在次年。", ())
    return make("N.7", "fail", f"{told}，不在次年。", ())


def _bodies(report: AnnualReport) -> Finding:
    """The title's body against those that the text names as its own: another place or, but for
    governments (whose reports an office compiles), another kind of body."""
    title = next(
        (e.value for e in report.evidence if e.field == "agency" and e.source in {"title", "heading"}),
        None,
    )  # fmt: skip
    own = list(dict.fromkeys(_own_names(report)))
    if title is None or not own:
        why = "标题没有写明机关" if title is None else "正文没有自称的机关"
        return make("N.8", "not_assessable", f"{why}，无法核对。", ())
    for name in own:
        if _another(title, name):
            message = f"标题中的机关是{title}，而正文自称{name}。"
            return make("N.8", "fail", message, ())
    return make("N.8", "pass", f"标题中的机关是{title}，正文自称{'、'.join(own)}，相符。", ())


def _own_names(report: AnnualReport) -> Iterator[str]:
    text = _body(report)
    for pattern in (_COMPILED, _FIRST_PERSON, _ANNOUNCED):
        yield from (match[1] for match in pattern.finditer(text))
    yield from _subjects(report)
    for evidence in report.evidence:
        if evidence.field == "agency" and evidence.source == "signature":
            yield evidence.value


def _subjects(report: AnnualReport) -> Iterator[str]:
    """The department that the first sentence is about, as a report begins: 某市水利局认真贯彻….
    Only one that names its place counts: others (市委办, 区司法局) may be spoken of, and so may
    a government anywhere."""
    first = next((section for section in report.sections if section.number == 1), None)
    lines = prose(first.text) if first else []
    opening = next((text for text in map(in_figures, lines) if "。" in text), "").split("。")[0]
    for match in _SUBJECT.finditer(opening):
        if _places(match[1]) and agency_type(match[1]) not in _GOVERNMENTS:
            yield match[1]


def _another(title: str, name: str) -> bool:
    if is_national(title) != is_national(name):
        # a ministry's branch may leave its place out
        return agency_type(title) != agency_type(name) or is_national(name)
    first, second = _places(title), _places(name)
    if first and second and not any(_related(a, b) for a in first for b in second):
        return True
    kinds = {agency_type(title), agency_type(name)}
    return len(kinds) == 2 and "其他" not in kinds and agency_type(title) not in _GOVERNMENTS


def _places(name: str) -> tuple[str, ...]:
    """The divisions that a name opens with, the innermost of several named in a row."""
    found: tuple[str, ...] = ()
    end = 0
    for mention in places_in(name):
        if mention.start != end:
            break
        found, end = mention.codes, mention.end
    return found


def _related(one: str, other: str) -> bool:
    """Whether one division is the other or lies inside it."""
    return one in _upward(other) or other in _upward(one)


def _upward(code: str) -> list[str]:
    found = []
    division = by_code(code)
    while division is not None:
        found.append(division.code)
        division = by_code(division.parent) if division.parent else None
    return found
