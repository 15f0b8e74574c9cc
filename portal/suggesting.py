"""Suggested names, each with where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from sqlalchemy import Connection

from archive import listing
from indexer.port import SearchEngine
from reports import divisions


@dataclass(frozen=True, slots=True)
class Suggested:
    """A name that may be meant. ``id`` is the agency's, or the division's code, where the name is
    one's alone; ``url`` then leads to its page, else to a search."""

    text: str
    kind: Literal["agency", "region", "search"]
    id: str | None
    url: str


def suggestions(engine: SearchEngine, conn: Connection, typed: str) -> tuple[Suggested, ...]:
    """Up to ten names, the likeliest first."""
    names = engine.suggest(typed)
    bodies = listing.named(conn, names)
    return tuple(_suggested(name, bodies.get(name, [])) for name in names)


def _suggested(name: str, ids: list[str]) -> Suggested:
    if len(ids) == 1:
        return Suggested(name, "agency", ids[0], f"/agencies/{ids[0]}")
    codes = divisions.codes_named(name) if not ids else ()
    if len(codes) == 1:
        return Suggested(name, "region", codes[0], f"/regions/{codes[0]}")
    return Suggested(name, "search", None, f"/search?{urlencode({'q': name})}")
