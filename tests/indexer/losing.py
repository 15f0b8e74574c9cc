"""A machine that is lost, with what it had not yet made last.

`record` runs in the process that writes. It notes every change of the folders below a root, keeps a
copy of what each fsync made last, and ends the process before a change of one's choice. `lose` then
turns the root into a state that a lost machine could leave: changes of a folder that no fsync of
it followed are done or not, in any combination; bytes that no fsync followed are old, cut off,
mixed or there. `spoil` goes further than any disk may: it takes fsynced bytes too.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

_SECTOR = 512


def record(root: Path, journal: Path, die_at: int) -> None:
    """Notes from now on every change below ``root`` in the folder ``journal``, and kills this
    process before the change numbered ``die_at``."""
    recorder = _Recorder(f"{root}/", journal, die_at)
    fsync = os.fsync

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        recorder.synced(descriptor)

    os.fsync = synced  # type: ignore[assignment]
    sys.addaudithook(recorder.hear)


class _Recorder:
    def __init__(self, root: str, journal: Path, die_at: int) -> None:
        self._root = root
        self._journal = journal
        self._log = os.open(journal / "log", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._left = die_at
        self._kept = 0
        self._inside = False

    def synced(self, descriptor: int) -> None:
        path = _path("", descriptor)
        if f"{path}/".startswith(self._root):
            self._inside = True
            kind, copy = ("sync-dir", None) if Path(path).is_dir() else ("sync", self._name())
            if copy:
                shutil.copyfile(path, self._journal / copy)
            self._note(kind, path, copy)
            self._inside = False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook: every event comes before what it tells of is done."""
        if self._inside or event not in _HEARD:
            return
        self._inside = True
        for kind, path, other in _HEARD[event](arguments):
            if f"{path}/".startswith(self._root):
                self._note(kind, path, other or self._buried(path) if kind != "create" else None)
        self._inside = False

    def _buried(self, path: str) -> str | None:
        """Keeps the bytes of a file that is about to go."""
        if not Path(path).is_file():
            return None
        name = self._name()
        os.link(path, self._journal / name)
        return name

    def _name(self) -> str:
        self._kept += 1
        return f"{os.getpid()}-{self._kept}"

    def _note(self, kind: str, path: str, other: str | None) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(self._log, json.dumps([kind, path, other]).encode() + b"\n")


def _path(name: object, folder: int) -> str:
    base = Path(f"/proc/self/fd/{folder}").readlink() if folder >= 0 else Path.cwd()
    return os.path.normpath(os.path.join(base, os.fsdecode(name)))  # type: ignore[arg-type]  # noqa: PTH118


Change = tuple[str, str, str | None]


def _opened(arguments: tuple[Any, ...]) -> Iterator[Change]:
    name, _, flags = arguments
    if isinstance(name, str | bytes | os.PathLike) and flags & os.O_CREAT:
        path = _path(name, -1)
        if not Path(path).exists():
            yield "create", path, None


def _renamed(arguments: tuple[Any, ...]) -> Iterator[Change]:
    source, target, source_folder, target_folder = arguments
    target = _path(target, target_folder)
    if Path(target).exists():
        yield "replaced", target, None
    yield "rename", _path(source, source_folder), target


_HEARD: dict[str, Callable[[tuple[Any, ...]], Iterator[Change]]] = {
    "open": _opened,
    "os.rename": _renamed,
    "os.remove": lambda given: iter([("unlink", _path(*given), None)]),
    "os.mkdir": lambda given: iter([("mkdir", _path(given[0], given[2]), None)]),
    "os.rmdir": lambda given: iter([("rmdir", _path(*given), None)]),
}


@dataclass(slots=True)
class _File:
    """A file's bytes: as fsynced last (None: never), and as they were when the machine was lost."""

    synced: bytes | None = None
    latest: bytes = b""


Entry = _File | str
"""What a name in a folder stands for: a file, or (as its path) a folder."""


