"""The desk's blueprint, and the one gate to it: no page without a rule, none without the right
to it, and no form that was not ours.

Every view says by `needs` which action of `archive.roles` it is. The gate asks, in this order: is
there a rule, is somebody logged in, may they do this, was the form made for this browser.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive import sessions
from archive.people import Account
from archive.roles import ACTIONS, may
from archive.sessions import Session
from portal.admin import entry
from portal.errors import FormExpired
from portal.house import house
from portal.language import noted

View = TypeVar("View", bound=Callable[..., Any])

RULES: dict[str, str | None] = {}
"""The action that each endpoint is; None for those that nobody need be logged in for."""
LARGE: dict[str, Callable[[], int]] = {}
"""How large the forms of an endpoint may be, in bytes, where that is not what it is for all."""
NAV = (
    ("admin.overview", noted("总览")),
    ("admin.run_list", noted("任务")),
    ("admin.source_list", noted("来源")),
    ("admin.review_list", noted("审阅")),
    ("admin.agency_list", noted("机关")),
    ("admin.error_list", noted("读者报错")),
    ("admin.users", noted("用户")),
    ("admin.audit_log", noted("日志")),
    ("admin.me", noted("我的账户")),
)
_MOST_BYTES = 1 << 20  # of a form

admin = Blueprint("admin", __name__, url_prefix="/admin")


def needs(action: str | None) -> Callable[[View], View]:
    """Says which action a view is; None lets anyone in. KeyError for one there is not."""
    if action is not None:
        ACTIONS[action]

    def ruled(view: View) -> View:
        RULES[f"{admin.name}.{view.__name__}"] = action
        return view

    return ruled


def most_bytes(most: Callable[[], int]) -> Callable[[View], View]:
    """Says how large the form of a view may be, where that is more than others'."""

    def limited(view: View) -> View:
        LARGE[f"{admin.name}.{view.__name__}"] = most
        return view

    return limited


def account() -> Account:
    """Who is logged in."""
    found = g.desk_account
    assert isinstance(found, Account)
    return found


def session() -> Session:
    """Their session."""
    found = g.desk_session
    assert isinstance(found, Session)
    return found


def now() -> datetime:
    """The time of this request."""
    return datetime.now(UTC)


def allowed(action: str) -> bool:
    """Whether whoever is logged in may do that."""
    return may(account().role, action)


@admin.before_request
def _gate() -> AnyResponse | None:
    large = LARGE.get(request.endpoint or "")
    request.max_content_length = large() if large else _MOST_BYTES
    rule = RULES.get(request.endpoint or "", "")
    if rule == "":
        abort(403)  # nobody has said who may see this
    if rule is not None:
        if not _recognised():
            return _to_login()
        if not may(account().role, rule):
            abort(403)
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not entry.form_is_ours():
        raise FormExpired
    return None


def _recognised() -> bool:
    """Whether the browser has a session that goes on."""
    if (secret := entry.held()) is None:
        return False
    used = not request.path.endswith(".json")  # what a page asks for by itself is no use of it
    found = sessions.current(house().catalog, secret, entry.lasting(), now(), used=used)
    if found is None:
        return False
    g.desk_session, g.desk_account = found
    return True


def _to_login() -> AnyResponse:
    """To the login page, and back to this one after it; whatever is no page is refused."""
    if request.method not in {"GET", "HEAD"} or request.path.endswith(".json"):
        abort(401)
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("admin.login", next=wanted), 303)


@admin.after_request
def _kept_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return entry.remember_form(response)


@admin.context_processor
def _spoken() -> dict[str, Any]:
    who = g.get("desk_account")
    shown = [] if who is None else [(e, n) for e, n in NAV if may(who.role, RULES[e] or "")]
    return {
        "who": who,
        "nav": shown,
        "form_token": entry.form_token,
        "allowed": allowed,
        "now": now(),
    }
