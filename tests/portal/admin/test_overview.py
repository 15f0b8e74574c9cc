"""The overview: what is well, what is not, and where to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import health, runs
from portal.admin.overview import size_text
from reports.model import Issue
from tests.portal.admin.office import Desk
from tests.portal.page import text, texts
from tests.portal.shelf import report


def test_all_is_well(desk: Desk) -> None:
    """A shelf whose index holds what the catalog holds wants nothing."""
    desk.shelf.put(report())
    desk.shelf.index()
    with desk.catalog.begin() as conn:
        conn.exec_driver_sql("DELETE FROM outbox")
    assert text(desk.browser("viewer").get("/admin/"), ".lead") == "各部分都正常。"


def test_what_is_not_well_is_said(desk: Desk) -> None:
    """No index, and a document that an older reader read: a sentence each."""
    desk.shelf.put(report(reader_version="0"))
    page = desk.browser("viewer").get("/admin/")
    assert texts(page, ".problem li") == [
        "索引不好用，需要重建。", "有 1 份文档是用旧读法读的，可以重读。",
    ]  # fmt: skip


def test_work_is_counted_by_state(desk: Desk) -> None:
    """Each state leads to the runs in it."""
    runs.request(desk.catalog, "verify")
    page = desk.browser("viewer").get("/admin/")
    links = [str(link["href"]) for link in page.select(".counts a")]
    assert (texts(page, ".counts li"), links) == (["等待 1"], ["/admin/runs?state=queued"])


def test_issues_are_counted_by_document(desk: Desk) -> None:
    """Two of one code in one document are one document."""
    issue = Issue("unknown_row", "tables", "x", {})
    desk.shelf.put(report(issues=(issue, issue)))
    with desk.catalog.read() as conn:
        assert health.issues_by_code(conn) == {"unknown_row": 1}


def test_what_nobody_read_is_counted(desk: Desk) -> None:
    """A page that was kept and is not read yet; one that was no document does not wait."""
    desk.shelf.keep(report())
    desk.shelf.keep(report(title="x"), url="http://b.example/", crawl_state="challenge")
    with desk.catalog.read() as conn:
        held = health.held(conn, "1")
    assert (held.snapshots, held.unread) == (2, 1)


def test_the_sizes_are_those_of_the_files(desk: Desk) -> None:
    """What a file adds is what the sum grows by."""
    settings = desk.shelf.settings
    settings.warc_dir.mkdir(exist_ok=True)
    before = health.sizes(settings).warc
    (Path(settings.warc_dir) / "more").write_bytes(b"x" * 5000)
    assert health.sizes(settings).warc == before + 5000


@pytest.mark.parametrize(
    ("size", "read"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (150 << 20, "150 MiB"), (3 << 40, "3.0 TiB")],
)
def test_sizes_are_read_by_people(size: int, read: str) -> None:
    """Powers of 1024, a place after the point where that says something."""
    assert size_text(size) == read
