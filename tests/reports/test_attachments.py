"""Documents that a page carries: how they are linked, and which is the report."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.attachments import NAMES_REPORT, file_name, find_attachments, link_name
from reports.model import Attachment

PAGE = "http://www.example.gov.cn/xxgk/nb/202401/t20240131_1.html"
FOLDER = "http://www.example.gov.cn/xxgk/nb/202401"
NAME = "某县水利局2023年政府信息公开工作年度报告"


def _found(body: str, url: str | None = PAGE) -> list[Attachment]:
    return list(find_attachments(f"<html><body>{body}</body></html>".encode(), url))


def _one(body: str, url: str | None = PAGE) -> tuple[str, str, str, str]:
    (found,) = _found(body, url)
    return found.url, found.text, found.kind, found.found


@pytest.mark.parametrize(
    "kind", ["pdf", "doc", "docx", "wps", "xls", "xlsx", "ofd", "rtf", "zip", "PDF", "Docx"]
)
def test_every_kind_of_document_is_found(kind: str) -> None:
    """By its ending, in whatever case."""
    assert _one(f'<a href="./a.{kind}">{NAME}</a>') == (
        f"{FOLDER}/a.{kind}", NAME, kind.lower(), "link",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "url", "found"),
    [
        ('<a href="/a.pdf?v=2#page=1">x</a>', "http://www.example.gov.cn/a.pdf?v=2", "link"),
        ('<iframe src="/a.pdf"></iframe>', "http://www.example.gov.cn/a.pdf", "frame"),
        ('<embed src="a.pdf">', f"{FOLDER}/a.pdf", "frame"),
        ('<object data="a.pdf"></object>', f"{FOLDER}/a.pdf", "frame"),
        ("<a onclick=\"window.open('a.pdf')\">x</a>", f"{FOLDER}/a.pdf", "script"),
        ('<td onclick=\'location.href="../b.doc"\'>x</td>',
         "http://www.example.gov.cn/xxgk/nb/b.doc", "script"),
        ("<a href=\"javascript:down('a.xls')\">x</a>", f"{FOLDER}/a.xls", "script"),
        ('<script>PDFObject.embed("\\/u\\/a.pdf", "#v")</script>',
         "http://www.example.gov.cn/u/a.pdf", "script"),
        ('<div data-src="a.pdf"></div>', f"{FOLDER}/a.pdf", "script"),
        ('<iframe src="/pdfjs/web/viewer.html?file=../../u/a.pdf"></iframe>',
         "http://www.example.gov.cn/u/a.pdf", "viewer"),
        ('<a href="/view?file=http%3A%2F%2Ffile.example.gov.cn%2Fa.pdf">x</a>',
         "http://file.example.gov.cn/a.pdf", "viewer"),
        ('<a href="/down.jsp?id=3&amp;name=a.doc">x</a>',
         "http://www.example.gov.cn/down.jsp?id=3&name=a.doc", "link"),
        ('<a href="\\u\\a.doc">x</a>', "http://www.example.gov.cn/u/a.doc", "link"),
        ('<base href="http://other.gov.cn/x/"><a href="a.doc">x</a>',
         "http://other.gov.cn/x/a.doc", "link"),
    ],
)  # fmt: skip
def test_ways_to_carry_a_document(body: str, url: str, found: str) -> None:
    """Links, frames, scripts and viewers, each with the document's own address."""
    assert [(item.url, item.found) for item in _found(body)] == [(url, found)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_percent_encoded_name_is_read(encoding: str) -> None:
    """The file's own name counts where the link says 下载 alone."""
    (found,) = _found(f'<a href="/u/{quote(NAME.encode(encoding))}.pdf">下载</a>')
    assert (file_name(found.url), found.score >= NAMES_REPORT) == (f"{NAME}.pdf", True)


def test_a_chinese_name_is_found_as_printed() -> None:
    """An address in Chinese is left as it is."""
    assert _one(f'<a href="/u/{NAME}.pdf"><img src="x.gif"></a>') == (
        f"http://www.example.gov.cn/u/{NAME}.pdf", f"{NAME}.pdf", "pdf", "link",
    )  # fmt: skip


def test_a_title_speaks_for_words_cut_short() -> None:
    """The list shows 某县水利局2023年…, its title the whole."""
    assert _one(f'<a href="a.pdf" title="{NAME}">某县水利局2023年…</a>')[1] == NAME


def test_an_address_linked_twice_is_found_once() -> None:
    """With the words that say more."""
    assert [
        item.text for item in _found(f'<a href="a.pdf">下载</a><a href="a.pdf">{NAME}</a>')
    ] == [NAME]


@pytest.mark.parametrize(
    "body",
    [
        '<div class="footer"><a href="a.pdf">使用帮助</a></div>',
        '<nav><a href="a.pdf">网站地图</a></nav>',
        '<a href="http://get.adobe.com/reader.zip">下载Adobe Reader</a>',
        '<a href="a.doc">政府信息公开申请表</a>',
    ],
)
def test_furniture_and_other_papers_score_low(body: str) -> None:
    """Below nought: not what the page is about."""
    assert [item.score < 0 for item in _found(body)] == [True]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="a.html">年报</a>',
        '<a href="mailto:a@b.pdf">x</a>',
        '<a href="http://[bad/a.pdf">x</a>',
        '<a href="file:///c:/a.pdf">x</a>',
        "<p>报告.pdf</p>",
    ],
)
def test_what_is_no_document_is_left(body: str) -> None:
    """Pages, letters, broken addresses and files of the author's own machine."""
    assert _found(body) == []


def test_without_an_address_only_absolute_links_count() -> None:
    """A local page does not say where its relative links lead."""
    body = '<a href="a.pdf">x</a><a href="http://a.gov.cn/b.pdf">y</a>'
    assert [item.url for item in _found(body, None)] == ["http://a.gov.cn/b.pdf"]


def test_a_gbk_page_is_decoded() -> None:
    """By the label of its answer."""
    body = f'<html><a href="a.pdf">{NAME}</a></html>'.encode("gbk")
    assert find_attachments(body, PAGE, "text/html; charset=gb2312")[0].text == NAME


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 a.pdf", b"PK\x03\x04", b"a.pdf", b"\x00\x01"])
def test_other_bytes_carry_nothing(data: bytes) -> None:
    """Only HTML has links."""
    assert find_attachments(data, PAGE) == ()


def test_names_lose_their_ending_and_their_number() -> None:
    """附件1：….pdf is named as the report is."""
    assert link_name(f"附件1：{NAME}.PDF") == NAME


def test_hostile_nesting_is_read_quickly() -> None:
    """Thousands of open elements and of quotes cost no more than their length."""
    body = "<div onclick=\"f('a.pdf')\">" * 3000 + "<script>" + "'\"" * 50_000 + ".pdf</script>"
    assert len(_found(body)) == 1


@given(st.binary(max_size=200), st.text(max_size=40))
def test_never_raises(data: bytes, href: str) -> None:
    """Whatever the bytes, the addresses and the page's own address."""
    body = b'<html><base href="' + data + b'"><a href="' + href.encode("utf-8", "replace")
    for url in (None, PAGE, href):
        find_attachments(body + b'.pdf">x</a>' + data, url)
