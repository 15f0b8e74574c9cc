"""Documents added at the desk: by an address, or as a file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from archive import run_lists, runs, snapshots
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import get, text
from tests.portal.shelf import report

URL = "http://www.example.gov.cn/nb/2023.html"
BODY = "<!doctype html><title>大冶市水利局2023年政府信息公开工作年度报告</title>".encode()


@pytest.fixture
def boss(desk: Desk) -> Browser:
    """An admin's browser."""
    return desk.browser("admin")


def _send(boss: Browser, body: bytes = BODY, **other: Any) -> TestResponse:
    told = {"published_at": URL, "published_on": "2024-01-31", "reason": "邮件收到"}
    file = (io.BytesIO(body), "..\\年报.html")
    return boss.post("/admin/new-document/upload", **{**told, **other, "file": file})


def _runs(boss: Browser) -> list[tuple[str, str]]:
    return [(run.kind, run.target) for run in runs.recent(boss.desk.catalog, 9)]


def test_an_address_is_queued(boss: Browser) -> None:
    """Once however often it is asked for; the log has it, the run's page shows it."""
    for _ in range(2):
        answer = boss.post("/admin/new-document/fetch", url=f" {URL} ")
        assert answer.status_code == 303
    assert _runs(boss) == [("fetch", URL)]
    assert boss.desk.log()[0].action == "document.add"
    assert text(boss.get(answer.location), "h1").startswith("取一份")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("http://127.0.0.1/x", "指向内部网络"), ("http://[::1]/x", "指向内部网络"),
     ("http://10.0.0.8/", "指向内部网络"), ("http://localhost/", "指向内部网络"),
     ("http://169.254.169.254/", "指向内部网络"), ("ftp://a.gov.cn/", "不是 http"), ("", "不是 http"),
     ("http://me:pw@a.gov.cn/", "用户名"), ("http://a.gov.cn:99999/", "不是 http")],
)  # fmt: skip
def test_an_address_that_may_not_be_asked(boss: Browser, url: str, sentence: str) -> None:
    """Refused with the reason beside the form; nothing is queued."""
    answer = boss.post("/admin/new-document/fetch", url=url)
    assert (answer.status_code, _runs(boss)) == (400, [])
    assert sentence in answer.text


def test_a_file_is_uploaded(boss: Browser) -> None:
    """Kept, waiting to be read; the desk's page of it says that it was uploaded; again, it was
    there before."""
    answer = _send(boss)
    page = boss.get(answer.location)
    assert "文件已经存下" in text(page, ".done")
    assert "上传时间" in text(page, ".told")
    assert _runs(boss) == [("read", "")]
    assert "先前已经存过" in text(boss.get(_send(boss).location), ".done")


def test_readers_are_told(boss: Browser) -> None:
    """The report's page says when it was uploaded, and that nobody fetched it."""
    _send(boss)
    with boss.desk.catalog.read() as conn:
        (kept,) = snapshots.all_(conn)
    name = boss.desk.shelf.file(kept, report())
    page = get(boss.desk.shelf.client, f"/reports/{name}")
    assert "上传" in text(page, ".facts.source")
    assert "由本站工作人员上传" in text(page, ".provenance .uploaded")


@pytest.mark.parametrize(
    "other",
    [{"body": b""}, {"body": b"\x7fELF"}, {"published_at": "x"}, {"published_on": "2024-13-01"},
     {"reason": ""}],
)  # fmt: skip
def test_what_is_not_taken(boss: Browser, other: dict[str, Any]) -> None:
    """Said beside the form, which keeps what was typed."""
    answer = _send(boss, **other)
    assert (answer.status_code, answer.text.count('role="alert"')) == (400, 1)
    assert _runs(boss) == []


def test_a_file_may_be_larger_than_a_form(boss: Browser) -> None:
    """Up to the limit of documents; other forms take a megabyte as before."""
    file = FileStorage(io.BytesIO(BODY + b" " * (2 << 20)), "a.html")
    told = {"published_at": URL, "published_on": "2024-01-31", "reason": "x", "file": file}
    boundary, body = encode_multipart(told | {"form_token": boss.token()})
    kind = f'multipart/form-data; boundary="{boundary}"'
    sent = boss.client.post("/admin/new-document/upload", data=body, content_type=kind)
    assert sent.status_code == 303
    answer = boss.post("/admin/new-document/fetch", url="x" * (2 << 20))
    assert answer.status_code == 413


def test_a_run_of_that_kind_is_listed(boss: Browser) -> None:
    """Among the others, by its kind."""
    boss.post("/admin/new-document/fetch", url=URL)
    page = boss.get("/admin/runs?kind=fetch")
    with boss.desk.catalog.read() as conn:
        assert len(run_lists.listed(conn, run_lists.Asked(), 9)) == 1
    assert URL in page.get_text()
