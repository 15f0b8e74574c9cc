"""The demo: the friendly sites of the test bench crawled over HTTP, and the portal over them."""

from __future__ import annotations

import os
import time
import urllib.parse
from typing import TYPE_CHECKING

import click

from archive import reports as catalog_reports
from archive import snapshots, sources
from archive.settings import Settings
from archive.sources import Source
from jobs.context import Context, open_context
from jobs.progress import Progress
from jobs.worker import carry_out
from nianbao import carrying, desk
from nianbao.serving import answers, portal, wait

if TYPE_CHECKING:
    from samples.bench import Bench

_EACH = 6  # reports on a site
_FIRST_PORT = 8081  # fixed, so that a repeated demo finds the same addresses again
_QUIET_SECONDS = 2.0


@click.command()
def demo() -> int:
    """Crawl the bundled sample sites, one of every family and kind, index their reports, and serve
    them until stopped (or, with DEMO_ONCE=1, check that the portal answers and stop)."""
    from samples.bench import columns, friendly  # noqa: PLC0415 - only the demo needs it

    settings = desk.settings().model_copy(update={"allow_loopback": True, "crawl_delay": 0.0})
    with friendly(columns(_EACH), first_port=_FIRST_PORT) as bench:
        code = _crawl(settings, bench)
        once = os.environ.get("DEMO_ONCE", "") not in {"", "0"}
        with portal(settings) as process:
            query = urllib.parse.quote("行政处罚")
            well = answers(settings, "/") and answers(settings, f"/search?q={query}")
            where = f"http://{settings.host}:{settings.port}"
            click.echo(f"首页与检索{'均有回应' if well else '没有回应'}：{where}")
            if once:
                return max(code, 0 if well else 1)
            click.echo("按 Ctrl-C 停止")
            return wait(process)


def _crawl(settings: Settings, bench: Bench) -> int:
    """Crawls all sites and holds what came of it against what they offer; the exit code."""
    listings = tuple(site.listing for site in bench.sites.values())
    source = Source(id="samples", name="样本站（示例，内容虚构）", listings=listings)
    with open_context(settings) as context:
        with context.catalog.begin() as conn:
            sources.put(conn, source)
        click.echo(f"抓取 {len(listings)} 个样本站")
        code = _visit(context, source.id)
        code = max(code, _judge(context, bench))
        with context.catalog.read() as conn:
            totals = catalog_reports.totals(conn)
    click.echo(
        f"共 {totals.reports} 份年报，{totals.agencies} 个机关，{totals.first_year}–{totals.last_year} 年"
    )
    return code


def _visit(context: Context, source_id: str) -> int:
    with carrying.watched() as bar:
        _, outcome = carry_out(context, "crawl", source_id, progress=_told(bar))
    outcome.notes.clear()  # pages around an attached report, by the dozen
    return desk.tell(outcome)


def _told(bar: Progress) -> Progress:
    """The bar, and where no terminal shows it a line now and then."""
    if carrying.has_terminal():
        return bar
    last = time.monotonic()

    def progress(what: str, done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= _QUIET_SECONDS:
            last = time.monotonic()
            click.echo(f"  {what} {done}/{total or '?'}")

    return progress


def _judge(context: Context, bench: Bench) -> int:
    """Holds what was kept against what the sites offer, in a line for each family."""
    with context.catalog.read() as conn:
        kept = {snapshot.url for snapshot in snapshots.all_(conn)}
    families: dict[str, list[str]] = {}
    for site in bench.sites.values():
        families.setdefault(site.family, []).append(site.name)
    for family, names in families.items():
        found = bench.judge(kept, *names)
        click.echo(f"  {family}：{len(names)} 个站，{found.found}/{found.there} 份")
    roots = tuple(site.visits.url for site in bench.sites.values())
    judged = bench.judge(url for url in kept if url.startswith(roots))
    click.echo(f"应有 {judged.there} 份，找到 {judged.found} 份，误收 {len(judged.invented)} 份")
    return 0 if judged.perfect else 1
