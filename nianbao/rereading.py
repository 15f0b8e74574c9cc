"""The command that reads again: what is unread, and what an older reader has read, with what
changed."""

from __future__ import annotations

from typing import Any

import click

from jobs import steps
from jobs.context import Context
from jobs.progress import Outcome, Progress
from jobs.rereading import Reread, Tally, as_json, lines
from jobs.work import HANDLERS
from jobs.work import read as read_run
from jobs.worker import carry_out
from nianbao import carrying, desk


@click.command()
@click.option("--stale", is_flag=True, help="Also what an older reader has read; show changes.")
@click.option("--dry-run", is_flag=True, help="With --stale: show what would change, save nothing.")
@click.option("--json", "json_lines", is_flag=True, help="With --stale: changes as JSON Lines.")
def read(stale: bool, dry_run: bool, json_lines: bool) -> int:
    """Re-read snapshots with the current reader and show what changed."""
    if not stale and (dry_run or json_lines):
        raise click.UsageError("--dry-run 和 --json 只能和 --stale 一起用")
    with desk.archive() as context:
        if not stale:
            return desk.tell(carrying.run(context, "read"))
        outcome = _reread(context, dry_run=dry_run, json_lines=json_lines)
        return desk.complain(outcome) if json_lines or dry_run else desk.tell(outcome)


def _reread(context: Context, *, dry_run: bool, json_lines: bool) -> Outcome:
    """Reads again and prints each change as it is found, the sums last. A run that another worker
    has taken is followed, and its log printed."""
    tally = Tally()

    def tell(reread: Reread) -> None:
        tally.add(reread)
        if reread.change.empty and reread.moved_to is None:
            return
        if json_lines:
            desk.print_json(as_json(reread))
        else:
            first, *rest = lines(reread)
            click.echo("\n".join([desk.one_line(first), *(f"  {desk.one_line(t)}" for t in rest)]))

    log = ""
    with carrying.watched() as progress:
        if dry_run:
            outcome = steps.preview_stale(context, tell, progress=progress)
        else:
            took: list[str] = []

            def here(archive: Context, target: str, told: Progress) -> Outcome:
                took.append(target)
                return read_run(archive, target, told, tell)

            handlers = {**HANDLERS, "read": here}
            run, outcome = carry_out(context, "read", "stale", progress=progress, handlers=handlers)
            log = "" if took else run.log
    _sums(tally, log, json_lines=json_lines)
    return outcome


def _sums(tally: Tally, log: str, *, json_lines: bool) -> None:
    if json_lines:
        summary: dict[str, Any] = {"summary": tally.as_json()}
        desk.print_json({**summary, "log": log} if log else summary)
        return
    told = log.splitlines() if log else tally.lines()
    click.echo("\n".join(map(desk.one_line, told)))
