"""Lists that machines walk: agencies, ids of reports with their times, what came last.

A list is walked by the key of its last row and never by counting rows, so that each step is a
transaction of its own and what is added meanwhile neither repeats nor hides a row. Every function
works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, func, or_, select, tuple_

from archive.records import ReportSummary
from archive.reports import summaries
from archive.tables import agencies, reports

_FEW = 500  # so many ids are asked for by name; of more the newest reports are looked through
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Agency:
    """A body of the registry. ``parent_id`` stands above it, ``successor_id`` took over from it;
    ``reports`` counts those held, of ``first_year`` to ``last_year`` (None where none is known)."""

    id: str
    name: str
    region_code: str | None
    type: str | None
    level: str | None
    parent_id: str | None
    successor_id: str | None
    aliases: tuple[str, ...]
    reports: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """Which bodies: in this division or below it, of this type, of this level, with these words
    in one of its names."""

    region: str | None = None
    type: str | None = None
    level: str | None = None
    words: str | None = None


def bodies(
    conn: Connection, wanted: AgencyFilter, after: tuple[str, str] | None, limit: int
) -> list[Agency]:
    """The bodies of that kind by name and id, the first ``limit`` behind ``after``, which is the
    name and id of one."""
    query = select(agencies).where(*conditions(wanted))
    if after is not None:
        query = query.where(tuple_(agencies.c.name, agencies.c.id) > tuple_(*after))
    return told(conn, query.order_by(agencies.c.name, agencies.c.id).limit(limit))


def body(conn: Connection, agency_id: str) -> Agency | None:
    """The body of that id."""
    return next(iter(told(conn, select(agencies).where(agencies.c.id == agency_id))), None)


def several(conn: Connection, ids: Sequence[str]) -> list[Agency]:
    """The bodies of these ids, in this order; those that are not held are left out."""
    found = {one.id: one for one in told(conn, select(agencies).where(agencies.c.id.in_(ids)))}
    return [found[name] for name in ids if name in found]


def named(conn: Connection, names: Collection[str]) -> dict[str, list[str]]:
    """The ids of the bodies of exactly these names, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    query = select(agencies.c.name, agencies.c.id).where(agencies.c.name.in_(names))
    for name, identity in conn.execute(query.order_by(agencies.c.id)):
        found[name].append(identity)
    return found


def reports_in(conn: Connection, region: str) -> int:
    """How many reports are held of a division and all below it."""
    query = select(func.count()).select_from(reports)
    return conn.scalar(query.where(within(reports.c.region_code, region))) or 0


def within(column: ColumnElement[Any], region: str) -> ColumnElement[bool]:
    """Whether a column's division code is that one or lies below it."""
    stem = region.removesuffix("00").removesuffix("00")
    return column.between(stem.ljust(6, "0"), stem.ljust(6, "9"))


def newest_among(
    conn: Connection, ids: Collection[str], limit: int
) -> list[tuple[ReportSummary, datetime]]:
    """Of these reports the ones that the archive saw last, each with when it saw it first."""
    if len(ids) <= _FEW:
        rows = [row for some in _batches(ids) for row in conn.execute(_seen(some))]
        rows.sort(key=lambda row: row.id)
        rows.sort(key=lambda row: row.first_seen_at, reverse=True)
        chosen = rows[:limit]
    else:
        chosen = list(_looked_through(conn, frozenset(ids), limit))
    found = summaries(conn, (row.id for row in chosen))
    return [(found[row.id], row.first_seen_at) for row in chosen]


def stamps(conn: Connection, prefix: str, after: str, limit: int) -> list[tuple[str, datetime]]:
    """Ids of reports that begin so, in order behind ``after``, each with when the bytes it shows
    were fetched."""
    return [
        (row.id, row.fetched_at)
        for row in conn.execute(
            _by_id(select(reports.c.id, reports.c.fetched_at), reports.c.id, prefix, after, limit)
        )
    ]


def agency_ids(conn: Connection, prefix: str, after: str, limit: int) -> list[str]:
    """Ids of agencies that begin so, in order behind ``after``."""
    query = _by_id(select(agencies.c.id), agencies.c.id, prefix, after, limit)
    return list(conn.scalars(query))


def regions_held(conn: Connection) -> set[str]:
    """The codes of all divisions that reports are filed under."""
    codes = conn.scalars(select(reports.c.region_code).distinct())
    return {code for code in codes if code is not None}


def last_fetches(conn: Connection, digits: int) -> dict[str, datetime]:
    """When bytes were last fetched of the reports whose ids begin alike, by that beginning."""
    start = func.substr(reports.c.id, 1, digits)
    rows = conn.execute(select(start, func.max(reports.c.fetched_at)).group_by(start))
    return {row[0]: row[1] for row in rows}


def counts(conn: Connection) -> tuple[int, int]:
    """How many reports and how many agencies there are."""
    held, known = (select(func.count()).select_from(table) for table in (reports, agencies))
    return conn.scalar(held) or 0, conn.scalar(known) or 0


def _by_id(
    query: Select[Any], column: ColumnElement[str], prefix: str, after: str, limit: int
) -> Select[Any]:
    inside = column.between(prefix, f"{prefix}g")  # ids are hexadecimal: g is behind them all
    return query.where(inside, column > after).order_by(column).limit(limit)


def conditions(wanted: AgencyFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.region is not None:
        yield within(agencies.c.region_code, wanted.region)
    if wanted.type is not None:
        yield agencies.c.type == wanted.type
    if wanted.level is not None:
        yield agencies.c.level == wanted.level
    if wanted.words:
        also = cast(agencies.c.aliases, Text)  # JSON, in which Chinese stands as it is
        columns = (agencies.c.name, also)
        yield or_(*(column.contains(wanted.words, autoescape=True) for column in columns))


def told(conn: Connection, query: Select[Any]) -> list[Agency]:
    rows = conn.execute(query).mappings().all()
    held = _held(conn, [row["id"] for row in rows])
    return [
        Agency(
            **{name: row[name] for name in _COLUMNS},
            aliases=tuple(row["aliases"]),
            reports=count,
            first_year=first,
            last_year=last,
        )
        for row in rows
        for count, first, last in (held.get(row["id"], (0, None, None)),)
    ]


_COLUMNS = ("id", "name", "region_code", "type", "level", "parent_id", "successor_id")


def _held(conn: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int | None, int | None]]:
    query = select(
        reports.c.agency_id, func.count(), func.min(reports.c.year), func.max(reports.c.year)
    ).where(reports.c.agency_id.in_(ids))
    rows = conn.execute(query.group_by(reports.c.agency_id))
    return {identity: (count, first, last) for identity, count, first, last in rows}


def _seen(ids: Collection[str]) -> Select[Any]:
    return select(reports.c.id, reports.c.first_seen_at).where(reports.c.id.in_(ids))


def _looked_through(conn: Connection, ids: frozenset[str], limit: int) -> Iterator[Row[Any, Any]]:
    order = (reports.c.first_seen_at.desc(), reports.c.id)
    query = select(reports.c.id, reports.c.first_seen_at).order_by(*order)
    found = 0
    with conn.execute(query.execution_options(yield_per=_FEW)) as rows:
        for row in rows:
            if row.id in ids:
                yield row
                found += 1
                if found == limit:
                    return


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(ids)
    return (every[at : at + _BATCH] for at in range(0, len(every), _BATCH))
