"""What each operation on lists does: parameters in, an answer out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from flask import request
from sqlalchemy import Connection

from archive import agency_decisions, listing, reports
from archive import changes as feed
from archive.records import ReportSummary
from indexer.port import BadQuery, ReportQuery, SearchPage
from portal import changes as listed
from portal import state
from portal.api import cursors, models
from portal.api.paging import following
from portal.api.parameters import (
    AgenciesParameters,
    ChangesParameters,
    Parameters,
    RegionsParameters,
    SearchParameters,
    SuggestParameters,
)
from portal.errors import NotHeld
from portal.held import held_body
from portal.house import house
from portal.language import gettext as _
from portal.language import told
from portal.lists import MOST, hit_rows
from portal.suggesting import suggestions
from reports import divisions

_OWN = frozenset({"limit", "cursor"})


def search(asked: SearchParameters) -> models.SearchAnswer:
    """One page of a search."""
    start = cursors.opened("search", asked.cursor, _offset) if asked.cursor else 0
    size = min(asked.limit, MOST - start)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in _OWN]
    query = state.parse(pairs)
    page, hits = _window(query, start, size)
    words = page.instead or query.text
    found = zip(hits, hit_rows(house(), hits, words), strict=True)
    more = start + size < min(page.total, MOST)
    return models.SearchAnswer(
        total=page.total,
        hits=tuple(
            models.Hit(**(asdict(hit) | {name: row[name] for name in ("url", "passages")}))
            for hit, row in found
        ),
        facets={
            name: tuple(
                models.FacetCount(value=value.code, name=value.value, count=value.count)
                for value in values
            )
            for name, values in page.facets.items()
        },
        notices=tuple(told(notice) for notice in page.notices),
        instead=page.instead,
        next=following("search", start + size) if more else None,
    )


def _offset(key: Any) -> int:
    if not isinstance(key, int) or not 0 < key < MOST:
        raise ValueError("no place in a search")
    return key


def _window(query: ReportQuery, start: int, size: int) -> tuple[SearchPage, Any]:
    """The hits from ``start`` on: the engine turns pages, so the smallest page is taken that holds
    all of them."""
    whole = next(
        length for length in range(size, start + size + 1)
        if start // length == (start + size - 1) // length
    )  # fmt: skip
    number, inside = divmod(start, whole)
    asked = replace(query, page=number + 1, page_size=whole)
    try:
        page = house().engine.search(asked)
    except BadQuery as error:
        page = SearchPage(0, (), {}, (error.sentence,))
    return page, page.hits[inside : inside + size]


def suggest(asked: SuggestParameters) -> models.SuggestAnswer:
    """Up to ten names."""
    with house().catalog.read() as conn:
        found = suggestions(house().engine, conn, asked.q)
    return models.SuggestAnswer(
        suggestions=tuple(models.Suggestion(**asdict(one)) for one in found)
    )


def agencies(asked: AgenciesParameters) -> models.AgenciesAnswer:
    """One page of agencies."""
    after = cursors.opened("agencies", asked.cursor, _name_and_id) if asked.cursor else None
    region = divisions.by_code(asked.region) if asked.region else None
    wanted = listing.AgencyFilter(
        region=region.code if region else None, type=asked.type, level=asked.level, words=asked.q
    )
    with house().catalog.read() as conn:
        found = listing.bodies(conn, wanted, after, asked.limit + 1)
        shown = found[: asked.limit]
        answers = tuple(models.AgencyAnswer(**one) for one in _agencies(conn, shown))
    more = len(found) > asked.limit
    return models.AgenciesAnswer(
        agencies=answers,
        next=following("agencies", [shown[-1].name, shown[-1].id]) if more else None,
    )


def agency(asked: Parameters, agency_id: str) -> models.AgencyWithReports:
    """An agency with its reports."""
    del asked
    with house().catalog.read() as conn:
        found = held_body(conn, agency_id)
        held = reports.same_agency(conn, found.id)
        (told_of,) = _agencies(conn, [found])
    return models.AgencyWithReports(**told_of, held=tuple(map(_line, held)))


def regions(asked: RegionsParameters) -> models.RegionsAnswer:
    """One page of divisions."""
    after = cursors.opened("regions", asked.cursor, str) if asked.cursor else ""
    parent = divisions.by_code(asked.parent) if asked.parent else None
    every = divisions.children(parent.code) if parent else divisions.provinces()
    found = [one for one in every if one.code > after]
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    return models.RegionsAnswer(
        regions=tuple(map(_region, shown)),
        next=following("regions", shown[-1].code) if more else None,
    )


def region(asked: Parameters, code: str) -> models.RegionWithParts:
    """A division with what is above and below it."""
    del asked
    division = divisions.by_code(code)
    if division is None or division.code != code:
        raise NotHeld(_("没有这个代码的行政区划。"))
    with house().catalog.read() as conn:
        held = listing.reports_in(conn, code)
    above = (divisions.by_code(one) for one in divisions.region_codes(code))
    return models.RegionWithParts(
        **_region(division).model_dump(),
        path=tuple(_region(one) for one in above if one is not None),
        formerly=tuple(
            models.FormerName(name=old.name, until=old.until) for old in divisions.forerunners(code)
        ),
        children=tuple(map(_region, divisions.children(code))),
        reports=held,
    )


def changes(asked: ChangesParameters) -> models.ChangesAnswer:
    """One page of the change feed."""
    after = cursors.opened("changes", asked.cursor, _change_key) if asked.cursor else None
    with house().catalog.read() as conn:
        total = feed.total(conn, asked.kind)
        found = feed.after(conn, asked.kind, after, asked.limit + 1)
    shown = found[: asked.limit]
    at = shown[-1].key if len(found) > asked.limit else None
    return models.ChangesAnswer(
        total=total,
        changes=tuple(
            models.ChangeAnswer(
                **(listed.payload(one) | {"at": one.at, "last_seen": one.last_seen})
            )
            for one in shown
        ),
        next=following("changes", [at[0].isoformat(), *at[1:]]) if at else None,
    )


def _name_and_id(key: Any) -> tuple[str, str]:
    name, identity = key
    if not isinstance(name, str) or not isinstance(identity, str):
        raise TypeError("no name and id")
    return name, identity


def _change_key(key: Any) -> feed.Key:
    at, kind, report_id, revision = map(str, key)
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC), kind, report_id, revision


def _agencies(conn: Connection, found: Sequence[listing.Agency]) -> Iterator[dict[str, Any]]:
    spoken = agency_decisions.spoken_of(conn, [one.id for one in found])
    for one in found:
        after = agency_decisions.successors(conn, one.id) if one.id in spoken else []
        held = tuple(other.id for other in listing.several(conn, after)) if after else ()
        yield asdict(one) | {"successor_ids": held, "url": f"/agencies/{one.id}"}


def _line(held: ReportSummary) -> models.ReportLine:
    same = ("id", "title", "year", "form", "published_on")
    return models.ReportLine(
        **{name: getattr(held, name) for name in same},
        findings=held.failing,
        url=f"/reports/{held.id}",
        source_url=held.url,
    )


def _region(division: divisions.Division) -> models.RegionAnswer:
    return models.RegionAnswer(
        code=division.code,
        name=division.name,
        level=division.level,
        parent=division.parent,
        url=f"/regions/{division.code}",
    )
