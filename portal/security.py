"""Headers on every answer: nothing from elsewhere, no script but ours, nothing framed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response
from jinja2 import Template
from markupsafe import Markup, escape

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FRAMING_POLICY = f"{PAGE_POLICY}; frame-src 'self'"
"""Of the pages that show an original beside what was read of it. Nothing of ours but originals lets
itself be framed, so that this opens a frame to these alone, and a link in one leads nowhere else."""
ORIGINAL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
_MAX_LINK = 2000
_BETWEEN = "␞"  # values that are escaped together
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def set_headers(response: Response) -> Response:
    """Adds what an answer has not set for itself."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    return response


def guard(app: Flask) -> None:
    """Puts the headers on every answer of the app, error pages included."""
    app.after_request(set_headers)


def without_unseen(text: str) -> str:
    """The text without control characters, which no page may hold, and without those that turn
    the direction of writing, by which one document would reverse the words beside it."""
    if text.isprintable():  # nearly always, and quickly told
        return text
    return _UNSEEN.sub("", text)


class Seen(Template):
    """A template of which only what can be seen is sent. Looked at once, when a page is whole: each of
    its thousand values by itself costs a tenth of a page."""

    def render(self, *args: Any, **values: Any) -> str:
        """The page."""
        return without_unseen(super().render(*args, **values))


def filled(piece: str, *values: object) -> Markup:
    """A piece of a template with plain values, escaped, in place of its ``%s``, in order: what a
    row of a long list costs a third of as so many single outputs."""
    text = _BETWEEN.join(map(str, values))
    parts = str(escape(text)).split(_BETWEEN)
    if len(parts) != len(values):  # one of them has it
        parts = [str(escape(str(value))) for value in values]
    return Markup(str(piece) % tuple(parts))  # noqa: S704 - escaped above


def web_address(url: str | None) -> str | None:
    """The address when it may be linked (http or https, with a host), else None: a source
    address comes from outside and may hold ``javascript:`` or a path of this machine."""
    if not url or len(url) > _MAX_LINK or any(char.isspace() or ord(char) < 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def web_host(url: str | None) -> str | None:
    """The host of an address that may be linked."""
    linked = web_address(url)
    return urlsplit(linked).hostname if linked else None
