"""What is answered: one model an answer, which fills it and documents it.

Addresses of pages are paths, to be resolved against the address asked. A whole report is in
`portal.api.report_models`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from archive.changes import Kind
from indexer.port import FacetName
from portal.language import noted as _
from reports.model import FormId, Level


class Answer(BaseModel):
    """Base of all answers: nothing is in them that is not written here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Path = Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
Id = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
Next = Annotated[
    str | None,
    Field(
        description=_("下一页的网址；没有下一页时为 null。"),
        json_schema_extra={"format": "uri-reference"},
    ),
]


class Hit(Answer):
    """A report found."""

    id: Id
    title: str
    agency: str | None
    year: int | None
    region: Annotated[str | None, Field(description=_("地区名称，自省级起。"))]
    region_codes: Annotated[tuple[str, ...], Field(description=_("地区代码，自省级起。"))]
    agency_type: str | None
    agency_level: str | None
    form: str | None
    has_findings: Annotated[bool, Field(description=_("是否有数字不一致。"))]
    score: Annotated[float, Field(description=_("相关程度，只在同一次检索之内可比。"))]
    url: Path
    source_url: Annotated[str | None, Field(description=_("原网页的网址。"))]
    passages: Annotated[tuple[str, ...], Field(description=_("含有查询词的原文。"))]


class FacetCount(Answer):
    """A facet value with its count; ``value`` is what the parameter takes."""

    value: str
    name: str
    count: int


class SearchAnswer(Answer):
    """One page of a search."""

    total: Annotated[int, Field(description=_("共找到多少份。"))]
    hits: tuple[Hit, ...]
    facets: Annotated[
        Mapping[FacetName, tuple[FacetCount, ...]],
        Field(description=_("各分面的计数，不计该分面自身的选择。")),
    ]
    notices: Annotated[
        tuple[str, ...], Field(description=_("给读者的话，例如也搜索了哪些同义词。"))
    ]
    instead: Annotated[str | None, Field(description=_("名称写错时，代替原词检索的词。"))]
    next: Next


class Suggestion(Answer):
    """A suggested name, and where it leads."""

    text: str
    kind: Annotated[str, Field(json_schema_extra={"enum": ["agency", "region", "search"]})]
    id: Annotated[str | None, Field(description=_("机关的 id，或行政区划代码。"))]
    url: Path


class SuggestAnswer(Answer):
    """Up to ten names."""

    suggestions: tuple[Suggestion, ...]


class ReportLine(Answer):
    """A report in a list."""

    id: Id
    title: str | None
    year: int | None
    form: FormId | None
    published_on: date | None
    findings: Annotated[int, Field(description=_("数字不一致的处数。"))]
    url: Path
    source_url: Annotated[str, Field(description=_("原网页的网址。"))]


class AgencyAnswer(Answer):
    """An agency."""

    id: Id
    name: str
    aliases: Annotated[tuple[str, ...], Field(description=_("其他写法。"))]
    region_code: str | None
    type: str | None
    level: Level | None
    parent_id: Annotated[str | None, Field(description=_("上级机关的 id。"))]
    successor_id: Annotated[str | None, Field(description=_("承接其职能的机关的 id。"))]
    successor_ids: Annotated[
        tuple[Id, ...], Field(description=_("有多个承接的机关时，各自的 id。"))
    ]
    reports: Annotated[int, Field(description=_("收录的年报数。"))]
    first_year: int | None
    last_year: int | None
    url: Path


class AgencyWithReports(AgencyAnswer):
    """An agency with its reports."""

    held: tuple[ReportLine, ...]


class AgenciesAnswer(Answer):
    """One page of agencies."""

    agencies: tuple[AgencyAnswer, ...]
    next: Next


class RegionAnswer(Answer):
    """A division."""

    code: Annotated[str, Field(pattern="^[0-9]{6}$")]
    name: str
    level: Annotated[str, Field(json_schema_extra={"enum": ["province", "prefecture", "county"]})]
    parent: str | None
    url: Path


class FormerName(Answer):
    """A name of before."""

    name: str
    until: int


class RegionWithParts(RegionAnswer):
    """A division with what is above and below it."""

    path: Annotated[tuple[RegionAnswer, ...], Field(description=_("自省级起，到它自己为止。"))]
    formerly: tuple[FormerName, ...]
    children: tuple[RegionAnswer, ...]
    reports: Annotated[int, Field(description=_("收录的年报数，含其下各级。"))]


class RegionsAnswer(Answer):
    """One page of divisions."""

    regions: tuple[RegionAnswer, ...]
    next: Next


class ChangeAnswer(Answer):
    """A change; numbers of an edit only."""

    kind: Kind
    at: Annotated[datetime, Field(description=_("发现的时间。"))]
    report: Id
    title: str | None
    agency: str | None
    year: int | None
    url: Path
    source_url: str
    revision: str | None
    cells: int | None
    sections: int | None
    fields: int | None
    last_seen: Annotated[datetime | None, Field(description=_("撤下之前最后见到的时间。"))]


class ChangesAnswer(Answer):
    """One page of changes."""

    total: int
    changes: tuple[ChangeAnswer, ...]
    next: Next


class Problem(Answer):
    """What went wrong."""

    code: str
    message: str
    parameter: str | None = None


class ErrorAnswer(Answer):
    """Every answer that is no success."""

    error: Problem
