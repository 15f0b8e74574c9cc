"""What the operations of the desk answer about runs, sources, people and the archive's health; on
documents: `portal.api.review_models`. Sentences on them are in `portal.api.desk_glossary`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from archive.roles import Role
from archive.runs import State
from portal.api.models import Answer, Next
from portal.language import noted as _

Counts = Mapping[str, int]


class RunAnswer(Answer):
    """A run."""

    id: int
    kind: str
    target: str
    state: State
    progress: Annotated[float, Field(description=_("0 至 1。"))]
    counts: Annotated[Counts, Field(description=_("做了多少，按名称。"))]
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    run_after: Annotated[datetime, Field(description=_("不早于这时开始。"))]
    attempts: int
    worker: Annotated[str | None, Field(description=_("正在做它的工作进程。"))]


class RunWhole(RunAnswer):
    """A run with its log, and of a crawl how it is going."""

    log: Annotated[tuple[str, ...], Field(description=_("日志的最后 200 行。"))]
    log_cut: Annotated[bool, Field(description=_("是否还有更早的行。"))]
    met: Annotated[Counts | None, Field(description=_("抓取：各种结果的页数。"))]
    last_minute: Annotated[int | None, Field(description=_("抓取：最近一分钟的页数。"))]
    waiting: Annotated[int | None, Field(description=_("抓取：还在等的网址数。"))]


class RunsAnswer(Answer):
    """A page of the queue."""

    total: int
    states: Annotated[Counts, Field(description=_("各状态的任务数，不计所选的状态。"))]
    runs: tuple[RunAnswer, ...]
    next: Next


class RunsAsked(Answer):
    """The runs that do what was asked for."""

    runs: tuple[RunAnswer, ...]


class PlanAnswer(Answer):
    """What a crawl of a source would fetch."""

    source: str
    lists: Annotated[int, Field(description=_("列表页数。"))]
    documents: Annotated[int, Field(description=_("已知的文档数；没抓过的来源是预期的。"))]
    guessed: Annotated[bool, Field(description=_("文档数是否是预期的。"))]
    conditional: Annotated[int, Field(description=_("其中只问变没变的。"))]
    requests: Annotated[int, Field(description=_("请求次数。"))]
    by_host: Annotated[Counts, Field(description=_("各主机的请求次数。"))]
    least: Annotated[int, Field(description=_("都没有变时的字节数。"))]
    most: Annotated[int, Field(description=_("全部重取时的字节数。"))]
    delay: Annotated[float, Field(description=_("两次请求之间的秒数。"))]
    seconds: Annotated[float, Field(description=_("至少要用的秒数。"))]
    refused: Annotated[int, Field(description=_("上次不许或不予抓取的地址数。"))]
    goes_on: Annotated[bool, Field(description=_("是否接着上次没抓完的。"))]
    open: Annotated[RunAnswer | None, Field(description=_("等待或进行中的抓取。"))]


class PlansAnswer(Answer):
    """What crawls of several sources would fetch."""

    plans: tuple[PlanAnswer, ...]
    disabled: Annotated[tuple[str, ...], Field(description=_("停用而不抓的来源。"))]
    requests: Annotated[int, Field(description=_("请求次数。"))]
    least: Annotated[int, Field(description=_("都没有变时的字节数。"))]
    most: Annotated[int, Field(description=_("全部重取时的字节数。"))]
    alone: Annotated[float, Field(description=_("一个工作进程至少要用的秒数。"))]
    together: Annotated[float, Field(description=_("工作进程够多时至少要用的秒数。"))]


class Bounds(Answer):
    """Fewest and most."""

    min: int | None
    max: int | None


class Expected(Answer):
    """What a crawl should find."""

    reports: Bounds


class SourceTable(Answer):
    """A source as its TOML file describes it."""

    id: str
    name: str
    region_code: str | None
    agency: str | None
    listings: tuple[str, ...]
    hosts: tuple[str, ...]
    link_text: str | None
    family: str
    delay: float | None
    schedule: str | None
    night: str | None
    enabled: bool
    expect: Expected


class CrawlBrought(Answer):
    """What a crawl brought."""

    pages: int
    well: Annotated[int, Field(description=_("其中读取顺利的。"))]


class SourceAnswer(Answer):
    """A source and how it is doing."""

    source: SourceTable
    last: Annotated[RunAnswer | None, Field(description=_("最近一次结束的抓取。"))]
    open: Annotated[RunAnswer | None, Field(description=_("等待或进行中的抓取。"))]
    next_at: Annotated[datetime | None, Field(description=_("按时间表下次抓取的时间。"))]
    reports: Annotated[int, Field(description=_("年报数。"))]
    clean: Annotated[int, Field(description=_("其中读取没有存疑的。"))]
    brought: Annotated[
        tuple[CrawlBrought, ...], Field(description=_("最近各次抓取带来的页面，新的在后。"))
    ]
    drifting: Annotated[bool, Field(description=_("读取质量下降，可能换了模板（模板漂移）。"))]


class SourcesAnswer(Answer):
    """A page of sources."""

    sources: tuple[SourceAnswer, ...]
    next: Next


class SourceFile(Answer):
    """A source's file."""

    name: str
    toml: str


class SourceFilesAnswer(Answer):
    """Every source, a file each."""

    files: tuple[SourceFile, ...]


class SourceIds(Answer):
    """Ids of sources."""

    sources: tuple[str, ...]


class UserAnswer(Answer):
    """An account."""

    name: str
    role: Role
    display_name: str | None
    email: str | None
    created_at: datetime
    disabled_at: datetime | None


class UsersAnswer(Answer):
    """Every account."""

    users: tuple[UserAnswer, ...]


class EntryAnswer(Answer):
    """An entry of the log."""

    id: int
    at: datetime
    who: str
    action: str
    target: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class AuditAnswer(Answer):
    """A page of the log."""

    entries: tuple[EntryAnswer, ...]
    next: Next


class IndexHealth(Answer):
    """How the index is."""

    ok: bool
    damaged: bool
    reports: int
    message: str


class HeldAnswer(Answer):
    """What is kept and what waits."""

    reports: int
    snapshots: int
    unread: int
    stale: int
    rereads: int
    outbox: int
    warc_files: int


class SizesAnswer(Answer):
    """Bytes on disk."""

    warc: int
    catalog: int
    index: int
    free: int


class HealthAnswer(Answer):
    """How every part is."""

    index: IndexHealth
    held: HeldAnswer
    sizes: SizesAnswer
    runs: Annotated[Counts, Field(description=_("各状态的任务数。"))]
    sources: int
    enabled: Annotated[int, Field(description=_("其中启用的来源。"))]
    issues: Annotated[Counts, Field(description=_("各代码的疑问见于多少份文档。"))]
    ill: Annotated[tuple[str, ...], Field(description=_("不妥之处，一处一句。"))]
    program: str
    reader: str
