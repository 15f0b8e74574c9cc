"""Which body stands below which, derived from division codes whenever an agency comes or goes.

The government of a division stands above the departments, offices and township governments of
that division (they bear its code), and above the governments of the divisions right below. A
branch of a ministry (国家税务总局大冶市税务局) stands below no local government. What a person
decided (``parent_by`` is "person") is left as it is. What is derived follows from the set of
agencies alone, in whatever order they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, or_, select, update

from archive.rechecks import mark_agencies
from archive.tables import agencies
from reports.model import AGENCY_TYPES
from reports.text import squeeze

GOVERNMENT = AGENCY_TYPES[0]
"""Type of governments and of their general offices."""

DERIVED, PERSON = "derived", "person"

_ITSELF = re.compile("(?:政府|行政公署)$")  # as against its general office
_OF_THE_CENTRE = re.compile("^(?:国家|中国|中华人民共和国)")
_TAX = "税务"  # tax offices answer to the tax office above them, however they are named
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_COLUMNS = tuple(
    agencies.c[name] for name in ("id", "name", "region_code", "type", "parent_id", "parent_by")
)


def code_above(code: str | None) -> str | None:
    """Code of the division around this one (GB/T 2260); that of a municipality's counties and of
    counties right under a province is the province's. None for a province and for no code."""
    if code is None or not re.fullmatch("[0-9]{6}", code) or code.endswith("0000"):
        return None
    direct = code.endswith("00") or code[:2] in _MUNICIPALITIES or code[2] == "9"
    return code[:2] + "0000" if direct else code[:4] + "00"


def arrange(conn: Connection, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Derives anew what hangs on an agency whose row was ``old`` and is ``new``: who stands above
    it, and when it is or was a government who stands below it."""
    if not any(old[name] != new[name] for name in ("name", "region_code", "type")):
        return
    if GOVERNMENT not in {old["type"], new["type"]}:
        rows = conn.execute(select(*_COLUMNS).where(agencies.c.id == new["id"])).mappings().all()
        code = new["region_code"]
        _put(conn, rows, {code: _government(conn, code)})
        return
    for code in sorted({old["region_code"], new["region_code"]} - {None}):
        _division(conn, code)


def decide(conn: Connection, agency: str, parent: str | None, *, decided: bool) -> None:
    """Puts the parent that a person decided (None: nobody stands above it), or derives it anew
    where nobody decided any more."""
    old = conn.execute(select(*_COLUMNS).where(agencies.c.id == agency)).mappings().one()
    if not decided:
        if old["parent_by"] == PERSON:
            _set(conn, old, None, None)
            arrange(conn, {**old, "name": ""}, dict(old))
    elif (old["parent_id"], old["parent_by"]) != (parent, PERSON):
        _set(conn, old, parent, PERSON)


def _set(conn: Connection, old: RowMapping, parent: str | None, by: str | None) -> None:
    row = update(agencies).where(agencies.c.id == old["id"])
    conn.execute(row.values(parent_id=parent, parent_by=by))
    mark_agencies(conn, {parent, old["parent_id"]})


def remove(conn: Connection, old: Mapping[str, Any]) -> None:
    """Takes an agency out of the registry; those below it find another above them."""
    below = agencies.c.parent_id == old["id"]
    conn.execute(update(agencies).where(below).values(parent_id=None, parent_by=None))
    succeeded = agencies.c.successor_id == old["id"]
    conn.execute(update(agencies).where(succeeded).values(successor_id=None))
    conn.execute(delete(agencies).where(agencies.c.id == old["id"]))
    mark_agencies(conn, [old["parent_id"]])
    if old["type"] == GOVERNMENT and old["region_code"] is not None:
        _division(conn, old["region_code"])


def _division(conn: Connection, code: str) -> None:
    """Who stands above the agencies of a division and above the governments right below it."""
    rows = conn.execute(select(*_COLUMNS).where(_near(code))).mappings().all()
    own = [row for row in rows if row["region_code"] == code]
    lower = [row for row in rows if code_above(row["region_code"]) == code]
    above = code_above(code)
    governments = {code: _best(own), above: _government(conn, above)}
    for part in {row["region_code"] for row in lower}:
        governments[part] = _best(row for row in lower if row["region_code"] == part)
    _put(conn, [*own, *lower], governments)


def _near(code: str) -> Any:
    """The division's agencies, and the governments of all divisions in it."""
    within = code.removesuffix("00").removesuffix("00")
    inside = agencies.c.region_code.between(within.ljust(6, "0"), within.ljust(6, "9"))
    return or_(agencies.c.region_code == code, inside & (agencies.c.type == GOVERNMENT))


def _government(conn: Connection, code: str | None) -> str | None:
    if code is None:
        return None
    governs = (agencies.c.region_code == code) & (agencies.c.type == GOVERNMENT)
    return _best(conn.execute(select(*_COLUMNS).where(governs)).mappings())


def _best(rows: Iterable[RowMapping]) -> str | None:
    """The government among a division's agencies: itself rather than its office."""
    governments = [row for row in rows if row["type"] == GOVERNMENT]
    ranked = sorted((not _ITSELF.search(squeeze(row["name"])), row["id"]) for row in governments)
    return ranked[0][1] if ranked else None


def _put(
    conn: Connection, rows: Iterable[RowMapping], governments: dict[str | None, str | None]
) -> None:
    """Writes the parents that changed; the reports of all parents concerned are held again."""
    concerned: set[str | None] = set()
    for row in rows:
        if row["parent_by"] == PERSON:
            continue
        parent = _parent(row, governments)
        if parent == row["parent_id"]:
            continue
        concerned |= {parent, row["parent_id"]}
        values = {"parent_id": parent, "parent_by": DERIVED if parent else None}
        conn.execute(update(agencies).where(agencies.c.id == row["id"]).values(values))
    mark_agencies(conn, concerned)


def _parent(row: RowMapping, governments: dict[str | None, str | None]) -> str | None:
    code = row["region_code"]
    if row["type"] == _TAX or _OF_THE_CENTRE.search(squeeze(row["name"])):
        return None
    own = governments.get(code)
    return own if own != row["id"] else governments.get(code_above(code))
