"""What programs do at the desk: the same as its pages, once, and in the log with their token."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from archive import (
    corrections,
    judgements,
    people,
    previews,
    reading_errors,
    reports,
    runs,
    sources,
    takedowns,
)
from archive.judgements import finding_key
from archive.previews import Kept, Preview, Told
from archive.reading_errors import NewError
from archive.sources import Source
from reports.diff import diff
from tests.portal.admin.office import Desk
from tests.portal.api.programs import Program, program
from tests.portal.shelf import FETCHED, broken_sum, report

LISTING = "http://1.1.1.1/nb/"
DAYE = Source("daye", "大冶市政府", region_code="420281", listings=(LISTING,))
HUANGSHI = Source("huangshi", "黄石市政府", region_code="420200", listings=(LISTING,))
WEIHAI = Source("weihai", "威海市政府", region_code="371000", listings=(LISTING,))
JINING = Source("jining", "济宁市政府", region_code="370800", listings=(LISTING,), enabled=False)
KEY = "requests.received.total"


@pytest.fixture
def sites(desk: Desk) -> None:
    """Four sources, one of them disabled."""
    with desk.catalog.begin() as conn:
        for source in (DAYE, HUANGSHI, WEIHAI, JINING):
            sources.put(conn, source)


@pytest.fixture
def report_id(desk: Desk) -> str:
    """A report whose sum is broken."""
    made = desk.shelf.put(report(findings=(broken_sum(),)))
    desk.shelf.index()
    return made


def _snapshot(desk: Desk, report_id: str) -> str:
    with desk.catalog.read() as conn:
        found = reports.get(conn, report_id)
    assert found is not None
    return found.snapshot.id


def _log(robot: Program) -> list[tuple[str, str, Any]]:
    """Action, who and token of the entries that tokens left, latest first."""
    return [
        (one.action, one.who, one.after["by_token"])
        for one in robot.desk.log()
        if one.after and "by_token" in one.after
    ]


@pytest.mark.usefixtures("sites")
@pytest.mark.parametrize(
    ("sent", "targets"),
    [
        ({"targets": ["weihai"]}, ["weihai"]),
        ({"targets": ["jining", "daye"]}, ["daye", "jining"]),
        ({"region": "420200"}, ["daye", "huangshi"]),
        ({"region": "370000"}, ["weihai"]),
        ({"region": "371000"}, ["weihai"]),
        ({"all": True}, ["daye", "huangshi", "weihai"]),
    ],
)
def test_crawls_of_one_some_a_region_or_all(robot: Program, sent: Any, targets: list[str]) -> None:
    """Each is queued; a region is the place with all below it, and all are those enabled."""
    told = robot.ask("POST", "/runs", 202, json={"kind": "crawl", **sent})
    assert [run["target"] for run in told["runs"]] == targets
    assert _log(robot) == [("run.request", "admin", f"{robot.number} nightly")]


@pytest.mark.parametrize(
    ("sent", "target"),
    [({"kind": "read"}, ""), ({"kind": "read", "targets": ["stale"]}, "stale"),
     ({"kind": "index", "targets": ["rebuild"]}, "rebuild"), ({"kind": "verify"}, ""),
     ({"kind": "backup"}, "")],
)  # fmt: skip
def test_work_on_the_whole_archive(robot: Program, sent: Any, target: str) -> None:
    """Reading, indexing, verifying and backing up are runs."""
    (run,) = robot.ask("POST", "/runs", 202, json=sent)["runs"]
    assert (run["kind"], run["target"], run["state"]) == (sent["kind"], target, "queued")


@pytest.mark.usefixtures("sites")
@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "crawl"}, {"kind": "crawl", "targets": ["none"]},
        {"kind": "crawl", "all": True, "region": "420000"}, {"kind": "crawl", "region": "110000"},
        {"kind": "read", "targets": ["rebuild"]}, {"kind": "backup", "targets": ["/etc/x"]},
        {"kind": "verify", "all": True},
    ],
)  # fmt: skip
def test_work_that_there_is_not(robot: Program, sent: Any) -> None:
    """Is refused in a sentence, and nothing is queued: no path is a program's to choose."""
    told = robot.ask("POST", "/runs", 409, json=sent)["error"]
    assert (told["code"], bool(told["message"]), runs.recent(robot.desk.catalog, 9)) == (
        "refused", True, [],
    )  # fmt: skip


