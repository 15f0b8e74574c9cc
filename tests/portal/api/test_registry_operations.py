"""What programs do to the registry of bodies, to copies and to single documents."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from archive import reports, runs, snapshots
from tests.portal.admin.office import Desk
from tests.portal.api.programs import Program
from tests.portal.shelf import report

WHY = {"reason": "机构改革"}
URL = "http://www.example.gov.cn/nb/2023.html"
UPLOAD = "/documents?" + urlencode(
    {"published_at": URL, "published_on": "2024-01-31", "name": "年报.html", "reason": "来函"}
)
HTML = "<!doctype html><title>大冶市水利局2023年政府信息公开工作年度报告</title>".encode()
BYTES = "application/octet-stream"


@pytest.fixture
def held(desk: Desk) -> list[tuple[str, str]]:
    """Two bodies with a report each: the report's id and the body's."""
    made = [
        desk.shelf.put(report(agency=f"大冶市{name}局", title=name)) for name in ("水利", "林业")
    ]
    with desk.catalog.read() as conn:
        found = [reports.get(conn, one) for one in made]
    return [(one.id, one.agency_id or "") for one in found if one is not None]


def _body(desk: Desk, name: str) -> str:
    made = desk.shelf.put(report(agency=f"大冶市{name}局", title=name))
    with desk.catalog.read() as conn:
        found = reports.get(conn, made)
    assert found is not None
    return found.agency_id or ""


def test_a_body_is_renamed_and_that_is_taken_back(robot: Program, held: Any) -> None:
    """The decision is told with who and why; taken back, none holds."""
    place = f"/agencies/{held[0][1]}"
    (made,) = robot.ask("POST", f"{place}/rename", 200, json={"name": "大冶市水务局", **WHY})[
        "decisions"
    ]
    assert (made["name"], made["who"], made["reason"]) == ("大冶市水务局", "admin", "机构改革")
    assert robot.ask("GET", place, 200)["name"] == "大冶市水务局"
    done = robot.ask("POST", f"{place}/decisions/{made['id']}/end", 200, json=WHY)
    assert (done["decisions"], robot.ask("GET", place, 200)["name"]) == ([], "大冶市水利局")
    entry = robot.desk.log()[0]
    assert (entry.action, (entry.after or {})["by_token"]) == (
        "agency.change", f"{robot.number} nightly",
    )  # fmt: skip


def test_a_body_is_merged_into_another(robot: Program, held: Any) -> None:
    """Its address leads to the other; into itself it cannot be."""
    (_, one), (_, other) = held
    place = f"/agencies/{one}"
    robot.ask("POST", f"{place}/merge", 409, json={"other": one, **WHY})
    robot.ask("POST", f"{place}/merge", 200, json={"other": "大冶市林业局", **WHY})
    moved = robot.send("GET", place)
    assert (moved.status_code, moved.location) == (308, f"/api/v1/agencies/{other}")


def test_who_stands_above_and_after(robot: Program, held: Any) -> None:
    """Both are said; a circle is refused in a sentence."""
    (_, one), (_, other) = held
    robot.ask("POST", f"/agencies/{one}/parent", 200, json={"parent": other, **WHY})
    robot.ask("POST", f"/agencies/{other}/parent", 409, json={"parent": one, **WHY})
    robot.ask("POST", f"/agencies/{one}/successor", 200, json={"other": other, **WHY})
    told = robot.ask("GET", f"/agencies/{one}/decisions", 200)["decisions"]
    assert [decision["subject"].partition(".")[0] for decision in told] == ["parent", "successor"]


def test_all_who_took_over_are_told_to_anyone(robot: Program, held: Any) -> None:
    """In the body's own answer and in the list; a body of which nothing was decided has none."""
    (_, one), (_, other) = held
    third = _body(robot.desk, "湖泊")
    for after in (other, third):
        robot.ask("POST", f"/agencies/{one}/successor", 200, json={"other": after, **WHY})
    client = robot.desk.shelf.client
    listed = client.get("/api/v1/agencies").get_json()["agencies"]
    assert client.get(f"/api/v1/agencies/{one}").get_json()["successor_ids"] == [other, third]
    assert {found["id"]: found["successor_ids"] for found in listed} == {
        one: [other, third], other: [], third: [],
    }  # fmt: skip


def test_a_report_is_a_copy_and_is_none(robot: Program, held: Any) -> None:
    """Of itself it cannot be one; its own answer tells anyone of which."""
    (one, _), (other, _) = held
    place = f"/reports/{one}/copy"
    assert robot.ask("PUT", place, 200, json={"of": other, **WHY})["of"] == other
    robot.ask("PUT", place, 409, json={"of": one, **WHY})
    told = [robot.ask("GET", f"/reports/{name}", 200)["copy_of"] for name in (one, other)]
    assert told == [other, None]
    assert robot.ask("PUT", place, 200, json={"of": None, **WHY})["of"] is None


