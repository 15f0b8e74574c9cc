"""The registry of bodies: looked up by name; renamed, merged, split, set above one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import agency_decisions, agency_desk, browsing, listing, reports, runs
from archive.agency_decisions import Decision
from archive.errors import DeskError
from archive.listing import Agency, AgencyFilter
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs
from portal.asked import MOST
from portal.held import held_body
from portal.house import house
from portal.language import gettext, noted
from portal.state import BadParameter

_SHOWN = 60
_NEAR = 300  # bodies of the same division that the forms offer
_YEAR = 4  # digits

_OF_IT: Mapping[str, str] = {
    "year": noted("%(year)s 年的年报归%(other)s"),
    "name": noted("改称%(name)s"),
    "parent": noted("上级是%(other)s"),
    "successor": noted("由%(other)s承接"),
}
_OF_OTHERS: Mapping[str, str] = {
    "merge": noted("%(body)s并入这里"),
    "year": noted("%(body)s %(year)s 年的年报归这里"),
    "parent": noted("%(body)s以它为上级"),
    "successor": noted("它承接%(body)s"),
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that holds, in words; ``other`` is the body's page that it also speaks of."""

    id: int
    words: str
    other: str | None
    reason: str
    who: str
    at: object


@admin.get("/agencies")
@needs("desk.see")
def agency_list() -> ResponseReturnValue:
    """Bodies by a part of one of their names."""
    text = " ".join(request.args.get("q", "").split())
    if len(text) > MOST:
        raise BadParameter("q", text)
    wanted = AgencyFilter(words=text or None)
    with house().catalog.read() as conn:
        found = browsing.bodies(conn, wanted, None, 0, _SHOWN)
        total = browsing.count_bodies(conn, wanted, None)
    return render_template("admin/agencies.html", bodies=found, total=total, text=text)


@admin.get("/agencies/<agency_id>")
@needs("desk.see")
def agency(agency_id: str) -> ResponseReturnValue:
    """A body: its reports, what was decided of it, and the forms that decide."""
    return _page(agency_id)


@admin.post("/agencies/<agency_id>/<deed>")
@needs("agency.change")
def change_agency(agency_id: str, deed: str) -> ResponseReturnValue:
    """Renames, merges or splits the body, or says who stands above or after it."""
    if deed not in {"rename", "merge", "split", "parent", "successor"}:
        abort(404)
    try:
        with house().catalog.begin() as conn:
            now = _done(conn, held_body(conn, agency_id).id, deed)
    except DeskError as refused:
        return _page(agency_id, deed, said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.agency", "decided", agency_id=now)


@admin.post("/agencies/<agency_id>/decisions/<int:number>/end")
@needs("agency.change")
def end_decision(agency_id: str, number: int) -> ResponseReturnValue:
    """Takes a decision back."""
    try:
        with house().catalog.begin() as conn:
            reason = request.form.get("reason", "")
            agency_desk.take_back(conn, account().actor, number, reason)
    except DeskError as refused:
        return _page(agency_id, "end", said(refused)), 400
    runs.request(house().catalog, "index")
    return done("admin.agency", "decision_ended", agency_id=agency_id)


def _done(conn: Connection, body: str, deed: str) -> str:
    """Does it; the body whose page shows it."""
    by, form = account().actor, request.form
    reason, other = form.get("reason", ""), form.get("other", "")
    if deed == "rename":
        agency_desk.rename(conn, by, body, form.get("name", ""), reason)
    elif deed == "merge":
        into = agency_desk.find(conn, other)
        agency_desk.merge(conn, by, body, into, reason)
        return into
    elif deed == "split":
        years = [int(year) for year in form.getlist("year") if _is_year(year)]
        to = other if form.get("new") else agency_desk.find(conn, other)
        agency_desk.split(conn, by, body, years, to, reason)
    elif deed == "parent":
        parent = None if form.get("none") else agency_desk.find(conn, other)
        agency_desk.set_parent(conn, by, body, parent, reason)
    else:
        agency_desk.add_successor(conn, by, body, agency_desk.find(conn, other), reason)
    return body


def _is_year(text: str) -> bool:
    return len(text) == _YEAR and text.isascii() and text.isdecimal()


def _page(agency_id: str, deed: str = "", error: str | None = None) -> str:
    with house().catalog.read() as conn:
        body = held_body(conn, agency_id)
        held = reports.same_agency(conn, body.id)
        decided = [_row(conn, body, one) for one in agency_decisions.holding(conn, body.id)]
        parent = listing.body(conn, body.parent_id) if body.parent_id else None
        near = browsing.bodies_in(conn, body.region_code)[:_NEAR] if body.region_code else []
    return render_template(
        "admin/agency.html", body=body, held=held, decided=decided[::-1], parent=parent,
        years=sorted({one.year for one in held if one.year is not None}),
        near=[one.name for one in near if one.id != body.id], deed=deed, error=error,
        sent=request.form,
    )  # fmt: skip


def _row(conn: Connection, body: Agency, one: Decision) -> DecisionRow:
    own = one.agency_id == body.id
    beside = one.other_id if own else one.agency_id
    found = listing.body(conn, beside) if beside and beside != body.id else None
    other = found.name if found else one.name or beside or ""
    told = _OF_IT if own else _OF_OTHERS
    if own and one.kind == "parent" and one.other_id is None:
        words = gettext("没有上级")
    else:
        named = {"other": other, "body": other, "name": one.name or "", "year": one.year or ""}
        words = gettext(told.get(one.kind, "%(other)s"), **named)
    link = url_for("admin.agency", agency_id=found.id) if found else None
    return DecisionRow(one.id, words, link, one.reason, one.who, one.at)
