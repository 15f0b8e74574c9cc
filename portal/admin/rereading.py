"""Reading a document again: what would change is looked at first, then it is done. A worker does both."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import previews, reports, run_requests, runs, snapshots
from archive.previews import Preview
from archive.records import Snapshot
from archive.runs import Run
from portal.admin.desk import account, admin, needs, now
from portal.admin.documents import said_value
from portal.admin.words import local_time
from portal.admin.work import RunView, run_view
from portal.differences import DifferenceView, difference_view, key_name
from portal.errors import NotHeld
from portal.held import shown_no_more
from portal.house import house
from portal.language import gettext, noted
from portal.words import FIELD_NAMES, report_name
from reports.model import READER_VERSION

_OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class KeptView:
    """A correction that stays, and what the reader makes of that place."""

    name: str
    value: str
    read: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """A document's preview. ``run`` is the work under way, or what went wrong with it; ``done`` says
    that the document has been read again since; ``outdated`` that the reader is another by now."""

    snapshot_id: str
    report_id: str | None
    heading: str
    run: RunView | None
    over: bool
    done: bool
    preview: Preview | None
    made: str | None
    outdated: bool
    change: DifferenceView | None
    kept: tuple[KeptView, ...]


@admin.route("/documents/<snapshot_id>/preview", methods=["GET", "POST"])
@needs("report.reread")
def preview(snapshot_id: str) -> ResponseReturnValue:
    """What reading the document again would change; sent, it has a worker find that out."""
    if request.method == "POST":
        return _asked(snapshot_id, "preview")
    return render_template("admin/preview.html", view=_view(snapshot_id))


@admin.get("/documents/<snapshot_id>/preview.json")
@needs("report.reread")
def preview_json(snapshot_id: str) -> ResponseReturnValue:
    """The part of the page that changes."""
    view = _view(snapshot_id)
    told = gettext("试读：%(state)s", state=view.run.state_name) if view.run else ""
    part = render_template("admin/_preview.html", view=view)
    return jsonify({"over": view.over, "told": told, "part": part})


@admin.post("/documents/<snapshot_id>/reread")
@needs("report.reread")
def reread(snapshot_id: str) -> ResponseReturnValue:
    """Has a worker read the document again with the current reader."""
    return _asked(snapshot_id, "read")


def _asked(snapshot_id: str, kind: str) -> ResponseReturnValue:
    """Queues that work, and leads to the page that watches it."""
    with house().catalog.read() as conn:
        _held(conn, snapshot_id)
    run_requests.ask(house().catalog, account().actor, kind, [snapshot_id])
    return redirect(url_for("admin.preview", snapshot_id=snapshot_id), 303)


def _held(conn: Connection, snapshot_id: str) -> Snapshot:
    found = snapshots.get(conn, snapshot_id)
    if found is None:
        raise NotHeld(noted("没有这份文档。"))
    shown_no_more(conn, snapshot_id)
    return found


def _view(snapshot_id: str) -> PreviewView:
    with house().catalog.read() as conn:
        snapshot = _held(conn, snapshot_id)
        found = previews.of(conn, snapshot_id)
        latest = _latest(conn, snapshot_id)
        filed = reports.by_snapshot(conn, snapshot_id)
        record = reports.get(conn, filed) if filed else None
    open_ = latest is not None and latest.state in _OPEN
    wrong = latest is not None and latest.state in {"failed", "partial", "cancelled"}
    heading = report_name(record.report.agency, record.report.year) if record else snapshot.url
    return PreviewView(
        snapshot_id=snapshot_id,
        report_id=filed,
        heading=heading,
        run=run_view(latest, {}, now()) if latest and (open_ or wrong) else None,
        over=not open_,
        done=found is None
        and latest is not None
        and (latest.kind, latest.state) == ("read", "done"),
        preview=found,
        made=local_time(found.made_at) if found else None,
        outdated=found is not None and found.new_version != READER_VERSION,
        change=difference_view(found.difference) if found else None,
        kept=tuple(
            KeptView(
                _name(one.name), said_value(one.name, one.value), said_value(one.name, one.read)
            )
            for one in (found.kept if found else ())
        ),
    )


def _latest(conn: Connection, snapshot_id: str) -> Run | None:
    """The run that last looked at the document or read it again."""
    asked = [runs.latest(conn, kind, snapshot_id).get(snapshot_id) for kind in ("preview", "read")]
    return max((run for run in asked if run is not None), key=lambda run: run.id, default=None)


def _name(name: str) -> str:
    return gettext(FIELD_NAMES[name]) if name in FIELD_NAMES else key_name(name)
