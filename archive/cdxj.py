"""CDXJ: the index of a WARC file, by which replay tools find a page in it.

On disk, beside each WARC file that is closed: ``<its name without .warc.gz>.cdxj``, a line a
capture (SURT key, 14 digits of UTC time, JSON), sorted; while the file is being written its lines
gather in ``….cdxj.part``. It follows from the WARC file and may be deleted at any time.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import ArchiveError
from archive.surt import surt
from archive.warc_reading import Fault, StoredRecord, scan_file

_log = logging.getLogger(__name__)
_ENDING = ".warc.gz"
_KINDS = frozenset({"response", "resource", "revisit"})
_MIME_END = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class Capture:
    """What a line says of a record, its place aside; ``digest`` with its algorithm's name."""

    url: str
    fetched_at: datetime
    mime: str | None
    status: int | None
    digest: str | None


def capture(record: StoredRecord) -> Capture | None:
    """A record's capture, None for one that is not indexed (warcinfo, request, metadata)."""
    if record.kind not in _KINDS:
        return None
    kind = "warc/revisit" if record.kind == "revisit" else record.content_type
    digest = f"sha256:{record.digest}" if record.digest else None
    return Capture(record.url, record.fetched_at, kind, record.http_status, digest)


def line(found: Capture, length: int, offset: int, file_name: str) -> str:
    """The line of a capture; ``length`` is that of its gzip member, in bytes."""
    fields = {
        "url": found.url,
        "mime": _MIME_END.split(found.mime, maxsplit=1)[0] if found.mime else None,
        "status": None if found.status is None else str(found.status),
        "digest": found.digest,
        "length": str(length),
        "offset": str(offset),
        "filename": file_name,
    }
    told = json.dumps({name: value for name, value in fields.items() if value})
    moment = found.fetched_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{surt(found.url)} {moment} {told}\n"


def index_path(warc: Path) -> Path:
    """Where a WARC file's index lies."""
    return warc.with_name(warc.name.removesuffix(_ENDING) + ".cdxj")


def fresh(warc: Path) -> bool:
    """Whether the index is there and no older than its file."""
    try:
        return index_path(warc).stat().st_mtime_ns >= warc.stat().st_mtime_ns
    except FileNotFoundError:
        return False


def write_index(warc: Path) -> None:
    """Makes the index of a file that no process writes, reading it through. ArchiveError when
    the disk does not take it."""
    try:
        _write(warc, _lines(warc))
    except OSError as exc:
        raise ArchiveError(f"the index of {warc.name} cannot be written: {exc}") from exc


class Gathering:
    """The lines of a file that is being written. An index is not worth a record: what fails here
    is logged, and `write_index` makes it later."""

    def __init__(self, warc: Path) -> None:
        self._warc = warc
        self._part = _part(warc)
        self._descriptor: int | None = None
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
            self._descriptor = os.open(self._part, flags, 0o600)
        except OSError as exc:
            self._give_up(exc)

    def add(self, text: str) -> None:
        """Adds a line."""
        if self._descriptor is None:
            return
        data = text.encode()
        try:
            if os.write(self._descriptor, data) != len(data):
                self._give_up(OSError("a short write"))
        except OSError as exc:
            self._give_up(exc)

    def finish(self) -> None:
        """Sorts the lines into the index; the file is complete."""
        if self._descriptor is None:
            return
        self.abandon()
        try:
            with self._part.open(encoding="utf-8") as part:
                _write(self._warc, part)
        except OSError as exc:
            self._give_up(exc)

    def abandon(self) -> None:
        """Lets go of the lines without a word: a forked child leaves its parent's alone."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _give_up(self, cause: OSError) -> None:
        self.abandon()
        _log.warning("%s is not indexed: %s", self._warc.name, cause)


def _part(warc: Path) -> Path:
    index = index_path(warc)
    return index.with_name(f"{index.name}.part")


def _lines(warc: Path) -> Iterator[str]:
    """A line a capture, of what is whole; a record ends where the next thing begins."""
    before: tuple[int, Capture] | None = None
    for found in scan_file(warc):
        place = found.offset if isinstance(found, Fault) else found[0].warc_offset
        if before is not None:
            yield line(before[1], place - before[0], before[0], warc.name)
        told = None if isinstance(found, Fault) else capture(found[1])
        before = (place, told) if told else None
    if before is not None:
        yield line(before[1], warc.stat().st_size - before[0], before[0], warc.name)


def _write(warc: Path, lines: Iterable[str]) -> None:
    """Sorted, put in place at once; what had been gathered is no longer needed."""
    index = index_path(warc)
    aside = index.with_name(f"{index.name}.{os.getpid()}.new")
    text = "".join(sorted(lines))
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            aside.chmod(0o600)
            file.write(text)
        aside.replace(index)
    finally:
        aside.unlink(missing_ok=True)
    _part(warc).unlink(missing_ok=True)
