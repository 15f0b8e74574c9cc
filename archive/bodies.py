"""The registry's rows: a body as its reports print it and as people decided.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from archive import agency_decisions, hierarchy, spelled
from archive.agency_decisions import MERGE, PARENT, Decision
from archive.identity import agency_id
from archive.readings import region_of
from archive.tables import agencies, readings, reports
from reports.text import squeeze


def make(conn: Connection, agency: str | None, name: str | None) -> None:
    """A row for the body unless there is one; `refresh` fills it in."""
    if agency is not None and row_of(conn, agency) is None:
        conn.execute(insert(agencies).values(id=agency, name=name, aliases=[]))
        for one in agency_decisions.holding(conn, agency):
            if one.other_id == agency:  # those that it stands above, or took over from
                refresh(conn, one.agency_id)


def row_of(conn: Connection, agency: str) -> RowMapping | None:
    """The row of that body."""
    return conn.execute(select(agencies).where(agencies.c.id == agency)).mappings().one_or_none()


def called(conn: Connection, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of those of these reports of whose bodies people decided something: all names by which they
    are found, whatever they print."""
    own = select(reports.c.id, reports.c.agency_id).where(reports.c.id.in_(ids))
    body = {row.id: row.agency_id for row in conn.execute(own) if row.agency_id is not None}
    names: dict[str, tuple[str, ...]] = {}
    for agency in agency_decisions.spoken_of(conn, set(body.values())):
        row = row_of(conn, agency)
        if row is not None:
            given = agency_decisions.names(conn, agency)
            names[agency] = tuple(dict.fromkeys((row["name"], *given)))
    return {name: names[agency] for name, agency in body.items() if agency in names}


def refresh(conn: Connection, agency: str | None) -> None:
    """The body as its newest report prints it, under the fullest name that any of them prints or
    the one that people gave it; one left without reports goes, unless a person has said something
    of it."""
    if agency is None or (old := row_of(conn, agency)) is None:
        return
    own = select(reports).where(reports.c.agency_id == agency)
    order = (reports.c.year.desc().nulls_last(), reports.c.id)
    rows = conn.execute(own.order_by(*order)).mappings().all()
    said = agency_decisions.holding(conn, agency)
    if not rows and not _stays(said, agency):
        hierarchy.remove(conn, dict(old))
        return
    # of reports that came from other bodies it has no more than their names
    own_print = (_own_print(conn, agency, said) if said else []) or rows
    values: dict[str, Any] = {}
    if own_print:
        values = {
            "region_code": own_print[0]["region_code"],
            "type": own_print[0]["agency_type"],
            "level": own_print[0]["agency_level"],
        }
    values |= _names([row["agency"] for row in own_print] or [old["name"]])
    if said:
        printed = [row["agency"] for row in rows]
        names = [*agency_decisions.names(conn, agency), *printed]
        values |= _called(values, names, said, agency)
    values["pinyin"] = spelled.pinyin(values["name"])
    if any(old[name] != value for name, value in values.items()):
        conn.execute(update(agencies).where(agencies.c.id == agency).values(values))
        hierarchy.arrange(conn, dict(old), {**old, **values})
    if said:
        put_beside(conn, agency)


def _own_print(conn: Connection, agency: str, said: Iterable[Decision]) -> list[RowMapping]:
    """What was read of documents, newest year first, that print a name of the body's own, whether
    they speak for their report or not."""
    filed = readings.join(reports, reports.c.id == readings.c.report_id)
    order = (readings.c.year.desc().nulls_last(), readings.c.report_id)
    query = select(readings).select_from(filed).where(reports.c.agency_id == agency)
    found = conn.execute(query.order_by(*order)).mappings().all()
    named = (row for row in found if row["agency"] and squeeze(row["agency"]))
    called = {one.other_id for one in said if one.agency_id == agency and one.kind == "name"}
    return [row for row in named if agency_id(row["agency"], region_of(row)) in called | {agency}]


def _stays(said: Iterable[Decision], agency: str) -> bool:
    """Whether a body without reports stays: it was spoken of, and was not merged away."""
    mine = {one.kind for one in said if one.agency_id == agency}
    named = any(one.other_id == agency and one.subject != MERGE for one in said)
    return "merge" not in mine and (bool(mine) or named)


def _names(printed: Iterable[str]) -> dict[str, Any]:
    """The fullest of the names, newest first, and the others; equal ones folded are one."""
    names = {squeeze(name): name for name in reversed(list(printed))}
    shown = max(reversed(names), key=len)
    return {"name": names.pop(shown), "aliases": sorted(names.values())}


def _called(
    printed: Mapping[str, Any], names: list[str], said: list[Decision], agency: str
) -> dict[str, Any]:
    """The name that people gave the body; what its reports print and what it was called before
    are other names of it."""
    every = {squeeze(name): name for name in (*names, printed["name"], *printed["aliases"])}
    shown = agency_decisions.given_name(said, agency) or printed["name"]
    every.pop(squeeze(shown), None)
    return {"name": shown, "aliases": sorted(every.values())}


def put_beside(conn: Connection, agency: str) -> None:
    """Who stands above the body and who took over from it, as people decided; nothing for one
    that has no row."""
    if row_of(conn, agency) is None:
        return
    said = agency_decisions.holding(conn, agency)
    above = next((one for one in said if one.agency_id == agency and one.subject == PARENT), None)
    parent = agency_decisions.home(conn, above.other_id, None) if above and above.other_id else None
    held = parent if parent and parent != agency and row_of(conn, parent) is not None else None
    hierarchy.decide(conn, agency, held, decided=above is not None)
    after = agency_decisions.successors(conn, agency)
    there = next((name for name in after if row_of(conn, name) is not None), None)
    own = agencies.c.id == agency
    conn.execute(update(agencies).where(own).values(successor_id=there))
