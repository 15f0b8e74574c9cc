"""What the operations on the registry of bodies and on what belongs together take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from portal.api.desk_bodies import LongReason
from portal.api.models import Answer, Id
from portal.api.sent import Body
from portal.language import noted as _

Meant = Annotated[str, Field(min_length=1, max_length=500)]


class DecisionAnswer(Answer):
    """What was decided of a body."""

    id: int
    agency_id: Id
    subject: Annotated[str, Field(description=_("决定的是什么：名称、并入、某一年、上级或承接。"))]
    other_id: Annotated[str | None, Field(description=_("另一个机关的 id。"))]
    name: str | None
    reason: str
    who: str
    at: datetime


class DecisionsAnswer(Answer):
    """All decisions of a body that hold."""

    agency_id: Id
    decisions: tuple[DecisionAnswer, ...]


class CopyAnswer(Answer):
    """What a report is a copy of."""

    report_id: Id
    of: Annotated[str | None, Field(description=_("正本的 id；不是副本时为 null。"))]


class FileAnswer(Answer):
    """Whether a file belongs to a page."""

    page: Annotated[Id, Field(description=_("网页的存档的 id。"))]
    file: str
    attached: bool


class UploadAnswer(Answer):
    """A document that was uploaded."""

    snapshot_id: Annotated[Id, Field(description=_("文档的 id，也就是存档的 id。"))]
    new: Annotated[bool, Field(description=_("false：这个网址的同一文件先前已经存过。"))]
    url: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, Field(description=_("字节数。"))]


class RenameBody(Body):
    """Another name."""

    name: Annotated[str, Field(min_length=1, max_length=200, description=_("新的名称。"))]
    reason: LongReason


class OtherBody(Body):
    """Another body."""

    other: Annotated[Meant, Field(description=_("另一个机关：id 或全称。"))]
    reason: LongReason


class ParentBody(Body):
    """Who stands above."""

    parent: Annotated[
        str | None, Field(max_length=500, description=_("上级机关：id 或全称；null 是没有上级。"))
    ]
    reason: LongReason


class SplitBody(Body):
    """Years that go to another body."""

    years: Annotated[list[int], Field(min_length=1, max_length=200, description=_("哪些年度。"))]
    to: Annotated[Meant, Field(description=_("归到哪个机关：id，或新机关的名称。"))]
    reason: LongReason


class CopyBody(Body):
    """What a report is a copy of."""

    of: Annotated[
        str | None, Field(max_length=500, description=_("正本：id 或网址；null 是收回。"))
    ]
    reason: LongReason


class FileBody(Body):
    """A file of a page."""

    file: Annotated[Meant, Field(description=_("文件：网址或存档的 id。"))]
    attached: Annotated[bool, Field(description=_("false 是解除。"))] = True
    text: Annotated[str, Field(max_length=200, description=_("链接的文字。"))] = ""
    reason: LongReason


class FetchBody(Body):
    """An address to be fetched."""

    url: Annotated[
        str, Field(json_schema_extra={"format": "listing"}, description=_("http 或 https 网址。"))
    ]
