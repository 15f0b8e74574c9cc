"""The browse pages as data: the same lists whole, as JSON and as CSV, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from flask import Blueprint, Response
from sqlalchemy import Connection

from archive import browsing, figures, reports
from archive.browsing import Scope
from portal import bodies, kinds, places, rows
from portal.exports import as_csv, as_json, streamed
from portal.holdings import Holdings, Key, holdings
from portal.house import house

browse_data = Blueprint("browse_data", __name__)

Row = dict[str, Any]
Format = Literal["json", "csv"]


@browse_data.get("/agencies.<any(json, csv):form>")
def agencies(form: Format) -> Response:
    """Every body of the list that the same parameters show."""
    want = bodies.wanted()
    with house().catalog.read() as conn:
        total = browsing.count_bodies(conn, want.filter, want.letter)

    def found(conn: Connection) -> Iterator[Row]:
        return map(rows.agency, bodies.every(conn, want))

    return _sent(form, "agencies", {"total": total}, "agencies", rows.AGENCY, found)


@browse_data.get("/agencies/<agency_id>.<any(json, csv):form>")
def agency(agency_id: str, form: Format) -> Response:
    """A body with its reports and their headline figures."""
    with house().catalog.read() as conn:
        view = bodies.body_view(conn, agency_id)
    before: Row = {"agency": rows.agency(view.body) | {"aliases": list(view.body.aliases)}}

    def found(conn: Connection) -> Iterator[Row]:
        held = reports.same_agency(conn, view.body.id)
        return rows.with_figures(held, figures.stated(conn, [item.id for item in held]))

    columns = (*rows.REPORT, *rows.FIGURES)
    return _sent(form, f"agency-{view.body.id}", before, "reports", columns, found)


@browse_data.get("/regions.<any(json, csv):form>")
def regions(form: Format) -> Response:
    """Every division of today with what is held of it and all below."""
    held = _held()
    return _sent(form, "regions", {}, "regions", rows.REGION, lambda _conn: rows.regions(held))


@browse_data.get("/regions/<code>.<any(json, csv):form>")
def region(code: str, form: Format) -> Response:
    """A place with its counts, its bodies, what lies below, and all its reports."""
    place = places.division(code)
    held = _held()
    with house().catalog.read() as conn:
        before = {
            "region": rows.region(place, held),
            "years": list(places.year_counts(browsing.years_of(conn, place.code))),
            "below": [rows.region(below, held) for below in places.children(place.code)],
            "agencies": [rows.agency(body) for body in browsing.bodies_in(conn, place.code)],
        }
    return _reports(form, f"region-{place.code}", before, Scope(region=place.code))


@browse_data.get("/types.<any(json, csv):form>")
def types(form: Format) -> Response:
    """The types of agency with how many reports are held of each."""
    view = kinds.types_view(_held())
    return _counts(form, "types", view)


@browse_data.get("/types/<name>.<any(json, csv):form>")
def agency_type(name: str, form: Format) -> Response:
    """A type with its counts by year and province, and all its reports."""
    known = kinds.known_type(name)
    held = _held()
    before = {"type": known, "years": _by(held, "year", ("type", known)),
              "provinces": _by(held, "province", ("type", known))}  # fmt: skip
    return _reports(form, "type", before, Scope(type=known))


@browse_data.get("/years.<any(json, csv):form>")
def years(form: Format) -> Response:
    """The years with how many reports are held of each."""
    return _counts(form, "years", kinds.years_view(_held()))


@browse_data.get("/years/<year>.<any(json, csv):form>")
def year(year: str, form: Format) -> Response:
    """A year with its counts by type, province and form, and all its reports."""
    held = _held()
    known = kinds.known_year(year, held)
    before = {"year": known, "types": _by(held, "type", ("year", known)),
              "provinces": _by(held, "province", ("year", known)),
              "forms": _by(held, "form", ("year", known))}  # fmt: skip
    return _reports(form, f"year-{known}", before, Scope(year=known))


def _held() -> Holdings:
    with house().catalog.read() as conn:
        return holdings(conn)


def _by(held: Holdings, key: Key, of: tuple[Key, object]) -> dict[str, int]:
    counts = held.by(key, of)
    return {str(name): counts[name] for name in sorted(counts, key=str)}


def _counts(form: Format, name: str, view: kinds.ListView) -> Response:
    found = [{"name": bar.value, "reports": bar.count, "url": bar.path} for bar in view.bars]
    return _sent(form, name, {"total": view.total}, name, rows.COUNT, lambda _conn: found)


def _reports(form: Format, name: str, before: Mapping[str, Any], scope: Scope) -> Response:
    def found(conn: Connection) -> Iterator[Row]:
        return map(rows.report, browsing.every(conn, scope))

    return _sent(form, name, before, "reports", rows.REPORT, found)


def _sent(
    form: Format,
    name: str,
    before: Mapping[str, Any],
    member: str,
    columns: Sequence[str],
    found: Callable[[Connection], Iterable[Row]],
) -> Response:
    """The rows that ``found`` fetches while they are sent, after what stands before them."""

    def every() -> Iterator[Row]:
        with house().catalog.read() as conn:
            yield from found(conn)

    if form == "csv":
        return streamed(as_csv(columns, every()), "csv", f"nianbao-{name}")
    return streamed(as_json(before, member, every()), "json")
