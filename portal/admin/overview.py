"""The desk's first page: how every part is, and where to look when one is not well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from flask import render_template
from flask.typing import ResponseReturnValue

from archive import health, reports, run_lists, source_states, sources
from archive.health import Held, Sizes
from archive.records import Totals
from archive.run_lists import Asked
from indexer.port import EngineHealth
from portal.admin.desk import admin, needs, now
from portal.admin.work import STATE_NAMES, RunView, run_view
from portal.house import house
from portal.language import gettext, told
from reports.model import READER_VERSION


@dataclass(frozen=True, slots=True)
class OverviewView:
    """All that the page shows; ``ill`` are sentences on what is not well."""

    index: EngineHealth
    index_says: str
    totals: Totals
    held: Held
    sizes: Sizes
    runs: tuple[tuple[str, str, int], ...]
    last: RunView | None
    sources: int
    enabled: int
    issues: Mapping[str, int]
    program: str
    reader: str
    ill: tuple[str, ...]


@admin.get("/")
@needs("desk.see")
def overview() -> ResponseReturnValue:
    """How every part is."""
    return render_template("admin/overview.html", view=overview_view())


def overview_view() -> OverviewView:
    """How every part is, counted now."""
    at = house()
    index = at.engine.health()
    with at.catalog.read() as conn:
        totals = reports.totals(conn)
        kept = health.held(conn, READER_VERSION)
        states = run_lists.by_state(conn, Asked())
        known = sources.all_(conn)
        crawls = source_states.last_crawls(conn, ended=True).values()
        issues = health.issues_by_code(conn)
    names = {one.id: one.name for one in known}
    last = max(crawls, key=lambda run: run.id, default=None)
    return OverviewView(
        index=index,
        index_says=told(index.message),
        totals=totals,
        held=kept,
        sizes=health.sizes(at.settings),
        runs=tuple(
            (state, gettext(name), states[state])
            for state, name in STATE_NAMES.items()
            if states.get(state)
        ),
        last=run_view(last, names, now()) if last else None,
        sources=len(known),
        enabled=sum(one.enabled for one in known),
        issues=issues,
        program=version("nianbao"),
        reader=READER_VERSION,
        ill=tuple(_ill(index, totals, kept)),
    )


def _ill(index: EngineHealth, totals: Totals, kept: Held) -> list[str]:
    """What is not well, a sentence each, with what mends it."""
    found = []
    if not index.ok or index.damaged:
        found.append(gettext("索引不好用，需要重建。"))
    elif index.reports + kept.outbox < totals.reports:
        found.append(gettext("索引里的年报比目录里的少，请更新索引。"))
    if kept.stale:
        found.append(gettext("有 %(count)s 份文档是用旧读法读的，可以重读。", count=kept.stale))
    return found


def size_text(size: int) -> str:
    """Bytes as people read them, in powers of 1024."""
    amount, unit = float(size), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
