"""All that is held, in counts: by type, year, province, form and place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from archive import browsing
from archive.browsing import Held, PlaceHeld
from portal.counted import counted
from reports import divisions

Key = Literal["type", "year", "province", "form"]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of reports; ``places`` hold what lies below them, ``bodies`` counts agencies by type,
    ``parts`` are those of one type and of one year."""

    held: tuple[Held, ...]
    places: Mapping[str, PlaceHeld]
    bodies: Mapping[str | None, int]
    parts: Mapping[tuple[str, object], Sequence[Held]] = field(default_factory=dict)

    @property
    def reports(self) -> int:
        """How many reports are held."""
        return sum(item.count for item in self.held)

    @property
    def agencies(self) -> int:
        """How many bodies are known."""
        return sum(self.bodies.values())

    @property
    def years(self) -> tuple[int, ...]:
        """The years that reports are held of, the first first."""
        return tuple(sorted({item.year for item in self.held if item.year is not None}))

    def by(self, key: Key, of: tuple[Key, object] | None = None) -> dict[str | int, int]:
        """Counts of reports by this key, of all or of those with one value of another; what has
        none is left out: ``by("year", ("type", "水利"))``."""
        counts: Counter[str | int] = Counter()
        for item in self.held if of is None else self.parts.get(of, ()):
            counts[getattr(item, key)] += item.count
        return {value: count for value, count in counts.items() if value is not None}

    def total(self, of: tuple[Key, object]) -> int:
        """How many reports have that value."""
        return sum(item.count for item in self.parts.get(of, ()))

    def place(self, code: str) -> PlaceHeld:
        """What is held of a division and all below it."""
        return self.places.get(code, PlaceHeld())


def holdings(conn: Connection) -> Holdings:
    """What is held now."""
    return counted(conn, "holdings", lambda: _counted(conn))


def _counted(conn: Connection) -> Holdings:
    places: dict[str, PlaceHeld] = {}
    for code, here in browsing.by_place(conn).items():
        for around in divisions.region_codes(code):
            places[around] = places.get(around, PlaceHeld()) + here
    held = tuple(browsing.cube(conn))
    parts: dict[tuple[str, object], list[Held]] = defaultdict(list)
    for item in held:
        parts["type", item.type].append(item)
        parts["year", item.year].append(item)
    return Holdings(held, places, browsing.bodies_by_type(conn), dict(parts))
