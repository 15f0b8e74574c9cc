"""The WARC store: original bytes, written once and never changed.

On disk, in its folder: ``nianbao-<UTC time>-<pid>-<serial>.warc.gz``, each written by one
process alone, one gzip member a record, a warcinfo record first; beside each that is closed its
index (`archive.cdxj`). The writer holds a lock (``flock``) on its open file, which is how others
know that a file is finished: only then may a torn tail, left by a kill in mid-write, be cut back.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import RLock

from archive import cdxj
from archive import warc_records as records
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from archive.warc_reading import Fault, Location, StoredRecord, inflate, parse, scan_file
from archive.warc_records import Headers
from archive.warc_writer import WarcFile

__all__ = ["Fault", "Headers", "Location", "StoredRecord", "WarcStore"]


class WarcStore:
    """The folder of WARC files. Appends of several threads are whole and in order; nothing is
    safe on disk before `sync`. Close it when done."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = RLock()
        self._file: WarcFile | None = None
        self._failed = False

    def append_response(
        self,
        url: str,
        status: int,
        reason: str,
        headers: Headers,
        body: bytes,
        fetched_at: datetime,
        *,
        request_headers: Headers | None = None,
        truncated: str | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> Location:
        """Appends what a server answered: ``body`` is the entity as sent. ``hints`` become a
        metadata record just before it, so that the record is never found without them."""
        identity = records.record_id()
        before = []
        if hints:
            before.append(records.metadata(url, hints, fetched_at, identity))
        if request_headers is not None:
            before.append(records.request(url, request_headers, fetched_at, identity))
        member = records.response(
            identity,
            url,
            status=status,
            reason=reason,
            headers=headers,
            body=body,
            fetched_at=fetched_at,
            truncated=truncated,
        )
        kind = _content_type(headers)
        return self._append(*before, member, found=_capture(url, fetched_at, kind, status, body))

    def append_resource(
        self,
        uri: str,
        content_type: str | None,
        body: bytes,
        fetched_at: datetime,
        *,
        truncated: str | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> Location:
        """Appends a file that did not come over HTTP; ``hints`` as for a response."""
        identity = records.record_id()
        before = [records.metadata(uri, hints, fetched_at, identity)] if hints else []
        member = records.resource(
            identity,
            uri,
            content_type=content_type,
            body=body,
            fetched_at=fetched_at,
            truncated=truncated,
        )
        found = _capture(uri, fetched_at, content_type, None, body)
        return self._append(*before, member, found=found)

    def append_metadata(
        self,
        uri: str,
        fields: Mapping[str, str],
        fetched_at: datetime,
        *,
        refers_to: str | None = None,
    ) -> Location:
        """Appends named fields about an address, or about the record ``refers_to``."""
        return self._append(records.metadata(uri, fields, fetched_at, refers_to))

    def append_revisit(
        self,
        url: str,
        status: int,
        reason: str,
        headers: Headers,
        digest: str | None,
        fetched_at: datetime,
        *,
        first_fetched_at: datetime,
        request_headers: Headers | None = None,
    ) -> Location:
        """Appends that the payload of sha256 ``digest`` (hex), first fetched at that time, was
        met again at the same address; without a digest, that the server said so (304)."""
        identity = records.record_id()
        before = []
        if request_headers is not None:
            before.append(records.request(url, request_headers, fetched_at, identity))
        member = records.revisit(
            identity,
            url,
            status=status,
            reason=reason,
            headers=headers,
            digest=digest,
            fetched_at=fetched_at,
            first_fetched_at=first_fetched_at,
        )
        told = f"sha256:{digest}" if digest else None
        found = cdxj.Capture(records.one_line(url), fetched_at, "warc/revisit", status, told)
        return self._append(*before, member, found=found)

    def sync(self) -> None:
        """Puts all that was appended safely on disk. ArchiveError when the disk fails: then
        nothing appended since the last sync counts as kept."""
        with self._lock, self._guarded():
            if self._file is not None and self._file.pid == os.getpid():
                self._file.sync()

    def close(self) -> None:
        """Syncs and closes the open file, if there is one."""
        with self._lock:
            if self._file is not None and not self._failed:
                self.sync()
            self._drop()

    def read(self, location: Location) -> StoredRecord:
        """The record there, its sha256 checked. ArchiveDamaged or ArchiveMissing."""
        path = self._path(location.warc_file)
        try:
            with path.open("rb") as file:
                if location.warc_offset >= os.fstat(file.fileno()).st_size:
                    raise ArchiveMissing(f"{path.name} ends before {location.warc_offset}")
                data, _ = inflate(file, location.warc_offset)
        except FileNotFoundError as exc:
            raise ArchiveMissing(f"WARC file {path.name} is missing") from exc
        except (EOFError, OSError) as exc:
            raise ArchiveDamaged(f"{path.name} cannot be read: {exc}") from exc
        return parse(data)

    def files(self) -> list[str]:
        """Names of the WARC files, oldest first."""
        return sorted(path.name for path in self._folder.glob("*.warc.gz"))

    def size(self, name: str) -> int:
        """A file's length in bytes."""
        return self._path(name).stat().st_size

    def scan(self) -> Iterator[tuple[Location, StoredRecord]]:
        """Every whole record of every file up to its first fault (`scan_file` names those)."""
        for name in self.files():
            for found in self.scan_file(name):
                if not isinstance(found, Fault):
                    yield found

    def scan_file(
        self, name: str, start: int = 0, known: Collection[int] = ()
    ) -> Iterator[tuple[Location, StoredRecord] | Fault]:
        """A file's records from ``start`` on, with what lies broken between them; ``known`` are
        offsets at which records are known to begin."""
        return scan_file(self._path(name), start, known)

    @contextmanager
    def finished(self, name: str) -> Iterator[bool]:
        """Whether no process writes the file; held so until the end of the block. A file that
        cannot even be opened is not called finished."""
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._path(name).open("rb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                finished = True
            except OSError:
                finished = False
            yield finished

    def index(self, name: str) -> None:
        """Makes the index of a finished file, unless it is there and fresh."""
        path = self._path(name)
        if not cdxj.fresh(path):
            cdxj.write_index(path)

    def cut(self, name: str, offset: int) -> None:
        """Cuts a finished file back to that length, for good."""
        with self._path(name).open("r+b") as file:
            file.truncate(offset)
            os.fsync(file.fileno())

    def _path(self, name: str) -> Path:
        if Path(name).name != name:
            raise ArchiveMissing(f"{name!r} is no WARC file's name")
        return self._folder / name

    def _append(self, *members: bytes, found: cdxj.Capture | None = None) -> Location:
        """Writes the members side by side, the last to be indexed as said; where that begins."""
        with self._lock, self._guarded():
            file = self._ready_file()
            offset = file.append(b"".join(members)) + sum(map(len, members[:-1]))
            if found is not None:
                file.index.add(cdxj.line(found, len(members[-1]), offset, file.name))
            return Location(file.name, offset)

    def _ready_file(self) -> WarcFile:
        file = self._file
        if file is not None and file.pid != os.getpid():
            self._drop()  # a forked child leaves its parent's file alone
        elif file is not None and file.size >= self._max_bytes:
            file.sync()
            self._drop()
        if self._file is None:
            self._file = WarcFile(self._folder)
        return self._file

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """After a failed write the file is synced, for threads that still count on it, and a
        new one begun. After a failed sync what the disk holds is unknown: all is refused."""
        if self._failed:
            raise ArchiveError("the archive's disk has failed; nothing more is written")
        try:
            yield
        except OSError as exc:
            self._abandon()
            raise ArchiveError(f"the archive cannot be written: {exc}") from exc

    def _abandon(self) -> None:
        try:
            if self._file is not None:
                self._file.sync()
        except OSError:
            self._failed = True
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _content_type(headers: Headers) -> str | None:
    return next((value for name, value in headers if name.lower() == "content-type"), None)


def _capture(
    url: str, moment: datetime, content_type: str | None, status: int | None, body: bytes
) -> cdxj.Capture:
    """What the index says of a new record: header lines as they are written."""
    kind = records.one_line(content_type) if content_type else None
    digest = f"sha256:{sha256(body).hexdigest()}"
    return cdxj.Capture(records.one_line(url), moment, kind, status, digest)
