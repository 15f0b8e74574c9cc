"""What is sent to the operations of the desk: one model a body."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from archive.takedowns import Kind as HiddenKind
from portal.admin.source_forms import HINTS
from portal.api.sent import Body
from portal.language import noted as _

Reason = Annotated[str, Field(min_length=1, max_length=500, description=_("理由，记入日志。"))]
LongReason = Annotated[str, Field(min_length=1, max_length=2000, description=_("理由，记入日志。"))]
Format = dict[str, Any]
Number = Annotated[int | Decimal, WithJsonSchema({"type": "number"})]
Seconds = Annotated[
    Annotated[int, Field(ge=0)] | Annotated[Decimal, Field(ge=0)],
    WithJsonSchema({"type": "number", "minimum": 0}),
]


def _format(name: str) -> Format:
    return {"format": name}


class CrawlChoice(Body):
    """Sources to be crawled."""

    targets: Annotated[
        list[Annotated[str, Field(json_schema_extra=_format("run-target"))]],
        Field(
            max_length=1000,
            description=_(
                "抓取：来源的编号。读取：stale 是用新读法重读；索引：rebuild 是重建；不给就是通常的那种。"
            ),
        ),
    ] = Field(default=[])
    region: Annotated[
        str | None,
        Field(
            json_schema_extra=_format("gbt2260"), description=_("抓取这个地区及其下各级的来源。")
        ),
    ] = None
    all: Annotated[bool, Field(description=_("抓取全部启用的来源。"))] = False


class RunRequest(CrawlChoice):
    """Work to be queued."""

    kind: Annotated[
        Literal["crawl", "read", "index", "verify", "backup"], Field(description=_("任务的种类。"))
    ]


class CountBounds(Body):
    """Fewest and most."""

    min: Annotated[int | None, Field(ge=0, le=1_000_000)] = None
    max: Annotated[int | None, Field(ge=0, le=1_000_000)] = None


class ExpectedCounts(Body):
    """What a crawl should find."""

    reports: CountBounds = CountBounds()


class SourceBody(Body):
    """A source, in the fields of its TOML file."""

    hints = HINTS

    id: Annotated[str | None, Field(description=_("可以不给；给了就要与网址中的相同。"))] = None
    name: Annotated[str, Field(min_length=1, description=HINTS["name"])]
    region_code: Annotated[
        str | None, Field(json_schema_extra=_format("gbt2260"), description=HINTS["region_code"])
    ] = None
    agency: Annotated[str | None, Field(description=HINTS["agency"])] = None
    listings: Annotated[
        list[Annotated[str, Field(json_schema_extra=_format("listing"))]],
        Field(min_length=1, max_length=1000, description=HINTS["listings"]),
    ]
    hosts: Annotated[
        list[Annotated[str, Field(json_schema_extra=_format("host-name"))]],
        Field(max_length=1000, description=HINTS["hosts"]),
    ] = Field(default=[])
    link_text: Annotated[str | None, Field(description=HINTS["link_text"])] = None
    family: Annotated[str, Field(description=HINTS["family"])] = "auto"
    delay: Annotated[Seconds | None, Field(description=HINTS["delay"])] = None
    schedule: Annotated[str | None, Field(description=HINTS["schedule"])] = None
    night: Annotated[str | None, Field(description=HINTS["night"])] = None
    enabled: bool = True
    expect: Annotated[ExpectedCounts, Field(description=_("一次抓取应当发现多少份年报。"))] = (
        ExpectedCounts()
    )


class EnabledBody(Body):
    """Whether a source is crawled."""

    enabled: Annotated[bool, Field(description=_("false：停用。"))]


class SourceFileBody(Body):
    """A source's file."""

    name: Annotated[
        str, Field(min_length=1, max_length=255, description=_("文件名；没有写编号时它就是编号。"))
    ]
    toml: Annotated[str, Field(description=_("文件的内容。"))]


class SourceFilesBody(Body):
    """Files of sources."""

    files: Annotated[list[SourceFileBody], Field(min_length=1, max_length=1000)]


class FieldBody(Body):
    """What a field is."""

    value: Annotated[
        str | None,
        Field(
            max_length=500,
            description=_(
                "信息是什么，写成文字；null 是文中没有。is_report 用 true、false 确认或否定这是年报。"
            ),
        ),
    ]
    reason: Reason


class CellBody(Body):
    """What a cell prints and states."""

    raw: Annotated[
        str | None,
        Field(max_length=100, description=_("印着什么；空文字是空白格，null 是没有这一格。")),
    ]
    value: Annotated[Number | None, Field(description=_("是什么数；没有数时为 null。"))] = None
    reason: Reason


class WithdrawalBody(Body):
    """A correction taken back."""

    name: Annotated[
        str, Field(min_length=1, max_length=100, description=_("更正了的信息，或一格的 表.行.列。"))
    ]
    reason: Reason


class JudgementBody(Body):
    """What a finding is."""

    verdict: Annotated[
        Literal["confirmed", "misread", "explained", "open"],
        Field(
            description=_(
                "confirmed 原文如此，misread 我们读错了，explained 机关已说明，open 收回判断。"
            )
        ),
    ]
    reason: LongReason
    answer: Annotated[str | None, Field(max_length=2000, description=_("机关的答复，会公开。"))] = (
        None
    )


class HideBody(Body):
    """What is to be hidden."""

    kind: Annotated[
        HiddenKind, Field(description=_("report 一份年报和它的全部存档，snapshot 一份存档。"))
    ]
    id: Annotated[
        str, Field(json_schema_extra=_format("hidden-id"), description=_("年报或存档的 id。"))
    ]
    reason: LongReason


class ShowBody(Body):
    """Why it is shown again."""

    reason: LongReason


class CloseBody(Body):
    """What came of what a reader told."""

    verdict: Annotated[
        Literal["accepted", "declined"],
        Field(description=_("accepted 确有错误，declined 读取无误。")),
    ]
    note: Annotated[str, Field(max_length=1000, description=_("附注，记入日志。"))] = ""
