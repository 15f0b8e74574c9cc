"""Archived originals: the very bytes, in headers that keep them from doing anything.

A page kept from a web site is hostile by assumption. It goes out sandboxed (an origin of its
own, no script, no form), without our cookies, and only as a type a browser shows safely;
everything else is a download.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from flask import Response

from portal.security import ORIGINAL_POLICY

SHOWN: Mapping[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "xhtml",
    "text/plain": "txt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
}
"""Types shown in the browser, with the ending of a saved file."""
DOWNLOADED: Mapping[str, str] = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""Types sent with their name but as a download: browsers refuse a PDF in a sandbox."""
_CHARSETS = frozenset(("utf-8", "gb2312", "gbk", "gb18030", "big5", "utf-16", "us-ascii"))
_ENCODINGS = frozenset(("gzip", "deflate", "br", "zstd"))


def safe_type(content_type: str | None) -> tuple[str, str | None, str]:
    """(type to send, charset, file ending) of a kept Content-Type; octet-stream if unsafe."""
    name, _, rest = (content_type or "").partition(";")
    mime = name.strip().lower()
    ending = SHOWN.get(mime) or DOWNLOADED.get(mime)
    if ending is None:
        return "application/octet-stream", None, "bin"
    return mime, _charset(rest), ending


def is_shown(content_type: str | None) -> bool:
    """Whether a browser shows it, sandboxed; else it is a download."""
    return safe_type(content_type)[0] in SHOWN


def _charset(parameters: str) -> str | None:
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        charset = value.strip().strip("\"'").lower()
        if name.strip().lower() == "charset" and charset in _CHARSETS:
            return charset
    return None


def _is_coded(body: bytes, coding: str) -> bool:
    """Whether the bytes may be what their header claims: some sites say gzip and send plain
    bytes, which a browser that is told so refuses to show."""
    return coding != "gzip" or body.startswith(b"\x1f\x8b")


def original_response(
    body: bytes,
    content_type: str | None,
    name: str,
    headers: Iterable[tuple[str, str]] = (),
    sha256: str | None = None,
) -> Response:
    """The answer that carries archived bytes; ``name`` is the file's name without ending,
    ``headers`` those that came with the bytes (only a content coding is passed on) and ``sha256``
    their digest in hex, sent along after RFC 9530."""
    mime, charset, ending = safe_type(content_type)
    response = Response(body)
    response.headers["Content-Type"] = f"{mime}; charset={charset}" if charset else mime
    shown = "inline" if mime in SHOWN else "attachment"
    response.headers["Content-Disposition"] = (
        f"{shown}; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"
    )
    coding = next((v.strip().lower() for k, v in headers if k.lower() == "content-encoding"), "")
    if coding in _ENCODINGS and _is_coded(body, coding):
        response.headers["Content-Encoding"] = coding
    if sha256 is not None:  # of the bytes as they are sent, coded or not
        response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    response.headers["Content-Security-Policy"] = ORIGINAL_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
