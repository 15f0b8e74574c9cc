"""The prints of reports' sections, kept up with what the reports say, and whose copied passages
must be looked for again because of it.

Written in the transaction that files a reading. A print that more than ``CROWD`` reports have is
a phrase of the trade and joins nobody; when it becomes or ceases to be one, all who have it are
looked at again, so that what is found does not hang on the order in which reports come. Every
function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from archive.tables import readings, reports, reuse, reuse_due, section_prints
from reports.model import AnnualReport, Region, Section
from reports.reuse import report_prints

CROWD = 50
"""Most reports that a print may join."""
SHARED = 3
"""Prints that two reports must share before their texts are held against each other."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a report is compared with others' text: its body, place and sections."""

    agency_id: str | None
    agency: str | None
    region: Region | None
    sections: tuple[Section, ...]


def _holder(value: ColumnElement[int], number: int) -> ColumnElement[str | None]:
    """The report of that number (from 0) among those that have a print, NULL when there are no
    more than that; it looks no further."""
    theirs = section_prints.alias()
    query = select(theirs.c.report_id).distinct().where(theirs.c.print == value)
    return query.order_by(theirs.c.report_id).limit(1).offset(number).scalar_subquery()


def _sharing() -> Select[tuple[int, str, int, int]]:
    mine, theirs = section_prints.alias(), section_prints.alias()
    other = (theirs.c.print == mine.c.print) & (theirs.c.report_id != mine.c.report_id)
    pair = (
        mine.c.section.label("section"),
        theirs.c.report_id.label("other_id"),
        theirs.c.section.label("other_section"),
    )
    rare = _holder(mine.c.print, CROWD).is_(None)
    query = select(*pair, func.count().label("prints")).select_from(mine.join(theirs, other))
    own = mine.c.report_id == bindparam("own")
    return query.where(own, rare).group_by(*pair).having(func.count() >= SHARED)


def _crowded() -> Select[tuple[str]]:
    mine, theirs = section_prints.alias(), section_prints.alias()
    crowded = _holder(mine.c.print, CROWD).is_not(None)
    by_one = _holder(mine.c.print, CROWD + 1).is_(None)
    query = select(theirs.c.report_id).distinct()
    query = query.select_from(mine.join(theirs, theirs.c.print == mine.c.print))
    return query.where(mine.c.report_id == bindparam("own"), crowded, by_one)


_SHARING, _CROWDED = _sharing(), _crowded()  # made once: that takes longer than the answer


def refile(conn: Connection, report_id: str) -> None:
    """Puts the prints of the report's chosen reading in place of what was there, and marks it
    and those who share or shared some. Nothing for an unknown id."""
    outline = outlines(conn, [report_id]).get(report_id)
    if outline is None:
        return
    report = AnnualReport(
        True, None, agency=outline.agency, region=outline.region, sections=outline.sections
    )
    mark(conn, {report_id, *_linked(conn, report_id)})
    here = section_prints.c.report_id == report_id
    rows = conn.execute(select(section_prints.c.print, section_prints.c.section).where(here))
    old = {(row.print, row.section) for row in rows}
    new = {(value, place) for place, values in report_prints(report) for value in values}
    if old:
        mark(conn, _concerned(conn, report_id))
    if new == old:
        return
    conn.execute(delete(section_prints).where(here))
    added = [{"print": value, "report_id": report_id, "section": at} for value, at in sorted(new)]
    if added:
        conn.execute(insert(section_prints), added)
        mark(conn, _concerned(conn, report_id))


def forget(conn: Connection, report_id: str) -> None:
    """Takes out all that is kept of a report that goes, and marks those who shared some."""
    mark(conn, {*_concerned(conn, report_id), *_linked(conn, report_id)})
    conn.execute(delete(section_prints).where(section_prints.c.report_id == report_id))
    either = (reuse.c.report_id == report_id) | (reuse.c.other_id == report_id)
    conn.execute(delete(reuse).where(either))
    done(conn, [report_id])


def outlines(conn: Connection, ids: Collection[str]) -> dict[str, Outline]:
    """Body, place and sections of these reports' chosen readings, by id."""
    names = ("agency", "region_code", "province", "city", "county", "sections")
    joined = reports.join(readings, readings.c.snapshot_id == reports.c.snapshot_id)
    columns = (reports.c.id, reports.c.agency_id, *(readings.c[name] for name in names))
    query = select(*columns).select_from(joined).where(reports.c.id.in_(ids))
    found = {}
    for row in conn.execute(query).mappings():
        region = None
        if row["region_code"] is not None:
            region = Region(row["region_code"], row["province"], row["city"], row["county"])
        sections = tuple(Section(*item) for item in row["sections"])
        found[row["id"]] = Outline(row["agency_id"], row["agency"], region, sections)
    return found


def _linked(conn: Connection, report_id: str) -> Sequence[str]:
    """Those of whom it is written that they share text with this one."""
    return conn.scalars(
        select(reuse.c.report_id).where(reuse.c.other_id == report_id).distinct()
    ).all()


def sharing(conn: Connection, report_id: str) -> Sequence[Row[tuple[int, str, int, int]]]:
    """The pairs of a section of this report and one of another (``section``, ``other_id``,
    ``other_section``) that share enough prints, and how many (``prints``)."""
    return conn.execute(_SHARING, {"own": report_id}).all()


def _concerned(conn: Connection, report_id: str) -> set[str]:
    """The reports that look at this one, and those with a print that this one has just made
    too frequent, or will make rare by going."""
    found = {row.other_id for row in sharing(conn, report_id)}
    return found | set(conn.scalars(_CROWDED, {"own": report_id}))


def mark(conn: Connection, ids: Iterable[str]) -> None:
    """These reports' copied passages are to be looked for again."""
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        query = select(reuse_due.c.report_id).where(reuse_due.c.report_id.in_(batch))
        known = set(conn.scalars(query))
        if new := [{"report_id": name} for name in dict.fromkeys(batch) if name not in known]:
            conn.execute(insert(reuse_due), new)


def due(conn: Connection) -> list[str]:
    """Ids of the reports whose copied passages are to be looked for, sorted."""
    return list(conn.scalars(select(reuse_due.c.report_id).order_by(reuse_due.c.report_id)))


def done(conn: Connection, ids: Sequence[str]) -> None:
    """Takes these off the list."""
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        conn.execute(delete(reuse_due).where(reuse_due.c.report_id.in_(batch)))
