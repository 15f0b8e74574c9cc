"""How others find what is here: search boxes of browsers, site maps and rules for robots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import product

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from archive import listing
from portal.addresses import absolute
from portal.atom import plain_xml
from portal.errors import NotHeld
from portal.exports import streamed
from portal.house import house
from portal.language import carried
from portal.language import gettext as _
from portal.suggesting import suggestions
from reports import divisions

discovery = Blueprint("discovery", __name__)

PART = 40_000
"""Addresses aimed at in a part of the site map; the protocol allows 50,000, and ids spread evenly."""
_BATCH = 1000
_NAME = re.compile(r"(reports|agencies)((?:-[0-9a-f]+)?)")
_PAGES = ("/", "/about", "/changes", "/agencies/", "/regions/", "/types/", "/years/", "/api/docs")
_CLOSED = ("/search", "/feed.atom", "/suggest.json", "/api/v1/", "/admin/", "/look",
           "/reports/*/original")  # fmt: skip

Place = tuple[str, datetime | None]
"""A path with when it changed, where that is known."""


@discovery.get("/robots.txt")
def robots() -> Response:
    """Pages may be indexed; searches, which never end, and archived originals may not."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {absolute('/sitemap.xml')}\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """What a browser needs to search here from its own search box (OpenSearch 1.1)."""
    language = "".join(f"&{name}={value}" for name, value in carried())
    told = render_template("opensearch.xml", asked=f"q={{searchTerms}}{language}")
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return Response(told, content_type=kind)


@discovery.get("/suggest.json")
def suggest() -> Response:
    """Suggested names as a browser's search box takes them: what was typed, names, nothing,
    addresses."""
    typed = request.args.get("q", "")
    with house().catalog.read() as conn:
        found = suggestions(house().engine, conn, typed)
    names, places = [one.text for one in found], [absolute(one.url) for one in found]
    response = jsonify([typed, names, ["" for _name in names], places])
    response.headers["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    return response


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """The site map's parts."""
    with house().catalog.read() as conn:
        held, known = listing.counts(conn)
        changed = listing.last_fetches(conn, _digits(held))
    parts: list[Place] = [("pages", None), ("regions", None)]
    parts += [(f"reports{_dash(start)}", changed.get(start)) for start in _prefixes(held)]
    parts += [(f"agencies{_dash(start)}", None) for start in _prefixes(known)]
    places = ((f"/sitemap-{name}.xml", moment) for name, moment in parts)
    return streamed(_listed("sitemapindex", "sitemap", places), "xml")


@discovery.get("/sitemap-<part>.xml")
def sitemap_part(part: str) -> Response:
    """The addresses of one part, streamed."""
    if part == "pages":
        return streamed(_listed("urlset", "url", _pages()), "xml")
    if part == "regions":
        return streamed(_listed("urlset", "url", list(_regions())), "xml")
    name, start = _named(part)
    places = _reports(start) if name == "reports" else _agencies(start)
    return streamed(_listed("urlset", "url", places), "xml")


def _named(part: str) -> tuple[str, str]:
    """The list and the beginning of ids that a part is of. NotHeld for one that there is not."""
    found = _NAME.fullmatch(part)
    if found:
        with house().catalog.read() as conn:
            held, known = listing.counts(conn)
        start = found[2].removeprefix("-")
        if len(start) == _digits(held if found[1] == "reports" else known):
            return found[1], start
    raise NotHeld(_("站点地图没有这一部分。"))


def _digits(count: int) -> int:
    """How many first digits of an id tell the parts of a list of that length."""
    digits = 0
    while count > PART * 16**digits:
        digits += 1
    return digits


def _prefixes(count: int) -> Iterator[str]:
    yield from ("".join(found) for found in product("0123456789abcdef", repeat=_digits(count)))


def _dash(start: str) -> str:
    return f"-{start}" if start else ""


def _pages() -> list[Place]:
    answered = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [(path, None) for path in _PAGES if path in answered]


def _regions() -> Iterator[Place]:
    with house().catalog.read() as conn:
        held = listing.regions_held(conn)
    codes = {code for below in held for code in divisions.region_codes(below)}
    yield from ((f"/regions/{code}", None) for code in sorted(codes))


def _reports(start: str) -> Iterator[Place]:
    after = ""
    while True:
        with house().catalog.read() as conn:
            found = listing.stamps(conn, start, after, _BATCH)
        yield from ((f"/reports/{identity}", moment) for identity, moment in found)
        if len(found) < _BATCH:
            return
        after = found[-1][0]


def _agencies(start: str) -> Iterator[Place]:
    after = ""
    while True:
        with house().catalog.read() as conn:
            found = listing.agency_ids(conn, start, after, _BATCH)
        yield from ((f"/agencies/{identity}", None) for identity in found)
        if len(found) < _BATCH:
            return
        after = found[-1]


def _listed(root: str, element: str, places: Iterable[Place]) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    base = plain_xml(absolute(""))
    for path, moment in places:
        changed = (
            f"<lastmod>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""
        )
        yield f"<{element}><loc>{base}{plain_xml(path)}</loc>{changed}</{element}>\n"
    yield f"</{root}>\n"
