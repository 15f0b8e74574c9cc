"""Commands on the queue of work: list, show, request, cancel."""

from __future__ import annotations

import click

from archive import run_requests
from archive import runs as queue
from nianbao import desk, planning


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
@click.argument(
    "kind",
    type=click.Choice(["crawl", "check", "fetch", "read", "index", "verify", "backup", "preview"]),
)
@click.argument("target", default="")
@click.option("--dry-run", is_flag=True, help="Of a crawl: say how much it would fetch.")
def request_run(kind: str, target: str, dry_run: bool) -> None:
    """Queue a run for a worker."""
    if dry_run and kind != "crawl":
        raise click.UsageError("--dry-run 只能和 crawl 一起用")
    with desk.archive() as context:
        if dry_run:
            planning.tell(context, planning.chosen(context, (target,), None))
            return
        (run_id,) = run_requests.ask(context.catalog, desk.actor(), kind, [target])
    click.echo(str(run_id))


@runs.command("cancel")
@click.argument("run_id", type=int)
def cancel_run(run_id: int) -> int:
    """Cancel a queued or running run."""
    with desk.archive() as context:
        if run_requests.cancel(context.catalog, desk.actor(), run_id):
            return 0
    raise click.UsageError(f"没有可以取消的运行 {run_id}")
