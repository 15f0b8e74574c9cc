"""What readers say that we read wrongly: looked at, and closed with a note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import error_desk, reports
from archive.reading_errors import State
from portal.admin.answers import done
from portal.admin.desk import account, admin, needs
from portal.admin.queue import asked_page
from portal.house import house
from portal.language import gettext, noted
from portal.links import Link
from portal.state import BadParameter

PAGE_SIZE = 30
_MOST_NOTE = 1000
STATES: Mapping[State, str] = {
    "waiting": noted("待看"),
    "accepted": noted("确有错误"),
    "declined": noted("读取无误"),
}


@admin.get("/errors")
@needs("errors.see")
def error_list() -> ResponseReturnValue:
    """What readers told us, what waits longest first."""
    state, page = _state(), asked_page()
    with house().catalog.read() as conn:
        found = error_desk.listed(conn, state, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        counted = error_desk.counted(conn)
        titles = reports.summaries(conn, [one.report_id for one in found])
    states = [
        (
            Link(gettext(name), url_for("admin.error_list", state=key), key == state),
            counted.get(key, 0),
        )
        for key, name in STATES.items()
    ]
    return render_template(
        "admin/errors.html",
        told=found[:PAGE_SIZE], titles=titles, states=states, state=state, page=page,
        more=len(found) > PAGE_SIZE,
    )  # fmt: skip


@admin.post("/errors/<int:number>/close")
@needs("error.close")
def close_error(number: int) -> ResponseReturnValue:
    """Closes one: we did read it wrongly, or we did not."""
    verdict = request.form.get("verdict", "")
    wanted = next((state for state in get_args(State) if state == verdict), None)
    if wanted is None or wanted == "waiting":
        abort(400)
    reason = request.form.get("note", "").strip()[:_MOST_NOTE]
    with house().catalog.begin() as conn:
        closed = error_desk.close(conn, account().actor, number, wanted, reason)
    return done("admin.error_list", "closed" if closed else "closed_before")


def _state() -> State:
    asked = request.args.get("state") or "waiting"
    found: State | None = next((state for state in get_args(State) if state == asked), None)
    if found is None:
        raise BadParameter("state", asked)
    return found
