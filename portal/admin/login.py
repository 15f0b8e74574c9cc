"""Coming and going: the login page, logging out, and links that set a password."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import logins, sessions
from archive.errors import PeopleError
from archive.house_key import house_key
from archive.logins import LoginRefused
from portal.admin import entry
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs, now, session
from portal.house import house


@admin.route("/login", methods=["GET", "POST"])
@needs(None)
def login() -> ResponseReturnValue:
    """Asks for name and password; leads on to the page that was wanted."""
    wanted = _inside(request.args.get("next", ""))
    if request.method == "GET":
        return render_template("admin/login.html", error=None, name="", wanted=wanted)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    at, key = house(), house_key(house().settings)
    try:
        _, secret = logins.login(
            at.catalog, key, entry.lasting(), name, password, entry.visitor(), now()
        )
    except LoginRefused as refused:
        page = render_template("admin/login.html", error=said(refused), name=name, wanted=wanted)
        if refused.wait is None:
            return page, 403
        return page, 429, {"Retry-After": str(int(refused.wait.total_seconds()) + 1)}
    return entry.give(redirect(wanted or url_for("admin.overview"), 303), secret)


@admin.post("/logout")
@needs("session.end")
def logout() -> ResponseReturnValue:
    """Ends this session."""
    with house().catalog.begin() as conn:
        sessions.end(conn, account(), session().id)
    return entry.take(redirect(url_for("admin.login"), 303))


@admin.route("/link/<secret>", methods=["GET", "POST"])
@needs(None)
def reset_link(secret: str) -> ResponseReturnValue:
    """Sets a password by a link that is good once; whoever holds it need not be logged in."""
    if request.method == "GET":
        return render_template("admin/reset.html", error=None, secret=secret)
    try:
        logins.redeem(house().catalog, secret, _new_password(), now())
    except PeopleError as refused:
        return render_template("admin/reset.html", error=said(refused), secret=secret), 400
    return entry.take(done("admin.login", "password"))


@admin.route("/me/password", methods=["GET", "POST"])
@needs("password.change")
def own_password() -> ResponseReturnValue:
    """Changes one's own password; every other session ends."""
    if request.method == "GET":
        return render_template("admin/password.html", error=None)
    try:
        secret = logins.change_password(
            house().catalog, account(), request.form.get("old", ""), _new_password(),
            entry.lasting(), now(),
        )  # fmt: skip
    except PeopleError as refused:
        return render_template("admin/password.html", error=said(refused)), 400
    return entry.give(done("admin.me", "password"), secret)


def _new_password() -> str:
    """The new password, typed twice. PeopleError when the two differ."""
    new, again = request.form.get("new", ""), request.form.get("again", "")
    if new != again:
        raise PeopleError("两次输入的新密码不一样。")
    return new


def _inside(path: str) -> str:
    """A path of the desk, or nothing: never another host."""
    return path if path.startswith("/admin/") and path.isprintable() and "\\" not in path else ""
