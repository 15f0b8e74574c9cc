"""Fixity: damage is told, orphans are adopted, torn tails are cut, and nothing else happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive import snapshots
from archive.catalog import Catalog
from archive.records import Fixity, Snapshot
from archive.settings import Settings
from archive.tables import metadata
from archive.verify import adopt_orphans, verify
from archive.warc import WarcStore
from tests.archive.made import DAY, START, local, web


def _forget(catalog: Catalog, *kept: Snapshot) -> None:
    """Makes these snapshots orphans, as a kill before the commit would have."""
    table = metadata.tables["snapshots"]
    with catalog.begin() as conn:
        conn.execute(table.delete().where(table.c.id.in_([item.id for item in kept])))


def _all(catalog: Catalog) -> list[Snapshot]:
    with catalog.read() as conn:
        return snapshots.all_(conn)


def _sound(fixity: Fixity) -> bool:
    return not (fixity.damaged or fixity.missing or fixity.adopted or fixity.torn)


@pytest.fixture
def kept(store: WarcStore, catalog: Catalog) -> list[Snapshot]:
    """A page met twice, a file with hints, and another page, in a finished WARC file."""
    web(store, catalog, b"<html>one")
    first = web(store, catalog, b"<html>one", days=4)
    file = local(store, catalog, b"file", "年报.txt", agency="某局", region_code="420281")
    last = web(store, catalog, os.urandom(5000), url="http://a.gov.cn/2", days=1)
    store.close()
    return [first, file, last]


def _path(settings: Settings, snapshot: Snapshot) -> Path:
    return settings.warc_dir / snapshot.warc_file


def test_a_sound_archive(store: WarcStore, catalog: Catalog, kept: list[Snapshot]) -> None:
    """Every snapshot is looked at and nothing is found."""
    assert verify(store, catalog) == Fixity(3, [], [], [], [])


def test_a_file_being_written_is_checked_too(store: WarcStore, catalog: Catalog) -> None:
    """What rows know in an open file is read; what its writer is about to commit is left."""
    local(store, catalog, b"known")
    store.append_resource("urn:in-flight", None, b"x", START)
    assert verify(store, catalog) == Fixity(1, [], [], [], [])


def test_a_damaged_byte_is_told(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """One flipped byte names one snapshot; its neighbours are still looked at."""
    path = _path(settings, kept[1])
    data = bytearray(path.read_bytes())
    data[kept[1].warc_offset + 40] ^= 0x10
    path.write_bytes(data)
    fixity = verify(store, catalog)
    assert fixity == Fixity(3, [kept[1].id], [], [], [])


def test_a_damaged_byte_of_the_last_record_is_no_torn_tail(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """What a row counts on is never cut away."""
    path = _path(settings, kept[2])
    size = path.stat().st_size
    os.truncate(path, size - 100)
    fixity = verify(store, catalog)
    assert fixity == Fixity(3, [kept[2].id], [], [], [])
    assert path.stat().st_size == size - 100


def test_a_lost_file_is_told(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """Without its file every snapshot in it is missing."""
    _path(settings, kept[0]).unlink()
    fixity = verify(store, catalog)
    assert (sorted(fixity.missing), fixity.damaged) == (sorted(s.id for s in kept), [])


def test_a_shortened_file_is_told(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """A snapshot beyond the end of its file is missing."""
    os.truncate(_path(settings, kept[2]), kept[2].warc_offset)
    assert verify(store, catalog).missing == [kept[2].id]


def test_orphans_are_adopted_with_their_hints(
    store: WarcStore, catalog: Catalog, kept: list[Snapshot]
) -> None:
    """A whole record that no row knows gets the row it would have had, once."""
    _forget(catalog, kept[1])
    fixity = verify(store, catalog)
    assert (fixity.adopted, fixity.snapshots, _all(catalog)[1]) == ([kept[1].id], 3, kept[1])
    assert _sound(verify(store, catalog))


def test_a_lost_catalog_is_rebuilt(
    store: WarcStore, catalog: Catalog, kept: list[Snapshot]
) -> None:
    """From the WARC files alone every row comes back as it was, later visits included."""
    before = _all(catalog)
    _forget(catalog, *kept)
    fixity = verify(store, catalog)
    assert (sorted(fixity.adopted), _all(catalog)) == (sorted(s.id for s in kept), before)
    assert max(item.last_seen_at for item in _all(catalog)) == START + 4 * DAY


def test_a_start_adopts_what_came_last(
    store: WarcStore, catalog: Catalog, kept: list[Snapshot]
) -> None:
    """The cheap search finds what lies past the last known record, and only once."""
    _forget(catalog, kept[1], kept[2])
    assert (adopt_orphans(store, catalog), adopt_orphans(store, catalog)) == (
        [kept[1].id, kept[2].id],
        [],
    )


@pytest.mark.parametrize("tail", ["cut", "zeros"])
def test_a_torn_tail_is_cut_back(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot], tail: str
) -> None:
    """Half a record, or zeros where one should be, goes; what is whole stays."""
    path = _path(settings, kept[0])
    whole = path.read_bytes()
    path.write_bytes(whole + (whole[:200] if tail == "cut" else bytes(200)))
    fixity = verify(store, catalog)
    assert (fixity, path.read_bytes() == whole) == (Fixity(3, [], [], [], [path.name]), True)


def test_a_torn_tail_of_an_open_file_is_left(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """What a live process is writing is not touched."""
    snapshot = local(store, catalog, b"x")
    path = _path(settings, snapshot)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08")
    size = path.stat().st_size
    fixity, adopted = verify(store, catalog), adopt_orphans(store, catalog)
    assert (_sound(fixity), adopted, path.stat().st_size) == (True, [], size)


def test_an_archived_warc_is_not_mistaken_for_ours(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """Records inside a kept WARC file are never adopted, even where the file's own record is
    damaged."""
    inner = _path(settings, kept[0]).read_bytes()
    outer = local(store, catalog, inner, "inner.warc.gz")
    store.close()
    path = _path(settings, outer)
    data = bytearray(path.read_bytes())
    data[outer.warc_offset + 30] ^= 0xFF
    path.write_bytes(data)
    fixity = verify(store, catalog)
    assert fixity == Fixity(4, [outer.id], [], [], [])


def test_damage_that_no_row_knows_is_told_by_place(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """A damaged warcinfo or metadata record is named by file and offset."""
    path = _path(settings, kept[0])
    data = bytearray(path.read_bytes())
    data[40] ^= 0x10
    path.write_bytes(data)
    assert verify(store, catalog).damaged == [f"{path.name}@0"]


def test_a_file_that_cannot_be_opened_is_told(
    store: WarcStore, catalog: Catalog, settings: Settings, kept: list[Snapshot]
) -> None:
    """Something else in a WARC file's place damages its snapshots and stops nothing."""
    path = _path(settings, kept[0])
    path.unlink()
    path.mkdir()
    fixity = verify(store, catalog)
    assert (sorted(fixity.damaged), fixity.missing) == (sorted(item.id for item in kept), [])
