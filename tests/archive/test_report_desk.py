"""Reports published twice, and files that people say belong to a page."""

from __future__ import annotations

from typing import Any

import pytest

from archive import attachments, audit, copies, report_desk, reports
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import DeskError
from archive.warc import WarcStore
from reports.model import Attachment
from tests.archive.made import report, save, web

BY = Actor("wang", 1)
SITE = "http://www.example.gov.cn"


@pytest.fixture
def pair(store: WarcStore, catalog: Catalog) -> tuple[str, str]:
    """Two bodies' reports on a year, all of them indexed."""
    ids = []
    for name in ("大冶市人民政府", "大冶市人民政府办公室"):
        page = web(store, catalog, name.encode(), url=f"{SITE}/{name}.html")
        ids.append(save(catalog, page, report(agency=name)).report_id or "")
    with catalog.begin() as conn:
        reports.outbox_done(conn, reports.outbox(conn))
    return ids[0], ids[1]


def _mark(catalog: Catalog, report_id: str, of_id: str) -> None:
    with catalog.begin() as conn:
        report_desk.mark_copy(conn, BY, report_id, of_id, "同一份")


def _searchable(catalog: Catalog) -> list[str]:
    with catalog.read() as conn:
        return reports.searchable(conn)


def test_search_has_the_original_alone(catalog: Catalog, pair: tuple[str, str]) -> None:
    """Both wait for the index; the copy is none of its documents; taken back, both are."""
    one, other = pair
    _mark(catalog, other, f"{SITE}/reports/{one}?lang=en")
    with catalog.read() as conn:
        waiting = {name for name, _ in reports.outbox(conn)}
        found = reports.get(conn, other)
        mine = copies.copies_of(conn, one)
    assert (waiting, _searchable(catalog), mine) == ({one, other}, [one], [other])
    assert found is not None
    assert found.copy_of == one
    with catalog.begin() as conn:
        report_desk.unmark_copy(conn, BY, other, "不是同一份")
    assert _searchable(catalog) == sorted(pair)


def test_a_copy_stays_one(store: WarcStore, catalog: Catalog, pair: tuple[str, str]) -> None:
    """Read again, filed under another year, its original filed elsewhere: still a copy of it."""
    one, other = pair
    _mark(catalog, other, one)
    page = web(
        store, catalog, "大冶市人民政府办公室".encode(), url=f"{SITE}/大冶市人民政府办公室.html"
    )
    moved = save(catalog, page, report(agency="大冶市人民政府办公室", year=2022)).report_id
    first = web(store, catalog, "大冶市人民政府".encode(), url=f"{SITE}/大冶市人民政府.html")
    now = save(catalog, first, report(agency="大冶市人民政府", year=2022)).report_id
    with catalog.read() as conn:
        assert copies.original(conn, moved or "") == now
        found = reports.get(conn, moved or "")
    assert found is not None
    assert (found.copy_of, _searchable(catalog)) == (now, [now])


def test_without_its_original_a_copy_is_found(
    store: WarcStore, catalog: Catalog, pair: tuple[str, str]
) -> None:
    """Where the original is no report any more search shows the copy; once it is one again, not."""
    one, other = pair
    _mark(catalog, other, one)
    page = web(store, catalog, "大冶市人民政府".encode(), url=f"{SITE}/大冶市人民政府.html")
    save(catalog, page, report(is_report=False, reason="不是年报"))
    alone = _searchable(catalog)
    save(catalog, page, report(agency="大冶市人民政府"))
    assert (alone, _searchable(catalog)) == ([other], [one])


def test_what_no_copy_can_be(catalog: Catalog, pair: tuple[str, str]) -> None:
    """Its own, a copy's, one of nothing; one that was never said to be one is not taken back."""
    one, other = pair
    _mark(catalog, other, one)
    for report_id, of_id in ((one, one), (one, other), (one, "none"), ("none", one)):
        with pytest.raises(DeskError):
            _mark(catalog, report_id, of_id)
    with pytest.raises(DeskError), catalog.begin() as conn:
        report_desk.unmark_copy(conn, BY, one, "x")
    assert _searchable(catalog) == [one]


