"""Backups: whole while others write, and given back byte by byte or not at all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import people, runs, sessions, snapshots
from archive.audit import Actor
from archive.backup import back_up, restore
from archive.catalog import Catalog
from archive.errors import BackupError
from archive.records import Fixity
from archive.sessions import Lasting
from archive.settings import Settings
from archive.verify import verify
from archive.warc import WarcStore
from tests.archive.made import local, report, save, web

_WRITER = """
import itertools, os, sys
from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from tests.archive.made import report, save, web
settings = Settings.model_validate_json(sys.argv[1])
catalog, store = Catalog.open(settings), WarcStore(settings.warc_dir, 40_000)
for number in itertools.count():
    url = f"http://{sys.argv[2]}.gov.cn/{number}.html"
    kept = web(store, catalog, os.urandom(3000), url=url)
    save(catalog, kept, report(year=1990 + number))
    web(store, catalog, store.read(__import__("archive.warc").warc.Location(kept.warc_file, kept.warc_offset)).body, url=url)
    print(number, flush=True)
"""


@contextmanager
def _writers(settings: Settings, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, settings.model_dump_json(), f"w{number}"],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )
        for number in range(count)
    ]  # fmt: skip
    try:
        for one in started:
            for _ in range(5):
                assert one.stdout is not None
                one.stdout.readline()
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate()


def _restored(settings: Settings, file: Path, name: str = "again") -> Settings:
    other = settings.model_copy(update={"home": settings.home.parent / name})
    restore(other, file)
    return other


def _verified(settings: Settings) -> tuple[Fixity, list[str]]:
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    fixity = verify(store, catalog)
    with catalog.read() as conn:
        kept = [snapshot.url for snapshot in snapshots.all_(conn)]
    store.close()
    catalog.close()
    return fixity, kept


def test_a_backup_is_whole_while_others_write(settings: Settings, tmp_path: Path) -> None:
    """Taken three times while two processes keep pages and roll their files, each time it is
    restored with every snapshot that its catalog names, nothing damaged and nothing torn."""
    Catalog.open(settings).close()
    found = []
    with _writers(settings, 2) as writers:
        told = [back_up(settings, tmp_path / f"{n}.tar").snapshots for n in range(3)]
        assert [one.poll() for one in writers] == [None, None]
    for number in range(3):
        fixity, _ = _verified(_restored(settings, tmp_path / f"{number}.tar", f"home{number}"))
        found.append((fixity.damaged, fixity.missing, fixity.torn, fixity.snapshots))
        told[number] += len(fixity.adopted)
    assert found == [([], [], [], count) for count in told]
    assert told[0] >= 10


@pytest.fixture
def backup(settings: Settings, catalog: Catalog, store: WarcStore, tmp_path: Path) -> Path:
    """A backup of three snapshots in a file of its own folder."""
    for number in range(2):
        kept = web(store, catalog, b"page %d" % number, url=f"http://a.gov.cn/{number}")
        save(catalog, kept, report(year=2020 + number))
    local(store, catalog, b"file")
    path = tmp_path / "out" / "nianbao.tar"
    assert back_up(settings, path).snapshots == 3
    return path


def test_a_restored_archive_is_the_one_that_was(
    settings: Settings, catalog: Catalog, backup: Path
) -> None:
    """Every snapshot and reading, and nothing to adopt."""
    fixity, kept = _verified(_restored(settings, backup))
    with catalog.read() as conn:
        there = [snapshot.url for snapshot in snapshots.all_(conn)]
    assert (kept, fixity) == (there, Fixity(3, [], [], [], []))


def test_a_backup_is_private_and_leaves_nothing_behind(backup: Path) -> None:
    """The file is its owner's alone, and stands alone in its folder."""
    assert (backup.stat().st_mode & 0o777, list(backup.parent.iterdir())) == (0o600, [backup])


def test_a_backup_has_people_but_no_open_login(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    """Accounts are kept; sessions, the house's key and the run that makes it are of the moment."""
    now = datetime.now(UTC)
    lasting = Lasting(timedelta(hours=1), timedelta(hours=1))
    with catalog.begin() as conn:
        made = people.add(conn, Actor("x"), "wang", "admin")
        secret = sessions.begin(conn, made.id, None, lasting, now)
    runs.request(catalog, "backup")
    runs.claim(catalog, "w", 60)
    (settings.home / "key").write_bytes(b"k" * 32)
    back_up(settings, tmp_path / "b.tar")
    other = Catalog.open(_restored(settings, tmp_path / "b.tar"))
    with other.read() as conn:
        names = [account.name for account in people.all_(conn)]
    found = sessions.current(other, secret, lasting, now)
    state = runs.recent(other, 1)[0].state
    other.close()
    files = {path.name for path in (settings.home.parent / "again").iterdir()}
    assert (names, found, state, "key" in files) == (["wang"], None, "done", False)


def test_only_an_empty_home_takes_a_backup(settings: Settings, backup: Path) -> None:
    """A home that holds anything is left as it is."""
    before = sorted(settings.home.rglob("*"))
    with pytest.raises(BackupError, match="不是空的"):
        restore(settings, backup)
    assert sorted(settings.home.rglob("*")) == before


@pytest.mark.parametrize("part", [0.02, 0.2, 0.4, 0.6, 0.8])
def test_a_damaged_backup_is_refused(settings: Settings, backup: Path, part: float) -> None:
    """A changed byte in any member that says something, or a cut end: nothing is restored."""
    data = bytearray(backup.read_bytes())
    with tarfile.open(backup) as tar:
        members = tar.getmembers()
    chosen = members[int(part * len(members))]
    data[chosen.offset_data + chosen.size // 2] ^= 0x20
    for name, damaged in (("changed", data), ("cut", data[: int(len(data) * part)])):
        backup.write_bytes(damaged)
        other = settings.model_copy(update={"home": settings.home.parent / name})
        with pytest.raises(BackupError, match="恢复不了"):
            restore(other, backup)
        assert list(other.home.iterdir()) == []


@pytest.mark.parametrize("kind", ["outside", "link", "unknown", "empty", "no tar"])
def test_another_tar_is_refused(settings: Settings, tmp_path: Path, kind: str) -> None:
    """One that leads outside, that links, that holds other things, nothing, or is none at all."""
    path = tmp_path / "other.tar"
    names = {"outside": "../../evil", "link": "warc/nianbao-1-1-00000.warc.gz", "unknown": "x"}
    with tarfile.open(path, "w") as tar:
        if kind in names:
            member = tarfile.TarInfo(names[kind])
            member.size = 0 if kind == "link" else 1
            member.type = tarfile.SYMTYPE if kind == "link" else tarfile.REGTYPE
            member.linkname = "/etc/passwd"
            tar.addfile(member, io.BytesIO(b"x"))
    if kind == "no tar":
        path.write_bytes(os.urandom(5000))
    other = settings.model_copy(update={"home": tmp_path / "again"})
    with pytest.raises(BackupError):
        restore(other, path)
    assert (list(other.home.iterdir()), (tmp_path / "evil").exists()) == ([], False)


def test_a_failed_backup_leaves_the_last_one(settings: Settings, backup: Path) -> None:
    """When the archive cannot be read, the file of yesterday stays, and nothing lies beside it."""
    before = backup.read_bytes()
    (settings.home / "catalog.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(BackupError, match="备份写不成"):
        back_up(settings, backup)
    assert (backup.read_bytes() == before, list(backup.parent.iterdir())) == (True, [backup])
