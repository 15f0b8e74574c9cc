"""Commands that show how things are: documents worth a look, the archive's parts."""

from __future__ import annotations

from dataclasses import asdict

import click

from archive import health as parts
from archive import reports, run_lists
from archive import review as doubts
from archive.review import WHYS, Asked, Why
from indexer.open import open_engine
from nianbao import desk
from reports.model import READER_VERSION


@click.group()
def review() -> None:
    """Documents that were read with doubts."""


@review.command("list")
@click.option("--why", type=click.Choice(WHYS), help="The kind of doubt.")
@click.option("--code", help="With an issue of this code.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def list_doubtful(why: Why | None, code: str | None, limit: int) -> None:
    """List them, latest first, with the report they are, their issues and unsure fields."""
    with desk.archive() as context, context.catalog.read() as conn:
        for one in doubts.listed(conn, Asked(why, code), limit):
            named = one.title or one.agency or one.url
            why_so = ",".join((*one.codes, *one.unsure)) or one.reason or "-"
            cells = (one.snapshot_id, one.report_id or "-", named, why_so)
            click.echo("\t".join(map(desk.one_line, cells)))


@click.command()
def health() -> int:
    """Show how index, catalog, queue and disk are; exit code 1 where the index is not well."""
    with desk.archive() as context:
        index = open_engine(context.settings).health()
        with context.catalog.read() as conn:
            held = asdict(parts.held(conn, READER_VERSION)) | {"reports": reports.count(conn)}
            states = run_lists.by_state(conn, run_lists.Asked())
        sizes = asdict(parts.sizes(context.settings))
    told = {"index": {"ok": index.ok, "damaged": index.damaged, "reports": index.reports}}
    for name, values in {**told, "held": held, "runs": states, "bytes": sizes}.items():
        words = (f"{key} {value}" for key, value in values.items())
        click.echo("\t".join((name, *words)))
    return 0 if index.ok and not index.damaged else 1
