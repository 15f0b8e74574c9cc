"""Backup and restore: what cannot be made again, in one file, while everything runs.

A backup is a tar: ``warc/<name>.warc.gz`` as they are, ``catalog.sqlite3.gz``, and last
``manifest.json`` with the size and sha256 of every member. The catalog is copied in one piece by
SQLite's own backup; of each WARC file as much is taken as was there when the backup began, and all
that the copied catalog names, up to the end of a whole record. Settings, the house's key and the
index are not in it: an index is built anew. It is written beside its place and renamed.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from archive.errors import ArchiveDamaged, BackupError, HomeInUse
from archive.settings import Settings
from archive.warc import WarcStore
from archive.warc_reading import inflate

Tell = Callable[[int, int], None]
"""Called with how many bytes of how many are done."""

FORMAT = 1

_CATALOG, _MANIFEST = "catalog.sqlite3.gz", "manifest.json"
_MEMBER = re.compile(r"warc/nianbao-[0-9]+-[0-9]+-[0-9]{5}\.warc\.gz|catalog\.sqlite3\.gz")
_CHUNK = 1 << 20
# what is of one machine and one moment: who is logged in, and the very run that makes the backup
_LEFT_OUT = (
    "DELETE FROM sessions",
    "DELETE FROM reset_links",
    "DELETE FROM login_tries",
    "DELETE FROM host_leases",
    """UPDATE runs SET state = 'done', progress = 1.0, finished_at = started_at, lease_owner = NULL,
    lease_until = NULL WHERE kind = 'backup' AND state = 'running'""",
)
_MOST_MANIFEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was begun, WARC files, bytes of its members, and snapshots."""

    begun_at: datetime
    files: int
    size: int
    snapshots: int


def back_up(settings: Settings, target: Path, tell: Tell | None = None) -> Backup:
    """Writes a backup to ``target``, which it replaces when it is whole. BackupError when it cannot
    be written, and for a catalog that is not SQLite's."""
    if settings.database_url is not None:
        raise BackupError("只有 SQLite 的目录能这样备份；别的数据库请用它自己的工具。")
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    begun, sizes = datetime.now(UTC), {name: store.size(name) for name in store.files()}
    target = target.absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target.parent, prefix=".nianbao-backup-") as aside:
            copy = Path(aside) / "catalog.sqlite3"
            _copy_catalog(settings.home / "catalog.sqlite3", copy)
            lengths = _lengths(settings.warc_dir, sizes, _known(copy))
            done = _write(settings, part, copy, lengths, begun, tell)
        part.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error, tarfile.TarError) as exc:
        raise BackupError(f"备份写不成：{exc}") from exc
    finally:
        part.unlink(missing_ok=True)
    return done


def restore(settings: Settings, source: Path, tell: Tell | None = None) -> Backup:
    """Puts a backup into the empty home of the settings, every member held against its digest;
    the catalog comes last, so that a home with one is whole. BackupError for a home that is not
    empty, and for a file that is no backup or is damaged: then the home is left empty."""
    home = settings.home
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(not path.name.startswith(".restoring-") for path in home.iterdir()):
            raise HomeInUse(f"{home} 不是空的；只能恢复到空的数据文件夹。")
        with TemporaryDirectory(dir=home, prefix=".restoring-") as aside:
            found = _unpack(source, Path(aside), tell)
            (Path(aside) / "warc").rename(home / "warc")
            _sync(home)
            (Path(aside) / "catalog.sqlite3").rename(home / "catalog.sqlite3")
            _sync(home)
    except (OSError, EOFError, ValueError, KeyError, tarfile.TarError, sqlite3.Error) as exc:
        raise BackupError(f"{source} 恢复不了：{exc}") from exc
    return found


def _copy_catalog(source: Path, target: Path) -> None:
    """In one step, so that it is the state of one moment; whoever writes goes on meanwhile."""
    if not source.is_file():  # SQLite would make one
        raise FileNotFoundError(source)
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as copy:
        ours.backup(copy, pages=-1)
        for statement in _LEFT_OUT:
            copy.execute(statement)
        copy.commit()
        copy.execute("PRAGMA journal_mode=DELETE")


def _known(catalog: Path) -> dict[str, int]:
    """Where the last record begins that the catalog names, by WARC file."""
    query = "SELECT warc_file, max(warc_offset) FROM snapshots GROUP BY warc_file"
    with closing(sqlite3.connect(catalog)) as conn:
        return dict(conn.execute(query).fetchall())