@pytest.mark.usefixtures("sites")
def test_asking_twice_is_doing_once(robot: Program) -> None:
    """While it waits, and under way, the same request is answered with the same run."""
    sent = {"kind": "crawl", "targets": ["daye"]}
    first = robot.ask("POST", "/runs", 202, json=sent)["runs"][0]["id"]
    again = robot.ask("POST", "/runs", 202, json=sent)["runs"][0]["id"]
    runs.claim(robot.desk.catalog, "host:1:a", 60)
    under_way = robot.ask("POST", "/runs", 202, json=sent)["runs"][0]
    assert (again, under_way["id"], under_way["state"]) == (first, first, "running")
    assert len(runs.recent(robot.desk.catalog, 9)) == 1


def test_a_run_is_watched_and_cancelled(robot: Program) -> None:
    """Its log's end is told; once cancelled it cannot be cancelled again."""
    (run,) = robot.ask("POST", "/runs", 202, json={"kind": "verify"})["runs"]
    place = f"/runs/{run['id']}"
    for line in range(300):
        runs.note(robot.desk.catalog, run["id"], f"line {line}")
    told = robot.ask("GET", place, 200)
    assert (len(told["log"]), told["log"][-1], told["log_cut"]) == (200, "line 299", True)
    assert robot.ask("POST", f"{place}/cancel", 200)["state"] == "cancelled"
    assert robot.ask("POST", f"{place}/cancel", 409)["error"]["code"] == "refused"


def test_the_queue_is_walked(robot: Program) -> None:
    """Latest first, each run once, though others are queued meanwhile."""
    for number in range(7):
        runs.request(robot.desk.catalog, "crawl", f"s{number}")
    told = robot.ask("GET", "/runs?limit=3", 200)
    found = [run["target"] for run in told["runs"]]
    runs.request(robot.desk.catalog, "crawl", "late")
    while told["next"]:
        told = robot.ask("GET", told["next"].removeprefix("/api/v1"), 200)
        found += [run["target"] for run in told["runs"]]
    assert (found, told["total"]) == ([f"s{number}" for number in range(6, -1, -1)], 8)


def test_a_source_is_put_and_told(robot: Program) -> None:
    """In the fields of its file; what is told can be sent back, and changes nothing then."""
    sent = {
        "name": "大冶市政府", "region_code": "420281", "listings": [LISTING], "delay": 1.5,
        "schedule": "30d, 2d in 1-4", "night": "22-6", "expect": {"reports": {"min": 3}},
    }  # fmt: skip
    told = robot.ask("PUT", "/sources/daye", 200, json=sent)
    assert {name: told["source"][name] for name in sent if name != "expect"} == {
        name: sent[name] for name in sent if name != "expect"
    }
    assert told["source"]["expect"] == {"reports": {"min": 3, "max": None}}
    entries = len(robot.desk.log())
    assert robot.ask("PUT", "/sources/daye", 200, json=told["source"])["source"] == told["source"]
    assert len(robot.desk.log()) == entries


