"""Corrections: what a person says a document says, where our reader is wrong.

They are kept apart from readings and applied whenever one is filed (`jobs.correcting`), so that they
survive every reading again. One holds for the snapshot it was made on, whatever a reader makes of
it, and for other snapshots of that address as long as these are read in the same wrong way: what a
site has changed since is not ours to correct. Rows are only added; the last one of a name counts.
Every function works in the caller's transaction and raises DeskError for what cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select

from archive import attachments, readings
from archive.audit import Actor, note
from archive.desk_tables import corrections
from archive.errors import DeskError
from archive.tables import readings as readings_rows
from archive.tables import snapshots
from reports.model import AGENCY_TYPES, LEVELS, AnnualReport

FIELDS = (
    "is_report", "title", "agency", "year", "agency_type", "agency_level", "region",
    "published_on", "drafted_on", "index_number",
)  # fmt: skip
"""Fields that may be corrected; ``region`` by its division code, ``is_report`` by true or false."""

_MOST = 500
_FIGURES, _PLACES = 15, 8  # of a number before and after its point, as in `reports.numbers`
_CODE = re.compile("[0-9]{6}")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Correction:
    """``name`` is a field or a cell's ``table.row.column``. ``value`` of a field is a text or
    None, of a cell ``{"raw", "value"}`` as texts; ``read`` is what was read there, in the same way."""

    id: int
    snapshot_id: str
    url: str
    name: str
    read: Any
    value: Any
    withdrawn: bool
    reason: str
    who: str
    at: datetime


def correct_field(
    conn: Connection, by: Actor, snapshot_id: str, field: str, value: str | None, reason: str
) -> Correction:
    """Says what a field is (None: nothing); the snapshots concerned are marked to be read again."""
    if field not in FIELDS:
        raise DeskError("没有可以更正的信息 %(name)s。", name=field)
    value = (value or "").strip() or None
    if value is not None:
        _check(field, value)
    return _add(conn, by, snapshot_id, field, value, reason, withdrawn=False)


def correct_cell(
    conn: Connection,
    by: Actor,
    snapshot_id: str,
    key: str,
    raw: str | None,
    value: Decimal | None,
    reason: str,
) -> Correction:
    """Says what a cell prints (None: there is no such cell) and the number it states (None:
    none); the snapshots concerned are marked to be read again."""
    if value is not None and (raw is None or not value.is_finite()):
        raise DeskError("有数的格要写出印着什么。")
    if value is not None and not -_PLACES <= value.adjusted() < _FIGURES:
        raise DeskError("没有这样长的数。")
    cell = {"raw": raw, "value": None if value is None else str(value)}
    return _add(conn, by, snapshot_id, key, cell, reason, withdrawn=False)


def withdraw(conn: Connection, by: Actor, snapshot_id: str, name: str, reason: str) -> Correction:
    """Takes a correction back; what the reader makes of the document counts again."""
    return _add(conn, by, snapshot_id, name, None, reason, withdrawn=True)


def holding(conn: Connection, url: str) -> list[Correction]:
    """What holds at an address now, by name; those taken back are left out."""
    last = {one.name: one for one in history(conn, url)}
    return [last[name] for name in sorted(last) if not last[name].withdrawn]


def all_holding(conn: Connection) -> list[Correction]:
    """What holds now at any address, the latest first."""
    last = select(func.max(corrections.c.id)).group_by(corrections.c.url, corrections.c.name)
    query = select(corrections).where(corrections.c.id.in_(last), ~corrections.c.withdrawn)
    rows = conn.execute(query.order_by(corrections.c.id.desc())).mappings()
    return [Correction(**row) for row in rows]


def history(conn: Connection, url: str) -> list[Correction]:
    """All that was said of what stands at an address, first to last."""
    mine = select(corrections).where(corrections.c.url == url).order_by(corrections.c.id)
    return [Correction(**row) for row in conn.execute(mine).mappings()]


def as_read(report: AnnualReport, name: str) -> Any:
    """What a reading says of that name, as `Correction` puts it."""
    if name in FIELDS:
        value = getattr(report, name)
        if name == "region":
            return value.code if value else None
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, date):
            return value.isoformat()
        return None if value is None else str(value)
    cell = next((cell for cell in report.cells if cell.key == name), None)
    if cell is None:
        return None
    return {"raw": cell.raw, "value": None if cell.value is None else str(cell.value)}


def _add(
    conn: Connection,
    by: Actor,
    snapshot_id: str,
    name: str,
    value: Any,
    reason: str,
    *,
    withdrawn: bool,
) -> Correction:
    reason = reason.strip()
    if not reason or len(reason) > _MOST:
        raise DeskError("要写明理由，最多 %(most)s 个字符。", most=_MOST)
    url = conn.scalar(select(snapshots.c.url).where(snapshots.c.id == snapshot_id))
    report = readings.own(conn, snapshot_id)
    if url is None or report is None:
        raise DeskError("没有读过的快照 %(name)s。", name=snapshot_id)
    old = next((one for one in holding(conn, url) if one.name == name), None)
    if old is None and withdrawn:
        raise DeskError("%(name)s 没有更正过。", name=name)
    if name not in FIELDS and as_read(report, name) is None:
        raise DeskError("没有这一格：%(name)s。", name=name)
    read = old.read if old is not None else as_read(report, name)
    values = {
        "snapshot_id": snapshot_id, "url": url, "name": name, "read": read, "value": value,
        "withdrawn": withdrawn, "reason": reason, "who": by.name, "at": datetime.now(UTC),
    }  # fmt: skip
    row = conn.execute(insert(corrections).values(values).returning(corrections)).mappings().one()
    here = snapshots.join(readings_rows, readings_rows.c.snapshot_id == snapshots.c.id)
    same = select(snapshots.c.id).select_from(here).where(snapshots.c.url == url)
    attachments.mark(conn, conn.scalars(same).all())
    told = {"name": name, "reason": reason, "withdrawn": withdrawn}
    before = {"value": old.value if old is not None else read}
    note(conn, by, "report.correct", snapshot_id, before, {**told, "value": value})
    return Correction(**row)


def _check(field: str, value: str) -> None:
    if len(value) > _MOST:
        raise DeskError("最多 %(most)s 个字符。", most=_MOST)
    known: Mapping[str, Any] = {"agency_type": AGENCY_TYPES, "agency_level": LEVELS}
    good = {
        "is_report": value in {"true", "false"},
        "year": _YEAR.fullmatch(value) is not None,
        "region": _CODE.fullmatch(value) is not None,
    }.get(field, value in known.get(field, (value,)))
    if field in {"published_on", "drafted_on"}:
        try:
            date.fromisoformat(value)
        except ValueError:
            good = False
    if not good:
        raise DeskError("%(name)s 不能是 %(value)s。", name=field, value=value)
