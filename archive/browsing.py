"""What is held, counted and listed by place, type, year and body: the ways in without a search.

Every function works in the caller's transaction. A place is a division code and means all below
it; counts by place are of the codes themselves, to be added up by who knows the divisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    and_,
    case,
    cast,
    func,
    select,
    text,
)

from archive.hierarchy import GOVERNMENT, code_above
from archive.listing import Agency, AgencyFilter, conditions, told, within
from archive.records import ReportSummary
from archive.reports import listed
from archive.tables import agencies, figures, findings, reports, snapshots

_BATCH = 500
OTHER = "#"
"""Where names stand that begin with no letter."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many reports are held of one type, year, province and form (None where unknown)."""

    type: str | None
    year: int | None
    province: str | None
    form: str | None
    count: int


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """How many reports and bodies bear one division's code."""

    reports: int = 0
    agencies: int = 0

    def __add__(self, other: PlaceHeld) -> PlaceHeld:
        return PlaceHeld(self.reports + other.reports, self.agencies + other.agencies)


@dataclass(frozen=True, slots=True)
class Sum:
    """A headline figure added up over the ``reports`` that state it."""

    value: Decimal
    reports: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports: of a place and all below it, of a type, of a year; None asks nothing."""

    region: str | None = None
    type: str | None = None
    year: int | None = None


def edition(conn: Connection) -> int | None:
    """A number that moves whenever a report comes, goes or says something else, so that what was
    counted may be kept until it does; None where the database has no such number."""
    if conn.dialect.name != "sqlite":
        return None
    # every such report is put into the outbox, whose numbers are never given again
    return conn.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")) or 0


def cube(conn: Connection) -> list[Held]:
    """What is held, counted by type, year, province and form at once."""
    keys = (reports.c.agency_type, reports.c.year, reports.c.province, reports.c.form)
    rows = conn.execute(select(*keys, func.count()).group_by(*keys))
    return [Held(*row) for row in rows]


def by_place(conn: Connection) -> dict[str, PlaceHeld]:
    """What is held by division code; reports and bodies of no place are left out."""
    found: dict[str, PlaceHeld] = {}
    query = select(reports.c.region_code, func.count()).group_by(reports.c.region_code)
    for code, count in conn.execute(query.where(reports.c.region_code.is_not(None))):
        found[code] = PlaceHeld(reports=count)
    query = select(agencies.c.region_code, func.count()).group_by(agencies.c.region_code)
    for code, count in conn.execute(query.where(agencies.c.region_code.is_not(None))):
        found[code] = found.get(code, PlaceHeld()) + PlaceHeld(agencies=count)
    return found


def bodies_by_type(conn: Connection) -> dict[str | None, int]:
    """How many bodies there are of each type."""
    rows = conn.execute(select(agencies.c.type, func.count()).group_by(agencies.c.type))
    return {row[0]: row[1] for row in rows}


def initials(conn: Connection) -> dict[str, int]:
    """How many bodies begin with each letter of the alphabet (A–Z, and `OTHER`)."""
    first = func.substr(agencies.c.pinyin, 1, 1)
    found: dict[str, int] = {}
    for letter, count in conn.execute(select(first, func.count()).group_by(first)):
        found[_initial(letter)] = found.get(_initial(letter), 0) + count
    return found


def letters(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The letter that each of these bodies stands under."""
    query = select(agencies.c.id, agencies.c.pinyin).where(agencies.c.id.in_(ids))
    return {identity: _initial(spelled[:1]) for identity, spelled in conn.execute(query)}


def _initial(letter: str) -> str:
    return letter.upper() if "a" <= letter <= "z" else OTHER


def last_fetch(conn: Connection) -> datetime | None:
    """When a document was last met."""
    found: datetime | None = conn.scalar(select(func.max(snapshots.c.last_seen_at)))
    return found


def years_of(conn: Connection, region: str) -> dict[int | None, int]:
    """Reports of a place and all below it by year."""
    query = select(reports.c.year, func.count()).where(within(reports.c.region_code, region))
    return {row[0]: row[1] for row in conn.execute(query.group_by(reports.c.year))}


def newest(conn: Connection, scope: Scope, limit: int) -> list[ReportSummary]:
    """The reports on the latest years, of these the ones that came last."""
    return listed(conn, _ordered(scope).limit(limit))


def every(conn: Connection, scope: Scope) -> Iterator[ReportSummary]:
    """All reports of the scope as `newest` orders them, fetched some at a time."""
    ids = conn.scalars(_ordered(scope).with_only_columns(reports.c.id)).all()
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        found = {item.id: item for item in listed(conn, _of(some))}
        yield from (found[identity] for identity in some)


def bodies(
    conn: Connection, wanted: AgencyFilter, initial: str | None, offset: int, limit: int
) -> list[Agency]:
    """Bodies in the order of their pinyin; ``initial`` is a letter or `OTHER`."""
    order = (agencies.c.pinyin, agencies.c.id)
    query = select(agencies).where(*_wanted(wanted, initial)).order_by(*order)
    return told(conn, query.offset(offset).limit(limit))


