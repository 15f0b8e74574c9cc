"""Hostile text stays text, and every answer carries the headers."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from portal.app import TEMPLATES
from portal.assets import STATIC
from portal.security import _UNSEEN, PAGE_POLICY, filled, web_address, without_unseen
from reports.model import CellRef, Finding, Section
from tests.portal.page import SCRIPTS, get, href
from tests.portal.shelf import HOSTILE, Shelf, cells, report


@pytest.fixture
def hostile(shelf: Shelf) -> tuple[Shelf, str]:
    """A report whose every text is markup; with its id."""
    message = f'总计"{HOSTILE}'
    refs = (CellRef("requests", "received", "total", 2023),)
    id_ = shelf.put(
        report(
            title=f'{HOSTILE}年报"><img src=x onerror=alert(1)>',
            agency=f"{HOSTILE}水利局",
            index_number=HOSTILE,
            sections=(Section(1, HOSTILE, f"{HOSTILE}正文\n{HOSTILE}\t{HOSTILE}"),),
            cells=cells("2021", {("requests", "received", "total"): f'"{HOSTILE}'}),
            findings=(Finding("T3.1", "E", "fail", False, message, None, None, refs),),
        ),
        url="http://www.example.gov.cn/?a=<script>",
        file_name=HOSTILE,
        content_type=f"text/{HOSTILE}",
    )
    shelf.index()
    return shelf, id_


@pytest.mark.parametrize(
    "path", ["/", "/search", "/search?q=正文", "/reports/{id}", "/agencies/{agency}"]
)
def test_markup_in_a_document_stays_text(hostile: tuple[Shelf, str], path: str) -> None:
    """No element comes from a title, an agency, a cell, a finding or an address."""
    shelf, id_ = hostile
    agency = href(get(shelf.client, f"/reports/{id_}").select("h1 a")[0]).rpartition("/")[2]
    page = get(shelf.client, path.format(id=id_, agency=agency))
    found = page.select(f"{SCRIPTS}, img, [onerror], iframe, object")
    assert (found, "alert(1)" in page.get_text()) == ([], True)


@pytest.mark.parametrize(
    "path",
    ["/search?q=" + HOSTILE, '/search?q="onfocus="alert(1)', "/search?year=" + HOSTILE,
     "/reports/" + HOSTILE.replace("/", "%2F"), "/search?q=新收>" + HOSTILE],
)  # fmt: skip
def test_markup_in_an_address_stays_text(client: FlaskClient, path: str) -> None:
    """Nothing that the reader sends becomes an element or an attribute."""
    page = client.get(path).get_data(as_text=True)
    assert (HOSTILE in page, re.search(r"<[^>]*\sonfocus=", page)) == (False, None)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil", "http://", "",
     "http://a b", "ftp://a/b", "http://[x", "http://" + "a" * 3000, "urn:file:a"],
)  # fmt: skip
def test_only_web_addresses_are_linked(url: str) -> None:
    """Anything but http and https with a host is shown as text."""
    assert web_address(url) is None


@given(st.text())
def test_no_text_is_too_odd_for_an_address(text: str) -> None:
    """An address is linked as it is or not at all."""
    assert web_address(text) in (text, None)


def test_a_source_is_linked_without_trust(hostile: tuple[Shelf, str]) -> None:
    """nofollow and noopener on every link that leaves us."""
    shelf, id_ = hostile
    page = get(shelf.client, f"/reports/{id_}")
    outward = [a for a in page.select("a[href]") if href(a).startswith("http")]
    assert {tuple(a["rel"]) for a in outward} == {("nofollow", "noopener")}


@pytest.mark.parametrize("path", ["/", "/search", "/about", "/none", "/search?year=x",
                                  "/healthz", "/search.json", "/robots.txt"])  # fmt: skip
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    """Policy, nosniff, referrer; no cookie."""
    headers = client.get(path).headers
    assert (
        headers["Content-Security-Policy"],
        headers["X-Content-Type-Options"],
        headers["Referrer-Policy"],
        "Set-Cookie" in headers,
    ) == (PAGE_POLICY, "nosniff", "same-origin", False)


def test_templates_hold_no_inline_script_and_no_inline_style() -> None:
    """The policy forbids both, so a page with either would be broken."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    assert (
        re.findall(
            r"<script(?! src=\"\{\{ asset| type=\"application/ld\+json\")|<style|\sstyle=|\son[a-z]+=|\|\s*safe",
            text,
        )
        == []
    )


def test_static_files_may_be_kept_for_long(client: FlaskClient) -> None:
    """Their address holds their digest, so they can be."""
    page = get(client, "/")
    sheet = href(page.select("link[rel=stylesheet]")[0])
    with client.get(sheet) as answer:
        kept = (answer.headers["Cache-Control"], answer.data)
    sheets = b"\n".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))
    assert (sha256(sheets).hexdigest()[:12] in sheet, kept) == (
        True,
        ("public, max-age=31536000, immutable", sheets),
    )


@given(st.lists(st.text(max_size=12) | st.sampled_from(["␞", "a␞b", "<b>&\"'", "%s", "\u202e甲"])))
def test_a_filled_row_is_what_single_outputs_make(values: list[str]) -> None:
    """Values put into a piece of markup at once are escaped as each alone is."""
    alone = "|".join(str(escape(value)) for value in values)
    assert filled("|".join(["%s"] * len(values)), *values) == alone


@given(st.text())
def test_what_is_printable_has_nothing_unseen(text: str) -> None:
    """The quick look passes no character that must not be seen."""
    assert without_unseen(text) == re.sub(_UNSEEN, "", text)
