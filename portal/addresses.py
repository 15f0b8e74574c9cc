"""Addresses of this portal: with the language they carry on, and whole for the world outside."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import request, url_for

from portal.house import house
from portal.language import carried, language


def address(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The path with these parameters, and with the language of the page it stands on."""
    query = encoded([*pairs, *carried()])
    return f"{path}?{query}" if query else path


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """The parameters as they stand in an address."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in pairs])


def page_address(endpoint: str, **values: object) -> str:
    """Flask's ``url_for`` for templates, remembered: a page links to some forty pages by name, the
    same on every page but for the language."""
    if endpoint.startswith(".") or any(name.startswith("_") for name in values):
        return url_for(endpoint, **values)  # type: ignore[arg-type]  # Flask's own options
    return _built(request.script_root, language(), endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _built(_root: str, _language: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


@lru_cache(maxsize=2048)  # a page of results has a hundred links of the same few words
def _quoted(text: str) -> str:
    return quote_plus(text)


def absolute(path: str) -> str:
    """The whole address of a path: under the setting ``public_url``, else under the host that was
    asked. For what leaves the portal: feeds, citations, canonical links."""
    base = house().settings.public_url or request.url_root
    return base.rstrip("/") + path
