"""Copies and attachments at the desk, and what readers see of them."""

from __future__ import annotations

import pytest

from archive import attachments, reports, runs
from archive.records import Snapshot
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import get, href, one, text, texts
from tests.portal.shelf import report

FILE = "http://www.example.gov.cn/nb/b.pdf"


@pytest.fixture
def ids(desk: Desk) -> tuple[str, str]:
    """A government's report, and its office's, which is the same."""
    found = [desk.shelf.put(report(agency=f"大冶市人民政府{end}")) for end in ("", "办公室")]
    return found[0], found[1]


@pytest.fixture
def editor(desk: Desk, ids: tuple[str, str]) -> Browser:
    """An editor's browser, on a desk with both."""
    del ids
    return desk.browser("editor")


def test_a_copy_is_marked_and_taken_back(editor: Browser, ids: tuple[str, str]) -> None:
    """The public pages of both say so and link each other; taken back, neither does."""
    original, copy = ids
    path, client = f"/admin/reports/{copy}/copy", editor.desk.shelf.client
    answer = editor.post(path, of=f"http://localhost/reports/{original}", reason="同一份")
    assert answer.status_code == 303
    led = href(one(get(client, f"/reports/{copy}"), ".withdrawn a"))
    back = href(one(get(client, f"/reports/{original}"), ".withdrawn a"))
    assert (led, back) == (f"/reports/{original}", f"/reports/{copy}")
    assert [run.kind for run in runs.recent(editor.desk.catalog, 9)] == ["index"]
    editor.post(path, withdraw="1", reason="不是同一份")
    assert get(client, f"/reports/{copy}").select(".withdrawn") == []


@pytest.mark.parametrize("of", ["", "none", "x" * 400])
def test_what_no_copy_can_be(editor: Browser, ids: tuple[str, str], of: str) -> None:
    """Said beside the form."""
    answer = editor.post(f"/admin/reports/{ids[1]}/copy", of=of, reason="x")
    assert (answer.status_code, answer.text.count('role="alert"')) == (400, 1)


@pytest.mark.parametrize("role", ["file", "page"])
def test_a_file_is_attached_to_its_page(editor: Browser, ids: tuple[str, str], role: str) -> None:
    """From either side: listed at the desk and on the public page, to be read again, and taken
    off from the list."""
    shelf = editor.desk.shelf
    kept = shelf.keep(report(), url=FILE, body=b"%PDF-1.4", content_type="application/pdf")
    filed = shelf.file(kept, report(agency=None, year=None, region=None))
    page = _snapshot(editor, ids[0])
    with shelf.catalog.begin() as conn:
        for snapshot in (kept, page):
            attachments.file(conn, snapshot, (), ())
    here, other = (ids[0], FILE) if role == "file" else (filed, ids[0])
    path = f"/admin/reports/{here}/files"
    told = {"as": role, "other": other, "text": "年报全文", "reason": "页面用脚本打开"}
    assert editor.post(path, **told).status_code == 303
    with shelf.catalog.read() as conn:
        assert kept.id in [one.id for one in attachments.waiting(conn)]
    assert "年报全文" in text(get(shelf.client, f"/reports/{ids[0]}"), "#attached")
    listed = one(editor.get(path), ".told-list form")
    fields = {str(one["name"]): str(one["value"]) for one in listed.select("[name][value]")}
    editor.post(path, **{k: v for k, v in fields.items() if k != "form_token"}, reason="误")
    assert editor.get(path).select(".told-list") == []


def _snapshot(editor: Browser, report_id: str) -> Snapshot:
    with editor.desk.catalog.read() as conn:
        found = reports.get(conn, report_id)
    assert found is not None
    return found.snapshot


def test_what_cannot_be_attached(editor: Browser, ids: tuple[str, str]) -> None:
    """Said above the form, which keeps what was typed."""
    told = {"as": "page", "other": "http://x.cn/", "text": "全文", "reason": "y"}
    answer = editor.post(f"/admin/reports/{ids[0]}/files", **told)
    assert answer.status_code == 400
    assert all(f'value="{value}"' in answer.text for value in ("http://x.cn/", "全文"))
    assert texts(editor.get(f"/admin/reports/{ids[0]}/files"), ".told-list") == []
