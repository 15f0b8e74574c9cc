"""Bytes to text: what kind of document it is, and in which encoding.

The web's rule is followed: any gb label means GB18030 (WHATWG Encoding, gbk decoder).
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from reports.document import Unreadable
from reports.inputs.packaged import OLE, ZIP, ole_kind, zip_kind

Kind = Literal["html", "text", "pdf", "docx", "sheet", "zip", "image"]

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HTML = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|link|script|style|table|div|p|span|font|center"
    rb"|section|article|ul|ol|h[1-6])\b",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"{\\rtf": ("rtf", "RTF 文件，要先用 LibreOffice 转换才能读取。"),
    b"Rar!": ("archive", "RAR 压缩包，目前还不能读取。"),
    b"7z\xbc\xaf": ("archive", "7z 压缩包，目前还不能读取。"),
    b"\x1f\x8b": ("archive", "gzip 压缩文件，目前还不能读取。"),
    b"\x7fELF": ("binary", "可执行文件，不是文档。"),
    b"MZ\x90": ("binary", "可执行文件，不是文档。"),
}

_IMAGES = (  # PNG, JPEG, GIF, TIFF of either byte order, WebP, BMP with the size of its own header
    re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*"),
    re.compile(rb"RIFF....WEBP", re.DOTALL),
    re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00", re.DOTALL),
)


def kind_of(data: bytes) -> Kind:
    """What the bytes are, by their content and not their name; `Unreadable` for the rest."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", "文件是空的。")
    if data.startswith(ZIP):
        return zip_kind(data)
    if data.startswith(OLE):
        return ole_kind(data)
    if any(image.match(data) for image in _IMAGES):
        return "image"
    for magic, reason in _MAGIC.items():
        if data.startswith(magic):
            raise Unreadable(*reason)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:65536].replace(b"\x00", b"").lstrip(codecs.BOM_UTF8 + b" \t\r\n\xfe\xff")
    # a long comment or declaration may stand before the first element
    if _HTML.search(head if head.startswith(b"<") else head[:1024]):
        return "html"
    if b"\x00" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("binary", "二进制文件，不是可以读取的文档。")
    return "text"


def is_html(data: bytes) -> bool:
    """Whether the bytes are an HTML page."""
    try:
        return kind_of(data) == "html"
    except Unreadable:
        return False


_KNOWN = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}


def _codec(label: str | None) -> str | None:
    """The codec for a label; None for labels such as iso-8859-1, which beside Chinese text is
    only a server's default, and for any codec that is no encoding of text."""
    label = (label or "").lower().strip()
    if label.startswith(("gb", "x-gbk", "hz")):
        return "gb18030"
    return _KNOWN.get(label)


def _meta_codec(label: bytes) -> str | None:
    """The codec for a page's own label: one that can be read there at all is no UTF-16."""
    codec = _codec(label.decode("ascii"))
    return "utf-8" if codec is not None and codec.startswith("utf-16") else codec


def decode(data: bytes, content_type: str | None = None) -> str:
    """Text of ``data``: byte order mark, HTTP charset, meta charset, UTF-8, GB18030, Big5, in
    that order; a wrong label is passed over. Undecodable bytes become U+FFFD, never an error, and
    NULs, which no text has and no database takes, are dropped."""
    return _decoded(data, content_type).replace("\x00", "")


def _decoded(data: bytes, content_type: str | None) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace")
    http = _CHARSET.search(content_type or "")
    meta = _META.search(data[:4096])
    candidates = [_codec(http[1]) if http else None, _meta_codec(meta[1]) if meta else None]
    named = [codec for codec in candidates if codec]
    for name in [*named, "utf-8", "gb18030", "big5hkscs"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    # no label fits to the last byte: a page cut or patched by hand; the best label wins
    trials = [data.decode(name, "replace") for name in [*named, "utf-8", "gb18030"]]
    return min(trials, key=lambda text: text.count("\ufffd"))
