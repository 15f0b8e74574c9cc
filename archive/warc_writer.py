"""The one WARC file that a process writes at a time: locked while open, whole records only."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from archive.cdxj import Gathering
from archive.warc_records import warcinfo


class WarcFile:
    """The file that this process writes, locked while it is open."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.pid = os.getpid()
        self.name, self._descriptor = _create(folder)
        self._folder: Path | None = folder
        self.index = Gathering(folder / self.name)
        self.size = 0
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.append(warcinfo(self.name, datetime.now(UTC)))
        except OSError:
            self.close()
            raise

    def append(self, data: bytes) -> int:
        """Writes all of the data or, when the disk is full, none of it; where it begins."""
        offset = self.size
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os.ftruncate(self._descriptor, offset)
            raise
        self.size = offset + len(data)
        return offset

    def sync(self) -> None:
        """The file, and once its name in the folder and the folder's in its own."""
        os.fsync(self._descriptor)
        if self._folder is not None:
            for folder in (self._folder, self._folder.parent):
                _sync_folder(folder)
            self._folder = None

    def close(self) -> None:
        """Closes the file, which gives up its lock; its index is made, but by its own process."""
        if self.pid == os.getpid():
            self.index.finish()
        else:
            self.index.abandon()
        os.close(self._descriptor)


def _create(folder: Path) -> tuple[str, int]:
    serial = 0
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    while True:
        name = f"nianbao-{stamp}-{os.getpid()}-{serial:05d}.warc.gz"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
            return name, os.open(folder / name, flags, 0o600)
        except FileExistsError:
            serial += 1


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
