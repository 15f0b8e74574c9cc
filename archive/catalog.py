"""The catalog: what we know, in one SQL database.

On disk, in the home: ``catalog.sqlite3`` with SQLite's own ``-wal`` and ``-shm`` beside it, and
``catalog.sqlite3.lock``, held while one process migrates and the others wait. SQLite runs in
WAL mode with ``synchronous=FULL``: a committed row survives power loss, and readers go on while
one process writes.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.columns import dumps
from archive.errors import CatalogError
from archive.migrations import HEAD
from archive.settings import Settings

_BUSY_SECONDS = 30.0
_WRITES = "nianbao_writes"


class Catalog:
    """The open catalog. Safe to share between threads; a forked child gets its own
    connections. Close it when done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{_WRITES: True})
        self._pid = os.getpid()
        self._watch: Any = None
        self._watching = Lock()

    @classmethod
    def open(cls, settings: Settings) -> Catalog:
        """The catalog of these settings, created and migrated when it must be. CatalogError
        when it cannot be opened or was made by a newer version."""
        _make_folders(settings)
        engine = _engine(settings.catalog_url)
        try:
            if not _ready(engine):
                _prepare(engine)
        except (DatabaseError, OSError) as exc:
            engine.dispose()
            raise CatalogError(f"the catalog cannot be opened: {_cause(exc)}") from exc
        except CatalogError:
            engine.dispose()
            raise
        return cls(engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back whole by any exception.
        On SQLite it takes the write lock at once, so that it cannot fail half-way."""
        self._mind_fork()
        with _translated(), self._writer.begin() as conn:
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: one consistent view, whatever is written meanwhile."""
        self._mind_fork()
        with _translated(), self._engine.connect() as conn:
            yield conn

    def version(self) -> int | None:
        """A number that is another one after every commit of anyone, to be compared within this
        process alone. None where the database cannot tell (only SQLite is asked)."""
        self._mind_fork()
        if self._engine.dialect.name != "sqlite":
            return None
        with _translated(), self._watching:
            try:
                if self._watch is None:  # SQLite compares with what this one connection saw last
                    self._watch = self._engine.raw_connection()
                    self._watch.detach()
                cursor = self._watch.cursor()
                return int(cursor.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as exc:  # a raw connection's errors are not SQLAlchemy's
                raise CatalogError(f"the catalog cannot be used: {exc}") from exc

    def close(self) -> None:
        """Closes every connection."""
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self._engine.dispose()

    def _mind_fork(self) -> None:
        if os.getpid() != self._pid:
            self._engine.dispose(close=False)  # the parent goes on using those
            self._watch, self._watching = None, Lock()
            self._pid = os.getpid()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, PoolTimeout) as exc:
        # A broken rule of the schema is a fault of the program and told as it is.
        if isinstance(exc, (IntegrityError, ProgrammingError, DataError)):
            raise
        raise CatalogError(f"the catalog cannot be used: {_cause(exc)}") from exc


def _cause(exc: Exception) -> str:
    return str(exc.orig if isinstance(exc, DatabaseError) else exc)


def _make_folders(settings: Settings) -> None:
    try:
        for folder in (settings.home, settings.warc_dir):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise CatalogError(f"the data folder cannot be made: {exc}") from exc


def _engine(url: str) -> Engine:
    sqlite = make_url(url).get_backend_name() == "sqlite"
    arguments = {"timeout": _BUSY_SECONDS} if sqlite else {}
    engine = create_engine(url, json_serializer=dumps, connect_args=arguments)
    if sqlite:
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, record: object) -> None:
    """Takes transactions out of the driver's hands (it would begin them late) and sets what
    SQLite forgets between connections."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(conn: Connection) -> None:
    writes = conn.get_execution_options().get(_WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _ready(engine: Engine) -> bool:
    """Whether the catalog is at our version; nothing is written, so a long import elsewhere
    does not hold this up."""
    with engine.connect() as conn:
        if not inspect(conn).has_table("alembic_version"):
            return False
        if conn.scalar(text("SELECT version_num FROM alembic_version")) != HEAD:
            return False
        sqlite = conn.dialect.name == "sqlite"
        return not sqlite or conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def _prepare(engine: Engine) -> None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        _migrate(engine)
        return
    with Path(f"{engine.url.database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _ready(engine):
            _use_wal(engine)
            _migrate(engine)


def _use_wal(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.fetchall()
        cursor.close()
    finally:
        connection.close()


def _migrate(engine: Engine) -> None:
    """All steps to head in one transaction: a kill leaves the old catalog or the new one."""
    # Alembic takes a third of a second to import and is rarely needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "archive:migrations")
    config.set_main_option("path_separator", "os")
    with engine.execution_options(**{_WRITES: True}).begin() as conn:
        config.attributes["connection"] = conn
        try:
            command.upgrade(config, "head")
        except CommandError as exc:
            raise CatalogError("the catalog was made by a newer version of this program") from exc