@pytest.mark.parametrize(
    ("change", "status", "parameter"),
    [
        ({"delay": "slow"}, 400, "delay"), ({"listings": "http://1.1.1.1/"}, 400, "listings"),
        ({"frob": 1}, 400, "frob"), ({"expect": {"reports": {"min": -1}}}, 400, "expect.reports.min"),
        ({"listings": [LISTING, 3]}, 400, "listings.1"), ({"name": None}, 400, "name"),
        ({"family": "none"}, 409, "family"), ({"schedule": "often"}, 409, "schedule"),
        ({"listings": ["ftp://1.1.1.1/"]}, 409, "listings"), ({"id": "other"}, 409, "id"),
        ({"listings": ["http://10.0.0.1/"]}, 409, None),
        ({"expect": {"reports": {"min": 5, "max": 2}}}, 409, "expect.reports.min"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be(
    robot: Program, change: Any, status: int, parameter: str | None
) -> None:
    """Is refused with the key that is wrong, in the sentence of the desk, and not kept."""
    sent = {"name": "大冶", "listings": [LISTING]} | change
    told = robot.ask("PUT", "/sources/daye", status, json=sent)["error"]
    with robot.desk.catalog.read() as conn:
        assert (told.get("parameter"), sources.get(conn, "daye")) == (parameter, None)
    if status == 409 and parameter not in {None, "id"}:
        assert told["message"].startswith("这一项有误。")


@pytest.mark.usefixtures("sites")
def test_sources_go_out_and_in_as_files(robot: Program) -> None:
    """What is exported is what is taken; one wrong file keeps all from being taken."""
    told = robot.ask("GET", "/source-files", 200)
    assert len(told["files"]) == 4
    assert robot.ask("POST", "/source-files", 200, json=told)["sources"][0] == "daye"
    bad = [*told["files"][:1], {"name": "x.toml", "toml": 'name = "x"\nlistings = 3\n'}]
    bad[0] = {"name": "new.toml", "toml": f'name = "new"\nlistings = ["{LISTING}"]\n'}
    refused = robot.ask("POST", "/source-files", 409, json={"files": bad})["error"]
    with robot.desk.catalog.read() as conn:
        assert sources.get(conn, "new") is None
    assert "x.toml 第 2 行" in refused["message"]


@pytest.mark.usefixtures("sites")
def test_a_source_is_disabled_and_tried(robot: Program) -> None:
    """Each by one request; a check is queued once."""
    off = robot.ask("PUT", "/sources/daye/enabled", 200, json={"enabled": False})
    first = robot.ask("POST", "/sources/daye/check", 202)["runs"]
    assert (off["source"]["enabled"], first[0]["kind"]) == (False, "check")
    assert robot.ask("POST", "/sources/daye/check", 202)["runs"] == first
    assert [one[0] for one in _log(robot)] == ["source.check", "source.check", "source.put"]


@pytest.mark.usefixtures("sites")
def test_sources_of_a_region(robot: Program) -> None:
    """A place with all below it, by id."""
    told = robot.ask("GET", "/sources?region=420000", 200)
    assert [one["source"]["id"] for one in told["sources"]] == ["daye", "huangshi"]


def test_a_field_and_a_cell_are_corrected_and_taken_back(robot: Program, report_id: str) -> None:
    """Kept as the desk keeps them, told with the document, and read in by a run that is queued."""
    place = f"/documents/{_snapshot(robot.desk, report_id)}"
    field = {"value": "2022", "reason": "封面如此"}
    cell = {"raw": "12件", "value": 12, "reason": "看原件"}
    assert robot.ask("PUT", f"{place}/fields/year", 200, json=field)["read"] == "2023"
    said = robot.ask("PUT", f"{place}/cells/{KEY}", 200, json=cell)
    assert (said["value"], said["who"]) == ({"raw": "12件", "value": "12"}, "admin")
    assert [run.kind for run in runs.recent(robot.desk.catalog, 9)] == ["read"]
    taken = {"name": KEY, "reason": "看错了"}
    robot.ask("POST", f"{place}/corrections/withdraw", 201, json=taken)
    told = robot.ask("GET", place, 200)
    assert [(one["name"], one["withdrawn"]) for one in told["corrections"]] == [
        ("year", False), (KEY, False), (KEY, True),
    ]  # fmt: skip
    assert {one[0] for one in _log(robot)} == {"report.correct"}


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("fields/year", {"value": "x", "reason": "a"}, 409),
        ("fields/year", {"value": 2022, "reason": "a"}, 400),
        ("fields/year", {"value": "2022", "reason": ""}, 400),
        ("fields/year", {"value": "2022", "reason": " "}, 409),
        ("fields/year", {"value": "2022"}, 400),
        ("fields/none", {"value": "2022", "reason": "a"}, 404),
        ("cells/none", {"raw": "1", "value": 1, "reason": "a"}, 409),
        ("cells/year", {"raw": "1", "value": 1, "reason": "a"}, 404),
        (f"cells/{KEY}", {"raw": None, "value": 1, "reason": "a"}, 409),
        (f"cells/{KEY}", {"raw": "1", "value": "1", "reason": "a"}, 400),
        (f"cells/{KEY}", {"raw": "1", "value": True, "reason": "a"}, 400),
        (f"cells/{KEY}", {"raw": "1", "value": 10**20, "reason": "a"}, 409),
    ],
)
def test_a_correction_that_cannot_be(
    robot: Program, report_id: str, path: str, sent: Any, status: int
) -> None:
    """Is refused, and nothing is kept."""
    place = f"/documents/{_snapshot(robot.desk, report_id)}"
    robot.ask("PUT", f"{place}/{path}", status, json=sent)
    with robot.desk.catalog.read() as conn:
        assert corrections.all_holding(conn) == []


def test_a_document_is_read_again(robot: Program, report_id: str) -> None:
    """That one alone, by a run; the log says by whom."""
    snapshot = _snapshot(robot.desk, report_id)
    (run,) = robot.ask("POST", f"/documents/{snapshot}/reread", 202)["runs"]
    assert (run["kind"], run["target"]) == ("read", snapshot)
    assert _log(robot)[0][0] == "report.reread"


def test_what_reading_again_would_change(robot: Program, report_id: str) -> None:
    """A run finds it out; before it has, there is nothing, then it is told whole."""
    snapshot = _snapshot(robot.desk, report_id)
    place = f"/documents/{snapshot}/preview"
    (run,) = robot.ask("POST", place, 202)["runs"]
    assert (run["kind"], robot.ask("GET", place, 404)["error"]["code"]) == ("preview", "not_found")
    old = report(findings=(broken_sum(),))
    change = diff(old, report(year=2022))
    kept = Kept("requests.received.total", {"raw": "3", "value": "3"}, {"raw": "5", "value": "5"})
    made = Preview(snapshot, FETCHED, "1", "2", change, (), (Told("T4.1", "不符"),), (), (kept,))
    with robot.desk.catalog.begin() as conn:
        previews.save(conn, made)
    told = robot.ask("GET", place, 200)
    assert [field["field"] for field in told["difference"]["fields"]] == ["year"]
    assert (told["disappeared"], told["kept"][0]["read"]) == (
        [{"rule": "T4.1", "message": "不符"}], {"raw": "5", "value": "5"},
    )  # fmt: skip


@pytest.mark.usefixtures("sites")
def test_how_much_a_crawl_would_fetch(robot: Program) -> None:
    """Told by source and in all, the disabled ones named, and nothing is queued."""
    told = robot.ask("POST", "/runs/plan", 200, json={"region": "370000"})
    assert ([one["source"] for one in told["plans"]], told["disabled"]) == (["weihai"], ["jining"])
    assert told["requests"] == told["plans"][0]["requests"] > 0
    assert (runs.recent(robot.desk.catalog, 9), robot.desk.log()[0].action) == ([], "token.add")


def test_documents_worth_a_look_are_walked(robot: Program) -> None:
    """Each once with why, latest first."""
    for number in range(5):
        robot.desk.shelf.put(report(is_report=False, reason="不是年报"), body=bytes([number]),
                             url=f"http://www.example.gov.cn/x/{number}")  # fmt: skip
    told = robot.ask("GET", "/review?limit=2&why=rejected", 200)
    found = list(told["documents"])
    while told["next"]:
        told = robot.ask("GET", told["next"].removeprefix("/api/v1"), 200)
        found += told["documents"]
    assert (len({one["snapshot_id"] for one in found}), len(found), told["total"]) == (5, 5, 5)
    assert {one["reason"] for one in found} == {"不是年报"}


def test_a_finding_is_judged(robot: Program, report_id: str) -> None:
    """With the body's answer; what was said before stays."""
    (found,) = robot.ask("GET", f"/reports/{report_id}/findings", 200)["findings"]
    place = f"/reports/{report_id}/findings/{found['key']}"
    sent = {"verdict": "explained", "reason": "来函说明", "answer": "系笔误。"}
    robot.ask("POST", place, 201, json=sent)
    robot.ask("POST", place, 201, json=sent | {"verdict": "misread", "answer": None})
    (after,) = robot.ask("GET", f"/reports/{report_id}/findings", 200)["findings"]
    assert found["key"] == finding_key(broken_sum())
    assert [one["verdict"] for one in after["judgements"]] == ["explained", "misread"]
    with robot.desk.catalog.read() as conn:
        assert len(judgements.history(conn, report_id, found["key"])) == 2


def test_a_report_is_hidden_and_shown(robot: Program, report_id: str) -> None:
    """Its address says why, to programs too; then it is there again."""
    sent = {"kind": "report", "id": report_id, "reason": "含有个人信息"}
    robot.ask("POST", "/hidden", 201, json=sent)
    gone = robot.ask("GET", f"/reports/{report_id}", 410)["error"]
    assert ("含有个人信息" in gone["message"], gone["code"]) == (True, "taken_down")
    assert len(robot.ask("GET", "/hidden", 200)["hidden"]) == 2
    left = robot.ask("POST", f"/hidden/{report_id}/show", 200, json={"reason": "已经处理"})
    assert (left["hidden"], robot.ask("GET", f"/reports/{report_id}", 200)["id"]) == ([], report_id)
    with robot.desk.catalog.read() as conn:
        assert takedowns.of(conn, report_id) is None


def test_what_a_reader_told_is_closed_once(robot: Program, report_id: str) -> None:
    """With a note in the log; a second time is refused."""
    with robot.desk.catalog.begin() as conn:
        snapshot = reports.get(conn, report_id)
        assert snapshot is not None
        new = NewError("r", report_id, snapshot.snapshot.id, KEY, "错了", "3", "a@b.c", "k")
        reading_errors.put(conn, new, FETCHED)
    (told,) = robot.ask("GET", "/errors", 200)["errors"]
    place, sent = f"/errors/{told['number']}/close", {"verdict": "accepted", "note": "已改"}
    assert (told["said"], told["contact"]) == ("错了", "a@b.c")
    assert robot.ask("POST", place, 200, json=sent) == {
        "number": told["number"],
        "state": "accepted",
    }
    robot.ask("POST", place, 409, json=sent)
    assert robot.ask("GET", "/errors?state=accepted", 200)["counts"] == {"accepted": 1}


def test_the_log_says_by_which_token(robot: Program) -> None:
    """The account as who, and number and name of its token; narrowed and walked by cursor."""
    for _ in range(3):
        robot.ask("POST", "/runs", 202, json={"kind": "read"})
    told = robot.ask("GET", "/audit?action=run.request&limit=2", 200)
    rest = robot.ask("GET", told["next"].removeprefix("/api/v1"), 200)
    entries = told["entries"] + rest["entries"]
    assert [len(told["entries"]), len(rest["entries"]), rest["next"]] == [2, 1, None]
    assert {(one["who"], one["after"]["by_token"]) for one in entries} == {
        ("admin", f"{robot.number} nightly")
    }


def test_people_are_listed_without_secrets(robot: Program) -> None:
    """By name, with their roles; nothing of a password or a token."""
    told = robot.ask("GET", "/users", 200)["users"]
    assert [(one["name"], one["role"]) for one in told] == [
        ("admin", "admin"), ("editor", "editor"), ("viewer", "viewer"),
    ]  # fmt: skip
    assert set(told[0]) == {"name", "role", "display_name", "email", "created_at", "disabled_at"}


def test_how_the_archive_is(robot: Program, report_id: str) -> None:
    """Index, what is held, sizes, runs; a part that is not well is told."""
    told = robot.ask("GET", "/health", 200)
    assert (told["index"]["ok"], told["held"]["reports"], told["sizes"]["catalog"] > 0) == (
        True, 1, True,
    )  # fmt: skip
    assert report_id


@pytest.mark.parametrize(
    ("body", "type_", "status", "code"),
    [
        (b"{}", None, 415, "wrong_type"), (b"kind=read", "application/x-www-form-urlencoded", 415,
                                           "wrong_type"),
        (b"{}", "text/plain", 415, "wrong_type"), (b"", "application/json", 400, "bad_body"),
        (b"{", "application/json", 400, "bad_body"), (b"[]", "application/json", 400, "bad_body"),
        (b"null", "application/json", 400, "bad_body"), (b'"\xff"', "application/json", 400, "bad_body"),
        (b'{"kind": NaN}', "application/json", 400, "bad_body"),
        (b'{"kind": "\\ud800"}', "application/json", 400, "bad_body"),
        (b"[" * 100_000, "application/json", 400, "bad_body"),
        (b'{"kind": ' + b"9" * 5000 + b"}", "application/json", 400, "bad_body"),
        (b'{"kind": "import"}', "application/json", 400, "bad_body"),
        (b'{"kind": "read", "kinds": 1}', "application/json", 400, "bad_body"),
        (b" " * ((1 << 20) + 1), "application/json", 413, "too_large"),
    ],
)  # fmt: skip
def test_a_body_that_is_none(
    robot: Program, body: bytes, type_: str | None, status: int, code: str
) -> None:
    """Is refused with a stable code, and nothing is queued."""
    headers = {} if type_ is None else {"Content-Type": type_}
    told = robot.ask("POST", "/runs", status, data=body, headers=headers)["error"]
    assert (told["code"], runs.recent(robot.desk.catalog, 9)) == (code, [])


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 202), ((1 << 20) + 1, 413)])
def test_a_body_of_no_told_length(robot: Program, size: int, status: int) -> None:
    """Sent in chunks, it is read to its end, and refused when that is too far."""
    body = b'{"kind": "verify"}'.ljust(size)
    answer = robot.send(
        "POST", "/runs", input_stream=BytesIO(body), content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.status_code == status


def test_wrong_tokens_wait(robot: Program) -> None:
    """Ten are looked at; the next from the same address wait, longer each time. A good one from
    there does not."""
    wrong = [Program(robot.desk, f"nianbao_{number}", 0) for number in range(12)]
    answers = [one.send("GET", "/runs") for one in wrong]
    assert [answer.status_code for answer in answers] == [401] * 11 + [429]
    assert answers[-1].get_json()["error"]["code"] == "too_many_tries"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3
    robot.ask("GET", "/runs", 200)


def test_a_token_ends_with_its_account(robot: Program) -> None:
    """Disabled, nobody acts for it any more."""
    other = program(robot.desk, "editor")
    other.ask("GET", "/runs", 200)
    with robot.desk.catalog.begin() as conn:
        people.change(conn, people.get(conn, "admin").actor, "editor", disabled=True)
    assert other.ask("GET", "/runs", 401)["error"]["code"] == "token_unknown"


def test_refusals_speak_english(robot: Program) -> None:
    """With ``lang=en`` the sentence is English, the code the same."""
    told = robot.ask("PUT", "/sources/daye?lang=en", 400, json={"name": "x"})["error"]
    assert told == {
        "code": "bad_body", "message": "The member “listings” is missing.", "parameter": "listings",
    }  # fmt: skip
