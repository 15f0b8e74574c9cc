"""Commands on single documents: add one, say what belongs together."""

from __future__ import annotations

from pathlib import Path

import click

from archive import report_desk, source_safety, uploads
from archive.errors import DeskError
from jobs.imports import Unreadable, file_bytes
from nianbao import desk

_REASON = click.option("--reason", required=True, help="Why; the log is told.")


@click.group()
def documents() -> None:
    """Single documents: added by address or as a file, marked as copies, attached to pages."""


@documents.command("fetch")
@click.argument("url")
def fetch(url: str) -> int:
    """Fetch one address, and the files of its page, by the rules of its source; read and index."""
    from nianbao import carrying  # noqa: PLC0415 - the crawler is slow to import

    with desk.archive() as context:
        try:
            source_safety.refuse(url, context.settings)
        except DeskError as exc:
            raise click.UsageError(str(exc)) from exc
        return desk.tell(carrying.run(context, "fetch", url))


@documents.command("add")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="Where it was published.")
@click.option("--date", "published", required=True, help="The day it was published: 2024-01-31.")
@_REASON
def add(path: Path, url: str, published: str, reason: str) -> None:
    """Keep a file (HTML, PDF, DOC, DOCX) as uploaded; `nianbao read` then reads it."""
    with desk.archive() as context:
        try:
            kept = uploads.upload(
                context.settings, context.catalog, desk.actor(), url=url, published=published,
                body=file_bytes(path, context.settings.max_document_bytes), name=path.name,
                reason=reason,
            )  # fmt: skip
        except (DeskError, Unreadable) as exc:
            raise click.UsageError(str(exc)) from exc
    desk.line(kept.snapshot.id, "新归档" if kept.new else "已有")


@documents.command("copy")
@click.argument("report", metavar="REPORT")
@click.argument("original", metavar="ORIGINAL")
@_REASON
def mark_copy(report: str, original: str, reason: str) -> None:
    """Say that a report is another published again; search shows that one alone."""
    with desk.deed() as conn:
        report_desk.mark_copy(conn, desk.actor(), report, original, reason)


@documents.command("uncopy")
@click.argument("report", metavar="REPORT")
@_REASON
def unmark_copy(report: str, reason: str) -> None:
    """Take that back."""
    with desk.deed() as conn:
        report_desk.unmark_copy(conn, desk.actor(), report, reason)


@documents.command("attach")
@click.argument("page", metavar="PAGE")
@click.argument("file", metavar="FILE")
@click.option("--text", default="", help="The words of the link.")
@_REASON
def attach(page: str, file: str, text: str, reason: str) -> None:
    """Say that a page carries a file; each is an address, or the id of a snapshot or report."""
    with desk.deed() as conn:
        report_desk.attach(conn, desk.actor(), page, file, text, reason)


@documents.command("detach")
@click.argument("page", metavar="PAGE")
@click.argument("file", metavar="ADDRESS")
@_REASON
def detach(page: str, file: str, reason: str) -> None:
    """Say that the file at an address is none of the page's, whatever the page links."""
    with desk.deed() as conn:
        report_desk.detach(conn, desk.actor(), page, file, reason)
