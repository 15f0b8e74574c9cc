"""Files that last: what these functions have returned from survives a lost machine. What they make
is private to its owner."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_HINDRANCES = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS,
    errno.EACCES, errno.EPERM,
})  # fmt: skip


def hinders(error: Exception) -> bool:
    """Whether an error says nothing about the files themselves: memory, room on the disk, open
    files or leave are wanting."""
    number = error.errno if isinstance(error, OSError) else None
    return isinstance(error, MemoryError) or number in _HINDRANCES


def private(path: str | Path, flags: int) -> int:
    """An opener for `open`: the file it makes is its owner's alone."""
    return os.open(path, flags | os.O_CLOEXEC, 0o600)


def sync(path: Path) -> None:
    """Makes a file's bytes, or a folder's entries, last."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_durably(path: Path, text: str) -> None:
    """Writes a small file whole, or leaves the one that was there."""
    fresh = path.with_name(f"{path.name}.new")
    with open(fresh, "w", encoding="utf-8", opener=private) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync(path.parent)


def make_folder(path: Path) -> None:
    """Makes a private folder that lasts, and those above it that are missing."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync(path.parent)
