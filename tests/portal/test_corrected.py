"""What people said of a report, as its readers see it: corrected cells, judged findings, and what
is not shown any more."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from archive import corrections, desk
from archive.audit import Actor
from archive.judgements import finding_key
from archive.records import Snapshot
from tests.portal.page import get, one, text, texts
from tests.portal.shelf import HOSTILE, Shelf, broken_sum, cells, report

BY = Actor("wang", 1)
KEY = "requests.received.total"


@pytest.fixture
def corrected(shelf: Shelf) -> str:
    """A report of which one cell was put right: 0 was read, 7 stands there."""
    read = report()
    snapshot = shelf.keep(read)
    shelf.file(snapshot, read)
    with shelf.catalog.begin() as conn:
        corrections.correct_cell(conn, BY, snapshot.id, KEY, "7", Decimal(7), "原件印的是 7")
    mended = tuple(
        replace(cell, raw="7", value=Decimal(7), origin="correction") if cell.key == KEY else cell
        for cell in read.cells
    )
    return shelf.file(snapshot, replace(read, cells=mended))


@pytest.mark.parametrize(("language", "word"), [("", "已更正"), ("?lang=en", "corrected")])
def test_a_corrected_cell_is_marked(shelf: Shelf, corrected: str, language: str, word: str) -> None:
    """In the table, with a word, and no other cell is."""
    page = get(shelf.client, f"/reports/{corrected}{language}")
    assert texts(page, ".put-right") == [word]
    assert one(page, f"[id='{KEY}'] .put-right") is not None


def test_a_corrected_cell_tells_what_was_read(shelf: Shelf, corrected: str) -> None:
    """Its page says what we had read, why it is otherwise, and not who said so."""
    page = get(shelf.client, f"/reports/{corrected}/cells/{KEY}")
    told = text(page, ".put-right-here")
    assert "“0”" in told
    assert "原件印的是 7" in told
    assert "wang" not in page.get_text()


def test_a_cell_as_it_was_read_says_nothing_of_corrections(shelf: Shelf, corrected: str) -> None:
    """Its neighbour's page has no such line."""
    page = get(shelf.client, f"/reports/{corrected}/cells/requests.received.natural_person")
    assert page.select(".put-right-here") == []


def _judged(shelf: Shelf, verdict: str, answer: str | None = None) -> str:
    printed = cells("2021", {("remedies", "reconsideration", "upheld"): "10"})
    name = shelf.put(report(cells=printed, findings=(broken_sum(),)))
    with shelf.catalog.begin() as conn:
        desk.judge(conn, BY, name, finding_key(broken_sum()), verdict, "看过原件", answer)
    return name


def test_a_judged_finding_says_so_with_the_answer(shelf: Shelf) -> None:
    """Beside the finding, for everyone; what the body wrote stays text."""
    name = _judged(shelf, "explained", HOSTILE)
    told = text(get(shelf.client, f"/reports/{name}"), "#findings .judged")
    assert "机关已说明" in told
    assert HOSTILE in told


def test_a_misreading_doubts_no_cell(shelf: Shelf) -> None:
    """It stays in the list with its state; the head and the table say nothing of it."""
    page = get(shelf.client, f"/reports/{_judged(shelf, 'misread')}")
    assert "本站误读" in text(page, "#findings .judged")
    assert page.select(".doubted, .doubts, .alert") == []


def test_what_was_said_and_taken_back_is_not_shown(shelf: Shelf) -> None:
    """An open finding stands as it was found."""
    page = get(shelf.client, f"/reports/{_judged(shelf, 'open')}")
    assert (page.select(".judged"), len(page.select(".alert"))) == ([], 1)


@pytest.mark.parametrize("path", ["", "/original", "/versions", f"/cells/{KEY}"])
def test_a_hidden_report_says_why(shelf: Shelf, path: str) -> None:
    """410 with the reason at each of its addresses, as it was typed."""
    name = shelf.put(report())
    with shelf.catalog.begin() as conn:
        desk.hide(conn, BY, "report", name, f"含个人信息{HOSTILE}")
    page = get(shelf.client, f"/reports/{name}{path}", 410)
    assert f"含个人信息{HOSTILE}" in text(page, ".lead")


def test_a_hidden_report_tells_programs(shelf: Shelf) -> None:
    """With a stable code."""
    name = shelf.put(report())
    with shelf.catalog.begin() as conn:
        desk.hide(conn, BY, "report", name, "含个人信息")
    answer = shelf.client.get(f"/reports/{name}.json")
    assert (answer.status_code, answer.json["error"]["code"]) == (410, "taken_down")  # type: ignore[index]


def test_a_hidden_report_is_in_no_list(shelf: Shelf) -> None:
    """Neither on the home page, nor among the changes, nor of its body."""
    shelf.put(report())
    name = shelf.put(report(year=2022, title="被撤下的年报"))
    with shelf.catalog.begin() as conn:
        desk.hide(conn, BY, "report", name, "含个人信息")
    seen = [shelf.client.get(path).get_data(as_text=True) for path in ("/", "/changes")]
    assert [name in page for page in seen] == [False, False]


def test_a_hidden_copy_says_why(shelf: Shelf) -> None:
    """The report stays with its other copy; the hidden one's address tells the reason."""
    first, second = (_copy(shelf, text_) for text_ in ("甲", "乙"))
    with shelf.catalog.begin() as conn:
        desk.hide(conn, BY, "snapshot", first[1].id, "含个人信息")
    page = get(shelf.client, f"/reports/{first[0]}/original?snapshot={first[1].id}", 410)
    assert "含个人信息" in text(page, ".lead")
    assert get(shelf.client, f"/reports/{second[0]}") is not None


def _copy(shelf: Shelf, words: str) -> tuple[str, Snapshot]:
    read = report()
    url = f"http://www.example.gov.cn/{ord(words)}.html"
    snapshot = shelf.keep(read, url=url, body=words.encode())
    return shelf.file(snapshot, read), snapshot
