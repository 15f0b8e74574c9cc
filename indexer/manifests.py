"""The manifests of a generation: which files a commit has, and whether they are what was written."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path

from indexer.durable import hinders, private, replace_durably

_log = logging.getLogger(__name__)
_MANIFEST = re.compile(r"MANIFEST-(\d+)")
_BOOT = Path("/proc/sys/kernel/random/boot_id")

Described = dict[str, tuple[int, str]]
"""Files by name, each with its size in bytes and its sha256."""


def commits(folder: Path) -> list[int]:
    """The numbers of a generation's commits, newest first."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(
        (int(match[1]) for match in map(_MANIFEST.fullmatch, names) if match), reverse=True
    )


def write_manifest(folder: Path, number: int, files: Iterable[str]) -> None:
    """Makes commit ``number`` of a generation: its files must last already. A file that the commit
    before had keeps the digest it was written with: read again now, damage would pass for whole."""
    before = _described(folder, number - 1) or {}
    described = {
        name: before.get(name) or ((folder / name).stat().st_size, _digest(folder / name))
        for name in files
    }
    text = json.dumps({"commit": number, "files": described}, sort_keys=True)
    replace_durably(folder / f"MANIFEST-{number}", text)


def whole(folder: Path, number: int) -> frozenset[str] | None:
    """The files of a commit; None when one is missing or is not what was written. Bytes are held
    against their digest once after each boot, for only a lost machine loses writes. OSError when
    it cannot be told (`indexer.durable.hinders`)."""
    described = _described(folder, number)
    if described is None:
        return None
    checked = _checked(folder)
    try:
        for name, (size, digest) in described.items():
            if (folder / name).stat().st_size != size:
                return None
            if digest not in checked and _digest(folder / name) != digest:
                return None
    except OSError as exc:
        if hinders(exc):
            raise
        return None
    digests = {digest for _, digest in described.values()}
    if not checked.issuperset(digests):
        _note_checked(folder, digests)
    return frozenset((*described, f"MANIFEST-{number}"))


def doubt(folder: Path) -> None:
    """Has every byte of a generation held against its digest again."""
    try:
        (folder / "CHECKED").unlink(missing_ok=True)
    except OSError as exc:  # a reader without leave to write
        _log.info("what was checked could not be forgotten: %s", exc)


def _described(folder: Path, number: int) -> Described | None:
    try:
        text = (folder / f"MANIFEST-{number}").read_text(encoding="utf-8")
        files = json.loads(text)["files"]
        return {str(name): (int(size), str(digest)) for name, (size, digest) in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        if hinders(exc):
            raise
        return None  # missing, torn or not ours


def _checked(folder: Path) -> frozenset[str]:
    try:
        boot, *digests = (folder / "CHECKED").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(digests) if boot == _boot() else frozenset()


def _note_checked(folder: Path, digests: set[str]) -> None:
    fresh = folder / f"CHECKED.{os.getpid()}"
    try:
        with open(fresh, "w", encoding="ascii", opener=private) as file:
            file.write("\n".join([_boot(), *sorted(digests)]))
        fresh.replace(folder / "CHECKED")
    except OSError as exc:  # a reader without leave to write checks again next time
        _log.info("what was checked could not be noted: %s", exc)


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:  # not Linux: every process checks for itself
        return f"process-{os.getpid()}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
