"""What pages hold and lead to: files, viewers, frames, windows and redirects."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families.embedded import Inside, look_inside
from tests.crawler.made_lists import HOST, TITLE

PAGE = f"{HOST}/zwgk/2023/100.html"


def inside(html: str) -> Inside:
    """What is inside a page."""
    return look_inside(f"<html><body>{html}</body></html>".encode(), PAGE)


@pytest.mark.parametrize("kind", ["pdf", "doc", "docx", "wps", "xls", "xlsx", "ofd", "zip"])
def test_files_are_found(kind: str) -> None:
    """Every kind of file that reports come in, and that it names a report."""
    (file,) = inside(f'<a href="files/r.{kind}">{TITLE}.{kind}</a>').files
    assert (file.url, file.report) == (f"{HOST}/zwgk/2023/files/r.{kind}", True)


def test_a_viewer_is_seen_through() -> None:
    """viewer.html?file=….pdf stands for the file."""
    (file,) = inside('<iframe src="/pdfjs/web/viewer.html?file=/files/r.pdf"></iframe>').files
    assert (file.url, file.how) == (f"{HOST}/files/r.pdf", "viewer")


def test_a_file_in_an_opened_window_is_found() -> None:
    """window.open of a file is that file."""
    (file,) = inside("<a onclick=\"window.open('/files/r.pdf')\">查看</a>").files
    assert file.url == f"{HOST}/files/r.pdf"


def test_frames_and_windows_with_pages_are_found() -> None:
    """A page in a frame or a window is to be looked at once."""
    found = inside('<iframe src="body.html"></iframe><a onclick="window.open(\'w.html\')">全文</a>')
    assert [(frame.url, frame.how) for frame in found.frames] == [
        (f"{HOST}/zwgk/2023/body.html", "frame"), (f"{HOST}/zwgk/2023/w.html", "window"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0;url=/new/1.html">',
        "<meta HTTP-EQUIV=Refresh content=\"3; URL='/new/1.html'\">",
        "<script>location.href='/new/1.html';</script>",
        '<script>window.location = "/new/1.html"</script>正在跳转',
        '<script>top.location.replace("/new/1.html")</script>',
    ],
)
def test_a_signpost_sends_on(html: str) -> None:
    """Meta and script redirects of a page that holds nothing else."""
    redirect = inside(html).redirect
    assert redirect is not None
    assert redirect.url == f"{HOST}/new/1.html"


def test_a_script_on_a_full_page_is_no_redirect() -> None:
    """A page with text of its own stays, whatever its scripts may do for telephones."""
    html = f"<script>if(mobile)location.href='/m/1.html'</script><p>{'本年度公开信息。' * 60}</p>"
    assert inside(html).redirect is None


def test_a_page_that_refreshes_itself_sends_nowhere() -> None:
    """A refresh to the same address is none."""
    assert inside('<meta http-equiv="refresh" content="30;url=100.html">').redirect is None


def test_a_challenge_goes_no_further() -> None:
    """A script that sets a cookie before it redirects is a challenge, and is named."""
    found = inside("<script>document.cookie='x=1';location.href='/zwgk/1.html'</script>")
    assert (found.redirect, [issue.code for issue in found.issues]) == (None, ["challenge"])


def test_what_leads_out_is_flagged() -> None:
    """A redirect to another host says so."""
    redirect = inside("<script>location='http://elsewhere.com/'</script>").redirect
    assert redirect is not None
    assert redirect.leads_out


_PIECES = [
    "<iframe src='", "location='", "<meta http-equiv=refresh content='", "0;url=", "window.open('",
    ".pdf'", "?file=", "http://[", "<a onclick=\"", "\x00", "'>", "</script>", "<script>",
]  # fmt: skip


def _askable(inside: Inside) -> bool:
    """Whether each address that a page held is one of http or https."""
    found = [*inside.files, *inside.frames, *([inside.redirect] if inside.redirect else [])]
    return all(item.url.startswith(("http://", "https://")) for item in found)


@given(pieces=st.lists(st.sampled_from(_PIECES) | st.text(max_size=5), max_size=12))
@settings(max_examples=150, deadline=None)
def test_broken_pages_never_raise(pieces: list[str]) -> None:
    """Whatever the page, what is given back are addresses that can be asked."""
    assert _askable(look_inside("".join(pieces).encode("utf-8", "replace"), PAGE))


@given(data=st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    """Whatever the bytes, what is given back are addresses that can be asked."""
    assert _askable(look_inside(data, PAGE))
