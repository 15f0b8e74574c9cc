"""A report or a body by the id in an address: held, moved for good, or not here."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from sqlalchemy import Connection

from archive import agency_decisions, listing, moves, reports, takedowns
from archive.listing import Agency
from archive.records import ReportRecord
from portal.errors import NotHeld, TakenDown
from portal.language import gettext as _


def held_report(conn: Connection, report_id: str) -> ReportRecord:
    """The report of that id. One that is filed under another id by now is redirected to there
    (308), the rest of the address kept; TakenDown for one that is hidden, NotHeld where there is
    none."""
    record = reports.get(conn, report_id)
    if record is not None:
        return record
    shown_no_more(conn, report_id)
    now = moves.now_at(conn, report_id)
    if now is None or request.endpoint is None:
        raise NotHeld(_("这里没有收录这份年报；它的网址可能有误。"))
    return abort(redirect(_same_place(report_id=now), 308))


def held_body(conn: Connection, agency_id: str) -> Agency:
    """The body of that id. One that was merged into another is redirected to there (308), the rest
    of the address kept; NotHeld where there is none."""
    found = listing.body(conn, agency_id)
    if found is not None:
        return found
    now = agency_decisions.home(conn, agency_id, None)
    if now == agency_id or request.endpoint is None:
        raise NotHeld(_("这里没有收录这个机关。"))
    return abort(redirect(_same_place(agency_id=now), 308))


def _same_place(**changed: str) -> str:
    """This request's address with another id in it."""
    assert request.endpoint is not None
    place = {**(request.view_args or {}), **changed, "lang": None}  # it is in the query
    query = f"?{asked}" if (asked := request.query_string.decode("latin-1")) else ""
    return url_for(request.endpoint, **place) + query


def shown_no_more(conn: Connection, name: str) -> None:
    """TakenDown when that report or snapshot is hidden."""
    if (hidden := takedowns.of(conn, name)) is not None:
        raise TakenDown(hidden.reason)
