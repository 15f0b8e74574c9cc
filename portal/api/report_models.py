"""What is answered for one report. What was read of it keeps the types and names of `reports.model`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from portal.api.models import Answer, Id, Path
from reports.diff import Difference
from reports.model import Cell, Evidence, Finding, FormId, Issue, Level, Region, Section


class Urls(Answer):
    """年报的各个网址。一格的网址是 page 加上 #表.行.列，例如 #requests.received.total。"""

    page: Path
    original: Path
    versions: Path
    source: Annotated[str, Field(description="原网页的网址。")]


class SnapshotAnswer(Answer):
    """一份存档：某个网址在某个时间的字节。"""

    id: Id
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    url: str
    fetched_at: datetime
    last_seen_at: Annotated[datetime, Field(description="同样的字节最后一次见到的时间。")]
    http_status: Annotated[int | None, Field(description="本地文件为 null。")]
    content_type: str | None
    size: Annotated[int, Field(description="字节数。")]
    warc_file: str
    warc_offset: int
    original: Path


class RevisionAnswer(Answer):
    """同一网址前后两份存档读出的不同。"""

    id: Id
    url: str
    old_snapshot: Id
    new_snapshot: Id
    seen_at: datetime
    reader_version: str
    difference: Difference


class WithdrawnAnswer(Answer):
    """源站撤下了这份年报。"""

    since: datetime
    last_seen: datetime | None


class ReportAnswer(Answer):
    """一份年报的全部：读出的一切（字段名与 extract 命令相同）、存档、修订、是否已撤。"""

    id: Id
    agency_id: str | None
    urls: Urls
    is_report: bool
    reason: str | None
    title: str | None
    agency: str | None
    year: int | None
    agency_type: str | None
    agency_level: Level | None
    region: Region | None
    published_on: date | None
    drafted_on: date | None
    index_number: str | None
    form: FormId | None
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    evidence: tuple[Evidence, ...]
    confidence: Mapping[str, float]
    reader_version: str
    snapshot: Annotated[SnapshotAnswer, Field(description="读出这些内容的存档。")]
    copies: Annotated[tuple[SnapshotAnswer, ...], Field(description="其他存档，新的在前。")]
    revisions: tuple[RevisionAnswer, ...]
    withdrawn: WithdrawnAnswer | None
