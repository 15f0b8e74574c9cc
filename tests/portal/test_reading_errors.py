"""Readers report what was read wrongly: queued once, throttled, refused in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from archive import reading_errors
from archive.tables import reading_errors as queue
from tests.portal.page import SCRIPTS, get, href, link, one, text
from tests.portal.shelf import HOSTILE, Shelf, report

CELL = "requests.received.total"


@pytest.fixture
def id_(shelf: Shelf) -> str:
    """A report to complain of."""
    return shelf.put(report())


def _open(shelf: Shelf, id_: str, cell: str = "") -> dict[str, str]:
    """The fields of a freshly opened form, filled in."""
    page = get(shelf.client, _at(id_, cell))
    token = str(one(page, "input[name=token]")["value"])
    return {"token": token, "said": "应为 4。", "proposed": "4", "contact": "", "website": ""}


def _at(id_: str, cell: str = "") -> str:
    return f"/reports/{id_}/errors/new" + (f"?cell={cell}" if cell else "")


def _send(shelf: Shelf, id_: str, fields: dict[str, str], **told: Any) -> TestResponse:
    return shelf.client.post(_at(id_, told.pop("cell", "")), data=fields, **told)


def _refusal(answer: TestResponse) -> tuple[int, str]:
    page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
    return answer.status_code, text(page, ".refused")


def _queued(shelf: Shelf) -> list[Any]:
    with shelf.catalog.read() as conn:
        return list(conn.execute(select(queue).order_by(queue.c.id)).mappings())


def test_a_report_is_queued_and_gets_a_receipt(shelf: Shelf, id_: str) -> None:
    """It waits with its cell, and the page it leads to names its number."""
    answer = _send(shelf, id_, _open(shelf, id_, CELL), cell=CELL)
    [row] = _queued(shelf)
    page = get(shelf.client, answer.headers["Location"])
    told = (row["report_id"], row["cell"], row["said"], row["proposed"], row["state"])
    assert (answer.status_code, told, text(page, "h1")) == (
        303,
        (id_, CELL, "应为 4。", "4", "waiting"),
        f"已收到，编号 {row['id']}",
    )


def test_a_form_sent_twice_is_one_report(shelf: Shelf, id_: str) -> None:
    """The same form leads to the same receipt."""
    fields = _open(shelf, id_)
    leads = [_send(shelf, id_, fields).headers["Location"] for _ in range(2)]
    assert (len(set(leads)), len(_queued(shelf))) == (1, 1)


def test_the_address_is_kept_as_a_keyed_digest(shelf: Shelf, id_: str) -> None:
    """Not in plain, and not as a digest that anyone could make."""
    _send(shelf, id_, _open(shelf, id_), environ_base={"REMOTE_ADDR": "203.0.113.9"})
    [row] = _queued(shelf)
    stored = " ".join(str(value) for value in row.values())
    plain = reading_errors.address_key(b"", "203.0.113.9")
    assert ("203.0.113.9" in stored, row["address_key"] == plain) == (False, False)


def test_one_address_may_report_so_often_an_hour(shelf: Shelf, id_: str) -> None:
    """After that 429, a sentence, and when to come again; another address may still."""
    for _ in range(reading_errors.FROM_ONE):
        _send(shelf, id_, _open(shelf, id_))
    again = _send(shelf, id_, _open(shelf, id_))
    other = _send(shelf, id_, _open(shelf, id_), environ_base={"REMOTE_ADDR": "203.0.113.9"})
    waits = 3500 < int(again.headers["Retry-After"]) <= 3601
    assert (_refusal(again)[0], waits, other.status_code) == (429, True, 303)


def test_what_was_written_is_not_lost_by_a_refusal(shelf: Shelf, id_: str) -> None:
    """The form comes back filled in."""
    fields = _open(shelf, id_) | {"said": "  ", "proposed": "四"}
    page = BeautifulSoup(_send(shelf, id_, fields).get_data(as_text=True), "lxml")
    assert one(page, "#proposed")["value"] == "四"


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"said": " \n"}, 400, "请写明哪里读错了。"),
        ({"said": "字" * 1001}, 400, "说明太长，请写在 1000 字以内。"),
        ({"contact": "字" * 201}, 400, "正确的内容和联系方式，请各写在 200 字以内。"),
        ({"website": "http://x"}, 400, "有一栏应当留空而填了字，没有接受。"),
        ({"token": "x"}, 400, "这张表不完整，请再提交一次。"),
        ({"token": ""}, 400, "这张表不完整，请再提交一次。"),
    ],
)
def test_a_refusal_is_one_sentence(
    shelf: Shelf, id_: str, changed: dict[str, str], status: int, sentence: str
) -> None:
    """Nothing is queued, and the reader is told why."""
    answer = _send(shelf, id_, _open(shelf, id_) | changed)
    assert (_refusal(answer), _queued(shelf)) == ((status, sentence), [])


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_another_sites_page_cannot_send_it(shelf: Shelf, id_: str, headers: dict[str, str]) -> None:
    """A browser says where a form comes from."""
    answer = _send(shelf, id_, _open(shelf, id_), headers=headers)
    assert (_refusal(answer)[0], _queued(shelf)) == (403, [])


def test_our_own_page_can(shelf: Shelf, id_: str) -> None:
    """As a browser sends it."""
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert _send(shelf, id_, _open(shelf, id_), headers=headers).status_code == 303


def test_a_form_has_a_size(shelf: Shelf, id_: str) -> None:
    """More than 16 KiB is not read."""
    fields = _open(shelf, id_) | {"said": "x" * 20_000}
    assert (_send(shelf, id_, fields).status_code, _queued(shelf)) == (413, [])


def test_markup_stays_text(shelf: Shelf, id_: str) -> None:
    """What a reader sends comes back as text."""
    fields = _open(shelf, id_) | {"said": "", "proposed": f'"{HOSTILE}'}
    page = BeautifulSoup(_send(shelf, id_, fields).get_data(as_text=True), "lxml")
    assert (page.select(SCRIPTS), one(page, "#proposed")["value"]) == ([], f'"{HOSTILE}')


@pytest.mark.parametrize("cell", ["requests.received.none", "x", HOSTILE, "requests.received"])
def test_a_cell_that_there_is_not(shelf: Shelf, id_: str, cell: str) -> None:
    """404, with a way on."""
    answer = shelf.client.get(f"/reports/{id_}/errors/new", query_string={"cell": cell})
    assert answer.status_code == 404


@pytest.mark.parametrize("receipt", ["0000000000000000", "x", "../x"])
def test_a_receipt_that_there_is_not(shelf: Shelf, id_: str, receipt: str) -> None:
    """404: receipts are random names and cannot be counted through."""
    assert shelf.client.get(f"/reports/{id_}/errors/{receipt}").status_code == 404


def test_a_receipt_belongs_to_its_report(shelf: Shelf, id_: str) -> None:
    """Under another report's address it is none."""
    answer = _send(shelf, id_, _open(shelf, id_))
    other = shelf.put(report(year=2022))
    moved = answer.headers["Location"].replace(id_, other)
    assert shelf.client.get(moved).status_code == 404


def test_form_and_receipt_are_kept_nowhere(shelf: Shelf, id_: str) -> None:
    """A form's token is one reader's."""
    answer = _send(shelf, id_, _open(shelf, id_))
    places = (_at(id_), answer.headers["Location"])
    kept = [shelf.client.get(place).headers["Cache-Control"] for place in places]
    assert kept == ["no-store", "no-store"]


def test_cell_and_report_lead_to_the_form(shelf: Shelf, id_: str) -> None:
    """Each with what it is about."""
    page = get(shelf.client, f"/reports/{id_}/cells/{CELL}")
    whole = get(shelf.client, f"/reports/{id_}")
    assert (link(page, "a", "报告读取错误"), link(whole, "a", "报告读取错误")) == (
        _at(id_, CELL),
        _at(id_),
    )


def test_the_form_says_what_we_read(shelf: Shelf, id_: str) -> None:
    """The cell by name, with its print; it leads back to the cell."""
    page = get(shelf.client, _at(id_, CELL))
    assert (text(page, ".provenance"), href(one(page, ".title a"))) == (
        "这一格一、本年新收政府信息公开申请数量 · 总计 本站读作0",
        f"/reports/{id_}#{CELL}",
    )
