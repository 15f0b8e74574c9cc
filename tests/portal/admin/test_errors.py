"""What readers report of our reading, as the desk works it off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import reading_errors
from archive.reading_errors import NewError
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import one, text, texts
from tests.portal.shelf import HOSTILE, report

NOW = datetime(2026, 1, 5, tzinfo=UTC)
CELL = "requests.received.total"


@pytest.fixture
def editor(desk: Desk) -> Browser:
    """An editor's browser on a desk with a report that a reader complained of."""
    _complain(desk, desk.shelf.put(report()), "r1")
    return desk.browser("editor")


def _complain(desk: Desk, report_id: str, receipt: str, said: str = "应为 4。") -> None:
    new = NewError(receipt, report_id, "s", CELL, said, "4", "a@example.cn", "k")
    with desk.catalog.begin() as conn:
        reading_errors.put(conn, new, NOW)


def test_a_complaint_is_shown_with_its_place(editor: Browser) -> None:
    """What was said and proposed, by whom, and a link to the cell in the report."""
    item = one(editor.get("/admin/errors"), ".told-list li")
    assert text(item, "blockquote") == "应为 4。"
    assert str(one(item, "a")["href"]).endswith(f"#{CELL}")
    assert "a@example.cn" in item.get_text()


@pytest.mark.parametrize("verdict", ["accepted", "declined"])
def test_a_complaint_is_closed_with_a_note(editor: Browser, verdict: str) -> None:
    """Its sender's receipt says what came of it; the log has the note."""
    answer = editor.post("/admin/errors/1/close", verdict=verdict, note="已对照原件")
    assert "已经处理" in text(editor.get(answer.location), ".done")
    with editor.desk.catalog.read() as conn:
        found = reading_errors.get(conn, "r1")
    entry = editor.desk.log()[0]
    assert found is not None
    assert found.state == verdict
    assert (entry.who, entry.action, entry.target, entry.after) == (
        "editor", "error.close", "1", {"state": verdict, "note": "已对照原件"},
    )  # fmt: skip
    assert len(editor.get(f"/admin/errors?state={verdict}").select(".told-list li")) == 1


def test_a_complaint_is_closed_once(editor: Browser) -> None:
    """The second of two editors is told so, and changes nothing."""
    editor.post("/admin/errors/1/close", verdict="accepted")
    before = editor.desk.log()
    answer = editor.post("/admin/errors/1/close", verdict="declined")
    assert "先前已经处理过" in text(editor.get(answer.location), ".done")
    assert editor.desk.log() == before


@pytest.mark.parametrize("verdict", ["", "waiting", "maybe"])
def test_no_other_verdict_is_taken(editor: Browser, verdict: str) -> None:
    """Accepted or declined."""
    assert editor.post("/admin/errors/1/close", verdict=verdict).status_code == 400


def test_states_are_counted(editor: Browser) -> None:
    """Each with its number; another state than these is a bad parameter."""
    assert texts(editor.get("/admin/errors"), ".filters a") == [
        "待看 1",
        "确有错误 0",
        "读取无误 0",
    ]
    editor.get("/admin/errors?state=lost", 400)


def test_what_a_reader_wrote_stays_text(editor: Browser) -> None:
    """Markup in a complaint, about a report that is no longer there."""
    _complain(editor.desk, "gone", "r2", HOSTILE)
    assert HOSTILE in texts(editor.get("/admin/errors"), "blockquote")


def test_the_oldest_waits_first_page_by_page(editor: Browser) -> None:
    """Thirty a page, none lost."""
    for number in range(2, 41):
        _complain(editor.desk, "gone", f"r{number}")
    numbers = [
        int(found)
        for page in (1, 2)
        for found in texts(
            editor.get(f"/admin/errors?page={page}"), ".told-list li > p:first-child b"
        )
    ]
    assert numbers == list(range(1, 41))
