"""Documents that people upload: HTML, PDF, DOC and DOCX, told by their bytes and never by a name.

One is kept like a file that is imported, as a record of the WARC store, under the address at which
it was published; its record says that it was uploaded, and the day of publication that was given.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Literal
from zipfile import BadZipFile, ZipFile

from archive.addresses import host_of
from archive.audit import Actor, note
from archive.catalog import Catalog
from archive.desk import given_reason
from archive.errors import DeskError
from archive.keep import Arrival, keep_all
from archive.records import UPLOADED, Kept
from archive.settings import Settings
from archive.warc import WarcStore

Kind = Literal["html", "pdf", "doc", "docx"]

TYPES: Mapping[Kind, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The media type of each kind that is taken."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")
_PDF_WITHIN = 1024  # bytes in which a PDF's head stands, as readers take it
_HTML_WITHIN = 8192
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p)[\s>]", re.IGNORECASE
)
_MOST_NAME, _MOST_ADDRESS, _TOLD = 200, 2000, 200
_FIRST_YEAR = 2008  # the regulations of 2007 came into force on 1 May 2008


def kind_of(body: bytes) -> Kind | None:
    """What the bytes are; None for what is not taken."""
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith(_OLE):
        return "doc" if _WORD in body else None
    if body.startswith(b"PK\x03\x04"):
        return "docx" if _is_docx(body) else None
    start = body[:_HTML_WITHIN]
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.replace(b"\0", b"") if wide else start
    return "html" if b"\0" not in text and _TAG.search(text) else None


def upload(
    settings: Settings,
    catalog: Catalog,
    by: Actor,
    *,
    body: bytes,
    name: str,
    url: str,
    published: str,
    reason: str,
) -> Kept:
    """Keeps a document that was published at ``url`` on the day ``published`` (ISO); known bytes
    at that address make no second one. DeskError for what cannot be taken."""
    why, address = given_reason(reason), _address(url)
    day, kind = _day(published), kind_of(body)
    if not body:
        raise DeskError("没有选择文件，或者文件是空的。")
    if len(body) > settings.max_document_bytes:
        most = settings.max_document_bytes >> 20
        raise DeskError("文件太大：最多 %(most)s MB。", most=most)
    if kind is None:
        raise DeskError("只收网页（HTML）、PDF、DOC 和 DOCX；按内容看，这个文件都不是。")
    arrival = Arrival(
        url=address, body=body, content_type=TYPES[kind], file_name=_file_name(name, kind),
        crawl_state=UPLOADED, published=day,
    )  # fmt: skip
    # a file of its own, closed at once: the portal's processes hold none open
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    try:
        (kept,) = keep_all(store, catalog, [arrival])
    finally:
        store.close()
    told = {
        "url": address, "published_on": day.isoformat(), "sha256": kept.snapshot.sha256,
        "new": kept.new, "reason": why,
    }  # fmt: skip
    with catalog.begin() as conn:
        note(conn, by, "document.add", kept.snapshot.id, None, told)
    return kept


def _address(url: str) -> str:
    wanted = url.strip()
    if host_of(wanted) is None or len(wanted) > _MOST_ADDRESS or not wanted.isprintable():
        raise DeskError("%(url)s 不是 http 或 https 地址。", url=wanted[:_TOLD])
    return wanted


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise DeskError("公布日期要写成 2024-01-31 的样子。") from None
    if not date(_FIRST_YEAR, 1, 1) <= day <= datetime.now(UTC).date():
        raise DeskError("公布日期不能早于 2008 年，也不能晚于今天。")
    return day


def _file_name(name: str, kind: Kind) -> str:
    """The last part of the name that the browser gave, from whatever system."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-_MOST_NAME:] or f"upload.{kind}"


def _is_docx(body: bytes) -> bool:
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            return "word/document.xml" in packed.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False
