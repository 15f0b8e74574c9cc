"""Addresses of this portal: with the language they carry on, and whole for the world outside."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import request

from portal.house import house
from portal.language import carried


def address(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The path with these parameters, and with the language of the page it stands on."""
    encoded = urlencode([*pairs, *carried()])
    return f"{path}?{encoded}" if encoded else path


def absolute(path: str) -> str:
    """The whole address of a path: under the setting ``public_url``, else under the host that was
    asked. For what leaves the portal: feeds, citations, canonical links."""
    base = house().settings.public_url or request.url_root
    return base.rstrip("/") + path
