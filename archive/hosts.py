"""One host is never crawled by two workers at once: leases on hosts, beside those on runs.

A crawl's lease on its hosts outlives the run's own where the run is cancelled: the hosts are free
only when its worker has stopped, or was lost and its lease has run out. Every function works in
the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from archive import sources
from archive.addresses import host_of
from archive.desk_tables import host_leases


def of_source(conn: Connection, source_id: str) -> frozenset[str]:
    """The hosts that a crawl of the source asks first of all: those of its lists, and those that
    it names. (A file may lie on another host under gov.cn; that is one request among many.)"""
    source = sources.get(conn, source_id)
    if source is None:
        return frozenset()
    return frozenset([*filter(None, map(host_of, source.listings)), *source.hosts])


def of_run(conn: Connection, kind: str, target: str) -> frozenset[str]:
    """The hosts that a run asks: a crawl those of its source, a fetch that of its address."""
    if kind == "fetch":
        return frozenset(filter(None, (host_of(target),)))
    return of_source(conn, target)


def leased(conn: Connection, now: datetime) -> dict[str, int]:
    """Every host that is being crawled, with the number of the run that has it."""
    held = select(host_leases.c.host, host_leases.c.run_id).where(host_leases.c.until >= now)
    return {row.host: row.run_id for row in conn.execute(held)}


def take(
    conn: Connection, names: Collection[str], run_id: int, owner: str, until: datetime
) -> None:
    """Leases the hosts, which must be free or the run's own."""
    own = host_leases.c.run_id == run_id
    conn.execute(delete(host_leases).where(own | host_leases.c.host.in_(names)))
    rows = [{"host": name, "run_id": run_id, "owner": owner, "until": until} for name in names]
    if rows:
        conn.execute(insert(host_leases), rows)


def renew(conn: Connection, run_id: int, owner: str, until: datetime) -> None:
    """Lengthens the owner's leases for the run."""
    conn.execute(update(host_leases).where(_own(run_id, owner)).values(until=until))


def release(conn: Connection, run_id: int, owner: str) -> None:
    """Frees the hosts that the owner has for the run."""
    conn.execute(delete(host_leases).where(_own(run_id, owner)))


def _own(run_id: int, owner: str) -> ColumnElement[bool]:
    return and_(host_leases.c.run_id == run_id, host_leases.c.owner == owner)
