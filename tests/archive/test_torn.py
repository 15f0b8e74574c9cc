"""A WARC file that a kill cut short, anywhere: what is whole stays, what is not is cut off."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from archive.adopt import adopt_orphans
from archive.catalog import Catalog
from archive.settings import Settings
from archive.tables import snapshots, warc_files
from archive.verify import verify
from archive.warc import Fault, WarcStore
from archive.warc_reading import scan_file
from tests.archive.made import local, web

Made = tuple[Path, dict[int, str], list[int]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Made:
    """A finished WARC file, the id of the snapshot that ends at each offset (of those that make
    one), and where each record begins."""
    home = tmp_path_factory.mktemp("torn") / "home"
    home.mkdir()
    shutil.copy(migrated, home)
    settings = Settings(home=home)
    catalog, store = Catalog.open(settings), WarcStore(settings.warc_dir, 1 << 20)
    kept = [
        web(store, catalog, b"<html>one"),
        local(store, catalog, "年报".encode() * 20, "年报.txt", agency="某局"),
        web(store, catalog, b"<html>one", days=2),
        local(store, catalog, Random(7).randbytes(400), "b.bin", region_code="420281"),
        web(store, catalog, b"<html>two", days=3),
    ]
    store.close()
    catalog.close()
    path = settings.warc_dir / kept[0].warc_file
    starts = [found[0].warc_offset for found in _whole(path)]
    ends = dict(zip(starts, [*starts[1:], path.stat().st_size], strict=True))
    return path, {ends[item.warc_offset]: item.id for item in kept}, starts


def _whole(path: Path) -> Iterator[tuple]:  # type: ignore[type-arg]
    return (found for found in scan_file(path) if not isinstance(found, Fault))


def test_cut_anywhere_every_whole_record_is_read(made: Made, tmp_path: Path) -> None:
    """At each of the file's bytes: the records before the cut are all there, and the rest is
    one torn fault that begins where the last of them ends."""
    path, _, starts = made
    data = path.read_bytes()
    bounds = [*starts, len(data)]
    torn = tmp_path / path.name
    for size in range(len(data)):
        torn.write_bytes(data[:size])
        found = list(scan_file(torn))
        whole = [item[0].warc_offset for item in found if not isinstance(item, Fault)]
        faults = [(item.offset, item.torn) for item in found if isinstance(item, Fault)]
        last = max(bound for bound in bounds if bound <= size)
        assert whole == [start for start in starts if start < last], size
        assert faults == ([] if last == size else [(last, True)]), size


def _sizes(starts: list[int], length: int) -> list[int]:
    """Every record's bounds with the bytes beside them, and some sizes between."""
    near = {start + step for start in starts for step in (-1, 0, 1)}
    chance = Random(20240131)
    return sorted({*near, *(chance.randrange(length) for _ in range(30)), length - 1} - {-1})


def test_cut_anywhere_every_whole_record_is_adopted(
    made: Made, store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """With an empty catalog, what is whole is adopted and the tail is cut off for good."""
    path, ends, starts = made
    data = path.read_bytes()
    torn = settings.warc_dir / path.name
    for size in _sizes(starts, len(data)):
        torn.write_bytes(data[:size])
        with catalog.begin() as conn:
            conn.execute(snapshots.delete())
            conn.execute(warc_files.delete())
        adopted = adopt_orphans(store, catalog)
        wanted = dict.fromkeys(name for end, name in ends.items() if end <= size)
        assert adopted == list(wanted), size
        last = max(start for start in [*starts, 0] if start <= size)
        assert torn.read_bytes() == data[:last], size
        assert verify(store, catalog).torn == []


def test_a_cut_is_logged_and_counted(
    store: WarcStore, catalog: Catalog, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names file, bytes and offset of what was cut; verify names the file."""
    snapshot = web(store, catalog, b"<html>one")
    store.close()
    path = settings.warc_dir / snapshot.warc_file
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(path.read_bytes()[:123])
    with caplog.at_level(logging.WARNING, "archive"):
        fixity = verify(store, catalog)
    assert (fixity.torn, path.stat().st_size) == ([path.name], size)
    assert caplog.messages == [f"{path.name}: a torn tail of 123 bytes is cut off at {size}"]


def test_a_damaged_record_with_others_behind_it_is_no_torn_tail(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """A record broken so that it seems to have no end is damage while whole ones follow it:
    those may be acknowledged (revisits have no row that counts on them)."""
    first = web(store, catalog, b"<html>" + os.urandom(64))
    web(store, catalog, b"<html>two", days=1)
    store.close()
    path = settings.warc_dir / first.warc_file
    data = path.read_bytes()
    # a gzip member whose deflate stream says "stored, 65535 bytes" swallows all that follows
    endless = b"\x1f\x8b\x08" + bytes(7) + b"\x00\xff\xff\x00\x00"
    second = first.warc_offset
    path.write_bytes(data[:second] + endless + data[second:])
    with catalog.begin() as conn:
        conn.execute(snapshots.delete())
        conn.execute(warc_files.delete())
    fixity = verify(store, catalog)
    assert (fixity.torn, fixity.damaged) == ([], [f"{path.name}@{second}"])
    assert path.read_bytes().endswith(data[second:])
