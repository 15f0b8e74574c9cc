"""What the operations of the desk answer about documents: doubts, corrections, findings, take-downs,
and what readers told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from archive.reading_errors import State
from archive.takedowns import Kind
from portal.api.models import Answer, Id, Next
from portal.language import noted as _
from reports.diff import Difference, IssueChange
from reports.model import Issue


class DoubtfulAnswer(Answer):
    """A document worth a look."""

    snapshot_id: Id
    report_id: str | None
    title: str | None
    agency: str | None
    year: int | None
    url: str
    reason: Annotated[str | None, Field(description=_("为什么未当作年报。"))]
    codes: Annotated[tuple[str, ...], Field(description=_("疑问的代码。"))]
    unsure: Annotated[tuple[str, ...], Field(description=_("把握不大的信息。"))]


class ReviewAnswer(Answer):
    """A page of documents worth a look."""

    total: int
    whys: Annotated[Mapping[str, int], Field(description=_("各种缘由的文档数。"))]
    documents: tuple[DoubtfulAnswer, ...]
    next: Next


class CellValue(Answer):
    """A cell, as texts."""

    raw: str | None
    value: str | None


class CorrectionAnswer(Answer):
    """What somebody said of a field or a cell."""

    id: int
    snapshot_id: Id
    name: Annotated[str, Field(description=_("一项信息，或一格的 表.行.列。"))]
    read: Annotated[CellValue | str | None, Field(description=_("原先读出的。"))]
    value: Annotated[CellValue | str | None, Field(description=_("更正为。"))]
    withdrawn: Annotated[bool, Field(description=_("是否是收回。"))]
    reason: str
    who: str
    at: datetime


class DocumentAnswer(Answer):
    """A document as we read it."""

    snapshot_id: Id
    report_id: str | None
    url: str
    is_report: bool
    reason: Annotated[str | None, Field(description=_("为什么未当作年报。"))]
    fields: Annotated[Mapping[str, str | None], Field(description=_("可以更正的各项信息。"))]
    confidence: Annotated[Mapping[str, float], Field(description=_("各项信息的把握，0 至 1。"))]
    issues: tuple[Issue, ...]
    corrections: Annotated[tuple[CorrectionAnswer, ...], Field(description=_("先前的在前。"))]


class ToldFinding(Answer):
    """A finding that comes or goes."""

    rule: str
    message: str


class KeptCorrection(Answer):
    """A correction that stays."""

    name: Annotated[str, Field(description=_("一项信息，或一格的 表.行.列。"))]
    value: Annotated[CellValue | str | None, Field(description=_("更正为。"))]
    read: Annotated[CellValue | str | None, Field(description=_("重读会读出的。"))]


class PreviewAnswer(Answer):
    """What reading a document again would change."""

    snapshot_id: Id
    made_at: datetime
    old_version: Annotated[str, Field(description=_("现有的是哪一版读出的。"))]
    new_version: Annotated[str, Field(description=_("用哪一版试读的。"))]
    difference: Difference
    appeared: Annotated[tuple[ToldFinding, ...], Field(description=_("会多出的核对结果。"))]
    disappeared: Annotated[tuple[ToldFinding, ...], Field(description=_("会消失的核对结果。"))]
    issues: Annotated[tuple[IssueChange, ...], Field(description=_("疑问的增减。"))]
    kept: Annotated[tuple[KeptCorrection, ...], Field(description=_("仍然有效的更正。"))]


class JudgementAnswer(Answer):
    """What somebody said of a finding."""

    id: int
    finding: Id
    verdict: str
    answer: Annotated[str | None, Field(description=_("机关的答复，会公开。"))]
    reason: str
    who: str
    at: datetime


class JudgedFinding(Answer):
    """A finding that failed, with its judgements."""

    key: Id
    rule: str
    severity: str
    message: str
    judgements: Annotated[tuple[JudgementAnswer, ...], Field(description=_("先前的在前。"))]


class FindingsAnswer(Answer):
    """The failed findings of a report."""

    findings: tuple[JudgedFinding, ...]


class HiddenAnswer(Answer):
    """What is not shown."""

    kind: Kind
    id: Id
    reason: str
    who: str
    at: datetime


class HiddenListAnswer(Answer):
    """All that is hidden."""

    hidden: tuple[HiddenAnswer, ...]


class ToldAnswer(Answer):
    """What a reader told us."""

    number: int
    report_id: Id
    snapshot_id: Id
    cell: str | None
    said: str
    proposed: str | None
    contact: str | None
    created_at: datetime
    state: State


class ToldListAnswer(Answer):
    """A page of what readers told us."""

    counts: Annotated[Mapping[str, int], Field(description=_("各状态的条数。"))]
    errors: tuple[ToldAnswer, ...]
    next: Next


class ClosedAnswer(Answer):
    """That it is closed."""

    number: int
    state: State
