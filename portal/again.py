"""A report that was published twice, for its page: what it is a copy of, and its own copies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from archive import copies, reports
from archive.records import ReportRecord, ReportSummary
from portal import words
from portal.addresses import address
from portal.links import Link


@dataclass(frozen=True, slots=True)
class AgainView:
    """``original`` is the report that this one is a copy of, ``copies`` are the reports that are
    copies of it."""

    original: Link | None
    copies: tuple[Link, ...]


def again_view(conn: Connection, record: ReportRecord) -> AgainView:
    """Where the same report stands once more."""
    others = copies.copies_of(conn, record.id)
    ids = [*others, *([record.copy_of] if record.copy_of else [])]
    found = {name: _link(one) for name, one in reports.summaries(conn, ids).items()}
    original = found.get(record.copy_of) if record.copy_of else None
    return AgainView(original, tuple(found[name] for name in others if name in found))


def _link(one: ReportSummary) -> Link:
    return Link(words.report_name(one.agency, one.year), address(f"/reports/{one.id}"))
