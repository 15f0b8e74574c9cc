"""Commands on the registry of bodies: look them up, and decide what they are."""

from __future__ import annotations

import click

from archive import agency_decisions, agency_desk, browsing
from archive.agency_decisions import Decision
from archive.listing import AgencyFilter
from nianbao import desk

_BODY = click.argument("body", metavar="AGENCY")
_REASON = click.option("--reason", required=True, help="Why; the log is told.")


@click.group()
def agencies() -> None:
    """Bodies by id or whole name, and what was decided of them; it holds over every reading."""


@agencies.command("list")
@click.argument("words", default="")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_agencies(words: str, limit: int) -> None:
    """List bodies with these words in one of their names."""
    with desk.archive() as context, context.catalog.read() as conn:
        for one in browsing.bodies(conn, AgencyFilter(words=words or None), None, 0, limit):
            names = "、".join((one.name, *one.aliases))
            desk.line(one.id, names, one.region_code or "-", str(one.reports))


@agencies.command("rename")
@_BODY
@click.argument("name")
@_REASON
def rename(body: str, name: str, reason: str) -> None:
    """Give a body another name; it is still found by the old one."""
    with desk.deed() as conn:
        agency = agency_desk.find(conn, body)
        _show(agency_desk.rename(conn, desk.actor(), agency, name, reason))


@agencies.command("merge")
@_BODY
@click.argument("into", metavar="INTO")
@_REASON
def merge(body: str, into: str, reason: str) -> None:
    """Make a body's reports those of another."""
    with desk.deed() as conn:
        agency, other = agency_desk.find(conn, body), agency_desk.find(conn, into)
        _show(agency_desk.merge(conn, desk.actor(), agency, other, reason))


@agencies.command("split")
@_BODY
@click.argument("years", nargs=-1, type=int, required=True)
@click.option("--to", help="The body that they go to.")
@click.option("--new", help="The name of a new body that they go to.")
@_REASON
def split(body: str, years: tuple[int, ...], to: str | None, new: str | None, reason: str) -> None:
    """Give a body's reports on these years to another."""
    if (to is None) == (new is None):
        raise click.UsageError("要么用 --to 写出已有的机关，要么用 --new 写出新机关的名称")
    with desk.deed() as conn:
        agency = agency_desk.find(conn, body)
        other = new or agency_desk.find(conn, to or "")
        desk.line(agency_desk.split(conn, desk.actor(), agency, years, other, reason))


@agencies.command("parent")
@_BODY
@click.argument("parent", metavar="PARENT", default="")
@_REASON
def set_parent(body: str, parent: str, reason: str) -> None:
    """Say who stands above a body; without PARENT nobody does."""
    with desk.deed() as conn:
        agency = agency_desk.find(conn, body)
        above = agency_desk.find(conn, parent) if parent else None
        _show(agency_desk.set_parent(conn, desk.actor(), agency, above, reason))


@agencies.command("successor")
@_BODY
@click.argument("successor", metavar="SUCCESSOR")
@_REASON
def add_successor(body: str, successor: str, reason: str) -> None:
    """Say that another body took over from this one."""
    with desk.deed() as conn:
        agency, other = agency_desk.find(conn, body), agency_desk.find(conn, successor)
        _show(agency_desk.add_successor(conn, desk.actor(), agency, other, reason))


@agencies.command("decisions")
@_BODY
def decisions(body: str) -> None:
    """List what was decided of a body, with the numbers by which it is taken back."""
    with desk.deed() as conn:
        for one in agency_decisions.holding(conn, agency_desk.find(conn, body)):
            _show(one)


@agencies.command("take-back")
@click.argument("number", type=int)
@_REASON
def take_back(number: int, reason: str) -> None:
    """Take a decision back."""
    with desk.deed() as conn:
        agency_desk.take_back(conn, desk.actor(), number, reason)


def _show(one: Decision) -> None:
    told = (one.subject, one.other_id or "-", one.name or "-", one.who, one.reason)
    desk.line(str(one.id), one.agency_id, *told)
