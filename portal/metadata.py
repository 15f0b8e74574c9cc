"""Why the metadata of a report are what they are: each field with its evidence and confidence,
and what the reader doubts. For those who keep the archive; folded away at the page's foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal import words
from reports import divisions
from reports.model import AnnualReport, Evidence

_FIELDS: Mapping[str, str] = {
    "year": "年度",
    "agency": "机关",
    "region": "地区",
    "agency_type": "机关类型",
    "agency_level": "层级",
    "published_on": "公布日期",
    "drafted_on": "成文日期",
    "index_number": "索引号",
}
_SOURCES: Mapping[str, str] = {
    "SiteIDCode": "网站标识码",
    "address": "网址",
    "area code": "电话区号",
    "box": "网页信息栏",
    "breadcrumb": "网页导航",
    "credit code": "统一社会信用代码",
    "family": "网址所属网站群",
    "heading": "标题上一行",
    "host": "域名",
    "host initials": "域名缩写",
    "link": "网页上的链接文字",
    "manifest": "导入清单或来源登记",
    "misprinted name": "机关名称（疑有误字）",
    "name": "机关名称",
    "named": "文中所称报告名",
    "page": "所在网页",
    "period": "统计期限",
    "postcode": "邮政编码",
    "region": "所属地区",
    "signature": "落款",
    "tag": "网页标签",
    "text": "正文",
    "title": "标题",
}
_STEPS = ((0.85, "很有把握"), (0.6, "较有把握"), (0.35, "把握不大"), (0.0, "存疑"))


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence; ``value`` is given where it is another than the field's."""

    source: str
    text: str
    weight: str
    value: str | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field, its value (None when nothing supports one) and what it rests on."""

    name: str
    value: str | None
    confidence: str | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class MetadataView:
    """All fields in order, our doubts, and which reader it was."""

    fields: tuple[FieldView, ...]
    doubts: tuple[str, ...]
    reader_version: str


def metadata_view(report: AnnualReport) -> MetadataView:
    """The fields of a report with what they rest on."""
    return MetadataView(
        fields=tuple(_fields(report)),
        doubts=tuple(issue.message for issue in report.issues),
        reader_version=report.reader_version,
    )


def confidence_words(confidence: float) -> str:
    """``很有把握（94%）``."""
    step = next(name for least, name in _STEPS if confidence >= least)
    return f"{step}（{confidence:.0%}）"


def source_name(source: str) -> str:
    """Where evidence was found, in words."""
    return _SOURCES.get(source, source)


def _fields(report: AnnualReport) -> Iterator[FieldView]:
    values = {
        "year": str(report.year) if report.year is not None else None,
        "agency": report.agency,
        "region": report.region.code if report.region else None,
        "agency_type": report.agency_type,
        "agency_level": report.agency_level,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "drafted_on": report.drafted_on.isoformat() if report.drafted_on else None,
        "index_number": report.index_number,
    }
    for field, value in values.items():
        known = [item for item in report.evidence if item.field == field]
        sure = report.confidence.get(field)
        yield FieldView(
            _FIELDS[field],
            _read(field, value) if value else None,
            confidence_words(sure) if value and sure is not None else None,
            tuple(_evidence(field, value, item) for item in known),
        )


def _evidence(field: str, value: str | None, item: Evidence) -> EvidenceView:
    said = None if item.value == value else _read(field, item.value)
    return EvidenceView(source_name(item.source), item.text, f"{item.weight:.0%}", said)


def _read(field: str, value: str) -> str:
    """A value as it is read: the names of a division and its code, a level's name."""
    if field == "region":
        names = "".join(name for _, name in words.place_path(divisions.region_codes(value)))
        return f"{names}（{value}）" if names else value
    if field == "agency_level":
        return words.LEVEL_NAMES.get(value, value)
    return value
