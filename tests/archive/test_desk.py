"""Findings judged and reports hidden, in ways that survive every reading again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archive import audit, desk, judgements, readings, reports, takedowns
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import DeskError
from archive.warc import WarcStore
from reports.model import CellRef, Finding
from tests.archive.made import report, save, web

BY = Actor("wang", 1)


def _finding(rule: str = "T3.1", row: str = "new") -> Finding:
    cells = (CellRef("requests", row, "total", 2023), CellRef("requests", "total", "total", 2023))
    return Finding(rule, "E", "fail", False, f"{row} 不符", Decimal(3), Decimal(4), cells)


def _report_id(catalog: Catalog) -> str:
    with catalog.read() as conn:
        return reports.ids(conn)[0]


def _read(catalog: Catalog, store: WarcStore, *findings: Finding, **more: object) -> str:
    """A page read with these findings; the id of its report."""
    snapshot = web(store, catalog, b"page")
    save(catalog, snapshot, report(findings=findings, **more))
    return _report_id(catalog)


def _judge(catalog: Catalog, report_id: str, finding: Finding, verdict: str, **more: str) -> None:
    key = judgements.finding_key(finding)
    with catalog.begin() as conn:
        desk.judge(conn, BY, report_id, key, verdict, "原件如此", **more)


def _faults(catalog: Catalog, report_id: str) -> tuple[int, bool]:
    """What the report's row counts, and whether it is found as one with findings."""
    with catalog.read() as conn:
        failing = reports.summaries(conn, [report_id])[report_id].failing
        found = reports.get(conn, report_id)
    assert found is not None
    return failing, found.faulty


def test_a_misread_finding_counts_no_more(catalog: Catalog, store: WarcStore) -> None:
    """Of two findings one is left, and the index is told; taken back, both count."""
    one, other = _finding(), _finding("T3.2")
    name = _read(catalog, store, one, other)
    before = _faults(catalog, name)
    with catalog.begin() as conn:
        reports.outbox_done(conn, reports.outbox(conn))
    _judge(catalog, name, one, "misread")
    after = _faults(catalog, name)
    with catalog.read() as conn:
        waiting = [entry[0] for entry in reports.outbox(conn)]
        shown = [item.rule for item in reports.latest_findings(conn, 9)]
    _judge(catalog, name, other, "misread")
    none = _faults(catalog, name)
    _judge(catalog, name, one, "open")
    assert (before, after, none, _faults(catalog, name)) == (
        (2, True), (1, True), (0, False), (1, True),
    )  # fmt: skip
    assert (waiting, shown) == ([name], ["T3.2"])


@pytest.mark.parametrize("verdict", ["confirmed", "explained"])
def test_what_is_theirs_still_counts(catalog: Catalog, store: WarcStore, verdict: str) -> None:
    """A confirmed or explained finding stays one, with what the body answered."""
    name = _read(catalog, store, _finding())
    _judge(catalog, name, _finding(), verdict, answer="系笔误，已更正。")
    with catalog.read() as conn:
        found = reports.get(conn, name)
    assert found is not None
    (said,) = found.judgements.values()
    assert (_faults(catalog, name), said.verdict, said.answer) == (
        (1, True), verdict, "系笔误，已更正。",
    )  # fmt: skip


def test_a_judgement_survives_a_reading_again(catalog: Catalog, store: WarcStore) -> None:
    """Read by a later reader that words the finding otherwise and finds its cells in another
    order, it is judged as before; its history has every word."""
    name = _read(catalog, store, _finding())
    _judge(catalog, name, _finding(), "confirmed")
    _judge(catalog, name, _finding(), "misread")
    worded = Finding("T3.1", "E", "fail", True, "另一种说法", None, None, _finding().cells[::-1])
    _read(catalog, store, _finding("T3.9"), worded, reader_version="8")
    with catalog.read() as conn:
        past = judgements.history(conn, name, judgements.finding_key(worded))
    assert ([one.verdict for one in past], _faults(catalog, name)) == (
        ["confirmed", "misread"], (1, True),
    )  # fmt: skip


def test_a_judgement_follows_its_report(catalog: Catalog, store: WarcStore) -> None:
    """When a better reading files the page under another year, what was said goes with it."""
    name = _read(catalog, store, _finding())
    _judge(catalog, name, _finding(), "misread")
    moved = _read(catalog, store, _finding(), year=2022, reader_version="8")
    assert (moved != name, _faults(catalog, moved)) == (True, (0, False))


