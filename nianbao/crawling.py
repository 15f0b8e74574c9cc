"""Commands that fetch and work: crawl, worker."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from jobs import messages
from jobs import worker as workers
from jobs.indexing import queue_repair
from jobs.progress import Outcome
from jobs.schedule import queue_due
from nianbao import carrying, desk, planning

_LOOK_SECONDS = 60.0  # between two looks at the schedules and the index


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--region", metavar="CODE", help="Those of a division and all below it.")
@click.option("--dry-run", is_flag=True, help="Say how much would be fetched; fetch nothing.")
def crawl(names: tuple[str, ...], region: str | None, dry_run: bool) -> int:
    """Crawl sources now (all that are enabled when none is named)."""
    with desk.archive() as context:
        chosen = planning.chosen(context, names, region)
        if dry_run:
            planning.tell(context, chosen)
            return 0
        outcome = Outcome()
        for source in chosen.sources:
            outcome.add(carrying.run(context, "crawl", source.id))
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
