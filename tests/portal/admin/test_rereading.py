"""Reading a document again from the desk: looked at first, then done."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from archive import previews, reports, runs, snapshots
from archive.previews import Kept, Preview, Told
from reports.diff import CellChange, Difference, FieldChange, IssueChange, SectionChange
from reports.model import READER_VERSION, AnnualReport
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import HOSTILE, cells, report

KEY = "requests.received.total"
OWNER = "host:1:a"


@pytest.fixture
def place(desk: Desk) -> str:
    """The preview page of a report's document."""
    name = desk.shelf.put(report(cells=cells("2021", {})))
    with desk.catalog.read() as conn:
        record = reports.get(conn, name)
    assert record is not None
    return f"/admin/documents/{record.snapshot.id}/preview"


@pytest.fixture
def editor(desk: Desk) -> Browser:
    """An editor's browser."""
    return desk.browser("editor")


def _snapshot(place: str) -> str:
    return place.split("/")[3]


def _made(desk: Desk, place: str, *, empty: bool = False, version: str = READER_VERSION) -> None:
    """What a worker leaves behind."""
    cell = CellChange(
        *("requests", "received", "total"), "旧值", "3", Decimal(77), Decimal(3), "number", "number"
    )
    section = SectionChange(1, "一、总体情况", "一、总体情况", (HOSTILE,), ("新的一行",))
    difference = Difference((cell,), (section,), (FieldChange("title", HOSTILE, "新标题"),))
    none = Difference((), (), ())
    kept = Kept("agency", "大冶市水利局", "大冶市水务局")
    with desk.catalog.begin() as conn:
        previews.save(
            conn,
            Preview(
                _snapshot(place), datetime.now(UTC), "0", version, none if empty else difference,
                () if empty else (Told("T3.1", HOSTILE),), (),
                () if empty else (IssueChange("unknown_row", 1, 0),), (kept,),
            ),
        )  # fmt: skip


def test_the_report_leads_to_its_preview(editor: Browser, place: str) -> None:
    """From the page of the report, and of a document that is none."""
    desk = editor.desk
    desk.shelf.put(AnnualReport(False, "不是年报"), url="http://www.example.gov.cn/other.html")
    with desk.catalog.read() as conn:
        (name,) = reports.ids(conn)
        other = next(s.id for s in snapshots.all_(conn) if s.id != _snapshot(place))
    words = "用现在的读法试读"
    assert link(editor.get(f"/admin/reports/{name}"), ".onward a", words) == place
    led = link(editor.get(f"/admin/documents/{other}"), ".onward a", words)
    assert text(editor.get(led), "h1") == words


def test_a_preview_is_queued_once_and_watched(editor: Browser, place: str) -> None:
    """Asked for twice it is one run; the page asks how far it is, and the log has it."""
    assert [editor.post(place).location for _ in range(2)] == [place, place]
    (run,) = runs.recent(editor.desk.catalog, 9)
    page = editor.get(place)
    live = one(page, "[data-live]")
    assert (run.kind, run.target) == ("preview", _snapshot(place))
    assert ("data-over" in live.attrs, text(page, ".state")) == (False, "等待 试读")
    told = editor.client.get(str(live["data-live"])).get_json()
    assert (told["over"], told["told"]) == (False, "试读：等待")
    entry = editor.desk.log()[0]
    assert (entry.action, entry.target) == ("report.reread", f"preview {_snapshot(place)}")


def test_what_would_change_is_shown(editor: Browser, place: str) -> None:
    """Cell, text, field, finding and issue, old and new, as text; corrections kept; a button."""
    _made(editor.desk, place)
    page = editor.get(place)
    assert texts(page, ".changed tbody td") == ["旧值", "3"]
    assert href(one(page, ".changed tbody a")).endswith(f"#{KEY}")
    assert texts(page, ".textual del") == [HOSTILE]
    assert texts(page, ".provenance dd") == [f"{HOSTILE} → 新标题"]
    assert HOSTILE in text(page, ".rows ins")
    assert "unknown_row 1 → 0" in texts(page, ".rows li")
    kept = texts(page, ".rows li")[-1]
    assert ("大冶市水务局" in kept, kept.endswith("大冶市水利局")) == (True, True)
    assert one(page, ".acts form")["action"] == f"/admin/documents/{_snapshot(place)}/reread"


def test_no_change_is_said(editor: Browser, place: str) -> None:
    """That reading again would change nothing."""
    _made(editor.desk, place, empty=True)
    assert "不会改动什么" in text(editor.get(place), ".state")


def test_a_preview_by_an_older_reader_is_said_to_be(editor: Browser, place: str) -> None:
    """It would not be what comes of it now."""
    _made(editor.desk, place, version="0.1")
    assert "再试读一次" in text(editor.get(place), ".problem")


def test_the_button_has_it_read(editor: Browser, place: str) -> None:
    """One run of that document alone, in the log; when it is done the page leads to the report."""
    _made(editor.desk, place)
    action = str(one(editor.get(place), ".acts form")["action"])
    assert editor.post(action).location == place
    run = runs.claim(editor.desk.catalog, OWNER, 60)
    assert run is not None
    assert (run.kind, run.target) == ("read", _snapshot(place))
    assert editor.desk.log()[0].action == "report.reread"
    with editor.desk.catalog.begin() as conn:
        previews.forget(conn, _snapshot(place))
    runs.finish(editor.desk.catalog, run.id, OWNER, "done", {})
    page = editor.get(place)
    assert (text(page, ".done"), href(one(page, ".acts a")).split("/")[2]) == (
        "已经用现在的读法重读。", "reports",
    )  # fmt: skip


def test_a_failure_is_told(editor: Browser, place: str) -> None:
    """With its cause, and a button to try again."""
    editor.post(place)
    runs.claim(editor.desk.catalog, OWNER, 60)
    runs.finish(editor.desk.catalog, 1, OWNER, "failed", {}, "磁盘坏了")
    page = editor.get(place)
    assert (text(page, ".problem"), text(page, ".acts button")) == ("磁盘坏了", "试读")


def test_a_document_that_there_is_not(editor: Browser) -> None:
    """404, looked at and sent."""
    get(editor.client, "/admin/documents/none/preview", 404)
    assert editor.post("/admin/documents/none/preview").status_code == 404
    assert editor.post("/admin/documents/none/reread").status_code == 404
