"""One's own account: where one is logged in, and tokens for one's programs."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from archive import sessions, tokens
from archive.errors import PeopleError
from archive.roles import SCOPES
from portal.admin import entry
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs, now, session
from portal.house import house

_DAYS = (7, 30, 90, 180, 366)


@admin.get("/me")
@needs("desk.see")
def me() -> ResponseReturnValue:
    """Who one is here, and where one is logged in."""
    with house().catalog.read() as conn:
        found = sessions.of(conn, account().id, entry.lasting(), now())
    return render_template("admin/me.html", sessions=found, current=session().id)


@admin.post("/me/sessions/<int:number>/end")
@needs("session.end")
def end_session(number: int) -> ResponseReturnValue:
    """Ends one of one's sessions."""
    with house().catalog.begin() as conn:
        if not sessions.end(conn, account(), number):
            abort(404)
    return done("admin.me", "session")


@admin.post("/me/sessions/end")
@needs("session.end")
def end_sessions() -> ResponseReturnValue:
    """Ends all of one's sessions but this."""
    with house().catalog.begin() as conn:
        sessions.end_all(conn, account(), session().id)
    return done("admin.me", "session")


@admin.route("/me/tokens", methods=["GET", "POST"])
@needs("token.add")
def own_tokens() -> ResponseReturnValue:
    """One's tokens; a new one is shown this once."""
    made, error = None, None
    if request.method == "POST":
        try:
            made = _add()
        except PeopleError as refused:
            error = said(refused)
    with house().catalog.read() as conn:
        found = tokens.of(conn, account().id)
    page = render_template(
        "admin/tokens.html", tokens=found, made=made, error=error, scopes=SCOPES, days=_DAYS
    )
    return page, 400 if error else 200


@admin.post("/me/tokens/<int:number>/revoke")
@needs("token.revoke")
def revoke_token(number: int) -> ResponseReturnValue:
    """Revokes one of one's tokens."""
    with house().catalog.begin() as conn:
        own = {token.id for token in tokens.of(conn, account().id) if not token.revoked_at}
        if number not in own:
            abort(404)
        tokens.revoke(conn, account().actor, number, now())
    return done("admin.own_tokens", "token")


def _add() -> str:
    """Makes the token that the form asks for; its text."""
    form = request.form
    days = form.get("days", "")
    lasts = timedelta(days=int(days) if days in map(str, _DAYS) else 0)
    name, scopes = form.get("name", ""), form.getlist("scope")
    who = account()
    with house().catalog.begin() as conn:
        return tokens.add(conn, who.actor, who.name, name, scopes, lasts, now())[1]
