"""The pages of what changed: versions of a report, and the change feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template

from archive import changes as feed
from archive import visits
from portal import atom
from portal import changes as listed
from portal.addresses import absolute
from portal.exports import as_csv, as_json, streamed
from portal.held import held_report
from portal.house import house
from portal.language import gettext as _
from portal.versions import versions_view, withdrawal_view

history = Blueprint("history", __name__)

_BATCH = 1000


@history.get("/reports/<report_id>/versions")
def versions(report_id: str) -> str:
    """Every copy of a report that is kept, and what changed from each to the next."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        copies = [record.snapshot.id, *(copy.id for copy in record.copies)]
        view = versions_view(record, feed.reader_versions(conn, copies))
        gone = withdrawal_view(visits.withdrawn(conn, report_id))
    return render_template("versions.html", view=view, withdrawn=gone)


@history.get("/changes")
def changes() -> str:
    """New, edited and withdrawn reports by day."""
    wanted = listed.wanted()
    with house().catalog.read() as conn:
        total = feed.total(conn, wanted.kind)
        first = (wanted.page - 1) * listed.PAGE_SIZE
        found = feed.page(conn, wanted.kind, first, listed.PAGE_SIZE)
    return render_template("changes.html", view=listed.changes_view(wanted, found, total))


@history.get("/changes.json")
def changes_json() -> Response:
    """The whole list as JSON, streamed."""
    wanted = listed.wanted()
    with house().catalog.read() as conn:
        total = feed.total(conn, wanted.kind)
    return streamed(as_json({"total": total}, "changes", _every(wanted.kind)), "json")


@history.get("/changes.csv")
def changes_csv() -> Response:
    """The whole list as CSV, streamed."""
    wanted = listed.wanted()
    return streamed(as_csv(listed.COLUMNS, _every(wanted.kind)), "csv", "nianbao-changes")


@history.get("/changes.atom")
def changes_atom() -> Response:
    """What happened last, as a feed."""
    kind = listed.wanted().kind
    with house().catalog.read() as conn:
        found = feed.after(conn, kind, None, atom.MOST)
    title = _(listed.KIND_NAMES[kind]) if kind else _("变动")
    told = atom.Feed(
        title=_("%(title)s · 年报订阅", title=title),
        path=listed.address(kind, ending=".atom"),
        alternate=listed.address(kind),
        entries=tuple(map(listed.entry, found)),
    )
    return streamed(atom.as_atom(told, absolute("/")), "atom")


def _every(kind: feed.Kind | None) -> Iterator[dict[str, Any]]:
    """All changes as rows. No transaction outlives a batch, however slowly they are taken."""
    key: feed.Key | None = None
    while True:
        with house().catalog.read() as conn:
            found = feed.after(conn, kind, key, _BATCH)
        yield from map(listed.payload, found)
        if len(found) < _BATCH:
            return
        key = found[-1].key
