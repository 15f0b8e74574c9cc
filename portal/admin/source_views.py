"""Sources as the desk shows them: how each is doing, and when it is crawled next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive import drift
from archive.crawl_plans import lies_in
from archive.drift import Read
from archive.runs import Run
from archive.schedule import parse
from archive.sources import Source
from portal.admin.words import local_time
from portal.admin.work import RunView, run_view
from portal.language import gettext

_TREND = 4  # crawls whose share is shown


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in a line. ``last`` and ``open`` are its crawls; ``found`` is what the last found
    of what is expected (``amiss`` when that is not what was expected); ``well`` is the percentage of its
    reports that were read without an issue, of ``reports``; ``trend`` are the
    percentages of pages read well that its last crawls brought, ``falls`` is the alarm."""

    id: str
    name: str
    region_code: str | None
    enabled: bool
    last: RunView | None
    open: RunView | None
    next: str | None
    found: str | None
    amiss: bool
    well: int | None
    reports: int
    trend: tuple[int, ...]
    falls: bool


def source_view(
    source: Source,
    last: Run | None,
    open_: Run | None,
    read: Read | None,
    now: datetime,
) -> SourceView:
    """A source with its crawls and how well it is read."""
    names = {source.id: source.name}
    found, amiss = _found(source, last)
    reports, brought = (read.reports, read.crawls) if read else (0, ())
    return SourceView(
        id=source.id,
        name=source.name,
        region_code=source.region_code,
        enabled=source.enabled,
        last=run_view(last, names, now) if last else None,
        open=run_view(open_, names, now) if open_ else None,
        next=_next(source, last, now) if open_ is None else None,
        found=found,
        amiss=amiss,
        # rounded down: 100 % says that every one was read well
        well=read.clean * 100 // reports if read and reports else None,
        reports=reports,
        trend=tuple(one.percent for one in brought[-_TREND:]),
        falls=drift.fallen(brought),
    )


def matching(found: list[Source], text: str) -> list[Source]:
    """The sources whose name or id holds the text, or whose place has that code or lies in it."""
    wanted = text.strip().casefold()
    code = wanted if wanted.isascii() and wanted.isdecimal() else ""
    return [
        source
        for source in found
        if wanted in source.name.casefold() or wanted in source.id or lies_in(source, code)
    ]


def _found(source: Source, last: Run | None) -> tuple[str | None, bool]:
    if last is None or "found" not in last.counts:
        return None, False
    found, least, most = last.counts["found"], source.expect_min, source.expect_max
    amiss = (least is not None and found < least) or (most is not None and found > most)
    return f"{found} / {_expected(least, most)}", amiss


def _expected(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return gettext("未定")
    if least is None or most is None:
        return f"≤ {most}" if least is None else f"≥ {least}"
    return str(least) if least == most else f"{least}–{most}"


def _next(source: Source, last: Run | None, now: datetime) -> str | None:
    """When the schedule has it crawled next; None where it is crawled when asked to."""
    if not source.enabled or source.schedule is None:
        return None
    try:
        interval = parse(source.schedule).interval(now)
    except ValueError:  # a row older than the check of its file
        return None
    due = (last.started_at or last.created_at) + interval if last else now
    return local_time(max(due, now))
