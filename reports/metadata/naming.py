"""The reporting body: whom the title, the heading, the signature and the sentences name.

An agency is the body as printed, expanded by its place where the text prints the two together.
Sentences name it in a few set ways (由…编制, 现公布…2022年政府信息公开…, 2022年，…认真贯彻, 请与…联系);
each is a witness of its own weight.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from reports.divisions import by_code, places_in
from reports.document import Document
from reports.metadata.dates import SIGNED_ON, in_figures
from reports.metadata.fields import AGENCY_LINE, BODY, REPORT_TITLE, TITLE_YEAR, Heading
from reports.model import Evidence, Region
from reports.text import squeeze

_TITLE_BODY = rf"(?:{BODY}|政府|大学|[镇乡委会馆院所站处社校])"  # a title names nothing else
_SUBJECT_BODY = rf"(?:{BODY}|[镇乡])"
_ANNOUNCED = "(?:关于|现|特|向社会|公布|公开|发布|编制|年|度|图文|图片版|超链版)+"
_NO_NAME = re.compile(
    r"^(?:[我本][局厅委办市县区镇乡街单机部]|各|有关|上级|全[市县区省]|县级以上|(?:国家|省|市|县|区)?(?:政务|信息)公开)"
    r"|领导小组|(?:和|与|及|、)$|的"
)
_ASIDE = re.compile(r"\((?:以下|下称|简称|原)[^()]{0,40}\)")
_HEAD_LINES = 4
_BY_RANK_ALONE = 0.6  # 市商务局 gives way to a name with its place

_RUN = "[一-龥·]{2,30}?"
# a place alone counts where the sentence could have no other subject
_DEPARTMENT = "局|厅|署|委员会|管委会|人民政府(?:办公[厅室])?|街道办事处|办事处"
# a place alone counts where the sentence could have no other subject
_ANY = rf"(?:{_RUN}(?:{_DEPARTMENT}|委|部|院|政府办公[厅室]|街道|[镇乡]政府|[省市县区镇乡旗州盟]))"
_OFFICE = rf"(?:{_RUN}(?:{_DEPARTMENT}|[镇乡]政府))"
_ASKED = (
    rf"(?:{_RUN}(?:局|厅|署|委员会|管委会|人民政府|办事处|[镇乡]政府))"  # whose office is asked
)
_REPORT = "(?:政府|政务)?信息公开(?!指南|条例|规定)"
_DOES = "(?:认真|坚持|深入|严格|按照|以|全面|紧紧|根据|高度重视|贯彻|主动|积极|切实|持续|扎实|在)"
_WAYS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), weight)
    for pattern, weight in (
        (rf"由({_OFFICE})(?:办公室)?(?:根据|按照|依据)?[^。\n]{{0,40}}?编[制写]", 0.6),
        (rf"(?:公布|公开|发布|编制|将)《?(?:20\d\d年度?)?({_ANY})(?:20\d\d年[^。\n]{{0,8}})?{_REPORT}", 0.6),
        (rf"[现特](?:向社会)?(?:公布|公开|发布)(?:20\d\d年度?)?({_ANY})(?=20\d\d年|\.\.\.|\n|$)", 0.6),
        (rf"20\d\d年(?:度|以来|来)?,?(?:在[^,。\n]{{2,40}}下,)?({_ANY})(?:{_DOES}|共?[收受][到理]|{_REPORT}工作)", 0.5),
        (rf"涵盖({_OFFICE})20\d\d年1月", 0.6),
        (rf"^({_ANY})编制(?:本|20\d\d年)", 0.6),
        (rf"[,。]({_OFFICE})(?:结合[^,。\n]{{2,12}},)?编制(?:本|20\d\d年)", 0.55),
        (r"《([一-龥]{2,24}?(?:局|厅|部|委员会|人民政府|办事处))政府信息", 0.35),
        (rf"(?:[请可或](?:直接)?[与和向])({_ASKED})[^。,(\n]{{0,20}}(?:\([^()]{{0,160}}\))?联系", 0.45),
        (rf"请?联系[:：]({_ASKED})", 0.45),
        (rf"可[在从]({_RUN}(?:局|厅|委员会))(?:政府|门户|官方|政务)*网", 0.35),
    )
)  # fmt: skip


def find_agency(document: Document, heading: Heading) -> Iterator[Evidence]:
    """Bodies that the title, the lines about it, the signature and the text name."""
    if heading.title and (name := _in_title(heading.title)):
        yield Evidence("agency", name, "title", heading.title, 0.9)
    if heading.above and (name := _clean(heading.above)):
        yield Evidence("agency", name, "heading", heading.above, 0.85)
    lines = [in_figures(line) for line in document.paragraphs()]
    for before, line in pairwise(lines[-4:]):
        if SIGNED_ON.fullmatch(line) and AGENCY_LINE.match(before) and (name := _clean(before)):
            yield Evidence("agency", name, "signature", f"{before} {line}", 0.7)
    if heading.title is None:
        for line, after in pairwise(lines[:_HEAD_LINES]):
            if SIGNED_ON.fullmatch(after):
                break
            if AGENCY_LINE.match(line) and (name := _clean(line)):
                yield Evidence("agency", name, "heading", line, 0.65)
                break
    text = _ASIDE.sub("", "\n".join(lines))
    for pattern, weight in _WAYS:
        for match in pattern.finditer(text):
            if name := _clean(match[1], _SUBJECT_BODY):
                share = _BY_RANK_ALONE if name[0] in "省市县区" else 1
                yield Evidence("agency", name, "text", match[0][:60], round(weight * share, 2))
                break


def fullest(name: str, evidence: Iterable[Evidence]) -> str:
    """The name with the place that another witness prints before it."""
    longer = [
        item.value
        for item in evidence
        if item.field == "agency"
        and item.value.endswith(name)
        and item.value[: -len(name)].endswith(tuple("省市县区州盟旗"))
    ]
    return max(longer, key=len, default=name)


def _in_title(title: str) -> str | None:
    plain = REPORT_TITLE.split(in_figures(title))[0]
    plain = TITLE_YEAR.sub("", plain, count=1)
    run = re.search(r"[一-龥()·、]+$", plain)
    name = re.sub(rf"(?:关于|公布|发布|的|主动|年度?)+$|^{_ANNOUNCED}", "", run[0] if run else "")
    return _clean(name, _TITLE_BODY)


def _clean(name: str, body: str = BODY) -> str | None:
    """A body's name, whole and without years; None for what names no body (``本机关``)."""
    name = re.sub(r"^(?:本年度报告|本报告|度|年)", "", TITLE_YEAR.sub("", squeeze(name)))
    name = re.sub(r"(?<=政府)机关$|(?<=[局厅])办公室$|\([^()]*\)$", "", name)
    if len(name) < 3 or len(name) > 40 or _NO_NAME.search(name):
        return None
    if _is_place(name):
        return f"{name}人民政府"
    return _whole(name) if re.search(rf"{body}$", name) else None


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
