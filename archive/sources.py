"""The registry of sites to crawl: rows of the catalog; `archive.source_files` has their files."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, delete, insert, select

from archive.audit import Actor, changed, note
from archive.tables import sources

FAMILIES = (
    "trs", "hanweb", "hanweb_annual", "jpaas", "gkmlpt", "ucap", "vsb", "anhui", "hunan", "sichuan",
    "shandong", "plain",
)  # fmt: skip
"""The kinds of site that the crawler knows, for those who may not ask it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A site and the list pages where it publishes reports. ``agency`` is given to reports
    that name none; links whose text holds ``link_text`` are reports, whatever else they say;
    ``delay`` in seconds; a crawl that finds fewer or more reports than expected is partial.
    ``family`` is the kind of site, or ``auto``; ``hosts`` are trusted beside the listings' own;
    ``schedule`` says when to crawl (`archive.schedule`); ``night`` is the hours of Beijing in which the site may be
    asked, as ``22-6``."""

    id: str
    name: str
    region_code: str | None = None
    agency: str | None = None
    listings: tuple[str, ...] = ()
    link_text: str | None = None
    enabled: bool = True
    delay: float | None = None
    expect_min: int | None = None
    expect_max: int | None = None
    family: str = "auto"
    hosts: tuple[str, ...] = ()
    schedule: str | None = None
    night: str | None = None


def put(conn: Connection, source: Source) -> None:
    """Adds the source or replaces the one of its id."""
    conn.execute(delete(sources).where(sources.c.id == source.id))
    conn.execute(insert(sources).values(fields_of(source)))


def edit(conn: Connection, by: Actor, source: Source) -> bool:
    """Adds the source or replaces the one of its id, for whom the audit log names; whether that
    changed anything."""
    old = get(conn, source.id)
    before, after = changed(fields_of(old) if old else {}, fields_of(source))
    if old is not None and not after:
        return False
    put(conn, source)
    note(conn, by, "source.put", source.id, before if old else None, after)
    return True


def get(conn: Connection, source_id: str) -> Source | None:
    """The source of that id."""
    row = conn.execute(select(sources).where(sources.c.id == source_id)).mappings().one_or_none()
    return None if row is None else _from_row(row)


def all_(conn: Connection) -> list[Source]:
    """Every source, by id."""
    rows = conn.execute(select(sources).order_by(sources.c.id)).mappings()
    return [_from_row(row) for row in rows]


def fields_of(source: Source) -> dict[str, object]:
    """The source as plain values."""
    lists = {"listings": list(source.listings), "hosts": list(source.hosts)}
    return asdict(source) | lists


def _from_row(row: RowMapping) -> Source:
    lists = {name: tuple(row[name]) for name in ("listings", "hosts")}
    return Source(**{**row, **lists})
