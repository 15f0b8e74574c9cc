"""A search as data: all its pages as JSON and CSV, and its newest reports as a feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Blueprint, Response, request

from archive import listing, reports
from archive.records import ReportSummary
from indexer.port import BadQuery, ReportQuery, SearchHit, SearchPage
from portal import atom, state, words
from portal.addresses import absolute, address
from portal.exports import as_csv, as_json, streamed
from portal.house import House, house
from portal.language import gettext as _
from portal.language import told
from portal.payload import COLUMNS, beside, hit_payload
from portal.search import sentence
from portal.security import web_host

lists = Blueprint("lists", __name__)

MOST = state.MAX_PAGE * state.PAGE_SIZE
"""Most hits of a list: what its pages show, as far as they can be turned."""
_BATCH = 100


@lists.get("/search.json")
def search_json() -> Response:
    """All hits of a search as JSON, streamed, in the shape of ``nianbao search --json``."""
    query = _asked()
    page = _all(query)
    return streamed(
        as_json({"total": page.total}, "hits", _rows(query, page), beside(page)), "json"
    )


@lists.get("/search.csv")
def search_csv() -> Response:
    """All hits of a search as CSV, streamed."""
    query = _asked()
    return streamed(as_csv(COLUMNS, _rows(query, _all(query))), "csv", "nianbao-search")


@lists.get("/feed.atom")
def feed_atom() -> Response:
    """The reports of a search that the archive saw last, as a feed."""
    query = replace(_asked(), sort="relevance", page=1)
    ids = house().engine.matching(query)
    with house().catalog.read() as conn:
        found = listing.newest_among(conn, ids, atom.MOST)
    return _feed(query, sentence(query, len(ids)), tuple(_entry(*one) for one in found))


@lists.errorhandler(BadQuery)
def _no_query(error: BadQuery) -> Response:
    """Words that are no query find nothing, and the sentence says why where there is a place."""
    if request.path.endswith(".json"):
        beside_none = beside(SearchPage(0, (), {}, (told(error.sentence),)))
        return streamed(as_json({"total": 0}, "hits", (), beside_none), "json")
    if request.path.endswith(".csv"):
        return streamed(as_csv(COLUMNS, ()), "csv", "nianbao-search")
    return _feed(_asked(), told(error.sentence), ())


def _asked() -> ReportQuery:
    return state.parse(request.args.items(multi=True))


def _all(query: ReportQuery) -> SearchPage:
    """All hits at once, so that they are of one state of the index however slowly they are sent;
    what weighs, their texts, is fetched as they go out."""
    page = house().engine.search(replace(query, page=1, page_size=MOST))
    return replace(page, notices=tuple(map(told, page.notices)))


def _rows(query: ReportQuery, page: SearchPage) -> Iterator[dict[str, Any]]:
    return hit_rows(house(), page.hits, page.instead or query.text)


def hit_rows(home: House, hits: Sequence[SearchHit], words: str) -> Iterator[dict[str, Any]]:
    """Hits as rows of `portal.payload.COLUMNS`, with passages for these words. Texts are fetched a
    batch at a time; no transaction outlives a batch."""
    rest = iter(hits)
    while batch := list(islice(rest, _BATCH)):
        with home.catalog.read() as conn:
            texts = reports.sections_text(conn, [hit.id for hit in batch])
        for hit in batch:
            yield hit_payload(hit, texts.get(hit.id, ""), words)


def _feed(query: ReportQuery, title: str, entries: tuple[atom.Entry, ...]) -> Response:
    feed = atom.Feed(
        title=_("%(title)s · 年报订阅", title=title),
        path=state.address(query, "/feed.atom"),
        alternate=state.address(replace(query, sort="newest")),
        entries=entries,
    )
    return streamed(atom.as_atom(feed, absolute("/")), "atom")


def _entry(report: ReportSummary, seen: datetime) -> atom.Entry:
    agency = report.agency or _(words.UNKNOWN_AGENCY)
    year = _("%(year)s 年", year=report.year) if report.year else _("年度未识别")
    kind = _(report.agency_type) if report.agency_type else None
    facts = (words.place_name(report.region_code or ""), kind, web_host(report.url))
    return atom.Entry(
        name=f"report:{report.id}",
        title=report.title or _("%(agency)s年报", agency=agency),
        path=address(f"/reports/{report.id}"),
        updated=seen,
        summary=" · ".join([agency, year, *filter(None, facts)]),
        author=report.agency,
    )
