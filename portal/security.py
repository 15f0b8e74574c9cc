"""Headers on every answer: nothing from elsewhere, no script but ours, nothing framed."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ORIGINAL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MAX_LINK = 2000


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