def count_bodies(conn: Connection, wanted: AgencyFilter, initial: str | None) -> int:
    """How many bodies `bodies` lists in all."""
    query = select(func.count()).select_from(agencies).where(*_wanted(wanted, initial))
    return conn.scalar(query) or 0


def bodies_in(conn: Connection, code: str) -> list[Agency]:
    """The bodies that bear a division's own code: its government first, then by type."""
    order = (agencies.c.type != GOVERNMENT, agencies.c.type.nulls_last(), agencies.c.pinyin)
    query = select(agencies).where(agencies.c.region_code == code)
    return told(conn, query.order_by(*order, agencies.c.id))


def peers(conn: Connection, body: Agency, limit: int) -> list[Agency]:
    """Bodies of the same type and level in the division around this one's, by pinyin; of a
    province's body, in all provinces."""
    if body.type is None or body.level is None or body.region_code is None:
        return []
    around = code_above(body.region_code)
    alike = (agencies.c.type == body.type, agencies.c.level == body.level)
    query = select(agencies).where(*alike, agencies.c.id != body.id)
    if around is not None:
        query = query.where(within(agencies.c.region_code, around))
    return told(conn, query.order_by(agencies.c.pinyin, agencies.c.id).limit(limit))


def sums(conn: Connection, year: int, metric: str) -> dict[str, Sum]:
    """A headline figure of a year, added up by province over the reports held that state it."""
    joined = reports.join(figures, figures.c.report_id == reports.c.id)
    number = func.sum(cast(figures.c.value, Float))
    query = (
        select(reports.c.province, number, func.count())
        .select_from(joined)
        .where(reports.c.year == year, figures.c.metric == metric)
        .where(reports.c.province.is_not(None))
        .group_by(reports.c.province)
    )
    return {row[0]: Sum(_decimal(row[1]), row[2]) for row in conn.execute(query)}


def shares(conn: Connection, year: int, part: str, whole: str) -> dict[str, Sum]:
    """One figure as a share of another (0 to 1) by province, over the reports that state both;
    a province whose whole is zero is left out."""
    one, all_ = figures.alias(), figures.alias()
    joined = reports.join(one, and_(one.c.report_id == reports.c.id, one.c.metric == part)).join(
        all_, and_(all_.c.report_id == reports.c.id, all_.c.metric == whole)
    )
    parts, wholes = (func.sum(cast(table.c.value, Float)) for table in (one, all_))
    share = case((wholes > 0, parts / wholes))
    query = (
        select(reports.c.province, share, func.count())
        .select_from(joined)
        .where(reports.c.year == year, reports.c.province.is_not(None))
        .group_by(reports.c.province)
    )
    found = conn.execute(query)
    return {row[0]: Sum(_decimal(row[1]), row[2]) for row in found if row[1] is not None}


def judged(conn: Connection, limit: int) -> tuple[int, dict[str, dict[str, int]]]:
    """Of the reports that came last: how many were looked at (at most ``limit``), and how often
    each rule passed, failed and could not be assessed in them (rule → status → count)."""
    latest = select(reports.c.snapshot_id).order_by(reports.c.first_seen_at.desc(), reports.c.id)
    chosen = latest.limit(limit).subquery()
    query = (
        select(findings.c.rule, findings.c.status, func.count())
        .select_from(chosen.join(findings, findings.c.snapshot_id == chosen.c.snapshot_id))
        .group_by(findings.c.rule, findings.c.status)
    )
    found: dict[str, dict[str, int]] = {}
    for rule, status, count in conn.execute(query):
        found.setdefault(rule, {})[status] = count
    return conn.scalar(select(func.count()).select_from(chosen)) or 0, found


def _decimal(value: float) -> Decimal:
    return Decimal(repr(round(value, 6)))


def _of(ids: Sequence[str]) -> Select[Any]:
    return select(reports).where(reports.c.id.in_(ids))


def _ordered(scope: Scope) -> Select[Any]:
    query = select(reports)
    if scope.region is not None:
        query = query.where(within(reports.c.region_code, scope.region))
    if scope.type is not None:
        query = query.where(reports.c.agency_type == scope.type)
    if scope.year is not None:
        query = query.where(reports.c.year == scope.year)
    return query.order_by(
        reports.c.year.desc().nulls_last(), reports.c.first_seen_at.desc(), reports.c.id
    )


def _wanted(wanted: AgencyFilter, initial: str | None) -> Iterator[ColumnElement[bool]]:
    yield from conditions(wanted)
    if initial == OTHER:
        yield (agencies.c.pinyin < "a") | (agencies.c.pinyin >= "{")
    elif initial is not None:
        letter = initial.lower()
        yield (agencies.c.pinyin >= letter) & (agencies.c.pinyin < chr(ord(letter) + 1))