def test_a_year_goes_to_a_new_body(robot: Program, held: Any) -> None:
    """One that is held; another is refused."""
    place = f"/agencies/{held[0][1]}/split"
    robot.ask("POST", place, 409, json={"years": [1999], "to": "大冶市湖泊局", **WHY})
    robot.ask("POST", place, 200, json={"years": [2023], "to": "大冶市湖泊局", **WHY})
    with robot.desk.catalog.read() as conn:
        names = {found.report.agency for found in reports.many(conn, reports.ids(conn))}
    assert len(names) == 2


def test_a_file_is_related_to_a_page(robot: Program, held: Any) -> None:
    """By its snapshot, and read again; a page has no file of its own address."""
    with robot.desk.catalog.read() as conn:
        page, file = (reports.get(conn, one[0]) for one in held)
    assert page is not None
    assert file is not None
    place, sent = f"/documents/{page.snapshot.id}/files", {"file": file.snapshot.id, **WHY}
    assert robot.ask("PUT", place, 200, json=sent)["attached"] is True
    assert robot.desk.log()[0].action == "report.attach"
    robot.ask("PUT", place, 409, json=sent | {"file": page.snapshot.id})
    robot.ask("PUT", place, 409, json=sent | {"file": page.snapshot.id, "attached": False})


@pytest.mark.parametrize("url", ["http://10.0.0.1/a", "ftp://1.1.1.1/a", "x"])
def test_an_address_that_may_not_be_fetched(robot: Program, url: str) -> None:
    """Is refused in a sentence; another is queued."""
    assert robot.ask("POST", "/fetches", 409, json={"url": url})["error"]["code"] == "refused"
    (run,) = robot.ask("POST", "/fetches", 202, json={"url": "http://1.1.1.1/a"})["runs"]
    assert (run["kind"], run["target"]) == ("fetch", "http://1.1.1.1/a")


def test_a_file_is_uploaded(robot: Program) -> None:
    """Kept with the day and the address given, to be read; sent again, it was there before. The
    log has it with the token."""
    answers = [robot.ask("POST", UPLOAD, 201, data=HTML, content_type=BYTES) for _ in range(2)]
    told = answers[0]
    with robot.desk.catalog.read() as conn:
        kept = snapshots.get(conn, told["snapshot_id"])
    assert kept is not None
    assert (kept.url, kept.crawl_state, kept.file_name, str(kept.published_hint)) == (
        URL, "uploaded", "年报.html", "2024-01-31",
    )  # fmt: skip
    assert ([one["new"] for one in answers], told["size"]) == ([True, False], len(HTML))
    assert [run.kind for run in runs.recent(robot.desk.catalog, 9)] == ["read"]
    entry = robot.desk.log()[0]
    assert (entry.action, (entry.after or {})["by_token"]) == (
        "document.add", f"{robot.number} nightly",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "body", "type_", "status", "code"),
    [
        ("", b"", BYTES, 409, "refused"), ("", b"\x7fELF", BYTES, 409, "refused"),
        ("", HTML, "text/html", 415, "wrong_type"), ("", HTML, None, 415, "wrong_type"),
        ("&published_on=2024-01-32", HTML, BYTES, 400, "bad_parameter"),
        ("&published_on=20240131", HTML, BYTES, 400, "bad_parameter"),
        ("&published_on=2999-01-31", HTML, BYTES, 409, "refused"),
        ("&published_at=x", HTML, BYTES, 409, "refused"),
        ("&reason=", HTML, BYTES, 400, "bad_parameter"),
        ("&reason=+", HTML, BYTES, 409, "refused"),
        ("&more=1", HTML, BYTES, 400, "unknown_parameter"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken(
    robot: Program, place: str, body: bytes, type_: str | None, status: int, code: str
) -> None:
    """Is refused with a stable code, and nothing is kept or queued."""
    asked = dict(parse_qsl(UPLOAD.partition("?")[2])) | dict(
        parse_qsl(place, keep_blank_values=True)
    )
    address = f"/documents?{urlencode(asked)}"
    told = robot.ask("POST", address, status, data=body, content_type=type_)["error"]
    with robot.desk.catalog.read() as conn:
        kept = list(snapshots.all_(conn))
    assert (told["code"], kept, runs.recent(robot.desk.catalog, 9)) == (code, [], [])


@pytest.mark.parametrize("told", [True, False])
def test_a_file_may_be_as_large_as_at_the_desk(robot: Program, told: bool) -> None:
    """Far over what JSON may be, up to the limit of documents, whether or not its length is told;
    one byte more is 413."""
    most = robot.desk.shelf.settings.max_document_bytes
    for size, status in ((most, 201), (most + 1, 413)):
        body = HTML.ljust(size)
        sent: dict[str, Any] = {"data": body}
        if not told:
            sent = {
                "input_stream": BytesIO(body),
                "environ_overrides": {"wsgi.input_terminated": True},
            }
        answer = robot.send("POST", UPLOAD, content_type=BYTES, **sent)
        assert answer.status_code == status
