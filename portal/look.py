"""How a reader wants the pages set: light, dark or as the system is; in usual or large type.

The choice is kept in two cookies that say nothing of the reader, and works without script: the
page is sent with ``data-theme`` and ``data-text`` on its root.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

THEMES = ("auto", "light", "dark")
TEXTS = ("normal", "large")
_YEAR = 365 * 24 * 3600
_MAX_BYTES = 32_768  # the longest address a server takes, its percents in percent

look = Blueprint("look", __name__)


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's choice; the first value of each is what is set without one."""

    theme: str
    text: str


def chosen() -> Look:
    """The look that this request asks for; a cookie of any other value counts as none."""
    theme, text = request.cookies.get("theme"), request.cookies.get("text")
    return Look(theme if theme in THEMES else "auto", text if text in TEXTS else "normal")


@look.post("/look")
def choose() -> Response:
    """Keeps the choice and leads back to the page it was made on."""
    request.max_content_length = _MAX_BYTES
    response = redirect(_back(request.form.get("back", "")), 303)
    for name, allowed in (("theme", THEMES), ("text", TEXTS)):
        value = request.form.get(name, "")
        if value == allowed[0]:
            response.delete_cookie(name)
        elif value in allowed:
            response.set_cookie(
                name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
    return response  # type: ignore[return-value]  # Werkzeug's redirect makes Flask's own


def _back(path: str) -> str:
    """A path of ours or the home page: never another host."""
    local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if local else url_for("pages.home")
