"""Commands that fetch and work: crawl, worker."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from archive import sources as registry
from jobs import messages
from jobs import worker as workers
from jobs.indexing import queue_repair
from jobs.progress import Outcome
from jobs.schedule import queue_due
from nianbao import carrying, desk

_LOOK_SECONDS = 60.0  # between two looks at the schedules and the index


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
def crawl(names: tuple[str, ...]) -> int:
    """Crawl sources now (all that are enabled when none is named)."""
    with desk.archive() as context:
        with context.catalog.read() as conn:
            known = {source.id: source for source in registry.all_(conn)}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise click.UsageError(f"没有来源 {unknown[0]}（见 nianbao sources list）")
        chosen = names or tuple(name for name, source in known.items() if source.enabled)
        if not chosen:
            raise click.UsageError("还没有来源（见 nianbao sources add）")
        outcome = Outcome()
        for name in chosen:
            outcome.add(carrying.run(context, "crawl", name))
        return desk.tell(outcome)


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker(once: bool) -> int:
    """Carry out queued runs, crawls as their sources' schedules say, and repairs of the index;
    tell by mail what ended, where the settings name a server."""
    code, looked = 0, float("-inf")
    with desk.archive() as context:
        while True:
            if time.monotonic() - looked >= _LOOK_SECONDS:
                looked = time.monotonic()
                queue_due(context.catalog, datetime.now(UTC))
                queue_repair(context)
                messages.tell(context)
            with carrying.watched() as progress:
                for run, outcome in workers.work(context, progress=progress):
                    click.echo(f"{run.id}\t{run.kind}\t{run.target}\t{run.state}")
                    code = max(code, desk.tell(outcome))
                    messages.tell(context)
            if once:
                return code
            time.sleep(1.0)
