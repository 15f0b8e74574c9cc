"""Ways in without a search: regions, agencies, types of agency, years."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from portal import asked, bodies, kinds, linked, places
from portal.holdings import holdings
from portal.house import house
from portal.language import gettext as _
from portal.links import Link

browse = Blueprint("browse", __name__)


@browse.get("/agencies/")
def agencies() -> str:
    """All bodies by pinyin, narrowed by letter, place, type, level and words."""
    with house().catalog.read() as conn:
        view = bodies.bodies_view(conn, bodies.wanted())
    return render_template("agencies.html", view=view)


@browse.get("/agencies/<agency_id>")
def agency(agency_id: str) -> str:
    """A body: its reports by year, its headline figures, who stands above and beside it."""
    with house().catalog.read() as conn:
        across = asked.one(bodies.ACROSS, lambda value: value == "1") is not None
        view = bodies.body_view(conn, agency_id, across=across)
    told = [
        linked.organisation(view.body, view.place, view.parent),
        linked.trail(view.path, view.body.name),
    ]
    return render_template("agency.html", view=view, linked=told)


@browse.get("/regions/")
def regions() -> str:
    """All places as a tree, down to the prefectures."""
    with house().catalog.read() as conn:
        tree = places.tree(conn)
        total = holdings(conn).reports
    return render_template("regions.html", tree=tree, total=total)


@browse.get("/regions/<code>")
def region(code: str) -> ResponseReturnValue:
    """A place: its reports by year, its bodies and what lies below. A code given up since leads
    to the place that took over, which says so."""
    place = places.division(code)
    if place.code != code:
        return redirect(url_for("browse.region", code=place.code, former=code), 308)
    with house().catalog.read() as conn:
        view = places.place_view(conn, place, request.args.get("former"))
    told = [linked.trail(view.path, view.name)]
    return render_template("region.html", view=view, linked=told)


@browse.get("/types/")
def types() -> str:
    """The types of agency, with what is held of each."""
    with house().catalog.read() as conn:
        view = kinds.types_view(holdings(conn))
    return render_template("types.html", view=view)


@browse.get("/types/<name>")
def agency_type(name: str) -> str:
    """A type of agency: its reports by year and province, its bodies."""
    known = kinds.known_type(name)
    with house().catalog.read() as conn:
        view = kinds.type_view(conn, known)
    told = [linked.trail([Link(_("各类机关"), url_for("browse.types"))], view.name)]
    return render_template("type.html", view=view, kind=known, linked=told)


@browse.get("/years/")
def years() -> str:
    """The years that reports are held of."""
    with house().catalog.read() as conn:
        view = kinds.years_view(holdings(conn))
    return render_template("years.html", view=view)


@browse.get("/years/<year>")
def year(year: str) -> str:
    """A year: its reports by province, type and form, and when they were due."""
    with house().catalog.read() as conn:
        known = kinds.known_year(year, holdings(conn))
        view = kinds.year_view(conn, known)
    told = [linked.trail([Link(_("各年度"), url_for("browse.years"))], view.name)]
    return render_template("year.html", view=view, year=known, due=kinds.due(known), linked=told)