@dataclass(slots=True)
class _Folder:
    """A folder's entries as its last fsync left them, as they are, and the changes between."""

    lasting: dict[str, Entry] = field(default_factory=dict)
    now: dict[str, Entry] = field(default_factory=dict)
    changes: list[tuple[str, Entry | None, str | None]] = field(default_factory=list)

    def change(self, name: str, entry: Entry | None, gone: str | None = None) -> None:
        """``name`` becomes ``entry`` (None: nothing), and ``gone`` goes with it."""
        self.changes.append((name, entry, gone))
        _apply(self.now, self.changes[-1])


def _apply(entries: dict[str, Entry], change: tuple[str, Entry | None, str | None]) -> None:
    name, entry, gone = change
    if gone is not None and entries.pop(gone, None) is None:
        return  # what is renamed was not there
    if entry is None:
        entries.pop(name, None)
    else:
        entries[name] = entry


def lose(root: Path, journal: Path, dice: Random) -> None:
    """Leaves in ``root``, empty when `record` began, a state that a lost machine could leave."""
    folders: dict[str, _Folder] = {str(root): _Folder()}
    for line in (journal / "log").read_bytes().splitlines():
        _replay(folders, journal, *json.loads(line))
    for path, folder in folders.items():
        for name, entry in folder.now.items():
            if isinstance(entry, _File):
                place = Path(path) / name  # the last change may not have been done
                entry.latest = place.read_bytes() if place.exists() else b""
    shutil.rmtree(root)
    root.mkdir()
    chance = dice.choice((0.0, 0.5, 0.5, 1.0))
    _leave(folders, str(root), dice, chance)


def _replay(
    folders: dict[str, _Folder], journal: Path, kind: str, path: str, other: str | None
) -> None:
    if kind == "sync-dir":
        synced = folders[path]
        synced.lasting, synced.changes = dict(synced.now), []
        return
    parent, name = os.path.split(path)
    folder = folders[parent]
    entry = folder.now.get(name)
    if kind == "mkdir":
        folders[path] = _Folder()
        folder.change(name, path)
    elif kind == "create" and entry is None:
        folder.change(name, _File())
    elif kind == "rename":
        assert other is not None
        assert entry is not None
        folder.change(os.path.basename(other), entry, name)  # noqa: PTH119 - texts, not files
    elif kind in {"unlink", "rmdir", "replaced"}:
        if isinstance(entry, _File) and other is not None:
            entry.latest = (journal / other).read_bytes()
        if kind != "replaced":
            folder.change(name, None)
    elif kind == "sync":
        assert isinstance(entry, _File)
        assert other is not None
        entry.synced = (journal / other).read_bytes()


def _leave(folders: dict[str, _Folder], path: str, dice: Random, chance: float) -> None:
    folder = folders[path]
    entries = dict(folder.lasting)
    for change in folder.changes:
        if dice.random() < chance:
            _apply(entries, change)
    for name, entry in entries.items():
        place = Path(path) / name
        if isinstance(entry, _File):
            place.write_bytes(_survived(entry, dice))
        else:
            place.mkdir()
            _leave(folders, entry, dice, chance)


def _survived(file: _File, dice: Random) -> bytes:
    before, after = file.synced or b"", file.latest
    if file.synced == after:
        return after
    torn = after[: dice.randint(0, len(after))]
    mixed = b"".join(
        dice.choice((after, before.ljust(len(after), b"\0")))[at : at + _SECTOR]
        for at in range(0, len(after), _SECTOR)
    )
    return dice.choice((before, after, torn, mixed))


def spoil(root: Path, dice: Random, files: int) -> None:
    """Takes sectors of some files, fsynced or not."""
    held = sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)
    for path in dice.sample(held, min(files, len(held))):
        data = bytearray(path.read_bytes())
        start = dice.randrange(0, len(data), _SECTOR)
        data[start : start + _SECTOR] = bytes(len(data[start : start + _SECTOR]))
        path.write_bytes(data)
