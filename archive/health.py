"""How the archive is: what it holds, what waits to be done, what was read badly, what it weighs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, exists, func, select

from archive.records import WHOLE
from archive.settings import Settings
from archive.tables import issues, outbox, readings, rereads, snapshots, warc_files

_MOST_CODES = 30


@dataclass(frozen=True, slots=True)
class Held:
    """Documents kept; of them those nobody has read yet, those that another reader than today's
    has read, those to be read again; reports that wait for the index; WARC files searched."""

    snapshots: int
    unread: int
    stale: int
    rereads: int
    outbox: int
    warc_files: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on disk, and how many are free there."""

    warc: int
    catalog: int
    index: int
    free: int


def held(conn: Connection, reader_version: str) -> Held:
    """What the catalog knows of what is kept and what waits."""
    read = exists().where(readings.c.snapshot_id == snapshots.c.id)
    whole = snapshots.c.crawl_state.in_(WHOLE)  # what else came is no document to be read
    unread = select(func.count()).select_from(snapshots).where(~read, whole)
    other = readings.c.reader_version != reader_version
    stale = select(func.count()).select_from(readings).where(other)
    return Held(
        snapshots=_count(conn, snapshots),
        unread=conn.scalar(unread) or 0,
        stale=conn.scalar(stale) or 0,
        rereads=_count(conn, rereads),
        outbox=_count(conn, outbox),
        warc_files=_count(conn, warc_files),
    )


def issues_by_code(conn: Connection) -> Mapping[str, int]:
    """How many documents have an issue of each code, the most frequent first."""
    documents = func.count(issues.c.snapshot_id.distinct())
    query = select(issues.c.code, documents).group_by(issues.c.code)
    rows = conn.execute(query.order_by(documents.desc(), issues.c.code).limit(_MOST_CODES))
    return {row[0]: row[1] for row in rows}


def sizes(settings: Settings) -> Sizes:
    """What the data folder weighs; a part that is not there weighs nothing."""
    files = settings.home.glob("catalog.sqlite3*")
    return Sizes(
        warc=_weight(settings.warc_dir),
        catalog=sum(path.stat().st_size for path in files),
        index=_weight(settings.index_dir),
        free=shutil.disk_usage(settings.home).free,
    )


def _weight(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).stat().st_size
            except FileNotFoundError:  # an old segment that went away meanwhile
                continue
    return total


def _count(conn: Connection, table: Table) -> int:
    return conn.scalar(select(func.count()).select_from(table)) or 0
