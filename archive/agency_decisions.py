"""What people decided of bodies: which are one, which are several, how they are called, who stands
above them and who took over from them.

Decisions are kept apart from what was read and asked whenever a reading is filed, so that they
survive every reading again. A body is known here by the id that its printed name gives it
(`archive.identity.agency_id`); `home` says where a report that prints so belongs. Rows are only
added: of a body and a subject the last one counts, and a withdrawn one says nothing. Subjects:

``merge``           its reports are those of ``other_id``
``year.<year>``     its report on that year is ``other_id``'s
``name.<other_id>`` it is called ``name``, and what prints that (``other_id``) is it; the last shows
``parent``          ``other_id`` stands above it, or nobody
``successor.<id>``  ``other_id`` took over from it

Every function works in the caller's transaction; `archive.agency_desk` has the deeds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    insert,
    or_,
    select,
)

from archive.audit import Actor
from archive.desk_tables import agency_decisions

MERGE, PARENT = "merge", "parent"
YEAR, NAME, SUCCESSOR = "year.", "name.", "successor."

_AGENCY: BindParameter[str] = bindparam("agency")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a body; ``name`` is its own at that time, or the one it is given."""

    id: int
    agency_id: str
    subject: str
    other_id: str | None
    name: str | None
    withdrawn: bool
    reason: str
    who: str
    at: datetime

    @property
    def kind(self) -> str:
        """The subject's first word."""
        return self.subject.partition(".")[0]

    @property
    def year(self) -> int | None:
        """The year that was split off."""
        kind, _, rest = self.subject.partition(".")
        return int(rest) if kind == "year" else None


def home(conn: Connection, agency: str, year: int | None) -> str:
    """The body that a report on that year belongs to which prints the name of ``agency``."""
    seen: set[str] = set()
    while agency not in seen:
        seen.add(agency)
        agency = _next(conn, agency, year) or agency
    return agency


def circles(conn: Connection, agency: str) -> bool:
    """Whether reports on some year that print the name of ``agency`` would go round for ever."""
    split = _last(conn, agency_decisions.c.subject.startswith(YEAR, autoescape=True))
    for year in {None, *(one.year for one in split)}:
        here, seen = agency, {agency}
        while (there := _next(conn, here, year)) is not None and there != here:
            if there in seen:
                return True
            seen.add(there)
            here = there
    return False


def holding(conn: Connection, agency: str) -> list[Decision]:
    """What holds of a body, or of others and names it, in the order in which it was decided."""
    rows = conn.execute(_of_body(), {"agency": agency}).mappings()
    return [Decision(**row) for row in rows]


def get(conn: Connection, number: int) -> Decision | None:
    """The decision of that number while it holds."""
    return next(iter(_last(conn, agency_decisions.c.id == number)), None)


def led_here(conn: Connection, agency: str) -> set[str]:
    """The body itself and all that were merged into it."""
    found, rest = {agency}, [agency]
    while rest:
        merged = and_(
            agency_decisions.c.other_id == rest.pop(), agency_decisions.c.subject == MERGE
        )
        new = {one.agency_id for one in _last(conn, merged)} - found
        found |= new
        rest += new
    return found


def names(conn: Connection, agency: str) -> list[str]:
    """How people said that a body is called, the last first, then the names of those merged into
    it; empty for most."""
    said = holding(conn, agency)
    given = [one.name for one in reversed(said) if _names(one, agency)]
    merged = [
        one.name
        for other in sorted(led_here(conn, agency) - {agency})
        for one in holding(conn, other)
        if one.agency_id == other and (one.subject == MERGE or _names(one, other))
    ]
    return list(dict.fromkeys(name for name in (*given, *merged) if name))


def spoken_of(conn: Connection, ids: Collection[str]) -> set[str]:
    """Those of these bodies of which anything was decided that holds."""
    columns = (agency_decisions.c.agency_id, agency_decisions.c.other_id)
    said = _last(conn, or_(*(column.in_(ids) for column in columns)))
    return {name for one in said for name in (one.agency_id, one.other_id) if name} & set(ids)


