"""What an office package is: the files that ZIP and OLE, the two wrappings, hold."""

from __future__ import annotations

from typing import Literal

from reports.document import Unreadable
from reports.inputs.zipped import open_zip, read_member

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
_LEGACY = "旧版 Office 文件（DOC、WPS），要先用 LibreOffice 转换才能读取。"
_STREAMS = ("WordDocument", "Workbook", "Book")


def zip_kind(data: bytes) -> Literal["docx", "sheet", "zip"]:
    """What a ZIP file is, by the names in it; `Unreadable` for what is no document."""
    with open_zip(data) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            if any(name.startswith("word/") for name in names):
                return "docx"
            if any(name.startswith("xl/") for name in names):
                return "sheet"
            raise Unreadable("office_other", "演示文稿一类的文件，不是可以读取的文档。")
        if names and names[0] == "mimetype":
            raise _by_mimetype(read_member(archive, archive.infolist()[0])[:100])
        if "OFD.xml" in names:
            raise Unreadable("ofd", "OFD 文件，目前还不能读取。")
    if not names:
        raise Unreadable("empty", "压缩包是空的。")
    return "zip"


def _by_mimetype(mimetype: bytes) -> Unreadable:
    """Why an OpenDocument file or an e-book cannot be read here."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return Unreadable("opendocument", "ODT 文件，要先用 LibreOffice 转换才能读取。")
    return Unreadable("office_other", "演示文稿、电子书一类的文件，不是可以读取的文档。")


def ole_kind(data: bytes) -> Literal["sheet"]:
    """``sheet`` for an XLS workbook; `Unreadable` with ``encrypted`` for a protected package and
    ``office_legacy`` for the rest. The stream that comes first in the file's directory tells,
    for a text may have a workbook inside, and the other way round."""
    if _directory_name("EncryptedPackage") in data:
        raise Unreadable("encrypted", "Office 文件加了密码，打不开。")
    places = sorted((data.find(_directory_name(name)), name) for name in _STREAMS)
    first = next((name for place, name in places if place >= 0), "WordDocument")
    if first == "WordDocument":
        raise Unreadable("office_legacy", _LEGACY)
    return "sheet"


def _directory_name(name: str) -> bytes:
    """A stream's name as an OLE directory holds it."""
    return f"{name}\x00".encode("utf-16-le")
