"""The pages: each view asks the house, makes a value and hands it to a template."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from archive import reports, snapshots, visits
from archive.warc import Location
from indexer.port import ReportQuery, SearchPage
from portal import links, state
from portal.attached import attached_snapshots, attached_view
from portal.copied import copied_view
from portal.errors import NotHeld
from portal.held import held_report
from portal.home import home_view
from portal.house import house
from portal.metadata import metadata_view
from portal.originals import original_response
from portal.report import report_view
from portal.search import search_view
from portal.versions import withdrawal_view
from reports import divisions

pages = Blueprint("pages", __name__)

_LATEST = 8


@pages.get("/")
def home() -> str:
    """What this is, the search box, and what is held."""
    with house().catalog.read() as conn:
        view = home_view(
            reports.totals(conn),
            reports.newest(conn, _LATEST),
            reports.latest_findings(conn, _LATEST),
            reports.held_by_province(conn),
        )
    return render_template("home.html", view=view)


@pages.get("/search")
def search() -> str:
    """Results, facets, and every state an address."""
    query = _asked()
    page, texts = _found(query)
    suggested = house().engine.suggest(query.text) if query.text and not page.total else ()
    return render_template("search.html", view=search_view(query, page, texts, suggested))


def _asked() -> ReportQuery:
    return state.parse(request.args.items(multi=True))


def _found(query: ReportQuery) -> tuple[SearchPage, dict[str, str]]:
    page = house().engine.search(query)
    with house().catalog.read() as conn:
        return page, reports.sections_text(conn, [hit.id for hit in page.hits])


@pages.get("/reports/<report_id>")
def report(report_id: str) -> str:
    """A report: its text, its tables, what does not tie out, and where it came from."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        others = reports.same_agency(conn, record.agency_id) if record.agency_id else []
        attached = attached_view(conn, record)
        copied = copied_view(conn, record)
        withdrawn = withdrawal_view(visits.withdrawn(conn, report_id))
    return render_template(
        "report.html",
        view=report_view(record, others),
        attached=attached,
        copied=copied,
        withdrawn=withdrawn,
        metadata=metadata_view(record.report),
    )


@pages.get("/reports/<report_id>/original")
def original(report_id: str) -> Response:
    """The archived bytes of the report's chosen snapshot, or of what ``?snapshot=`` names: a
    copy, the page that carries the report, or another file of that page."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        around = list(attached_snapshots(conn, record)) if request.args.get("snapshot") else []
    held = {snapshot.id: snapshot for snapshot in (record.snapshot, *record.copies, *around)}
    wanted = request.args.get("snapshot", record.snapshot.id)
    if wanted not in held:
        raise NotHeld("这份年报没有这个存档。")
    snapshot = held[wanted]
    store = house().store
    body = snapshots.body(store, snapshot)
    headers = store.read(Location(snapshot.warc_file, snapshot.warc_offset)).headers
    return original_response(body, snapshot.content_type, f"nianbao-{snapshot.id}", headers)


@pages.get("/agencies/<agency_id>")
def agency(agency_id: str) -> str:
    """An agency's reports by year."""
    with house().catalog.read() as conn:
        held = reports.same_agency(conn, agency_id)
    if not held:
        raise NotHeld("这里没有收录这个机关的年报。")
    newest_first = sorted(held, key=lambda summary: summary.year or 0, reverse=True)
    latest = newest_first[0]
    path = links.regions(divisions.region_codes(latest.region_code or ""))
    return render_template("agency.html", held=newest_first, latest=latest, path=path)


@pages.get("/regions/<code>")
def region(code: str) -> str:
    """A division's reports, newest first, with the divisions below it."""
    division = divisions.by_code(code)
    if division is None or division.code != code:
        raise NotHeld("没有这个代码的行政区划。")
    query = replace(
        ReportQuery(page_size=state.PAGE_SIZE), regions=frozenset((code,)), sort="newest"
    )
    page, texts = _found(query)
    return render_template(
        "region.html",
        view=search_view(query, page, texts),
        path=links.regions(divisions.region_codes(code)[:-1]),
        place=division,
        below=links.below(code, page),
    )


@pages.get("/about")
def about() -> str:
    """Where the data comes from and how it is read."""
    return render_template("about.html")