def given_name(said: list[Decision], agency: str) -> str | None:
    """The name that people gave the body last; None where they gave none."""
    return next((one.name for one in reversed(said) if _names(one, agency)), None)


def successors(conn: Connection, agency: str) -> list[str]:
    """The bodies that took over from this one, as they are now."""
    mine = and_(
        agency_decisions.c.agency_id.in_(led_here(conn, agency)),
        agency_decisions.c.subject.startswith(SUCCESSOR, autoescape=True),
    )
    found = [home(conn, one.other_id, None) for one in _last(conn, mine) if one.other_id]
    return [name for name in dict.fromkeys(found) if name != agency]


def predecessors(conn: Connection, agency: str) -> list[str]:
    """The bodies that this one took over from, as they are now."""
    named = and_(
        agency_decisions.c.other_id.in_(led_here(conn, agency)),
        agency_decisions.c.subject.startswith(SUCCESSOR, autoescape=True),
    )
    found = [home(conn, one.agency_id, None) for one in _last(conn, named)]
    return [name for name in dict.fromkeys(found) if name != agency]


def lineage(conn: Connection, agency: str) -> list[str]:
    """The body, all that led up to it and all that came of it, the first ones first."""
    line = [agency]
    for step in (predecessors, successors):
        rest = [agency]
        while rest:
            new = [name for name in step(conn, rest.pop()) if name not in line]
            line = [*new, *line] if step is predecessors else [*line, *new]
            rest += new
    return line


def record(
    conn: Connection,
    by: Actor,
    agency: str,
    subject: str,
    reason: str,
    at: datetime,
    *,
    other: str | None = None,
    name: str | None = None,
    withdrawn: bool = False,
) -> Decision:
    """Adds a row."""
    values = {
        "agency_id": agency, "subject": subject, "other_id": other, "name": name,
        "withdrawn": withdrawn, "reason": reason, "who": by.name, "at": at,
    }  # fmt: skip
    new = insert(agency_decisions).values(values).returning(agency_decisions)
    return Decision(**conn.execute(new).mappings().one())


def _names(one: Decision, agency: str) -> bool:
    return one.agency_id == agency and one.subject.startswith(NAME)


def _next(conn: Connection, agency: str, year: int | None) -> str | None:
    """Where a body's report of the year goes on to: split off, merged, known by another name."""
    asked = {"agency": agency, "year": f"{YEAR}{year}", "called": f"{NAME}{agency}"}
    steps = {
        one["subject"].partition(".")[0]: one for one in conn.execute(_steps(), asked).mappings()
    }
    for kind in ("year", "merge"):
        if kind in steps:
            other: str | None = steps[kind]["other_id"]
            return other
    return steps["name"]["agency_id"] if "name" in steps else None


# Made once each: that takes longer than their answers, and every reading that is filed asks them.


@cache
def _steps() -> Select[Any]:
    table, agency = agency_decisions, _AGENCY
    on = or_(table.c.subject == MERGE, table.c.subject == bindparam("year"))
    moved = and_(table.c.agency_id == agency, on)
    called = and_(table.c.other_id == agency, table.c.subject == bindparam("called"))
    return _standing().where(or_(moved, called))


@cache
def _of_body() -> Select[Any]:
    table, agency = agency_decisions, _AGENCY
    return _standing().where(or_(table.c.agency_id == agency, table.c.other_id == agency))


@cache
def _standing() -> Select[Any]:
    """All that holds, in the order in which it was decided."""
    table, later = agency_decisions, agency_decisions.alias()
    same: Any = and_(
        later.c.agency_id == table.c.agency_id,
        later.c.subject == table.c.subject,
        later.c.id > table.c.id,
    )
    query = select(table).where(~table.c.withdrawn, ~exists().where(same))
    return query.order_by(table.c.id)


def _last(conn: Connection, condition: ColumnElement[bool]) -> list[Decision]:
    """What holds of what the condition selects."""
    rows = conn.execute(_standing().where(condition)).mappings()
    return [Decision(**row) for row in rows]
