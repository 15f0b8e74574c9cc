"""People: who may log in, in which role, and links by which they set a password."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import logins, people
from archive.errors import PeopleError
from archive.people import Account
from archive.roles import ROLES
from portal.addresses import absolute
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, needs, now
from portal.errors import NotHeld
from portal.house import house


@admin.get("/users")
@needs("user.see")
def users() -> ResponseReturnValue:
    """Everyone who has an account."""
    with house().catalog.read() as conn:
        return render_template("admin/users.html", users=people.all_(conn))


@admin.route("/new-user", methods=["GET", "POST"])
@needs("user.add")
def new_user() -> ResponseReturnValue:
    """Adds an account, and shows the link by which its owner sets a password."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    if request.method == "GET":
        return render_template("admin/user_form.html", form=form, roles=ROLES, error=None)
    try:
        with house().catalog.begin() as conn:
            by = account().actor
            made = people.add(
                conn, by, form["name"], form["role"],
                display_name=form["display_name"], email=form["email"],
            )  # fmt: skip
            secret = logins.reset_link(conn, by, made.name, now())
    except PeopleError as refused:
        page = render_template("admin/user_form.html", form=form, roles=ROLES, error=said(refused))
        return page, 400
    return _page(made, link=secret)


@admin.route("/users/<name>", methods=["GET", "POST"])
@needs("user.change")
def user(name: str) -> ResponseReturnValue:
    """An account, and the form that changes it."""
    shown = _held(name)
    if request.method == "GET":
        return _page(shown)
    values = {field: request.form.get(field, "").strip() or None for field in _FIELDS[1:]}
    try:
        with house().catalog.begin() as conn:
            people.change(
                conn, account().actor, name, **values, disabled=not request.form.get("usable")
            )
    except PeopleError as refused:
        return _page(shown, error=said(refused)), 400
    return done("admin.user", "user", name=name)


@admin.route("/users/<name>/link", methods=["GET", "POST"])
@needs("password.reset")
def give_link(name: str) -> ResponseReturnValue:
    """Makes a link by which the account's owner sets a new password, and shows it this once."""
    shown = _held(name)
    if request.method == "GET":
        return _page(shown)
    with house().catalog.begin() as conn:
        secret = logins.reset_link(conn, account().actor, name, now())
    return _page(shown, link=secret)


_FIELDS = ("name", "role", "display_name", "email")


def _page(shown: Account, link: str | None = None, error: str | None = None) -> str:
    address = absolute(url_for("admin.reset_link", secret=link)) if link else None
    return render_template(
        "admin/user.html", user=shown, roles=ROLES, link=address, error=error,
        hours=int(logins.LINK_LASTS.total_seconds() // 3600),
    )  # fmt: skip


def _held(name: str) -> Account:
    with house().catalog.read() as conn:
        try:
            return people.get(conn, name)
        except PeopleError as missing:
            raise NotHeld(said(missing)) from missing
