"""The pages of what changed: versions of a report, and the change feed."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context

from archive import changes as feed
from archive import visits
from portal import changes as listed
from portal.held import held_report
from portal.house import house
from portal.versions import versions_view, withdrawal_view

history = Blueprint("history", __name__)


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
    wanted = listed.asked(request.args)
    with house().catalog.read() as conn:
        total = feed.total(conn, wanted.kind)
        first = (wanted.page - 1) * listed.PAGE_SIZE
        found = feed.page(conn, wanted.kind, first, listed.PAGE_SIZE)
    return render_template("changes.html", view=listed.changes_view(wanted, found, total))


@history.get("/changes.json")
def changes_json() -> Response:
    """The whole list as JSON, streamed."""
    wanted = listed.asked(request.args)
    with house().catalog.read() as conn:
        total = feed.total(conn, wanted.kind)
    text = listed.as_json(_every(wanted.kind), total)
    return Response(stream_with_context(text), content_type="application/json")


@history.get("/changes.csv")
def changes_csv() -> Response:
    """The whole list as CSV, streamed."""
    wanted = listed.asked(request.args)
    text = listed.as_csv(_every(wanted.kind))
    response = Response(stream_with_context(text), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="nianbao-changes.csv"'
    return response


def _every(kind: feed.Kind | None) -> Iterator[feed.Change]:
    with house().catalog.read() as conn:
        yield from feed.every(conn, kind)
