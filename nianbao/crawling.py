"""Commands that fetch and queue: crawl, sources, runs, worker."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from archive import runs as queue
from archive import sources as registry
from jobs import worker as workers
from jobs.indexing import queue_repair
from jobs.progress import Outcome
from jobs.schedule import queue_due
from nianbao import desk
from nianbao.sourcing import sources

_LOOK_SECONDS = 60.0  # between two looks at the schedules and the index


def register(cli: click.Group) -> None:
    """Adds the commands."""
    for command in (crawl, sources, runs, worker):
        cli.add_command(command)


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
            outcome.add(desk.run(context, "crawl", name))
        return desk.tell(outcome)


@click.group()
def runs() -> None:
    """The queue of work."""


@runs.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def list_runs(limit: int) -> None:
    """List the latest runs."""
    with desk.archive() as context:
        for run in queue.recent(context.catalog, limit):
            error = f"\t{run.error}" if run.error else ""
            click.echo(
                f"{run.id}\t{run.kind}\t{run.target}\t{run.state}\t{run.progress:.0%}{error}"
            )


@runs.command("show")
@click.argument("run_id", type=int)
def show_run(run_id: int) -> None:
    """Show a run: its state, its counts, and its log, which names what was met."""
    with desk.archive() as context:
        run = queue.get(context.catalog, run_id)
    if run is None:
        raise click.UsageError(f"没有运行 {run_id}（见 nianbao runs list）")
    click.echo(f"{run.id}\t{run.kind}\t{run.target}\t{run.state}\t{run.progress:.0%}")
    click.echo("\t".join(f"{name} {number}" for name, number in run.counts.items() if number))
    for line in filter(None, (run.error, *run.log.splitlines())):
        click.echo(desk.one_line(line))


@runs.command("request")
@click.argument("kind", type=click.Choice(["crawl", "read", "index", "verify"]))
@click.argument("target", default="")
def request_run(kind: str, target: str) -> None:
    """Queue a run for a worker."""
    with desk.archive() as context:
        click.echo(str(queue.request(context.catalog, kind, target).id))


@runs.command("cancel")
@click.argument("run_id", type=int)
def cancel_run(run_id: int) -> int:
    """Cancel a queued or running run."""
    with desk.archive() as context:
        if queue.cancel(context.catalog, run_id):
            return 0
    raise click.UsageError(f"没有可以取消的运行 {run_id}")


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker(once: bool) -> int:
    """Carry out queued runs, crawls as their sources' schedules say, and repairs of the index."""
    code, looked = 0, float("-inf")
    with desk.archive() as context:
        while True:
            if time.monotonic() - looked >= _LOOK_SECONDS:
                looked = time.monotonic()
                queue_due(context.catalog, datetime.now(UTC))
                queue_repair(context)
            with desk.watched() as progress:
                for run, outcome in workers.work(context, progress=progress):
                    click.echo(f"{run.id}\t{run.kind}\t{run.target}\t{run.state}")
                    code = max(code, desk.tell(outcome))
            if once:
                return code
            time.sleep(1.0)
