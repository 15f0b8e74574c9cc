"""What admins do to bodies: rename, merge and split them, say who stands above them and who took
over from them, and take such a decision back.

Every function works in the caller's transaction, in which what is concerned is filed anew, put into
the outbox and written into the audit log, and raises DeskError, in a sentence, for what cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, select

from archive import agency_decisions, bodies, filing
from archive.agency_decisions import MERGE, NAME, PARENT, SUCCESSOR, YEAR, Decision
from archive.audit import Actor, note
from archive.desk import given_reason
from archive.errors import DeskError
from archive.identity import agency_id
from archive.readings import region_of
from archive.tables import agencies, readings, reports
from reports.model import Region
from reports.text import squeeze

_MOST_NAME = 200  # characters
_MOST_NAMED = 5  # ids that a sentence lists


def find(conn: Connection, text: str) -> str:
    """The id of the body that is meant by its id, the address of its page or its whole name."""
    wanted = text.strip().rstrip("/").rpartition("/")[2]
    if not wanted:
        raise DeskError("要写明是哪个机关：名称或编号。")
    if bodies.row_of(conn, wanted) is not None:
        return wanted
    query = select(agencies.c.id).where(agencies.c.name == wanted).order_by(agencies.c.id)
    ids = conn.scalars(query).all()
    if not ids:
        raise DeskError("没有叫“%(name)s”的机关；要写全称或编号。", name=wanted[:_MOST_NAME])
    if len(ids) > 1:
        told = ", ".join(ids[:_MOST_NAMED])
        raise DeskError("叫“%(name)s”的机关不止一个，请写编号：%(ids)s。", name=wanted, ids=told)
    return str(ids[0])


def rename(conn: Connection, by: Actor, agency: str, name: str, reason: str) -> Decision:
    """Gives the body another name; documents that print it are its own from now on, and what it
    was called stays a name of it."""
    row, name = _held(conn, agency), _name(name)
    if name == row["name"]:
        raise DeskError("它已经叫“%(name)s”。", name=name)
    other = agency_id(name, _region(conn, row))
    if agency_decisions.home(conn, other, None) != agency:
        if bodies.row_of(conn, other) is not None:
            raise DeskError("已经有叫“%(name)s”的机关；要合为一个，请用并入。", name=name)
        if agency_decisions.home(conn, other, None) != other:
            raise DeskError("叫“%(name)s”的年报已经归到另一个机关。", name=name)
    return _decide(conn, by, agency, f"{NAME}{other}", reason, other=other, name=name)


def merge(conn: Connection, by: Actor, agency: str, into: str, reason: str) -> Decision:
    """Makes a body's reports those of another; its own addresses lead there."""
    row = _held(conn, agency)
    _held(conn, into)
    if agency == into:
        raise DeskError("一个机关不能并入自己。")
    return _decide(conn, by, agency, MERGE, reason, other=into, name=row["name"])


def split(
    conn: Connection, by: Actor, agency: str, years: Collection[int], to: str, reason: str
) -> str:
    """Gives a body's reports on these years, which must be held, to another: ``to`` is the id of
    one, or the name of a new one. Its id."""
    row = _held(conn, agency)
    own = select(reports.c.year).where(reports.c.agency_id == agency)
    held = {year for year in conn.scalars(own) if year is not None}
    if not years or not set(years) <= held:
        raise DeskError("要选出这个机关已经收录的年度。")
    other, new = to, None
    if bodies.row_of(conn, to) is None:
        new = _name(to)
        other = agency_id(new, _region(conn, row))
        if agency_decisions.home(conn, other, None) != other:
            raise DeskError("叫“%(name)s”的年报已经归到另一个机关。", name=new)
    if other == agency:
        raise DeskError("一个机关不能拆到自己。")
    if new is not None and bodies.row_of(conn, other) is None:
        at, why = datetime.now(UTC), given_reason(reason)
        name = f"{NAME}{other}"
        agency_decisions.record(conn, by, other, name, why, at, other=other, name=new)
    for year in sorted(set(years)):
        _decide(conn, by, agency, f"{YEAR}{year}", reason, other=other, name=row["name"])
    return other


def set_parent(
    conn: Connection, by: Actor, agency: str, parent: str | None, reason: str
) -> Decision:
    """Says who stands above a body, or that nobody does."""
    _held(conn, agency)
    if parent is not None:
        _held(conn, parent)
        if agency in _walk(parent, lambda name: _above(conn, name)):
            raise DeskError("它就是这个机关，或在这个机关之下，不能做它的上级。")
    return _decide(conn, by, agency, PARENT, reason, other=parent)


