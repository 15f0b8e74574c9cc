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
from reports.model import FormId, Level


class Answer(BaseModel):
    """Base of all answers: nothing is in them that is not written here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Path = Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
Id = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
Next = Annotated[
    str | None,
    Field(
        description="下一页的网址；没有下一页时为 null。",
        json_schema_extra={"format": "uri-reference"},
    ),
]


class Hit(Answer):
    """检索到的一份年报。"""

    id: Id
    title: str
    agency: str | None
    year: int | None
    region: Annotated[str | None, Field(description="地区名称，自省级起。")]
    region_codes: Annotated[tuple[str, ...], Field(description="地区代码，自省级起。")]
    agency_type: str | None
    agency_level: str | None
    form: str | None
    has_findings: Annotated[bool, Field(description="是否有数字不一致。")]
    score: Annotated[float, Field(description="相关程度，只在同一次检索之内可比。")]
    url: Path
    source_url: Annotated[str | None, Field(description="原网页的网址。")]
    passages: Annotated[tuple[str, ...], Field(description="含有查询词的原文。")]


class FacetCount(Answer):
    """一个分面值和它的年报数；value 就是相应参数的值。"""

    value: str
    name: str
    count: int


class SearchAnswer(Answer):
    """一页检索结果。"""

    total: Annotated[int, Field(description="共找到多少份。")]
    hits: tuple[Hit, ...]
    facets: Annotated[
        Mapping[FacetName, tuple[FacetCount, ...]],
        Field(description="各分面的计数，不计该分面自身的选择。"),
    ]
    notices: Annotated[tuple[str, ...], Field(description="给读者的话，例如也搜索了哪些同义词。")]
    instead: Annotated[str | None, Field(description="名称写错时，代替原词检索的词。")]
    next: Next


class Suggestion(Answer):
    """一个建议的名称，以及它通向哪里：机关页、地区页或一次检索。"""

    text: str
    kind: Annotated[str, Field(json_schema_extra={"enum": ["agency", "region", "search"]})]
    id: Annotated[str | None, Field(description="机关的 id，或行政区划代码。")]
    url: Path


class SuggestAnswer(Answer):
    """至多十个名称，最可能的在前。"""

    suggestions: tuple[Suggestion, ...]


class ReportLine(Answer):
    """列表中的一份年报。"""

    id: Id
    title: str | None
    year: int | None
    form: FormId | None
    published_on: date | None
    findings: Annotated[int, Field(description="数字不一致的处数。")]
    url: Path
    source_url: Annotated[str, Field(description="原网页的网址。")]


class AgencyAnswer(Answer):
    """一个机关。"""

    id: Id
    name: str
    aliases: Annotated[tuple[str, ...], Field(description="其他写法。")]
    region_code: str | None
    type: str | None
    level: Level | None
    parent_id: Annotated[str | None, Field(description="上级机关的 id。")]
    successor_id: Annotated[str | None, Field(description="承接其职能的机关的 id。")]
    reports: Annotated[int, Field(description="收录的年报数。")]
    first_year: int | None
    last_year: int | None
    url: Path


class AgencyWithReports(AgencyAnswer):
    """一个机关和它的全部年报，年度新的在前。"""

    held: tuple[ReportLine, ...]


class AgenciesAnswer(Answer):
    """一页机关，按名称（码位）排列。"""

    agencies: tuple[AgencyAnswer, ...]
    next: Next


class RegionAnswer(Answer):
    """一个行政区划。"""

    code: Annotated[str, Field(pattern="^[0-9]{6}$")]
    name: str
    level: Annotated[str, Field(json_schema_extra={"enum": ["province", "prefecture", "county"]})]
    parent: str | None
    url: Path


class FormerName(Answer):
    """曾用名和用到哪一年。"""

    name: str
    until: int


class RegionWithParts(RegionAnswer):
    """一个行政区划、它的上级和下级。"""

    path: Annotated[tuple[RegionAnswer, ...], Field(description="自省级起，到它自己为止。")]
    formerly: tuple[FormerName, ...]
    children: tuple[RegionAnswer, ...]
    reports: Annotated[int, Field(description="收录的年报数，含其下各级。")]


class RegionsAnswer(Answer):
    """一页行政区划，按代码排列。"""

    regions: tuple[RegionAnswer, ...]
    next: Next


class ChangeAnswer(Answer):
    """一次变动。cells、sections、fields 是改动的处数，只有 edited 才有。"""

    kind: Kind
    at: Annotated[datetime, Field(description="发现的时间。")]
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
    last_seen: Annotated[datetime | None, Field(description="撤下之前最后见到的时间。")]


class ChangesAnswer(Answer):
    """一页变动，新的在前。"""

    total: int
    changes: tuple[ChangeAnswer, ...]
    next: Next


class Problem(Answer):
    """出了什么问题。code 不变，可供程序判断；message 给人看；parameter 是有误的参数。"""

    code: str
    message: str
    parameter: str | None = None


class ErrorAnswer(Answer):
    """一切不成功的回答。"""

    error: Problem
