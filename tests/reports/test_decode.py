"""From bytes to text: kinds of documents and their encodings."""

from __future__ import annotations

import codecs
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.decode import decode, kind_of
from reports.document import Unreadable

TEXT = "某某市水务局二〇二三年政府信息公开工作年度报告，共受理申请三件。"
TRADITIONAL = "某某市水務局政府資訊公開年報"


def _page(label: str, text: str = TEXT) -> str:
    return f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'


def _zip(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides(bom: bytes, encoding: str) -> None:
    """The mark outranks every label and is no part of the text."""
    assert decode(bom + TEXT.encode(encoding), "text/plain; charset=big5") == TEXT


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "x-gbk", "utf-8", "UTF8"])
def test_the_meta_label_is_followed(label: str) -> None:
    """A page in the encoding its own head names."""
    page = _page(label)
    encoding = "utf-8" if label.lower().startswith("utf") else "gb18030"
    assert decode(page.encode(encoding)) == page


def test_a_gb2312_label_means_gb18030() -> None:
    """Characters beyond GB 2312 (喆, 㐂, 𠮷) are read under its label, as browsers do."""
    page = _page("gb2312", "朱喆㐂𠮷")
    assert decode(page.encode("gb18030")) == page


def test_the_http_charset_comes_before_the_meta_label() -> None:
    """Header and head disagree: the header is right here."""
    page = _page("big5")
    assert decode(page.encode("gb18030"), "text/html; charset=GBK") == page


def test_an_iso_8859_1_header_is_only_a_default() -> None:
    """A server's default charset says nothing about a Chinese page."""
    page = _page("gbk")
    assert decode(page.encode("gb18030"), "text/html; charset=ISO-8859-1") == page


@pytest.mark.parametrize("label", ["gb2312", "big5", "no-such-charset", "rot13", "base64"])
def test_a_wrong_label_on_utf_8_is_passed_over(label: str) -> None:
    """The bytes are UTF-8 whatever the head says; a label that is no text encoding does no harm."""
    page = _page(label, TEXT * 3)
    assert decode(page.encode()) == page


def test_a_utf_8_label_on_gbk_bytes_is_passed_over() -> None:
    """The bytes are GBK whatever the head says."""
    page = _page("utf-8")
    assert decode(page.encode("gbk")) == page


@pytest.mark.parametrize("end", ["", " "])
def test_a_utf_16_label_in_the_page_cannot_be_true(end: str) -> None:
    """A head that could be read byte by byte is no UTF-16; the page is UTF-8, of odd length or even."""
    page = _page("utf-16") + end
    assert decode(page.encode()) == page


def test_big5_by_its_label() -> None:
    """A Big5 page is read when it says so."""
    page = _page("big5", TRADITIONAL)
    assert decode(page.encode("big5")) == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_without_a_label(encoding: str) -> None:
    """UTF-8 is recognised by its form; what is not UTF-8 is GB 18030."""
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_byte_cut_off_costs_a_character_not_the_page(encoding: str) -> None:
    """A page cut within its last character keeps its encoding."""
    page = _page(encoding)
    cut = page.encode(encoding) + "年".encode(encoding)[:1]
    assert decode(cut) == page + "\ufffd"


def test_nuls_are_dropped() -> None:
    """No text has NULs, and databases refuse them."""
    assert decode(b"<p>\xe5\xb9\xb4\x00\xe6\x8a\xa5</p>") == "<p>年报</p>"


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=gbk", "charset=\xff"]))
def test_no_bytes_break_decoding(data: bytes, content_type: str | None) -> None:
    """Any bytes make a text that can be written as UTF-8 again."""
    assert decode(data, content_type).encode("utf-8") is not None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    """What is written in UTF-8 is read unchanged."""
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\n\n junk %PDF-1.4", "pdf"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\xef\xbb\xbf \n<HTML>", "html"),
        (b"<span>x</span>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"<!-- " + b"x" * 5000 + b" --><html>", "html"),
        ("<html><p>年报".encode("utf-16"), "html"),
        ("年报\t0".encode("utf-16"), "text"),
        ("年度报告，数量<10件".encode(), "text"),
        (b"# report", "text"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0JFIF", "image"),
        (b"GIF89a", "image"),
        (b"MM\x00*\x00\x00\x00\x08", "image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image"),
        (b"BM" + bytes(12) + b"\x28" + bytes(3), "image"),
        ("BMI 统计年度报告".encode(), "text"),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, kind: str) -> None:
    """Marks of a kind count where they may stand, names of files never."""
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\x00\x00", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office_legacy"),
        (b"{\\rtf1\\ansi x}", "rtf"),
        (b"Rar!\x1a\x07", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"PK\x03\x04" + bytes(200), "damaged"),
        (_zip("word/document.xml")[:-30], "damaged"),
        (b"\x7fELF\x02", "binary"),
        (b"MZ\x90\x00", "binary"),
        (b"abc\x00\x01\x02", "binary"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    """Each kind that is not read has its own stable code."""
    with pytest.raises(Unreadable) as caught:
        kind_of(data)
    assert caught.value.code == code


def test_a_file_stored_in_a_zip_does_not_name_its_kind() -> None:
    """A PDF stored at the head of an archive does not make the archive a PDF."""
    with pytest.raises(Unreadable) as caught:
        kind_of(b"PK\x03\x04" + bytes(26) + b"%PDF-1.4")
    assert caught.value.code == "damaged"


@given(st.binary(max_size=400))
def test_no_zip_directory_breaks_the_look(data: bytes) -> None:
    """A made-up archive is damaged, never an error."""
    with pytest.raises(Unreadable):
        kind_of(b"PK\x03\x04" + data)
