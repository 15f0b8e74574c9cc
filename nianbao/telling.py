"""Commands on what people told and did: readers' errors, the audit log."""

from __future__ import annotations

from typing import get_args

import click

from archive import audit as log
from archive import error_desk
from archive.reading_errors import State
from archive.roles import ACTIONS
from nianbao import desk

_LIMIT = click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))


@click.group()
def errors() -> None:
    """What readers say that we read wrongly."""


@errors.command("list")
@click.option("--state", type=click.Choice(get_args(State)), default="waiting", show_default=True)
@_LIMIT
def list_errors(state: State, limit: int) -> None:
    """List it: what waits longest first, of the rest the latest first."""
    with desk.archive() as context, context.catalog.read() as conn:
        for one in error_desk.listed(conn, state, limit):
            when, cell = f"{one.created_at:%Y-%m-%d}", one.cell or "-"
            cells = (str(one.number), when, one.report_id, cell, one.proposed or "-", one.said)
            click.echo("\t".join(map(desk.one_line, cells)))


@errors.command("close")
@click.argument("number", type=int)
@click.argument("verdict", type=click.Choice(("accepted", "declined")))
@click.option("--note", default="", help="What the log is told.")
def close_error(number: int, verdict: State, note: str) -> None:
    """Close one that waits: we did read it wrongly, or we did not."""
    with desk.archive() as context, context.catalog.begin() as conn:
        if not error_desk.close(conn, desk.actor(), number, verdict, note.strip()):
            raise click.UsageError(f"没有待看的第 {number} 条报错（见 nianbao errors list）")


@click.group()
def audit() -> None:
    """The log of who did what."""


@audit.command("list")
@click.option("--who", help="By whom.")
@click.option("--action", type=click.Choice(sorted(ACTIONS)), help="What was done.")
@click.option("--target", help="To what.")
@click.option("--before", type=int, help="Entries older than the one of this number.")
@_LIMIT
def list_entries(
    who: str | None, action: str | None, target: str | None, before: int | None, limit: int
) -> None:
    """List entries, latest first, with what was there before and after."""
    with desk.archive() as context, context.catalog.read() as conn:
        found = log.entries(conn, limit, before=before, who=who, action=action, target=target)
    for one in found:
        values = (desk.json_text(part) if part else "-" for part in (one.before, one.after))
        cells = (str(one.id), f"{one.at:%Y-%m-%dT%H:%M:%SZ}", one.who, one.action, one.target)
        click.echo("\t".join(map(desk.one_line, (*cells, *values))))
