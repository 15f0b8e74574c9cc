"""Importing local files: each is archived first, whatever it is; reading comes after."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import snapshots
from archive.verify import adopt_orphans
from jobs.context import Context
from jobs.errors import BadManifest
from jobs.progress import Failure, Outcome, Progress, silent

MANIFEST = "manifest.jsonl"
_KEYS = frozenset({"file", "url", "agency", "region_code"})


class Unreadable(Exception):
    """A file that cannot be taken; the text is the reason, in one sentence."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to import and what its manifest says of it."""

    path: Path
    url: str | None = None
    agency: str | None = None
    region_code: str | None = None


def local_files(paths: Iterable[Path]) -> Iterator[LocalFile]:
    """The files named, and those in the folders named (sorted, hidden ones left out), with
    what a ``manifest.jsonl`` beside them says. FileNotFoundError for a path that is not there;
    `BadManifest` for a manifest that is none."""
    seen: set[str] = set()
    manifests: dict[Path, dict[str, dict[str, Any]]] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        for found in _walk(path) if path.is_dir() else [path]:
            folder = found.parent
            if folder not in manifests:
                manifests[folder] = _manifest(folder / MANIFEST)
            # not Path.resolve, which gives up on links that lead in a circle
            real = os.path.realpath(found)
            if found.name != MANIFEST and real not in seen:
                seen.add(real)
                entry = manifests[folder].get(found.name, {})
                yield LocalFile(
                    found, entry.get("url"), entry.get("agency"), entry.get("region_code")
                )


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent, name)


def _manifest(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    entries: dict[str, dict[str, Any]] = {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise BadManifest(f"{path} 读不出，或者不是 UTF-8 文字") from exc
    # not splitlines: JSON may hold U+2028 and the like inside a string
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise BadManifest(f"{path} 第 {number} 行不是 JSON") from exc
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
            raise BadManifest(f"{path} 第 {number} 行没有 file")
        bad = [key for key in _KEYS & entry.keys() if not isinstance(entry[key], str | None)]
        if bad:
            raise BadManifest(f"{path} 第 {number} 行的 {bad[0]} 不是文字")
        entries[entry["file"]] = entry
    return entries


def keep_files(context: Context, files: list[LocalFile], *, progress: Progress = silent) -> Outcome:
    """Archives files; one already kept is not kept again. Counts: new, known."""
    outcome = Outcome()
    outcome.count(
        {"adopted": len(adopt_orphans(context.store, context.catalog, context.settings.gone_after))}
    )
    for done, file in enumerate(files, start=1):
        try:
            body = file_bytes(file.path, context.settings.max_archive_bytes)
        except Unreadable as exc:
            outcome.failures.append(Failure(str(file.path), str(exc)))
            continue
        kept = snapshots.keep(
            context.store,
            context.catalog,
            # a local file has no address; its own bytes name it, so the same file imported
            # from another folder is the same snapshot
            url=file.url or f"urn:sha256:{hashlib.sha256(body).hexdigest()}",
            body=body,
            content_type=mimetypes.guess_type(file.path.name)[0],
            file_name=file.path.name,
            agency=file.agency,
            region_code=file.region_code,
        )
        outcome.count({"new" if kept.new else "known": 1})
        progress("归档", done, len(files))
    return outcome


def file_bytes(path: Path, limit: int) -> bytes:
    """An ordinary file's bytes; a pipe or a device might never end. `Unreadable` when it is none,
    is larger than ``limit`` or cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Unreadable("不是普通文件")
        if size > limit:
            raise Unreadable(f"有 {size} 字节，超过上限 {limit} 字节")
        return path.read_bytes()
    except OSError as exc:
        raise Unreadable(exc.strerror or "读不出") from exc
