"""Why the metadata of a report are what they are: each field with its evidence and confidence,
and what the reader doubts. For those who keep the archive; folded away at the page's foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal import words
from portal.language import gettext as _
from portal.language import language, noted
from reports import divisions
from reports.model import AnnualReport, Evidence

_FIELDS = (
    "year", "agency", "region", "agency_type", "agency_level", "published_on", "drafted_on",
    "index_number",
)  # fmt: skip
_SOURCES: Mapping[str, str] = {
    "SiteIDCode": noted("网站标识码"),
    "address": noted("网址"),
    "area code": noted("电话区号"),
    "box": noted("网页信息栏"),
    "breadcrumb": noted("网页导航"),
    "correction": noted("经人工更正"),
    "credit code": noted("统一社会信用代码"),
    "family": noted("网址所属网站群"),
    "heading": noted("标题上一行"),
    "host": noted("域名"),
    "host initials": noted("域名缩写"),
    "link": noted("网页上的链接文字"),
    "upload": noted("上传时注明"),
    "manifest": noted("导入清单或来源登记"),
    "misprinted name": noted("机关名称（疑有误字）"),
    "name": noted("机关名称"),
    "named": noted("文中所称报告名"),
    "page": noted("所在网页"),
    "period": noted("统计期限"),
    "postcode": noted("邮政编码"),
    "region": noted("所属地区"),
    "signature": noted("落款"),
    "tag": noted("网页标签"),
    "text": noted("正文"),
    "title": noted("标题"),
}
_STEPS = (
    (0.85, noted("很有把握")),
    (0.6, noted("较有把握")),
    (0.35, noted("把握不大")),
    (0.0, noted("存疑")),
)


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
    return _("%(step)s（%(percent)s）", step=_(step), percent=f"{confidence:.0%}")


def source_name(source: str) -> str:
    """Where evidence was found, in words."""
    return _(_SOURCES[source]) if source in _SOURCES else source


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
            _(words.FIELD_NAMES[field]),
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
        between = " " if language() == "en" else ""
        names = between.join(name for _, name in words.place_path(divisions.region_codes(value)))
        return _("%(place)s（%(code)s）", place=names, code=value) if names else value
    if field == "agency_level":
        return words.value_name("level", value)
    return _(value) if field == "agency_type" else value
