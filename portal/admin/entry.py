"""The desk's cookie: the secret of a session, and what the forms of this browser are known by.

A browser without the cookie gets one of no meaning with its first form, so that the login form
is protected like every other. Logging in replaces it.
"""

from __future__ import annotations

import hmac

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from archive.house_key import house_key
from archive.logins import Visitor
from archive.passwords import new_secret
from archive.sessions import Lasting
from portal.house import house

COOKIE = "desk"
FIELD = "form_token"
_PATH = "/admin"
_LONGEST = 100


def held() -> str | None:
    """The secret that the browser has."""
    secret = request.cookies.get(COOKIE)
    return secret if secret and len(secret) <= _LONGEST else None


def give(response: AnyResponse, secret: str) -> AnyResponse:
    """Has the browser keep the secret until it is closed; scripts cannot read it, and it is sent
    to the desk alone."""
    g.pop("desk_fresh", None)
    secure = request.is_secure or house().settings.public_url.startswith("https:")
    response.set_cookie(COOKIE, secret, path=_PATH, secure=secure, httponly=True, samesite="Lax")
    return response


def take(response: AnyResponse) -> AnyResponse:
    """Has the browser forget it."""
    g.pop("desk_fresh", None)
    response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="Lax")
    return response


def form_token() -> str:
    """What every form of this page carries: the browser's secret under the house's key. Who does
    not have the cookie cannot make it, and from it nobody learns the secret."""
    secret = held() or g.get("desk_fresh")
    if secret is None:
        secret = g.desk_fresh = new_secret()
    return _token(secret)


def form_is_ours() -> bool:
    """Whether the form that was sent is one that this browser was given."""
    secret, sent = held(), request.form.get(FIELD, "")
    if secret is None:
        return False
    return hmac.compare_digest(_token(secret).encode(), sent.encode("utf-8", "surrogatepass"))


def remember_form(response: Response) -> Response:
    """Sends along the secret of a form made for a browser that had none."""
    if (fresh := g.get("desk_fresh")) is not None:
        give(response, fresh)
    return response


def visitor() -> Visitor:
    """Who knocks."""
    return Visitor(request.remote_addr or "", request.headers.get("User-Agent"))


def lasting() -> Lasting:
    """How long sessions last here."""
    return Lasting.of(house().settings)


def _token(secret: str) -> str:
    text = f"form\n{secret}".encode("utf-8", "surrogatepass")
    return hmac.digest(house_key(house().settings), text, "sha256").hex()
