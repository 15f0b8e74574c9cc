"""The catalog opens for everyone, at any time, at one and the same version."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select

from archive.catalog import Catalog
from archive.columns import dumps, storable
from archive.desk_tables import metadata
from archive.errors import CatalogError
from archive.migrations import HEAD
from archive.settings import Settings
from archive.tables import cells, readings, snapshots, sources
from tests.archive.made import START


def _add_source(conn: Connection, name: str) -> None:
    conn.execute(insert(sources).values(id=name, name=name, listings=[], enabled=True))


def test_migrated_schema_is_that_of_the_tables(catalog: Catalog) -> None:
    """The migrations make exactly the tables that the code declares."""
    with catalog.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_head_is_the_last_migration() -> None:
    """The version that skips Alembic is the last step there is."""
    config = Config()
    config.set_main_option("script_location", "archive:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_sqlite_is_set_for_safety(catalog: Catalog) -> None:
    """WAL, synchronous=FULL (2), foreign keys on, 30 seconds of patience."""
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with catalog.read() as conn:
        found = [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 2, 1, 30_000]


def test_folders_are_private(settings: Settings) -> None:
    """The data folder and the WARC folder are made for their owner only."""
    Catalog.open(settings).close()
    modes = [folder.stat().st_mode & 0o777 for folder in (settings.home, settings.warc_dir)]
    assert modes == [0o700, 0o700]


def _fork_opener(settings: Settings, name: str, gate: int) -> int:
    """A process that waits at the gate, then opens the catalog and writes a row."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.read(gate, 1)
            catalog = Catalog.open(settings)
            with catalog.begin() as conn:
                _add_source(conn, name)
            catalog.close()
            code = 0
        finally:
            os._exit(code)
    return child


def test_many_processes_open_a_new_catalog_at_once(settings: Settings) -> None:
    """Processes that all find no catalog agree on one and write to it."""
    wanted = {f"source-{n}" for n in range(6)}
    gate, key = os.pipe()
    children = [_fork_opener(settings, name, gate) for name in wanted]
    os.write(key, b"x" * len(children))
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(gate)
    os.close(key)
    catalog = Catalog.open(settings)
    with catalog.read() as conn:
        names = set(conn.scalars(select(sources.c.id)))
    catalog.close()
    assert (codes, names) == ([0] * 6, wanted)


def test_it_opens_and_reads_while_another_writes(catalog: Catalog, settings: Settings) -> None:
    """A portal can start and read while an import holds the write lock; it sees what was
    committed."""
    with catalog.begin() as writing:
        _add_source(writing, "new")
        second = Catalog.open(settings)
        with second.read() as reading:
            seen = list(reading.scalars(select(sources.c.id)))
    with second.read() as reading:
        after = list(reading.scalars(select(sources.c.id)))
    second.close()
    assert (seen, after) == ([], ["new"])


def test_a_reader_keeps_its_view(catalog: Catalog) -> None:
    """Within one reading transaction the answers do not change under the reader's feet."""
    with catalog.read() as reading:
        before = list(reading.scalars(select(sources.c.id)))
        with catalog.begin() as writing:
            _add_source(writing, "new")
        assert list(reading.scalars(select(sources.c.id))) == before == []


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    """An exception rolls everything back and is told as it is."""

    def fail() -> None:
        with catalog.begin() as conn:
            _add_source(conn, "new")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with catalog.read() as conn:
        assert list(conn.scalars(select(sources.c.id))) == []


def test_a_newer_catalog_is_refused(catalog: Catalog, settings: Settings) -> None:
    """A catalog that a newer version migrated is left alone, in one sentence."""
    with catalog.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogError, match="newer version"):
        Catalog.open(settings)


