"""Ways in without a search: regions, agencies, types of agency, years."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template

from archive import reports
from indexer.port import ReportQuery
from portal import links, state
from portal.errors import NotHeld
from portal.house import house
from portal.language import gettext as _
from portal.pages import found
from portal.search import search_view
from reports import divisions

browse = Blueprint("browse", __name__)


@browse.get("/agencies/<agency_id>")
def agency(agency_id: str) -> str:
    """An agency's reports by year."""
    with house().catalog.read() as conn:
        held = reports.same_agency(conn, agency_id)
    if not held:
        raise NotHeld(_("这里没有收录这个机关的年报。"))
    newest_first = sorted(held, key=lambda summary: summary.year or 0, reverse=True)
    latest = newest_first[0]
    path = links.regions(divisions.region_codes(latest.region_code or ""))
    return render_template("agency.html", held=newest_first, latest=latest, path=path)


@browse.get("/regions/<code>")
def region(code: str) -> str:
    """A division's reports, newest first, with the divisions below it."""
    division = divisions.by_code(code)
    if division is None or division.code != code:
        raise NotHeld(_("没有这个代码的行政区划。"))
    query = replace(
        ReportQuery(page_size=state.PAGE_SIZE), regions=frozenset((code,)), sort="newest"
    )
    page, texts = found(query)
    return render_template(
        "region.html",
        view=search_view(query, page, texts),
        path=links.regions(divisions.region_codes(code)[:-1]),
        place=division,
        below=links.below(code, page),
    )
