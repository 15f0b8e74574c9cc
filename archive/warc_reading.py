"""WARC files read back: one record, or all of a file with its faults; digests are checked."""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from archive.errors import ArchiveDamaged

_CHUNK = 1 << 16
_MEMBER = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record begins: a file's plain name and an offset in bytes."""

    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A stretch of a file that holds no whole record; ``end`` is None when what follows cannot
    be told apart either. ``torn``: the file simply stops there, as after a kill."""

    warc_file: str
    offset: int
    end: int | None
    torn: bool


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as read back. ``body`` is the payload: the entity as sent for a response, the
    file for a resource, the fields for metadata; ``digest`` its sha256 in hex (for a revisit,
    that of the payload it points to, and nothing where the server said "not modified").
    ``refers_to_date`` is when a revisit's payload was fetched. ``headers`` are HTTP's, as
    received."""

    url: str
    kind: str
    fetched_at: datetime
    http_status: int | None
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes
    digest: str
    record_id: str = ""
    refers_to: str | None = None
    refers_to_date: datetime | None = None
    truncated: str | None = None


def scan_file(
    path: Path, start: int = 0, known: Collection[int] = ()
) -> Iterator[tuple[Location, StoredRecord] | Fault]:
    """A file's records from ``start`` on. After a fault it goes on where the damaged record
    ends or at the next of the ``known`` offsets: looking for something like a record would
    take the inside of an archived WARC file for one of ours."""
    anchors = sorted(known)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        offset = start
        while offset < size:
            end: int | None = None
            try:
                data, end = inflate(file, offset)
                record = parse(data)
            except (ArchiveDamaged, EOFError) as exc:
                if end is None:
                    end = next((anchor for anchor in anchors if anchor > offset), None)
                torn = end is None and _torn(file, offset, exc)
                yield Fault(path.name, offset, end, torn)
            else:
                yield Location(path.name, offset), record
            if end is None:
                return
            offset = end


def read_fields(body: bytes) -> dict[str, str]:
    """The named fields of a metadata record's body."""
    pairs = (line.partition(": ") for line in body.decode(errors="replace").split("\r\n"))
    return {name: value for name, colon, value in pairs if colon}


def inflate(file: BinaryIO, offset: int) -> tuple[bytes, int]:
    """The gzip member at that offset, unpacked, and where it ends. EOFError when the file ends
    before it does, ArchiveDamaged when its bytes are wrong or the disk does not give them."""
    file.seek(offset)
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    end = offset
    while not unpacker.eof:
        try:
            chunk = file.read(_CHUNK)
            parts.append(unpacker.decompress(chunk))
        except (OSError, zlib.error) as exc:
            raise ArchiveDamaged(f"the record at {offset} cannot be unpacked: {exc}") from exc
        if not chunk:
            raise EOFError(f"the file ends within the record at {offset}")
        end += len(chunk)
    return b"".join(parts), end - len(unpacker.unused_data)


def parse(data: bytes) -> StoredRecord:
    """An unpacked record. ArchiveDamaged when it is none, is cut, or fails its digest."""
    stream = BytesIO(data)
    try:
        record = ArcWarcRecordLoader().parse_record_stream(
            stream, known_format="warc", no_record_parse=True
        )
        return _parsed(record)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as exc:
        raise ArchiveDamaged(f"no whole WARC record: {exc}") from exc


def _parsed(record: ArcWarcRecord) -> StoredRecord:
    named: dict[str, str] = {name.lower(): value for name, value in record.rec_headers.headers}
    kind = named.get("warc-type", "unknown")
    block: bytes = record.raw_stream.read()
    if len(block) != int(named.get("content-length", "-1")):
        raise ArchiveDamaged("the record is shorter than it says")
    status, headers, body = _entity(block) if kind in {"response", "revisit"} else (None, (), block)
    digest = named.get("warc-payload-digest", "").removeprefix("sha256:")
    if kind in {"response", "resource"} and sha256(body).hexdigest() != digest:
        raise ArchiveDamaged("the record's bytes do not have its sha256")
    content_type = named.get("content-type")
    first = named.get("warc-refers-to-date")
    if kind in {"response", "revisit"}:
        content_type = next((v for n, v in headers if n.lower() == "content-type"), None)
    return StoredRecord(
        url=named.get("warc-target-uri", ""),
        kind=kind,
        fetched_at=datetime.fromisoformat(named.get("warc-date", "")),
        http_status=status,
        headers=headers,
        content_type=content_type,
        body=body,
        digest=digest,
        record_id=named.get("warc-record-id", ""),
        refers_to=named.get("warc-refers-to"),
        refers_to_date=datetime.fromisoformat(first) if first else None,
        truncated=named.get("warc-truncated"),
    )


def _entity(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, headers and entity of a stored HTTP answer."""
    stream = BytesIO(block)
    head = ArcWarcRecordLoader(verify_http=False).http_parser.parse(stream)
    headers = tuple((str(name), str(value)) for name, value in head.headers)
    return int(head.get_statuscode()), headers, stream.read()


def _torn(file: BinaryIO, offset: int, cause: Exception) -> bool:
    """Whether what is broken there is a record that a kill left unfinished. Damage can look like
    that as well, when a changed byte makes a record seem to go on for ever; but then records
    follow, and nothing is cut. A copy of a WARC file, torn, may count as damage for that."""
    if not isinstance(cause, EOFError):
        return _only_zeros(file, offset)
    return not any(_begins_record(file, place) for place in _magic(file, offset + 1))


def _magic(file: BinaryIO, offset: int) -> Iterator[int]:
    """Where something like a gzip member begins, from the offset on."""
    place, tail = offset, b""
    file.seek(offset)
    while chunk := file.read(_CHUNK):
        text = tail + chunk
        found = text.find(_MEMBER)
        while found >= 0:
            yield place - len(tail) + found
            found = text.find(_MEMBER, found + 1)
        place += len(chunk)
        tail = text[-len(_MEMBER) + 1 :]
        file.seek(place)


def _begins_record(file: BinaryIO, offset: int) -> bool:
    try:
        parse(inflate(file, offset)[0])
    except (ArchiveDamaged, EOFError):
        return False
    return True


def _only_zeros(file: BinaryIO, offset: int) -> bool:
    """Whether nothing but zeros follows: a file made longer whose bytes never came."""
    file.seek(offset)
    while chunk := file.read(_CHUNK):
        if chunk.strip(b"\0"):
            return False
    return True
