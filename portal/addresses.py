"""Addresses of this portal: with the language they carry on, and whole for the world outside."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

from flask import request

from portal.house import house
from portal.language import carried


def address(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The path with these parameters, and with the language of the page it stands on."""
    query = encoded([*pairs, *carried()])
    return f"{path}?{query}" if query else path


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """The parameters as they stand in an address."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in pairs])


@lru_cache(maxsize=2048)  # a page of results has a hundred links of the same few words
def _quoted(text: str) -> str:
    return quote_plus(text)


def absolute(path: str) -> str:
    """The whole address of a path: under the setting ``public_url``, else under the host that was
    asked. For what leaves the portal: feeds, citations, canonical links."""
    base = house().settings.public_url or request.url_root
    return base.rstrip("/") + path