def _lengths(folder: Path, sizes: Mapping[str, int], known: Mapping[str, int]) -> dict[str, int]:
    """How much of each WARC file is taken. ArchiveDamaged becomes no reason to keep none: a file
    with a broken record is taken as long as it was."""
    lengths = {}
    for name in sorted({*sizes, *known}):
        there, last = sizes.get(name, 0), known.get(name)
        try:
            with (folder / name).open("rb") as file:
                lengths[name] = _whole(file, last or 0, there, named=last is not None)
        except ArchiveDamaged:
            lengths[name] = there
    return lengths


def _whole(file: IO[bytes], start: int, there: int, *, named: bool) -> int:
    """The end of the last whole record that ends by ``there``; at least that of the first from
    ``start`` on, if that one is ``named``."""
    end, first = start, named
    while first or end < there:
        try:
            _, after = inflate(file, end)  # type: ignore[arg-type]
        except EOFError:  # torn, or being written just now
            return end
        if after > there and not first:
            return end
        end, first = after, False
    return end


def _write(
    settings: Settings,
    part: Path,
    catalog: Path,
    lengths: Mapping[str, int],
    begun: datetime,
    tell: Tell | None,
) -> Backup:
    packed = catalog.with_suffix(".gz")
    with catalog.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as file:
        while chunk := plain.read(_CHUNK):
            file.write(chunk)
    members = {f"warc/{name}": (settings.warc_dir / name, size) for name, size in lengths.items()}
    members[_CATALOG] = (packed, packed.stat().st_size)
    total, done = sum(size for _, size in members.values()), 0
    listed: dict[str, dict[str, Any]] = {}
    with _private(part) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name, (path, size) in members.items():
            with path.open("rb") as file:
                reader = _Hashed(file, size)
                _add(tar, name, reader, size, begun)
            listed[name] = {"size": size, "sha256": reader.digest.hexdigest()}
            done += size
            if tell is not None:
                tell(done, total)
        manifest = {"format": FORMAT, "begun_at": begun.isoformat(), "members": listed}
        told = json.dumps(manifest, indent=1).encode()
        _add(tar, _MANIFEST, io.BytesIO(told), len(told), begun)
    return Backup(begun, len(lengths), total, _snapshots(catalog))


@contextmanager
def _private(part: Path) -> Iterator[IO[bytes]]:
    """The file to write, for its owner alone; on disk when the block is left."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        yield out
        out.flush()
        os.fsync(handle)


class _Hashed:
    """So many bytes of a file, digested as they are read."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none after the last."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, file: Any, size: int, moment: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(moment.timestamp())
    tar.addfile(member, file)


def _snapshots(catalog: Path) -> int:
    with closing(sqlite3.connect(catalog)) as conn:
        return int(conn.execute("SELECT count(*) FROM snapshots").fetchone()[0])


def _unpack(source: Path, aside: Path, tell: Tell | None) -> Backup:
    """Unpacks and verifies; the manifest stands last, and nothing may be missing or left over."""
    (aside / "warc").mkdir(mode=0o700)
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    whole, done = source.stat().st_size, 0
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isreg() else None
            if file is None or manifest is not None:
                raise ValueError(f"里面有不该有的 {member.name!r}")
            if member.name == _MANIFEST and member.size <= _MOST_MANIFEST:
                manifest = json.loads(file.read())
                continue
            if not _MEMBER.fullmatch(member.name) or member.name in found:
                raise ValueError(f"里面有不该有的 {member.name!r}")
            digest = _write_out(file, aside / member.name)
            found[member.name] = {"size": member.size, "sha256": digest}
            done += member.size
            if tell is not None:
                tell(done, whole)
    if manifest is None or manifest.get("format") != FORMAT:
        raise ValueError("不是本程序的备份，或不完整")
    if manifest["members"] != found or _CATALOG not in found:
        raise ValueError("内容与清单的摘要不符")
    catalog = aside / "catalog.sqlite3"
    with gzip.open(aside / _CATALOG) as packed:
        _write_out(packed, catalog)
    begun = datetime.fromisoformat(manifest["begun_at"])
    return Backup(begun, len(found) - 1, done, _snapshots(catalog))


def _write_out(file: IO[bytes] | gzip.GzipFile, path: Path) -> str:
    digest = sha256()
    with path.open("xb") as out:
        path.chmod(0o600)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
