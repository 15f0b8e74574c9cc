"""The pages: each view asks the house, makes a value and hands it to a template."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import beside, reports, snapshots, visits
from archive.badges import badges
from archive.warc import Location
from indexer.port import ReportQuery
from portal import linked, state, tilemap
from portal.about import contact
from portal.addresses import absolute
from portal.again import again_view
from portal.attached import attached_snapshots, attached_view
from portal.citing import citation
from portal.copied import copied_lines
from portal.errors import NotHeld
from portal.held import held_report, shown_no_more
from portal.home import home_view
from portal.house import house
from portal.language import gettext as _
from portal.metadata import metadata_view
from portal.originals import original_response
from portal.report import report_view
from portal.search import search_view
from portal.structured import structured
from portal.versions import withdrawal_view

pages = Blueprint("pages", __name__)

_BESIDE = 8


@pages.get("/")
def home() -> str:
    """What this is, the search box, the map of what is held, and what is new."""
    metric = tilemap.asked(request.args.getlist("map"))
    with house().catalog.read() as conn:
        view = home_view(conn, metric)
    return render_template("home.html", view=view, linked=linked.catalogue(view.years))


@pages.get("/search")
def search() -> str:
    """Results, facets, and every state an address."""
    query = _asked()
    page = house().engine.search(query)
    suggested = house().engine.suggest(query.text) if query.text and not page.total else ()
    ids = [hit.id for hit in page.hits]
    with house().catalog.read() as conn:
        texts, marks = reports.sections_text(conn, ids), badges(conn, ids)
    view = search_view(query, page, texts, suggested, marks)
    return render_template("search.html", view=view)


def _asked() -> ReportQuery:
    return state.parse(request.args.items(multi=True))


@pages.get("/reports/<report_id>")
def report(report_id: str) -> str:
    """A report: its text, its tables, what does not tie out, and where it came from."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        others = reports.same_agency(conn, record.agency_id) if record.agency_id else []
        attached = attached_view(conn, record)
        copied = copied_lines(conn, record)
        withdrawn = withdrawal_view(visits.withdrawn(conn, report_id))
        again = again_view(conn, record)
        near = beside.beside(conn, record, _BESIDE)
    view = report_view(record, others, near)
    return render_template(
        "report.html",
        view=view,
        cite=citation(record),
        structured=structured(
            record,
            view.heading,
            *(absolute(f"/reports/{report_id}{ending}") for ending in ("", ".json", ".csv")),
        ),
        attached=attached,
        copied=copied,
        withdrawn=withdrawn,
        again=again,
        metadata=metadata_view(record.report),
    )


@pages.get("/reports/<report_id>/original")
def original(report_id: str) -> Response:
    """The archived bytes of the report's chosen snapshot, or of what ``?snapshot=`` names: a
    copy, the page that carries the report, or another file of that page."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        around = list(attached_snapshots(conn, record)) if request.args.get("snapshot") else []
        wanted = request.args.get("snapshot", record.snapshot.id)
        shown_no_more(conn, wanted)
    held = {snapshot.id: snapshot for snapshot in (record.snapshot, *record.copies, *around)}
    if wanted not in held:
        raise NotHeld(_("这份年报没有这个存档。"))
    snapshot = held[wanted]
    store = house().store
    body = snapshots.body(store, snapshot)
    headers = store.read(Location(snapshot.warc_file, snapshot.warc_offset)).headers
    return original_response(
        body, snapshot.content_type, f"nianbao-{snapshot.id}", headers, snapshot.sha256
    )


@pages.get("/about")
def about() -> str:
    """Where the data comes from and how it is read."""
    return render_template("about.html", contact=contact(house().settings.contact))
