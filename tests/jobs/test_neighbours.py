"""Last year's report: findings on two years are computed when either of them is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive import reports as catalog_reports
from archive.records import ReportRecord
from jobs import indexing, steps
from jobs.context import Context
from jobs.documents import index_document
from jobs.imports import keep_files, local_files
from jobs.worker import carry_out
from reports.model import Finding, Severity
from samples.corpus import SampleReport
from samples.render import text


@pytest.fixture
def years(tmp_path: Path, samples: tuple[SampleReport, ...]) -> list[Path]:
    """Two years of one agency as text files, the earlier first; the later takes up two
    requests more than the earlier carried over."""
    earlier, later = samples[:2]
    key = "requests.carried_in.total"
    printed = text(later)
    row = next(line for line in printed.split("\n") if line.startswith("二、上年结转"))
    total = int(later.cells[key] or 0) + 2
    wrong = "\t".join([*row.rstrip("\t").split("\t")[:-1], str(total)])
    paths = []
    for name, content in (("a", text(earlier)), ("b", printed.replace(row, wrong))):
        (tmp_path / f"{name}.txt").write_text(content, encoding="utf-8")
        paths.append(tmp_path / f"{name}.txt")
    return paths


def _take(context: Context, *paths: Path) -> None:
    keep_files(context, list(local_files(paths)))
    steps.read_pending(context)


def _later(context: Context) -> ReportRecord:
    with context.catalog.read() as conn:
        records = list(catalog_reports.many(conn, catalog_reports.ids(conn)))
    return max(records, key=lambda record: record.report.year or 0)


def _carried(context: Context) -> list[str]:
    found = [item for item in _later(context).report.findings if item.rule == "X3.1"]
    return [item.status for item in found if item.cells[0].column == "total"]


def test_reading_alone_compares_nothing(context: Context, years: list[Path]) -> None:
    """What a document says of itself does not hang on what else is archived."""
    _take(context, *years)
    assert _carried(context) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_either_year_may_come_first(
    context: Context, years: list[Path], order: tuple[int, int]
) -> None:
    """The later report's finding is the same, whichever arrives last."""
    for index in order:
        _take(context, years[index])
        steps.check_neighbours(context)
        indexing.index_pending(context)
    assert _carried(context) == ["fail"]


def test_a_missing_year_is_said(context: Context, years: list[Path]) -> None:
    """The later report alone: not assessable, until the earlier one comes."""
    _take(context, years[1])
    steps.check_neighbours(context)
    assert _carried(context) == ["not_assessable"]


def test_comparing_again_changes_nothing(context: Context, years: list[Path]) -> None:
    """A second round counts no change and leaves the outbox empty."""
    _take(context, *years)
    steps.check_neighbours(context)
    indexing.index_pending(context)
    with context.catalog.read() as conn:
        names = catalog_reports.ids(conn)
    outcome = steps.check_neighbours(context, names)
    with context.catalog.read() as conn:
        assert (outcome.counts["compared"], catalog_reports.outbox(conn)) == (0, [])


def test_ids_stay(context: Context, years: list[Path]) -> None:
    """A report's address is the same before and after."""
    _take(context, *years)
    before = _later(context).id
    steps.check_neighbours(context)
    assert _later(context).id == before


def test_an_import_compares(context: Context, years: list[Path], tmp_path: Path) -> None:
    """The run does all the steps."""
    carry_out(context, "import", f'["{years[0]}", "{years[1]}"]')
    assert _carried(context) == ["fail"]


def test_the_index_catches_up_with_a_kill(context: Context, years: list[Path]) -> None:
    """Read and killed: the next run on the index compares first."""
    _take(context, *years)
    run, _ = carry_out(context, "index")
    assert (run.counts["compared"], _carried(context)) == (2, ["fail"])


@pytest.mark.parametrize(("severity", "counts"), [("E", True), ("W", True), ("I", False)])
def test_what_is_worth_a_look_is_no_inconsistency(
    context: Context, years: list[Path], severity: Severity, counts: bool
) -> None:
    """A failing finding of severity I does not make a report one with findings."""
    _take(context, years[0])
    record = _later(context)
    finding = Finding("T3.7", severity, "fail", False, "积压较多。", None, None, ())
    with context.catalog.begin() as conn:
        catalog_reports.save_reading(
            conn, record.snapshot, replace(record.report, findings=(finding,))
        )
    assert index_document(_later(context)).has_findings is counts
