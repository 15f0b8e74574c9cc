"""Commands on what people say of reports: corrections, judgements of findings, take-downs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click
from sqlalchemy import Connection

from archive import corrections, judgements, reports, takedowns
from archive import desk as deeds
from archive.corrections import FIELDS, Correction
from archive.judgements import VERDICTS
from archive.takedowns import Kind, Takedown
from nianbao import desk
from reports.numbers import parse_cell

_WHICH = click.argument("which", metavar="REPORT|SNAPSHOT")
_REASON = click.option("--reason", required=True, help="Why; readers and the log are told.")


@click.group()
def correct() -> None:
    """Corrections of what was read; they hold over every reading again."""


@correct.command("field")
@_WHICH
@click.argument("field", type=click.Choice(FIELDS))
@click.argument("value", default="")
@_REASON
def correct_field(which: str, field: str, value: str, reason: str) -> None:
    """Say what a field is; without VALUE the document says nothing of it."""
    with desk.deed() as conn:
        snapshot = _snapshot(conn, which)
        made = corrections.correct_field(conn, desk.actor(), snapshot, field, value, reason)
    _show_correction(made)


@correct.command("cell")
@_WHICH
@click.argument("cell", metavar="TABLE.ROW.COLUMN")
@click.option("--printed", help="What the cell prints; '' for a blank.")
@click.option("--missing", is_flag=True, help="The document has no such cell.")
@click.option("--number", help="What it states, where its print alone does not say (yuan).")
@_REASON
def correct_cell(
    which: str, cell: str, printed: str | None, missing: bool, number: str | None, reason: str
) -> None:
    """Say what a cell prints and states; `nianbao read` then reads it again."""
    if missing == (printed is not None):
        raise click.UsageError("要么用 --printed 写出印着什么，要么用 --missing 说明没有这一格")
    value = _stated(printed, number)
    with desk.deed() as conn:
        snapshot, by = _snapshot(conn, which), desk.actor()
        made = corrections.correct_cell(conn, by, snapshot, cell, printed, value, reason)
    _show_correction(made)


@correct.command("withdraw")
@_WHICH
@click.argument("name", metavar="FIELD|CELL")
@_REASON
def withdraw(which: str, name: str, reason: str) -> None:
    """Take a correction back: what the reader makes of the document counts again."""
    with desk.deed() as conn:
        corrections.withdraw(conn, desk.actor(), _snapshot(conn, which), name, reason)


@correct.command("list")
def list_corrections() -> None:
    """List the corrections that hold, latest first."""
    with desk.archive() as context, context.catalog.read() as conn:
        for one in corrections.all_holding(conn):
            _show_correction(one)


@click.group()
def findings() -> None:
    """Findings of a report, and what is said of them."""


@findings.command("list")
@click.argument("report_id", metavar="REPORT")
def list_findings(report_id: str) -> None:
    """List a report's failed findings with the keys by which they are judged."""
    with desk.archive() as context, context.catalog.read() as conn:
        found = reports.get(conn, report_id)
    if found is None:
        raise click.UsageError(f"没有年报 {report_id}")
    for item in found.report.findings:
        if item.status == "fail":
            key = judgements.finding_key(item)
            said = found.judgements.get(key)
            desk.line(key, item.rule, said.verdict if said else "-", item.message)


@findings.command("history")
@click.argument("report_id", metavar="REPORT")
@click.argument("key")
def finding_history(report_id: str, key: str) -> None:
    """List all that was said of a finding, first to last."""
    with desk.archive() as context, context.catalog.read() as conn:
        for said in judgements.history(conn, report_id, key):
            desk.line(
                f"{said.at:%Y-%m-%d}", said.verdict, said.who, said.reason, said.answer or "-"
            )


@findings.command("judge")
@click.argument("report_id", metavar="REPORT")
@click.argument("key")
@click.argument("verdict", type=click.Choice(VERDICTS))
@_REASON
@click.option("--answer", help="What the body said of it; it is published.")
def judge(report_id: str, key: str, verdict: str, reason: str, answer: str | None) -> None:
    """Say what a finding is; one that is misread counts no more."""
    with desk.deed() as conn:
        deeds.judge(conn, desk.actor(), report_id, key, verdict, reason, answer)


@click.group()
def takedown() -> None:
    """Reports and snapshots that are not shown; their bytes stay."""


@takedown.command("hide")
@click.argument("kind", type=click.Choice(("report", "snapshot")))
@click.argument("name", metavar="ID")
@_REASON
def hide(kind: Kind, name: str, reason: str) -> None:
    """Hide a report with every copy of it, or one snapshot."""
    with desk.deed() as conn:
        deeds.hide(conn, desk.actor(), kind, name, reason)


@takedown.command("show")
@click.argument("name", metavar="ID")
@_REASON
def show(name: str, reason: str) -> None:
    """Show again what was hidden."""
    with desk.deed() as conn:
        deeds.show(conn, desk.actor(), name, reason)


@takedown.command("list")
def list_hidden() -> None:
    """List what is hidden, latest first."""
    with desk.archive() as context, context.catalog.read() as conn:
        for one in takedowns.hidden(conn):
            _show_takedown(one)


def _snapshot(conn: Connection, which: str) -> str:
    """The snapshot of that id, or the one that the report of that id is read from."""
    found = reports.get(conn, which)
    return found.snapshot.id if found else which


def _stated(printed: str | None, number: str | None) -> Decimal | None:
    """The number given; else what a reader takes the print to state, money in yuan."""
    if number is not None:
        try:
            return Decimal(number)
        except InvalidOperation as exc:
            raise click.UsageError(f"{number} 不是数") from exc
    read = parse_cell(printed) if printed is not None else None
    if read is None or read.value is None:
        return None
    return read.value * (read.factor or 1)


def _show_correction(one: Correction) -> None:
    value = one.value if isinstance(one.value, dict) else {"value": one.value}
    told = " ".join(f"{name}={text}" for name, text in value.items() if text is not None)
    desk.line(one.snapshot_id, one.name, told or "-", one.who, one.reason)


def _show_takedown(one: Takedown) -> None:
    desk.line(one.kind, one.target_id, f"{one.at:%Y-%m-%d}", one.who, one.reason)
