"""How answers travel: compressed, named by digest, not sent twice, and never old."""

from __future__ import annotations

import gzip
from datetime import timedelta

import brotli
import pytest
from flask.testing import FlaskClient

from archive import reports, runs, visits
from archive.catalog import Catalog
from portal.kept import Kept
from portal.kept import Shelf as Pages
from tests.portal.shelf import FETCHED, Shelf, report

PAGES = ("/", "/search?q=行政处罚", "/about", "/api/v1/search?q=行政处罚")


def test_a_page_is_compressed_as_the_browser_likes(client: FlaskClient) -> None:
    """Brotli before gzip where both are taken; the same page comes out of either."""
    plain = client.get("/about").data
    both = client.get("/about", headers={"Accept-Encoding": "gzip, deflate, br"})
    other = client.get("/about", headers={"Accept-Encoding": "gzip"})
    assert (brotli.decompress(both.data), gzip.decompress(other.data)) == (plain, plain)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd", ""])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_known_is_not_sent_again(client: FlaskClient, path: str, coding: str) -> None:
    """Its own ETag gets 304 with nothing in it, in whichever coding it came."""
    headers = {"Accept-Encoding": coding}
    etag = client.get(path, headers=headers).headers["ETag"]
    answer = client.get(path, headers={**headers, "If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_codings_have_etags_of_their_own(client: FlaskClient) -> None:
    """A strong ETag names bytes, and each coding has others."""
    codings = ("identity", "gzip", "br", "zstd")
    tags = {client.get("/", headers={"Accept-Encoding": c}).headers["ETag"] for c in codings}
    assert len(tags) == 4


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_asked_for_each_time(client: FlaskClient, path: str) -> None:
    """It may be kept, and must be asked for again before it is shown."""
    assert client.get(path).headers["Cache-Control"] == "no-cache"


def test_pages_vary_by_coding_and_look(client: FlaskClient) -> None:
    """Caches are told what else an answer hangs on."""
    vary = client.get("/", headers={"Accept-Encoding": "gzip"}).vary
    assert {"accept-encoding", "cookie"} <= set(vary.as_set())


def test_each_look_and_language_is_its_own_page(library: Shelf) -> None:
    """What was kept for one reader is not shown to another who wants it otherwise."""
    client = library.app.test_client()
    pages = {client.get("/about").data, client.get("/about?lang=en").data}
    for name, value in (("theme", "dark"), ("text", "large")):
        client.set_cookie(name, value)
        pages |= {client.get("/about").data}
    assert len(pages) == 4


def test_a_reader_gets_the_addresses_of_the_host_asked(client: FlaskClient) -> None:
    """A page kept for one host does not name it to the reader of another."""
    client.get("/about", base_url="http://one.example")
    other = client.get("/about", base_url="http://two.example")
    assert b"one.example" not in other.data


def test_a_kept_page_answers_its_own_address_only(client: FlaskClient) -> None:
    """A question mark within a path does not begin the parameters."""
    kept = client.get("/about?a?b")
    assert (kept.status_code, client.get("/about%3Fa?b").status_code) == (200, 404)


def test_a_page_known_in_one_language_is_sent_in_the_other(client: FlaskClient) -> None:
    """The ETag of the Chinese page gets no 304 for the English one, nor another look's."""
    etag = client.get("/about").headers["ETag"]
    known = {"If-None-Match": etag}
    dark = client.get("/about", headers={**known, "Cookie": "theme=dark"})
    english = client.get("/about?lang=en", headers=known)
    assert (english.status_code, dark.status_code) == (200, 200)


@pytest.mark.parametrize(
    "path", ["/admin/login", "/reports/{id}/errors/new", "/metrics", "/readyz"]
)
def test_forms_and_the_desk_are_kept_nowhere(library: Shelf, path: str) -> None:
    """Neither by us nor by a browser: each form has a token of its own."""
    id_ = library.client.get("/search.json").get_json()["hits"][0]["id"]
    answer = library.client.get(path.format(id=id_))
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)


def test_a_kept_page_is_the_page(client: FlaskClient) -> None:
    """The second answer has the bytes and headers of the first."""
    headers = {"Accept-Encoding": "br"}
    first, again = (client.get("/search?q=公开&year=2015", headers=headers) for _ in range(2))
    assert (first.data, dict(first.headers)) == (again.data, dict(again.headers))


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [("Vary", "Accept-Language", 2), ("Set-Cookie", "a=b", 2), ("Cache-Control", "no-store", 2),
     ("Vary", "Cookie", 1)],
)  # fmt: skip
def test_what_is_one_readers_own_is_not_kept(
    shelf: Shelf, name: str, value: str, made: int
) -> None:
    """Nor what hangs on more than a kept page is kept by."""
    calls: list[str] = []

    def view() -> tuple[str, dict[str, str]]:
        calls.append("")
        return "一页", {name: value}

    shelf.app.add_url_rule("/own", view_func=view)
    for _ in range(2):
        shelf.client.get("/own")
    assert len(calls) == made