def test_cells_tell_findings_of_a_rule_apart() -> None:
    """Instances of one rule have keys of their own, and so have two rules on the same cells."""
    keys = {judgements.finding_key(item) for item in (
        _finding(), _finding(row="carried"), _finding("T3.2"),
    )}  # fmt: skip
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("key", "verdict", "reason"),
    [
        (None, "sure", "x"),
        (None, "confirmed", " "),
        ("0" * 16, "confirmed", "x"),
        (None, "open", "x" * 2001),
    ],
)
def test_what_cannot_be_said(
    catalog: Catalog, store: WarcStore, key: str | None, verdict: str, reason: str
) -> None:
    """An unknown verdict or finding, no reason or too long a one: refused, and not logged."""
    name = _read(catalog, store, _finding())
    with pytest.raises(DeskError, match=r"。$"), catalog.begin() as conn:
        desk.judge(conn, BY, name, key or judgements.finding_key(_finding()), verdict, reason)
    with catalog.read() as conn:
        assert (judgements.of_reports(conn, [name]), audit.entries(conn, 1)) == ({}, [])


def test_a_hidden_report_is_nowhere(catalog: Catalog, store: WarcStore) -> None:
    """No list has it and the index is told to drop it; its bytes and its reading stay, the log
    and the take-down say why."""
    name = _read(catalog, store, _finding())
    snapshot = web(store, catalog, b"page")
    with catalog.begin() as conn:
        reports.outbox_done(conn, reports.outbox(conn))
        desk.hide(conn, BY, "report", name, "含有个人信息")
    with catalog.read() as conn:
        gone = (reports.ids(conn), reports.get(conn, name), reports.newest(conn, 9))
        told, entry = takedowns.of(conn, name), audit.entries(conn, 1)[0]
        waiting = [item[0] for item in reports.outbox(conn)]
        kept = readings.own(conn, snapshot.id) is not None
    assert (gone, waiting, kept) == (([], None, []), [name], True)
    assert told is not None
    assert (told.reason, entry.action, entry.target) == ("含有个人信息", "report.hide", name)


def test_a_hidden_report_stays_hidden(catalog: Catalog, store: WarcStore) -> None:
    """Read again, even as another year's, and fetched again with other bytes, it is not shown."""
    name = _read(catalog, store)
    with catalog.begin() as conn:
        desk.hide(conn, BY, "report", name, "含有个人信息")
    save(catalog, web(store, catalog, b"page"), report(year=2022, reader_version="8"))
    save(catalog, web(store, catalog, b"page, edited", days=3), report())
    with catalog.read() as conn:
        assert reports.ids(conn) == []


def test_a_report_is_shown_again(catalog: Catalog, store: WarcStore) -> None:
    """With every copy that was hidden with it, but none that had been hidden before by itself."""
    name = _read(catalog, store, _finding())
    other = web(store, catalog, b"other copy", url="http://b.gov.cn/1")
    third = web(store, catalog, b"third copy", url="http://c.gov.cn/1")
    for snapshot in (other, third):
        save(catalog, snapshot, report())
    with catalog.begin() as conn:
        desk.hide(conn, BY, "snapshot", third.id, "含有个人信息")
        left = reports.get(conn, name)
        desk.hide(conn, BY, "report", name, "再看一看")
        desk.show(conn, BY, name, "没有问题")
        back = reports.get(conn, name)
        still = [deed.target_id for deed in takedowns.hidden(conn)]
    assert left is not None
    assert back is not None
    assert (len(left.copies), len(back.copies), still) == (1, 1, [third.id])
    assert back.report == left.report


@pytest.mark.parametrize("kind", ["report", "snapshot"])
def test_what_is_not_there_cannot_be_hidden(catalog: Catalog, kind: takedowns.Kind) -> None:
    """An unknown id is told, and so is showing what is not hidden."""
    with pytest.raises(DeskError, match="没有"), catalog.begin() as conn:
        desk.hide(conn, BY, kind, "0" * 16, "x")
    with pytest.raises(DeskError, match="没有被隐藏"), catalog.begin() as conn:
        desk.show(conn, BY, "0" * 16, "x")
    with catalog.read() as conn:
        assert audit.entries(conn, 1) == []