def add_successor(
    conn: Connection, by: Actor, agency: str, successor: str, reason: str
) -> Decision:
    """Says that another body took over from this one; there may be several."""
    _held(conn, agency)
    _held(conn, successor)
    if agency in _walk(successor, lambda name: agency_decisions.successors(conn, name)):
        raise DeskError("它就是这个机关，或由这个机关承接而来，不能承接它。")
    return _decide(conn, by, agency, f"{SUCCESSOR}{successor}", reason, other=successor)


def take_back(conn: Connection, by: Actor, number: int, reason: str) -> Decision:
    """Takes the decision of that number back: what was decided before it stands no more either."""
    old = agency_decisions.get(conn, number)
    if old is None:
        raise DeskError("没有这样的决定，或者已经收回。")
    why, at = given_reason(reason), datetime.now(UTC)
    there = agency_decisions.home(conn, old.agency_id, old.year)
    done = agency_decisions.record(
        conn, by, old.agency_id, old.subject, why, at,
        other=old.other_id, name=old.name, withdrawn=True,
    )  # fmt: skip
    _settle(conn, {old.agency_id, there, *([old.other_id] if old.other_id else [])})
    before = {"subject": old.subject, "other": old.other_id, "name": old.name}
    note(conn, by, "agency.change", old.agency_id, before, {"withdrawn": True, "reason": why})
    return done


def _decide(
    conn: Connection,
    by: Actor,
    agency: str,
    subject: str,
    reason: str,
    *,
    other: str | None = None,
    name: str | None = None,
) -> Decision:
    why, at = given_reason(reason), datetime.now(UTC)
    said = agency_decisions.holding(conn, agency)
    old = next((one for one in said if (one.agency_id, one.subject) == (agency, subject)), None)
    done = agency_decisions.record(conn, by, agency, subject, why, at, other=other, name=name)
    if agency_decisions.circles(conn, agency):
        raise DeskError("这样会绕成一圈：年报又回到原来的机关。请先收回先前的决定。")
    before_ids = [old.other_id] if old and old.other_id else []
    _settle(conn, {agency, *([other] if other else []), *before_ids})
    before = {"other": old.other_id, "name": old.name} if old else None
    told = {"subject": subject, "other": other, "name": name, "reason": why}
    note(conn, by, "agency.change", agency, before, told)
    return done


def _settle(conn: Connection, ids: Iterable[str]) -> None:
    """Files the reports of these bodies where they belong now, and has all that shows them made
    anew."""
    concerned = set(ids)
    concerned |= {agency_decisions.home(conn, name, None) for name in concerned}
    filed = readings.join(reports, reports.c.id == readings.c.report_id)
    mine = select(readings.c.snapshot_id).select_from(filed)
    for name in conn.scalars(mine.where(reports.c.agency_id.in_(concerned))).all():
        filing.refile(conn, name)
    for name in sorted(concerned):
        for one in agency_decisions.holding(conn, name):
            bodies.put_beside(conn, one.agency_id)
        bodies.put_beside(conn, name)
        bodies.refresh(conn, name)
    own = select(reports.c.id).where(reports.c.agency_id.in_(concerned))
    # where none has a report another stands in: pages that are kept must go all the same
    some = conn.scalars(own).all() or conn.scalars(select(reports.c.id).limit(1)).all()
    for name in some:
        filing.touch(conn, name)


def _held(conn: Connection, agency: str) -> RowMapping:
    row = bodies.row_of(conn, agency)
    if row is None:
        raise DeskError("没有编号是 %(name)s 的机关。", name=agency[:_MOST_NAME])
    return row


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not squeeze(name) or len(name) > _MOST_NAME or not name.isprintable():
        raise DeskError("要写出名称，最多 %(most)s 个字符。", most=_MOST_NAME)
    return name


def _region(conn: Connection, row: RowMapping) -> Region | None:
    """The body's division, named as reports name it."""
    code = row["region_code"]
    query = select(reports).where(reports.c.region_code == code).limit(1)
    found = conn.execute(query).mappings().one_or_none() if code else None
    return region_of(found) if found else None


def _above(conn: Connection, agency: str) -> list[str]:
    row = bodies.row_of(conn, agency)
    return [row["parent_id"]] if row and row["parent_id"] else []


def _walk(start: str, on: Callable[[str], Iterable[str]]) -> set[str]:
    """The start, and all that leads on from it."""
    found, rest = {start}, [start]
    while rest:
        new = set(on(rest.pop())) - found
        found |= new
        rest += new
    return found
