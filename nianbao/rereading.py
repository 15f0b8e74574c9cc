"""The command that reads again: what is unread, and what an older reader has read, with what
changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from archive import reports, run_requests, snapshots
from archive.records import Snapshot
from jobs import steps
from jobs.context import Context
from jobs.progress import Outcome, Progress
from jobs.rereading import Reread, Tally, as_json, lines
from jobs.work import HANDLERS
from jobs.work import read as read_run
from jobs.worker import carry_out
from nianbao import carrying, desk


@click.command()
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--stale", is_flag=True, help="Also what an older reader has read; show changes.")
@click.option("--dry-run", is_flag=True, help="Show what would change, save nothing.")
@click.option("--json", "json_lines", is_flag=True, help="Changes as JSON Lines.")
def read(names: tuple[str, ...], stale: bool, dry_run: bool, json_lines: bool) -> int:
    """Re-read snapshots with the current reader and show what changed; named ones (a report's id is
    that of its chosen copy), whichever reader read them."""
    if names and stale:
        raise click.UsageError("--stale 是全部，不能再指定")
    if not stale and not names and (dry_run or json_lines):
        raise click.UsageError("--dry-run 和 --json 只能和 --stale 或编号一起用")
    with desk.archive() as context:
        if not stale and not names:
            return desk.tell(carrying.run(context, "read"))
        outcome = _reread(context, _named(context, names), dry_run=dry_run, json_lines=json_lines)
        return desk.complain(outcome) if json_lines or dry_run else desk.tell(outcome)


def _named(context: Context, names: Sequence[str]) -> list[Snapshot]:
    """The snapshots of these ids. UsageError for what is neither a snapshot nor a report."""
    found = []
    with context.catalog.read() as conn:
        for name in names:
            record = reports.get(conn, name)
            snapshot = record.snapshot if record else snapshots.get(conn, name)
            if snapshot is None:
                raise click.UsageError(f"没有年报或快照 {name}")
            found.append(snapshot)
    return found


def _reread(
    context: Context, named: Sequence[Snapshot], *, dry_run: bool, json_lines: bool
) -> Outcome:
    """Reads again, the named ones or all that is stale, and prints each change as it is found, the
    sums last. A run that another worker has taken is followed, and its log printed."""
    tally = Tally()

    def tell(reread: Reread) -> None:
        tally.add(reread)
        if reread.change.empty and reread.moved_to is None and not named:
            return
        if json_lines:
            desk.print_json(as_json(reread))
        else:
            first, *rest = lines(reread)
            click.echo("\n".join([desk.one_line(first), *(f"  {desk.one_line(t)}" for t in rest)]))

    logs, outcome = list[str](), Outcome()
    ids = [one.id for one in named]
    if ids and not dry_run:
        run_requests.ask(context.catalog, desk.actor(), "read", ids)
    with carrying.watched() as progress:
        if dry_run and named:
            outcome = steps.preview(context, named, tell, progress=progress)
        elif dry_run:
            outcome = steps.preview_stale(context, tell, progress=progress)
        else:
            for target in ids or ["stale"]:
                log, came = _carried(context, target, tell, progress)
                outcome.add(came)
                logs.append(log)
    _sums(tally, "".join(logs), json_lines=json_lines)
    return outcome


def _carried(
    context: Context, target: str, tell: steps.Tell, progress: Progress
) -> tuple[str, Outcome]:
    """A run of that target carried out here; its log where another worker had it."""
    took: list[str] = []

    def here(archive: Context, target: str, told: Progress) -> Outcome:
        took.append(target)
        return read_run(archive, target, told, tell)

    handlers = {**HANDLERS, "read": here}
    run, outcome = carry_out(context, "read", target, progress=progress, handlers=handlers)
    return "" if took else run.log, outcome


def _sums(tally: Tally, log: str, *, json_lines: bool) -> None:
    if json_lines:
        summary: dict[str, Any] = {"summary": tally.as_json()}
        desk.print_json({**summary, "log": log} if log else summary)
        return
    told = log.splitlines() if log else tally.lines()
    click.echo("\n".join(map(desk.one_line, told)))