def test_a_file_that_is_no_catalog_is_refused(settings: Settings) -> None:
    """Garbage where the catalog should be is told in one sentence."""
    settings.home.mkdir()
    (settings.home / "catalog.sqlite3").write_bytes(b"not a database" * 99)
    with pytest.raises(CatalogError, match="cannot be opened"):
        Catalog.open(settings)


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A home below a plain file is told in one sentence."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(CatalogError, match="data folder"):
        Catalog.open(Settings(home=tmp_path / "file" / "home"))


def test_a_restored_copy_gets_wal_again(catalog: Catalog, settings: Settings) -> None:
    """A catalog copied by SQLite's backup is not in WAL mode; opening it sets that right."""
    other = settings.model_copy(update={"home": settings.home.parent / "copy"})
    other.home.mkdir()
    source = sqlite3.connect(settings.home / "catalog.sqlite3")
    target = sqlite3.connect(other.home / "catalog.sqlite3")
    source.backup(target)
    target.execute("PRAGMA journal_mode=DELETE")
    source.close()
    target.close()
    reopened = Catalog.open(other)
    with reopened.read() as conn:
        mode = conn.exec_driver_sql("PRAGMA journal_mode").scalar()
    reopened.close()
    assert mode == "wal"


def _row(**values: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "s",
        "sha256": "0" * 64,
        "url": "urn:x",
        "fetched_at": START,
        "last_seen_at": START,
        "crawl_state": "ok",
        "size": 0,
        "warc_file": "f",
        "warc_offset": 0,
    }
    return row | values


def test_times_come_back_as_utc(catalog: Catalog) -> None:
    """A time of any zone is stored as the same moment in UTC."""
    shanghai = datetime(2024, 1, 31, 16, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    with catalog.begin() as conn:
        conn.execute(insert(snapshots).values(_row(fetched_at=shanghai)))
        found = conn.scalar(select(snapshots.c.fetched_at))
    assert found is not None
    assert (found, found.tzinfo) == (shanghai, UTC)


def test_a_time_without_a_zone_is_refused(catalog: Catalog) -> None:
    """A naive time is a programming error, not a guess."""
    naive = START.replace(tzinfo=None)
    with pytest.raises(Exception, match="without a zone"), catalog.begin() as conn:
        conn.execute(insert(snapshots).values(_row(fetched_at=naive)))
    with catalog.read() as conn:
        assert conn.scalar(select(snapshots.c.id)) is None


def test_decimals_are_kept_as_text(catalog: Catalog) -> None:
    """1.50 stays 1.50 and a large amount loses no digit."""
    values = [Decimal("1.50"), Decimal("50423023.14"), Decimal("-0"), Decimal("1E+3")]
    with catalog.begin() as conn:
        conn.execute(insert(snapshots).values(_row()))
        conn.execute(
            insert(readings).values(
                snapshot_id="s", reader_version="1", is_report=True, confidence={}, sections=[]
            )
        )
        rows = [
            {
                "snapshot_id": "s",
                "position": position,
                "table_id": "proactive",
                "row_id": "rules",
                "column_id": "issued",
                "state": "number",
                "origin": "text",
                "value": value,
            }
            for position, value in enumerate(values)
        ]
        conn.execute(insert(cells), rows)
        found = list(conn.scalars(select(cells.c.value).order_by(cells.c.position)))
    assert [str(value) for value in found] == [str(value) for value in values]


def test_what_utf8_cannot_hold_is_replaced() -> None:
    """A lone surrogate, in text or JSON, does not stop a row from being written."""
    assert (storable("年\ud800报"), dumps(["\ud800"])) == ("年\ufffd报", '["\ufffd"]')


def test_a_catalog_that_breaks_while_in_use(catalog: Catalog, settings: Settings) -> None:
    """Damage met in use is one sentence of ours, not the driver's traceback."""
    catalog.close()
    path = settings.home / "catalog.sqlite3"
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(data)

    def ask() -> None:
        with catalog.read() as conn:
            conn.execute(select(sources))

    with pytest.raises(CatalogError, match="cannot be used"):
        ask()
