"""Places: the tree of all divisions, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from archive import browsing, figures, reports
from archive.browsing import PlaceHeld, Scope
from archive.hierarchy import GOVERNMENT
from archive.listing import Agency
from archive.records import ReportSummary
from portal import addresses, links, words
from portal.counts import Bar, bars
from portal.errors import NotHeld
from portal.holdings import Holdings, holdings
from portal.language import gettext as _
from portal.links import Link
from portal.series import Series, series
from reports import divisions
from reports.divisions import Division, Former

_NEWEST = 8


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in a list; ``below`` are the places right below it."""

    code: str
    name: str
    held: PlaceHeld
    below: tuple[PlaceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The page of a place: its government's figures, its bodies by type, what lies below."""

    place: Division
    name: str
    path: tuple[Link, ...]
    held: PlaceHeld
    formerly: tuple[Former, ...]
    renamed: Former | None
    years: tuple[Bar, ...]
    government: Agency | None
    series: Series | None
    bodies: tuple[tuple[str | None, tuple[Agency, ...]], ...]
    below: tuple[PlaceLine, ...]
    newest: tuple[ReportSummary, ...]
    search: str
    agencies: str
    feed: str
    json: str
    csv: str


def tree(conn: Connection) -> tuple[PlaceLine, ...]:
    """The provinces with the places right below them that reports are held of."""
    held = holdings(conn)
    return tuple(
        PlaceLine(place.code, words.place_name(place.code), held.place(place.code), _below(place.code, held))
        for place in divisions.provinces()
    )  # fmt: skip


def division(code: str) -> Division:
    """The division of today that a code means. NotHeld for a code that never was one."""
    found = divisions.by_code(code)
    if found is None:
        raise NotHeld(_("没有这个代码的行政区划。"))
    return found


def former(code: str, heir: Division) -> Former | None:
    """The division of old that bore this code and that this one took over from."""
    found = [old for old in divisions.former_names() if old.code == code and heir.code in old.heirs]
    return found[-1] if found else None


def place_view(conn: Connection, place: Division, came_from: str | None) -> PlaceView:
    """The page of a division; ``came_from`` is the old code that led here."""
    code = place.code
    held = holdings(conn)
    bodies = browsing.bodies_in(conn, code)
    government = next((body for body in bodies if body.type == GOVERNMENT), None)
    own = reports.same_agency(conn, government.id) if government else []
    stated = figures.stated(conn, [item.id for item in own])
    years = {str(y): n for y, n in browsing.years_of(conn, code).items() if y is not None}
    here = [("region", code)]
    return PlaceView(
        place=place,
        name=words.place_name(code),
        path=links.regions(divisions.region_codes(code)[:-1]),
        held=held.place(code),
        formerly=divisions.forerunners(code),
        renamed=former(came_from, place) if came_from else None,
        years=bars(years, lambda year: ("/search", [("year", year), *here])),
        government=government,
        series=series(own, stated, government.name) if government else None,
        bodies=tuple(
            (kind, tuple(some)) for kind, some in groupby(bodies, key=lambda body: body.type)
        ),
        below=_below(code, held),
        newest=tuple(browsing.newest(conn, Scope(region=code), _NEWEST)),
        search=addresses.address("/search", [*here, ("sort", "newest")]),
        agencies=addresses.address("/agencies/", here),
        feed=addresses.address("/feed.atom", here),
        json=addresses.address(f"/regions/{code}.json"),
        csv=addresses.address(f"/regions/{code}.csv"),
    )


def _below(code: str, held: Holdings) -> tuple[PlaceLine, ...]:
    """The places right below one that anything is held of, by code."""
    return tuple(
        PlaceLine(place.code, place.name, held.place(place.code))
        for place in divisions.children(code)
        if held.place(place.code) != PlaceHeld()
    )


def children(code: str) -> tuple[Division, ...]:
    """The divisions right below one."""
    return divisions.children(code)


def year_counts(years: Mapping[int | None, int]) -> Iterator[dict[str, int | None]]:
    """Counts by year as rows, the newest year first."""
    for year in sorted(years, key=lambda year: year or 0, reverse=True):
        yield {"year": year, "reports": years[year]}
