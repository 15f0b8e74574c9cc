"""Reading again by a better reader: what changed is told, and a kill loses nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from archive import reports as catalog_reports
from archive import snapshots
from archive.records import ReportRecord
from jobs import steps
from jobs.context import Context
from jobs.imports import keep_files, local_files
from jobs.rereading import Reread, Tally, as_json, headline, lines
from jobs.worker import carry_out
from reports.model import READER_VERSION, AnnualReport, Cell, Finding, Issue

GONE = Finding("T3.1", "E", "fail", False, "旧版的不符。", None, None, ())


def _cells(report: AnnualReport) -> tuple[Cell, ...]:
    first, *rest = report.cells
    return (replace(first, raw="旧值", value=Decimal(77), state="number"), *rest)


@pytest.fixture
def stale(context: Context, folder: Path) -> list[ReportRecord]:
    """Three reports as an older reader might have read them: another title, another first cell,
    a finding and an issue more."""
    keep_files(context, list(local_files([folder])))
    steps.read_pending(context)
    with context.catalog.begin() as conn:
        records = list(catalog_reports.many(conn, catalog_reports.ids(conn)))
        for record in records:
            read = record.report
            old = replace(
                read,
                title="旧标题",
                cells=_cells(read),
                findings=(*read.findings, GONE),
                issues=(*read.issues, Issue("unknown_row", "tables", "旧的问题", {})),
                reader_version="0",
            )
            catalog_reports.save_reading(conn, record.snapshot, old)
    return records


def _titles(context: Context) -> set[str | None]:
    with context.catalog.read() as conn:
        found = catalog_reports.many(conn, catalog_reports.ids(conn))
        return {record.report.title for record in found}


def test_every_change_is_told(context: Context, stale: list[ReportRecord]) -> None:
    """Field, cell, finding and issue, each with what it was."""
    told: list[Reread] = []
    steps.read_pending(context, stale=True, tell=told.append)
    one = told[0]
    value = as_json(one)
    first = stale[0].report.cells[0]
    assert len(told) == 3
    assert [item["old"] for item in value["fields"]] == ["旧标题"]
    assert value["cells"][0]["old"] == {"raw": "旧值", "value": 77, "state": "number"}
    assert value["cells"][0]["column"] == first.column
    assert [item["message"] for item in value["findings"]["disappeared"]] == ["旧版的不符。"]
    assert value["issues"]["codes"] == [{"code": "unknown_row", "old": 1, "new": 0}]
    assert value["reader_version"] == {"old": "0", "new": READER_VERSION}
    assert [line for line in lines(one) if "：旧值 → " in line]


def test_a_preview_saves_nothing(context: Context, stale: list[ReportRecord]) -> None:
    """The same changes are told, and the archive is as it was."""
    seen: list[Reread] = []
    steps.preview_stale(context, seen.append)
    before = _titles(context)
    done: list[Reread] = []
    steps.read_pending(context, stale=True, tell=done.append)
    assert before == {"旧标题"}
    assert list(map(lines, seen)) == list(map(lines, done))
    assert _titles(context) == {record.report.title for record in stale}


class _Stop(Exception):
    """Ends a re-reading half way."""


def test_a_kill_half_way_goes_on_where_it_stopped(
    context: Context, stale: list[ReportRecord]
) -> None:
    """What was read again stays read; the next run takes the rest, and nothing is a revision."""
    told: list[Reread] = []

    def until_two(reread: Reread) -> None:
        told.append(reread)
        if len(told) == 2:
            raise _Stop

    with pytest.raises(_Stop):
        steps.read_pending(context, stale=True, tell=until_two)
    outcome = steps.read_pending(context, stale=True, tell=told.append)
    assert len({reread.snapshot.id for reread in told}) == len(told) == len(stale)
    assert (outcome.counts["read"], outcome.counts["revisions"]) == (1, 0)


def test_the_runs_log_holds_the_summary(context: Context, stale: list[ReportRecord]) -> None:
    """Headline by headline, the sums last."""
    run, _ = carry_out(context, "read", "stale")
    told = run.log.splitlines()
    assert len([line for line in told if "1 处不再不符" in line]) == len(stale)
    assert told[3].startswith("重读 3 份，3 份读法不同：3 项信息，3 格，")


def test_what_neighbours_say_is_no_change(context: Context, stale: list[ReportRecord]) -> None:
    """Findings on other years are not the reading's, so they do not disappear from it."""
    steps.read_pending(context, stale=True)
    steps.check_neighbours(context)
    with context.catalog.begin() as conn:
        for record in list(catalog_reports.many(conn, [item.id for item in stale])):
            neighbours_too = replace(record.report, reader_version="0")
            catalog_reports.save_reading(conn, record.snapshot, neighbours_too)
    told: list[Reread] = []
    steps.read_pending(context, stale=True, tell=told.append)
    assert [reread.change.empty for reread in told] == [True] * len(stale)


def test_a_document_that_becomes_a_report(context: Context, folder: Path) -> None:
    """A flip is told with the report it now is, and counted."""
    keep_files(context, list(local_files([folder])))
    steps.read_pending(context)
    with context.catalog.begin() as conn:
        (snapshot, *_) = snapshots.all_(conn)
        nothing = AnnualReport(is_report=False, reason="不是年报", reader_version="0")
        catalog_reports.save_reading(conn, snapshot, nothing)
    told, tally = list[Reread](), Tally()
    steps.read_pending(context, stale=True, tell=told.append)
    tally.add(told[0])
    assert "原不作年报，今作年报" in headline(told[0])
    assert (told[0].report_id, told[0].moved_to is None) == (None, False)
    assert (tally.counts["became_report"], tally.counts["moved"]) == (1, 1)
