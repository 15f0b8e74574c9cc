"""Archived originals: the very bytes, in headers that keep them from doing anything."""

from __future__ import annotations

import gzip
from base64 import b64encode
from hashlib import sha256

import pytest

from portal.originals import safe_type
from tests.portal.shelf import HOSTILE, Shelf, report


def test_the_bytes_are_those_that_were_fetched(shelf: Shelf) -> None:
    """Not one byte is added, whatever the charset."""
    body = "<p>行政处罚</p>".encode("gb18030")
    id_ = shelf.put(report(), body=body, content_type="text/html; charset=GB2312")
    answer = shelf.client.get(f"/reports/{id_}/original")
    assert (answer.data, answer.headers["Content-Type"]) == (body, "text/html; charset=gb2312")


def test_a_page_is_sandboxed(shelf: Shelf) -> None:
    """Hostile markup goes out under a policy that runs nothing, stored nowhere, cookieless."""
    id_ = shelf.put(report(), body=HOSTILE.encode())
    headers = shelf.client.get(f"/reports/{id_}/original").headers
    wanted = {
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    assert ({name: headers[name] for name in wanted}, "Set-Cookie" in headers) == (wanted, False)


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ("text/html; charset=UTF-8", ("text/html", "utf-8", "html")),
        ("Text/HTML;charset='GBK'", ("text/html", "gbk", "html")),
        ("text/html; charset=utf-7", ("text/html", None, "html")),
        ("application/pdf", ("application/pdf", None, "pdf")),
        ("image/svg+xml", ("application/octet-stream", None, "bin")),
        ("text/xml", ("application/octet-stream", None, "bin")),
        ("application/javascript", ("application/octet-stream", None, "bin")),
        ("text/html\r\nX-Evil: 1", ("application/octet-stream", None, "bin")),
        ("", ("application/octet-stream", None, "bin")),
        (None, ("application/octet-stream", None, "bin")),
    ],
)
def test_only_safe_types_are_named(kept: str | None, sent: tuple[str, str | None, str]) -> None:
    """Anything a browser might run, or that we do not know, is nameless bytes."""
    assert safe_type(kept) == sent


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("text/plain", "inline"), ("application/pdf", "attachment"), ("image/svg+xml", "attachment")],
)
def test_what_is_not_shown_is_a_download(shelf: Shelf, kept: str, shown: str) -> None:
    """Text is shown; a PDF (which browsers refuse in a sandbox) and the unsafe are saved."""
    id_ = shelf.put(report(), body=b"x", content_type=kept)
    disposition = shelf.client.get(f"/reports/{id_}/original").headers["Content-Disposition"]
    assert disposition.split(";")[0] == shown


def test_a_coded_body_goes_out_as_it_came(shelf: Shelf) -> None:
    """Bytes that came gzipped go out gzipped and say so, so their digest can be checked."""
    body = gzip.compress(b"<p>text</p>", mtime=0)
    id_ = shelf.put(
        report(), body=body, headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    )
    answer = shelf.client.get(f"/reports/{id_}/original")
    assert (answer.headers["Content-Encoding"], sha256(answer.data).digest()) == (
        "gzip",
        sha256(body).digest(),
    )


@pytest.mark.parametrize("coding", [None, "gzip"])
def test_the_digest_goes_along(shelf: Shelf, coding: str | None) -> None:
    """After RFC 9530, of the bytes as they are sent."""
    body = gzip.compress(b"<p>text</p>", mtime=0) if coding else b"<p>text</p>"
    headers = [("Content-Encoding", coding)] if coding else []
    id_ = shelf.put(report(), body=body, headers=headers)
    answer = shelf.client.get(f"/reports/{id_}/original")
    digest = b64encode(sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize("wanted", ["0000000000000000", "", "../../etc/passwd"])
def test_another_reports_snapshot_is_not_given(shelf: Shelf, wanted: str) -> None:
    """``?snapshot=`` names a copy of this report or nothing."""
    id_ = shelf.put(report())
    answer = shelf.client.get(f"/reports/{id_}/original", query_string={"snapshot": wanted})
    assert answer.status_code == 404


def test_damaged_bytes_are_never_shown(shelf: Shelf) -> None:
    """A flipped byte in the WARC file is an error page, not a page."""
    id_ = shelf.put(report(), body=b"<p>the very bytes</p>" * 50)
    shelf.store.sync()
    file = next(shelf.settings.warc_dir.glob("*.warc.gz"))
    data = bytearray(file.read_bytes())
    data[-40] ^= 0xFF
    file.write_bytes(data)
    answer = shelf.client.get(f"/reports/{id_}/original")
    assert (answer.status_code, b"the very bytes" in answer.data) == (500, False)


def test_a_coding_that_is_none_is_not_passed_on(shelf: Shelf) -> None:
    """Plain bytes that came with a gzip header go out without it, or no browser shows them."""
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    id_ = shelf.put(report(), body=b"<p>plain</p>", headers=headers)
    assert "Content-Encoding" not in shelf.client.get(f"/reports/{id_}/original").headers


def test_a_lost_archive_is_told_as_lost(shelf: Shelf) -> None:
    """Without its WARC file an original is said to be missing, not damaged."""
    id_ = shelf.put(report(), body=b"<p>gone</p>")
    shelf.store.sync()
    for file in shelf.settings.warc_dir.glob("*.warc.gz"):
        file.unlink()
    answer = shelf.client.get(f"/reports/{id_}/original")
    assert (answer.status_code, "不见了" in answer.text) == (500, True)
