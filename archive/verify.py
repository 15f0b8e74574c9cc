"""Fixity: every stored byte read again and held against the catalog."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from archive.adopt import Searched, adopt_orphans, search
from archive.catalog import Catalog
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from archive.records import Fixity
from archive.tables import snapshots
from archive.visits import APART
from archive.warc import Fault, Location, WarcStore

__all__ = ["Fixity", "adopt_orphans", "verify"]

Tell = Callable[[int, int], None]

_log = logging.getLogger(__name__)


def verify(
    store: WarcStore, catalog: Catalog, apart: timedelta = APART, tell: Tell | None = None
) -> Fixity:
    """Reads every WARC file through, adopting orphans, noting visits that no row knows (``apart`` as for
    `archive.visits.seen`), cutting torn tails and making missing indexes of finished ones, and
    checks that each snapshot's row leads to its bytes. What the rows know is looked at in files
    that are being written as well. Memory is that of the largest record. ``tell`` is
    called with how many bytes of how many were gone through, file by file."""
    result = Fixity(0, damaged=[], missing=[], adopted=[], torn=[])
    names = store.files()
    with catalog.read() as conn:
        filed = set(conn.scalars(select(snapshots.c.warc_file).distinct()))
    sizes = {name: store.size(name) for name in names}
    done = 0
    for name in sorted({*names, *filed}):
        if tell is not None:
            tell(done, sum(sizes.values()))
        done += sizes.get(name, 0)
        searched = _searched(store, catalog, name, apart) if name in names else Searched()
        result.adopted.extend(searched.adopted)
        if searched.cut:
            result.torn.append(name)
        _compare(store, catalog, name, searched, result)
    with catalog.read() as conn:
        total = conn.scalar(select(func.count()).select_from(snapshots)) or 0
    return Fixity(total, result.damaged, result.missing, result.adopted, result.torn)


def _searched(store: WarcStore, catalog: Catalog, name: str, apart: timedelta) -> Searched:
    with store.finished(name) as finished:
        if not finished:
            return Searched()
        searched = search(store, catalog, name, apart=apart)
        try:
            store.index(name)
        except ArchiveError as exc:  # fixity is still worth knowing
            _log.warning("%s", exc)
        return searched


def _compare(
    store: WarcStore, catalog: Catalog, name: str, searched: Searched, result: Fixity
) -> None:
    """Checks the rows that point into the file; a record already read is not read again."""
    with catalog.read() as conn:
        query = select(snapshots.c.id, snapshots.c.sha256, snapshots.c.warc_offset)
        rows = conn.execute(query.where(snapshots.c.warc_file == name)).all()
    for row in rows:
        digest = searched.met.get(row.warc_offset)
        try:
            if digest is None:
                digest = store.read(Location(name, row.warc_offset)).digest
        except ArchiveMissing:
            result.missing.append(row.id)
        except ArchiveDamaged:
            result.damaged.append(row.id)
        else:
            if digest != row.sha256:
                result.damaged.append(row.id)
    known = {row.warc_offset for row in rows}
    result.damaged.extend(_name(fault) for fault in searched.faults if fault.offset not in known)


def _name(fault: Fault) -> str:
    return f"{fault.warc_file}@{fault.offset}"
