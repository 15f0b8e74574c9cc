"""Documents that people upload: what is taken, how it is kept, and that it is known again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from archive import audit, snapshots, tables
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import DeskError
from archive.settings import Settings
from archive.uploads import kind_of, upload
from archive.verify import adopt_orphans
from archive.warc import WarcStore

BY = Actor("wang", 1)
URL = "http://www.example.gov.cn/nb/2023.pdf"
PDF = b"%PDF-1.4 a report"
PAGE = "<!DOCTYPE html><title>年报</title>".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TODAY = datetime.now(UTC).date()


def _zip(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "x")
    return packed.getvalue()


WORD = _zip("word/document.xml")
TAKEN: Mapping[str, bytes] = {
    "pdf": PDF, "html": PAGE, "docx": WORD, "doc": OLE + "WordDocument".encode("utf-16-le"),
}  # fmt: skip


def _put(settings: Settings, catalog: Catalog, **other: object) -> snapshots.Kept:
    told = {
        "body": PDF, "name": "C:\\年报\\2023.exe", "url": URL, "published": "2024-01-31",
        "reason": "邮件收到",
    }  # fmt: skip
    return upload(settings, catalog, BY, **{**told, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", TAKEN)
def test_its_bytes_say_what_it_is(kind: str) -> None:
    """Whatever it is called."""
    assert kind_of(TAKEN[kind]) == kind


@pytest.mark.parametrize(
    "body",
    [b"", b"plain text", OLE, _zip("xl/workbook.xml"), b"PK\x03\x04 broken", b"\x7fELF\0<html>",
     b"MZ\x90\0", b"GIF89a"],
)  # fmt: skip
def test_what_is_not_taken(body: bytes) -> None:
    """Text, spreadsheets, archives, programs and pictures."""
    assert kind_of(body) is None


@given(st.binary(max_size=400))
def test_no_bytes_are_a_fault_of_ours(body: bytes) -> None:
    """Anything at all is one of the kinds, or none."""
    assert kind_of(body) in {None, *TAKEN}


def test_it_is_kept_with_what_was_said(settings: Settings, catalog: Catalog) -> None:
    """As a local file of the address, marked as uploaded, with its day; the log has the rest."""
    kept = _put(settings, catalog)
    with catalog.read() as conn:
        (found,) = snapshots.all_(conn)
        (entry,) = audit.entries(conn, 9)
    assert (kept.new, found.url, found.http_status, found.crawl_state) == (
        True, URL, None, "uploaded",
    )  # fmt: skip
    assert (found.published_hint, found.file_name, found.content_type) == (
        date(2024, 1, 31), "2023.exe", "application/pdf",
    )  # fmt: skip
    assert (entry.action, entry.target, entry.who) == ("document.add", found.id, "wang")


def test_it_waits_to_be_read(settings: Settings, catalog: Catalog) -> None:
    """Like whatever else was kept whole; the same file again is no second one."""
    _put(settings, catalog)
    again = _put(settings, catalog)
    with catalog.read() as conn:
        waiting = snapshots.unread(conn, "7")
    assert (again.new, len(waiting)) == (False, 1)


def test_its_record_alone_tells_the_same(settings: Settings, catalog: Catalog) -> None:
    """Where its row is lost, it comes back from the WARC file as it was; no visit is made of it."""
    kept = _put(settings, catalog)
    with catalog.begin() as conn:
        conn.execute(delete(tables.snapshots))
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    adopted = adopt_orphans(store, catalog)
    store.close()
    with catalog.read() as conn:
        (found,) = snapshots.all_(conn)
        met = conn.execute(select(tables.visits)).all()
    assert (adopted, found, met) == ([kept.snapshot.id], kept.snapshot, [])


@pytest.mark.parametrize(
    ("other", "sentence"),
    [({"body": b""}, "没有选择文件"), ({"body": b"text"}, "只收网页"), ({"url": "file:///etc/x"}, "不是"),
     ({"url": "http://a.cn/\n"}, None), ({"url": "http://a.cn/" + "x" * 2000}, "不是"),
     ({"published": "昨天"}, "公布日期"), ({"published": "1999-01-01"}, "公布日期"),
     ({"published": (TODAY + timedelta(days=2)).isoformat()}, "公布日期"), ({"reason": " "}, "理由")],
)  # fmt: skip
def test_what_cannot_be(
    settings: Settings, catalog: Catalog, other: dict[str, object], sentence: str | None
) -> None:
    """Said in a sentence, and nothing is kept. (Blanks around an address are no fault.)"""
    if sentence is None:
        assert _put(settings, catalog, **other).snapshot.url == "http://a.cn/"
        return
    with pytest.raises(DeskError, match=sentence):
        _put(settings, catalog, **other)
    with catalog.read() as conn:
        assert snapshots.all_(conn) == []


def test_a_file_that_is_too_large(settings: Settings, catalog: Catalog) -> None:
    """The limit is that of all documents."""
    small = settings.model_copy(update={"max_document_bytes": 1 << 20})
    with pytest.raises(DeskError, match="文件太大：最多 1 MB"):
        _put(small, catalog, body=PDF + bytes(1 << 20))
    assert list(settings.warc_dir.glob("*")) == []