def test_copies_are_logged(catalog: Catalog, pair: tuple[str, str]) -> None:
    """Who, of what, and why."""
    one, other = pair
    _mark(catalog, other, one)
    with catalog.read() as conn:
        (entry,) = audit.entries(conn, 1)
    assert (entry.action, entry.target, entry.after) == (
        "report.copy", other, {"of": one, "reason": "同一份"},
    )  # fmt: skip


def _carried(catalog: Catalog, page: str) -> list[tuple[str, str]]:
    """The files that the page carries, and what is told of each body."""
    with catalog.read() as conn:
        rows: list[dict[str, Any]] = attachments.links_of(conn, page)
    return [(row["text"], dict(told[:2] for told in row["told"]).get("agency", "")) for row in rows]


def test_a_file_is_attached_and_taken_off(store: WarcStore, catalog: Catalog) -> None:
    """It is marked to be read again with what the page is read as; reading the page again keeps
    it, taking it off ends it."""
    page = web(store, catalog, b"page", url=f"{SITE}/a.html")
    file = web(store, catalog, b"%PDF-", url=f"{SITE}/b.pdf")
    save(catalog, page, report())
    save(catalog, file, report(agency=None, year=None, region=None))
    with catalog.begin() as conn:
        for one in (page, file):
            attachments.file(conn, one, (), ())
        report_desk.attach(conn, BY, page.id, "https://www.example.gov.cn/b.pdf", "附件", "同一页")
        waiting = [one.id for one in attachments.waiting(conn)]
        told = {item.field: item.value for item in attachments.told(conn, file.url)}
        attachments.file(conn, page, (), ())
    again = _carried(catalog, page.id)
    with catalog.begin() as conn:
        report_desk.detach(conn, BY, page.id, file.url, "不是")
        attachments.file(conn, page, (), ())
    assert (waiting, told["agency"], told["year"]) == ([file.id], "大冶市水利局", "2023")
    assert (again, _carried(catalog, page.id)) == ([("附件", "大冶市水利局")], [])


def test_a_link_that_is_wrong_is_taken_off(store: WarcStore, catalog: Catalog) -> None:
    """What the page links itself goes as well, and stays away when it is read again; attached
    again, it is back."""
    page = web(store, catalog, b"page", url=f"{SITE}/a.html")
    file = web(store, catalog, b"%PDF-", url=f"{SITE}/b.pdf")
    link = Attachment(file.url, "去年的年报", "pdf", "link", 3)
    save(catalog, page, report())
    save(catalog, file, report(agency=None, year=None, region=None))
    with catalog.begin() as conn:
        attachments.file(conn, page, (link,), ())
        attachments.file(conn, file, (), ())
        report_desk.detach(conn, BY, page.id, file.url, "是去年的")
        attachments.file(conn, page, (link,), ())
    gone = _carried(catalog, page.id)
    with catalog.begin() as conn:
        report_desk.attach(conn, BY, page.id, file.id, "", "看错了")
    assert gone == []
    assert [text for text, _ in _carried(catalog, page.id)] == [file.url]


def test_what_cannot_be_attached(store: WarcStore, catalog: Catalog) -> None:
    """A page to itself, what was never archived, a file that the page does not carry."""
    page = web(store, catalog, b"page", url=f"{SITE}/a.html")
    save(catalog, page, report())
    with catalog.begin() as conn:
        attachments.file(conn, page, (), ())
    for other in (page.id, page.url, "http://nowhere.cn/x.pdf", "", "none"):
        with pytest.raises(DeskError), catalog.begin() as conn:
            report_desk.attach(conn, BY, page.id, other, "x", "y")
    with pytest.raises(DeskError), catalog.begin() as conn:
        report_desk.detach(conn, BY, page.id, f"{SITE}/b.pdf", "y")
    assert _carried(catalog, page.id) == []
