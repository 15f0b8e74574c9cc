"""ZIP files and the members in them, opened within limits.

Sizes are checked as the directory of the file declares them, before anything is unpacked; the
standard library then never unpacks more of a member than was declared. XML that declares entities
(the way of XML bombs) is refused: no office document has any.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from reports.document import Unreadable

MAX_UNPACKED = 200 << 20  # bytes, all members together
MAX_RATIO = 200  # unpacked to packed; deflate itself reaches 1,032
MAX_XML = 64 << 20  # bytes of one XML part; parsed it takes about ten times that
_ALWAYS_FINE = 10 << 20  # bytes; less than this harms nobody, however well it packs
_MAX_ENTRIES = 5000
_ENTRY = b"PK\x01\x02"  # begins each entry of the directory
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, IndexError,
    OverflowError, RuntimeError,
)  # fmt: skip
_UTF8_NAME = 0x800  # the flag of a member whose name is in UTF-8
_DOCTYPES = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive in the bytes; `Unreadable` (damaged, bomb) when it is broken, or would unpack
    to more than `MAX_UNPACKED` bytes or `MAX_RATIO` times its size."""
    if data.count(_ENTRY) > _MAX_ENTRIES:
        raise Unreadable("bomb", f"压缩包里的文件超过 {_MAX_ENTRIES} 个。")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BROKEN as exc:
        raise Unreadable("damaged", "压缩包已损坏，打不开。") from exc
    if not all(info.filename for info in archive.infolist()):
        raise Unreadable("damaged", "压缩包已损坏，里面的文件没有名字。")
    total = sum(info.file_size for info in archive.infolist())
    if total > MAX_UNPACKED:
        raise Unreadable("bomb", f"压缩包解开后有 {total} 字节，超过 {MAX_UNPACKED} 字节。")
    if total > _ALWAYS_FINE and total > MAX_RATIO * len(data):
        raise Unreadable("bomb", f"压缩包解开后是原来的 {total // len(data)} 倍，不予解开。")
    return archive


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the flag for UTF-8, Chinese programs write GBK."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's bytes; `Unreadable` (encrypted, damaged) when they cannot be had."""
    if info.flag_bits & 0x1:
        raise Unreadable("encrypted", "压缩包加了密码，打不开。")
    if info.compress_type not in _METHODS:
        raise Unreadable("archive", "压缩包用了不常见的压缩方法，目前还不能读取。")
    try:
        return archive.read(info)
    except _BROKEN as exc:
        raise Unreadable("damaged", "压缩包里的文件已损坏，解不开。") from exc


def read_xml(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of an XML part, None when there is none; `Unreadable` (too_large, bomb) when it
    is larger than `MAX_XML` or declares a document type."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > MAX_XML:
        raise Unreadable("too_large", f"文件正文有 {info.file_size} 字节，超过 {MAX_XML} 字节。")
    data = read_member(archive, info)
    if any(mark in data for mark in _DOCTYPES):
        raise Unreadable("bomb", "文件里的 XML 带有实体声明，不予展开。")
    return data
