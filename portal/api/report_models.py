"""What is answered for one report. What was read of it keeps the types and names of `reports.model`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from portal.api.models import Answer, Id, Path
from portal.language import noted as _
from reports.diff import Difference
from reports.model import Cell, Evidence, Finding, FormId, Issue, Level, Region, Section


class Urls(Answer):
    """Addresses of a report."""

    page: Path
    original: Path
    versions: Path
    source: Annotated[str, Field(description=_("原网页的网址。"))]


class SnapshotAnswer(Answer):
    """A snapshot: bytes as they stood at an address."""

    id: Id
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    url: str
    fetched_at: datetime
    last_seen_at: Annotated[datetime, Field(description=_("同样的字节最后一次见到的时间。"))]
    http_status: Annotated[int | None, Field(description=_("本地文件为 null。"))]
    content_type: str | None
    size: Annotated[int, Field(description=_("字节数。"))]
    warc_file: str
    warc_offset: int
    original: Path


class RevisionAnswer(Answer):
    """A change between two snapshots of one address."""

    id: Id
    url: str
    old_snapshot: Id
    new_snapshot: Id
    seen_at: datetime
    reader_version: str
    difference: Difference


class WithdrawnAnswer(Answer):
    """That a report was taken away."""

    since: datetime
    last_seen: datetime | None


class ReportAnswer(Answer):
    """A report, whole."""

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
    snapshot: Annotated[SnapshotAnswer, Field(description=_("读出这些内容的存档。"))]
    copies: Annotated[tuple[SnapshotAnswer, ...], Field(description=_("其他存档，新的在前。"))]
    revisions: tuple[RevisionAnswer, ...]
    withdrawn: WithdrawnAnswer | None
    copy_of: Annotated[
        str | None, Field(description=_("它是哪一份年报的副本：正本的 id；不是副本时为 null。"))
    ]
