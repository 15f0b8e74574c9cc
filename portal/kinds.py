"""Types of agency and years: a list of each, and the page of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from sqlalchemy import Connection

from archive import browsing
from archive.browsing import Scope
from archive.records import ReportSummary
from portal import addresses, words
from portal.counts import Bar, Pairs, bars
from portal.errors import NotHeld
from portal.holdings import Holdings, Key, holdings
from portal.language import gettext as _
from reports import divisions
from reports.model import AGENCY_TYPES

_NEWEST = 10


@dataclass(frozen=True, slots=True)
class ListView:
    """All types or all years, with what is held of each."""

    bars: tuple[Bar, ...]
    total: int
    json: str
    csv: str


@dataclass(frozen=True, slots=True)
class KindView:
    """The page of a type (``bodies`` of it are known) or of a year (``deadline``: when its reports
    were due, governments at the latest)."""

    name: str
    total: int
    bodies: int
    years: tuple[Bar, ...]
    types: tuple[Bar, ...]
    provinces: tuple[Bar, ...]
    forms: tuple[Bar, ...]
    newest: tuple[ReportSummary, ...]
    before: str | None
    after: str | None
    search: str
    feed: str
    json: str
    csv: str


def known_type(name: str) -> str:
    """The type of that name. NotHeld for none of the thirty."""
    if name not in AGENCY_TYPES:
        raise NotHeld(_("没有这个机关类型。"))
    return name


def known_year(text: str, held: Holdings) -> int:
    """The year, which reports must be held of. NotHeld otherwise."""
    year = int(text) if re.fullmatch("(?:19|20)[0-9]{2}", text) else 0
    if year not in held.years:
        raise NotHeld(_("没有收录这个年度的年报。"))
    return year


def types_view(held: Holdings) -> ListView:
    """The thirty types, in the order of the list, those without reports too."""
    counts = {str(k): n for k, n in held.by("type").items()}
    every = {name: counts.get(name, 0) for name in AGENCY_TYPES}
    found = bars(every, _type_page, largest_first=True, label=_)
    return ListView(found, sum(counts.values()), *_data("/types"))


def years_view(held: Holdings) -> ListView:
    """The years that reports are held of, the newest first."""
    counts = {str(k): n for k, n in held.by("year").items()}
    label = lambda year: words.value_name("year", year)  # noqa: E731 - as short as it is
    return ListView(bars(counts, _year_page, label=label), sum(counts.values()), *_data("/years"))


def type_view(conn: Connection, name: str) -> KindView:
    """The page of a type."""
    held = holdings(conn)
    pairs = [("type", name)]
    return _view(
        conn, held, Scope(type=name), ("type", name), pairs,
        name=_(name), bodies=held.bodies.get(name, 0), path=f"/types/{quote(name)}",
    )  # fmt: skip


def year_view(conn: Connection, year: int) -> KindView:
    """The page of a year that reports are held of."""
    held = holdings(conn)
    at = held.years.index(year)
    before = str(held.years[at - 1]) if at else None
    after = str(held.years[at + 1]) if at + 1 < len(held.years) else None
    return _view(
        conn, held, Scope(year=year), ("year", year), [("year", str(year))],
        name=words.value_name("year", str(year)), bodies=0, path=f"/years/{year}", before=before,
        after=after,
    )  # fmt: skip


def due(year: int) -> tuple[date, date]:
    """When the reports on a year are due: of departments, of governments."""
    return date(year + 1, 1, 31), date(year + 1, 3, 31)


def _view(
    conn: Connection,
    held: Holdings,
    scope: Scope,
    of: tuple[Key, object],
    pairs: list[tuple[str, str]],
    *,
    name: str,
    bodies: int,
    path: str,
    before: str | None = None,
    after: str | None = None,
) -> KindView:
    def counts(key: Key) -> dict[str, int]:
        return {str(k): n for k, n in held.by(key, of).items()}

    def search(parameter: str, value: str) -> tuple[str, Pairs]:
        return "/search", [*pairs, (parameter, value)]

    codes = {place.name: place.code for place in divisions.provinces()}
    places = {codes[k]: n for k, n in counts("province").items() if k in codes}
    years = counts("year")
    return KindView(
        name=name,
        total=held.total(of),
        bodies=bodies,
        years=bars(years, lambda year: search("year", year)),
        types=bars(counts("type"), lambda kind: search("type", kind), largest_first=True, label=_),
        provinces=bars(places, lambda code: search("region", code), largest_first=True,
                       label=words.place_name),
        forms=bars(counts("form"), lambda form: search("form", form),
                   label=lambda form: words.value_name("form", form)),
        newest=tuple(browsing.newest(conn, scope, _NEWEST)),
        before=before,
        after=after,
        search=addresses.address("/search", [*pairs, ("sort", "newest")]),
        feed=addresses.address("/feed.atom", pairs),
        json=addresses.address(f"{path}.json"),
        csv=addresses.address(f"{path}.csv"),
    )  # fmt: skip


def _type_page(name: str) -> tuple[str, Pairs]:
    return f"/types/{quote(name)}", []


def _year_page(year: str) -> tuple[str, Pairs]:
    return f"/years/{year}", []


def _data(path: str) -> tuple[str, str]:
    return addresses.address(f"{path}.json"), addresses.address(f"{path}.csv")
