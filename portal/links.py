"""Links to places, shared by the pages that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.port import SearchPage
from portal import words
from portal.addresses import address
from reports import divisions


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``current`` when it leads to the page it stands on."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A division and how many reports of it are held, at least one."""

    code: str
    name: str
    count: int


def searches(codes: Iterable[str]) -> tuple[Link, ...]:
    """The places from the province down, each a search."""
    path = words.place_path(tuple(codes))
    return tuple(Link(name, address("/search", [("region", code)])) for code, name in path)


def regions(codes: Iterable[str]) -> tuple[Link, ...]:
    """The places from the province down, each its own page."""
    path = words.place_path(tuple(codes))
    return tuple(Link(name, address(f"/regions/{code}")) for code, name in path)


def below(code: str, page: SearchPage) -> tuple[PlaceCount, ...]:
    """The divisions right below one that hold reports, the fullest first."""
    found: dict[str, PlaceCount] = {}
    for level in ("city", "county"):
        for value in page.facets.get(level, ()):
            division = divisions.by_code(value.code)
            if division is not None and division.parent == code:
                found[division.code] = PlaceCount(division.code, division.name, value.count)
    return tuple(sorted(found.values(), key=lambda place: (-place.count, place.code)))
