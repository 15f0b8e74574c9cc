"""WARC/1.1 records, each made as one whole gzip member.

Every record carries its block's sha256, and a response or resource its payload's, in hex. What
a site sent goes in byte for byte but for what would break a header line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from urllib.parse import quote, urlsplit
from uuid import uuid4

from w3lib.url import safe_url_string
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.columns import storable

Headers = Sequence[tuple[str, str]]

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>]")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*")
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
_HTTP = "application/http; msgtype="
_FIELDS = "application/warc-fields"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def one_line(text: str) -> str:
    """The text as it fits into a header: control characters are blanks, no lone surrogate."""
    return _CONTROL.sub(" ", storable(text)).strip()


def address(url: str) -> str:
    """The address as it fits into a header, and as it is asked for: a web address is a URI
    (other letters percent-encoded in UTF-8, hosts in IDNA); of any other white space, control
    characters and angle brackets are percent-encoded."""
    url = _UNSAFE.sub(lambda match: quote(match[0]), storable(url.strip()))
    if _PLAIN.fullmatch(url) or not url.startswith(("http://", "https://")):
        return url
    try:
        return str(safe_url_string(url))
    except ValueError:  # a host that is none
        return url


def record_id() -> str:
    """A new WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(moment: datetime) -> str:
    """A time as WARC-Date, in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _member(
    kind: str, headers: Mapping[str, str | None], block: bytes, content_type: str | None
) -> bytes:
    """A whole record as one gzip member."""
    named = [("WARC-Type", kind)]
    named += [(name, one_line(value)) for name, value in headers.items() if value is not None]
    named.append(("WARC-Block-Digest", f"sha256:{sha256(block).hexdigest()}"))
    record = ArcWarcRecord(
        "warc",
        "warcinfo",  # to warcio's writer: it drops a revisit's block, adds digests to others
        StatusAndHeaders("", named, protocol="WARC/1.1"),
        BytesIO(block),
        None,
        one_line(content_type) if content_type else None,
        len(block),
    )
    record.payload_length = len(block)
    target = BytesIO()
    WARCWriter(target, gzip=True, warc_version="WARC/1.1").write_record(record)
    return target.getvalue()


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{one_line(name)}: {one_line(value)}" for name, value in headers)]
    text = "\r\n".join(lines) + "\r\n\r\n"
    try:
        return text.encode("latin-1")  # how HTTP libraries hand over the bytes of a header
    except UnicodeEncodeError:
        return text.encode()


def warcinfo(file_name: str, moment: datetime) -> bytes:
    """The record that opens a file."""
    headers = {
        "WARC-Record-ID": record_id(),
        "WARC-Date": warc_date(moment),
        "WARC-Filename": file_name,
    }
    fields = {"software": "nianbao", "format": "WARC File Format 1.1"}
    return _member("warcinfo", headers, _fields(fields), _FIELDS)


def response(
    identity: str,
    url: str,
    *,
    status: int,
    reason: str,
    headers: Headers,
    body: bytes,
    fetched_at: datetime,
    truncated: str | None,
) -> bytes:
    """What a server answered, headers and entity as received."""
    named = {
        "WARC-Record-ID": identity,
        "WARC-Date": warc_date(fetched_at),
        "WARC-Target-URI": url,
        "WARC-Truncated": truncated,
        "WARC-Payload-Digest": f"sha256:{sha256(body).hexdigest()}",
    }
    block = _head(f"HTTP/1.1 {status} {one_line(reason)}", headers) + body
    return _member("response", named, block, _HTTP + "response")


def request(url: str, headers: Headers, fetched_at: datetime, answer: str) -> bytes:
    """What we asked, without credentials; ``answer`` is the id of the response's record."""
    sent = [(name, value) for name, value in headers if name.lower() not in _SECRET]
    named = {
        "WARC-Record-ID": record_id(),
        "WARC-Date": warc_date(fetched_at),
        "WARC-Target-URI": url,
        "WARC-Concurrent-To": answer,
    }
    return _member("request", named, _head(f"GET {_path(url)} HTTP/1.1", sent), _HTTP + "request")


def resource(
    identity: str,
    uri: str,
    *,
    content_type: str | None,
    body: bytes,
    fetched_at: datetime,
    truncated: str | None,
) -> bytes:
    """A file that did not come over HTTP."""
    named = {
        "WARC-Record-ID": identity,
        "WARC-Date": warc_date(fetched_at),
        "WARC-Target-URI": uri,
        "WARC-Truncated": truncated,
        "WARC-Payload-Digest": f"sha256:{sha256(body).hexdigest()}",
    }
    return _member("resource", named, body, content_type)


def metadata(
    uri: str, fields: Mapping[str, str], fetched_at: datetime, refers_to: str | None
) -> bytes:
    """What we were told about the record ``refers_to``, as named fields."""
    named = {
        "WARC-Record-ID": record_id(),
        "WARC-Date": warc_date(fetched_at),
        "WARC-Target-URI": uri,
        "WARC-Refers-To": refers_to,
    }
    return _member("metadata", named, _fields(fields), _FIELDS)


def revisit(
    identity: str,
    url: str,
    *,
    status: int,
    reason: str,
    headers: Headers,
    digest: str | None,
    fetched_at: datetime,
    first_fetched_at: datetime,
) -> bytes:
    """That the payload fetched at that first time was met again at the same address: the same
    bytes, of sha256 ``digest`` in hex, or with None that the server said so (304) and sent
    none."""
    named = {
        "WARC-Record-ID": identity,
        "WARC-Date": warc_date(fetched_at),
        "WARC-Target-URI": url,
        "WARC-Profile": _SAME_PAYLOAD if digest else _NOT_MODIFIED,
        "WARC-Refers-To-Target-URI": url,
        "WARC-Refers-To-Date": warc_date(first_fetched_at),
        "WARC-Payload-Digest": f"sha256:{digest}" if digest else None,
    }
    block = _head(f"HTTP/1.1 {status} {one_line(reason)}", headers)
    return _member("revisit", named, block, _HTTP + "response")


def _fields(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {one_line(value)}\r\n" for name, value in fields.items()).encode()
