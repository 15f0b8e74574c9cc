"""What the operations of the desk may be asked: `portal.api.parameters` for the public ones."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from archive.reading_errors import State as ErrorState
from archive.review import Why
from archive.roles import ACTIONS
from archive.runs import Kind, State
from portal.api.desk_bodies import Reason
from portal.api.parameters import Code, Limit, Parameters, cursor_of
from portal.language import noted

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _action(name: str) -> str:
    if name not in ACTIONS:
        raise ValueError("no such action")
    return name


Action = Annotated[str, AfterValidator(_action), Field(json_schema_extra={"enum": list(ACTIONS)})]


class RunsParameters(Parameters):
    """Which runs."""

    kind: Annotated[Kind | None, Field(description=noted("任务的种类。"))] = None
    state: Annotated[State | None, Field(description=noted("状态。"))] = None
    target: Annotated[str | None, Field(description=noted("对象：抓取时是来源的编号。"))] = None
    limit: Limit = 20
    cursor: cursor_of("runs") = None  # type: ignore[valid-type]


class SourcesParameters(Parameters):
    """Which sources."""

    q: Annotated[str, Field(description=noted("编号或名称中含有的字。"))] = ""
    region: Annotated[Code | None, Field(description=noted("行政区划代码，含其下各级。"))] = None
    limit: Limit = 20
    cursor: cursor_of("sources") = None  # type: ignore[valid-type]


class ReviewParameters(Parameters):
    """Which documents."""

    why: Annotated[
        Why | None,
        Field(
            description=noted(
                "为什么要看：issues 读取存疑，unsure 信息把握不大，ocr 由图像识别，rejected 未当作年报。"
            )
        ),
    ] = None
    code: Annotated[str | None, Field(max_length=60, description=noted("有这个代码的疑问。"))] = (
        None
    )
    limit: Limit = 20
    cursor: cursor_of("review") = None  # type: ignore[valid-type]


class ErrorsParameters(Parameters):
    """Which of what readers told."""

    state: Annotated[
        ErrorState,
        Field(description=noted("waiting 待看，accepted 确有错误，declined 读取无误。")),
    ] = "waiting"
    limit: Limit = 20
    cursor: cursor_of("errors") = None  # type: ignore[valid-type]


class AuditParameters(Parameters):
    """Which entries of the log."""

    who: Annotated[str | None, Field(description=noted("谁做的：用户名。"))] = None
    action: Annotated[Action | None, Field(description=noted("做了什么。"))] = None
    target: Annotated[str | None, Field(description=noted("对什么做的。"))] = None
    limit: Limit = 20
    cursor: cursor_of("audit") = None  # type: ignore[valid-type]


def _day(text: str) -> str:
    if not _ISO.fullmatch(text):
        raise ValueError("no day")
    date.fromisoformat(text)
    return text


class UploadParameters(Parameters):
    """What is known of a file that is sent."""

    published_at: Annotated[
        str,
        Field(
            min_length=1,
            json_schema_extra={"format": "listing"},
            description=noted("公布在哪个网址。"),
        ),
    ]
    published_on: Annotated[
        str,
        AfterValidator(_day),
        Field(
            json_schema_extra={"format": "date"},
            description=noted("公布日期，写成 2024-01-31 的样子。"),
        ),
    ]
    name: Annotated[str, Field(max_length=200, description=noted("文件名。"))] = ""
    reason: Reason


Verdict = Literal["accepted", "declined"]
