"""What reading a document again would change is found out before it does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from archive import corrections, previews, readings, runs
from archive import reports as catalog_reports
from archive.audit import Actor
from archive.previews import Kept, Preview
from archive.records import ReportRecord
from jobs.context import Context
from jobs.imports import keep_files, local_files
from jobs.worker import carry_out
from reports.model import READER_VERSION, AnnualReport, Finding, Issue
from samples.corpus import SampleReport
from samples.render import text

BY = Actor("wang", 1)
KEY = "requests.received.total"
GONE = Finding("T3.1", "E", "fail", False, "旧版的不符。", None, None, ())


@pytest.fixture
def old(context: Context, tmp_path: Path, samples: tuple[SampleReport, ...]) -> ReportRecord:
    """A report as an older reader read it: another title and total, a finding and an issue more."""
    file = tmp_path / "a.txt"
    file.write_text(text(samples[0]), encoding="utf-8")
    keep_files(context, list(local_files([file])))
    carry_out(context, "read")
    with context.catalog.begin() as conn:
        (record,) = catalog_reports.many(conn, catalog_reports.ids(conn))
        read = record.report
        cells = tuple(
            replace(cell, raw="旧值", value=Decimal(77)) if cell.key == KEY else cell
            for cell in read.cells
        )
        issues = (*read.issues, Issue("unknown_row", "tables", "旧的问题", {}))
        findings = (*read.findings, GONE)
        worse = replace(
            read, title="旧标题", cells=cells, findings=findings, issues=issues, reader_version="0"
        )
        catalog_reports.save_reading(conn, record.snapshot, worse)
    return record


def _found(context: Context, record: ReportRecord) -> Preview | None:
    with context.catalog.read() as conn:
        return previews.of(conn, record.snapshot.id)


def _own(context: Context, record: ReportRecord) -> AnnualReport | None:
    with context.catalog.read() as conn:
        return readings.own(conn, record.snapshot.id)


def test_a_preview_tells_and_changes_nothing(context: Context, old: ReportRecord) -> None:
    """Field, cell, finding and issue, each with what it is and would be; the reading stays."""
    before = _own(context, old)
    run, _ = carry_out(context, "preview", old.snapshot.id)
    found = _found(context, old)
    assert found is not None
    assert (run.state, run.counts["changed"], _own(context, old) == before) == ("done", 1, True)
    assert [(one.field, one.old, one.new) for one in found.difference.fields] == [
        ("title", "旧标题", old.report.title)
    ]
    (cell,) = found.difference.cells
    assert (cell.old_value, cell.new_raw) == (Decimal(77), old.report.cell(*KEY.split(".")).raw)  # type: ignore[union-attr]
    assert [(one.rule, one.message) for one in found.disappeared] == [("T3.1", "旧版的不符。")]
    assert ("unknown_row", 1, 0) in [(one.code, one.old, one.new) for one in found.issues]
    assert (found.old_version, found.new_version) == ("0", READER_VERSION)


def test_reading_again_does_what_was_told(context: Context, old: ReportRecord) -> None:
    """Of that document alone; the preview is moot then, and another one tells no change."""
    carry_out(context, "preview", old.snapshot.id)
    told = _found(context, old)
    run, _ = carry_out(context, "read", old.snapshot.id)
    read = _own(context, old)
    assert (told is not None, run.state, _found(context, old)) == (True, "done", None)
    assert (read is not None and read.title) == old.report.title
    carry_out(context, "preview", old.snapshot.id)
    again = _found(context, old)
    assert again is not None
    assert again.empty


def test_corrections_are_kept_and_said_so(context: Context, old: ReportRecord) -> None:
    """A corrected cell is no difference; it is told with what the reader makes of it."""
    with context.catalog.begin() as conn:
        corrections.correct_cell(conn, BY, old.snapshot.id, KEY, "12", Decimal(12), "印的是12")
    carry_out(context, "read")
    carry_out(context, "preview", old.snapshot.id)
    found = _found(context, old)
    assert found is not None
    printed = next(cell for cell in old.report.cells if cell.key == KEY)
    assert found.kept == (
        Kept(KEY, {"raw": "12", "value": "12"}, {"raw": printed.raw, "value": str(printed.value)}),
    )
    assert found.empty


@pytest.mark.parametrize("kind", ["preview", "read"])
def test_a_document_there_is_not_fails(context: Context, kind: str) -> None:
    """The run is closed as failed, with a sentence."""
    with pytest.raises(Exception, match="没有快照 none"):
        carry_out(context, kind, "none")
    assert runs.recent(context.catalog, 1)[0].state == "failed"