def test_a_lost_catalog_takes_no_page_that_needs_none(shelf: Shelf) -> None:
    """What pages are kept by cannot be told then; they are made all the same."""
    shelf.catalog.close()
    path = shelf.settings.home / "catalog.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert shelf.client.get("/about").status_code == 200


def test_a_head_has_the_headers_of_the_page(client: FlaskClient) -> None:
    """Kept or not, HEAD answers as GET does, without a body."""
    page = client.get("/about")
    head = client.head("/about")
    assert (head.data, dict(head.headers)) == (b"", dict(page.headers))


def test_a_changed_report_is_seen_at_once(shelf: Shelf) -> None:
    """Asked twice and changed after each time, its page and the list of changes show the last."""
    client, seen = shelf.app.test_client(), []
    for title in ("头一个标题", "第二个标题"):
        name = shelf.put(report(title=title))
        for _ in range(2):
            pages = client.get(f"/reports/{name}").text, client.get("/changes").text
            seen.append([title in page for page in pages])
    assert seen == [[True, True]] * 4


def test_a_withdrawn_report_is_seen_at_once(shelf: Shelf) -> None:
    """Its page says so at the next request after the visit that made it certain."""
    client, url = shelf.app.test_client(), "http://www.example.gov.cn/nb/1.html"
    name = shelf.put(report(), url=url)
    before = client.get(f"/reports/{name}").text
    for day in (1, 3):
        with shelf.catalog.begin() as conn:
            visits.seen(conn, url, None, "gone", FETCHED + timedelta(days=day))
    after = client.get(f"/reports/{name}").text
    assert ("源站已撤" in before, "源站已撤" in after) == (False, True)


def test_a_commit_of_the_index_is_seen_at_once(shelf: Shelf) -> None:
    """A search asked before finds what was indexed since, though the catalog is as it was."""
    client = shelf.app.test_client()
    shelf.put(report(year=2022, title="旧的一年"))
    shelf.index()
    name = shelf.put(report(title="新的一年"))
    answers = [client.get("/search?q=河道巡查").text for _ in range(2)]
    shelf.index([name])
    answers.append(client.get("/search?q=河道巡查").text)
    assert ["新的一年" in answer for answer in answers] == [False, False, True]


def test_a_catalog_tells_commits_of_others(shelf: Shelf) -> None:
    """Its version moves with a commit, and with nothing else."""
    other = Catalog.open(shelf.settings)
    versions = [shelf.catalog.version(), shelf.catalog.version()]
    with other.read() as conn:
        reports.totals(conn)
    versions.append(shelf.catalog.version())
    runs.request(other, "index")
    versions.append(shelf.catalog.version())
    other.close()
    assert (len(set(versions[:3])), versions[3] in versions[:3]) == (1, False)


def test_streams_stay_streams(client: FlaskClient) -> None:
    """An export is neither gathered to be compressed nor kept."""
    answer = client.get("/changes.csv", headers={"Accept-Encoding": "br"}, buffered=False)
    assert (answer.is_streamed, "ETag" in answer.headers, "Content-Encoding" in answer.headers) == (
        True, False, False,
    )  # fmt: skip


def test_originals_are_sent_as_they_lie(library: Shelf) -> None:
    """Archived bytes are not compressed by us and kept nowhere."""
    name = min(library.engine.ids())
    answer = library.client.get(f"/reports/{name}/original", headers={"Accept-Encoding": "br"})
    assert ("Content-Encoding" in answer.headers, answer.headers["Cache-Control"]) == (
        False, "no-store",
    )  # fmt: skip


def test_the_style_sheet_is_compressed_and_kept_for_good(client: FlaskClient) -> None:
    """Its address holds its digest."""
    page = client.get("/about").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert (answer.headers["Content-Encoding"], "immutable" in answer.headers["Cache-Control"]) == (
        "br", True,
    )  # fmt: skip


def test_a_shelf_holds_no_more_than_its_budget() -> None:
    """The pages used last stay."""
    shelf = Pages(40_000)
    shelf.get(1, None)
    for number in range(100):
        shelf.put(1, number, Kept((), b"x" * 1_000))
        shelf.get(1, 0)
    kept = [number for number in range(100) if shelf.get(1, number)]
    assert (kept[0], kept[-1], shelf.size <= 40_000) == (0, 99, True)


def test_a_page_begun_before_a_change_is_not_kept() -> None:
    """Nor is anything of the state before found after it."""
    shelf = Pages(40_000)
    shelf.get(1, "a")
    shelf.put(1, "a", Kept((), b"old"))
    found = shelf.get(2, "a")
    shelf.put(1, "b", Kept((), b"begun before"))
    assert (found, shelf.get(2, "b")) == (None, None)
