"""A page whose report is an attachment: the two are linked, whichever comes first."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from archive import attachments, snapshots
from archive import reports as catalog_reports
from archive.records import ReportRecord, Snapshot
from jobs import indexing, steps
from jobs.context import Context
from jobs.progress import Cancelled
from jobs.worker import carry_out
from tests.reports.made import HEADINGS, TITLE, printed_text
from tests.reports.offices import make_docx

FOLDER = "http://slj.hbdaye.gov.cn/xxgk/nb/202401"
PAGE, FILE = f"{FOLDER}/t20240131_1.html", f"{FOLDER}/P020240131.docx"
NAME = "大冶市水利局2023年政府信息公开工作年度报告"
SHELL = (
    f'<html><head><meta name="PubDate" content="2024-01-31"><title>{NAME}</title></head>'
    f"<body><h1>{NAME}</h1><p>索引号：011336764/2024-00123</p>"
    f'<p><a href="./P020240131.docx">附件：{NAME}.docx</a></p></body></html>'
)
NAMELESS = make_docx(
    ["政府信息公开工作年度报告", *(line for name in HEADINGS for line in (name, "按规定公开。"))]
)
FULL = SHELL.replace(
    "<p><a", "".join(f"<p>{name}</p><p>按规定公开。</p>" for name in HEADINGS) + "<p><a"
)


def _keep(context: Context, url: str, body: bytes) -> Snapshot:
    return snapshots.keep(
        context.store, context.catalog, url=url, body=body, content_type=None, http_status=200
    ).snapshot


def _records(context: Context) -> list[ReportRecord]:
    with context.catalog.read() as conn:
        return list(catalog_reports.many(conn, catalog_reports.ids(conn)))


def _all(context: Context) -> None:
    steps.read_pending(context)
    steps.check_neighbours(context)
    indexing.index_pending(context)


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_either_may_come_first(context: Context, order: tuple[int, int]) -> None:
    """The file takes body, year, place, date and number from its page."""
    kept = ((PAGE, SHELL.encode()), (FILE, NAMELESS))
    for index in order:
        _keep(context, *kept[index])
        _all(context)
    (record,) = _records(context)
    report = record.report
    assert report.region is not None
    assert (report.agency, report.year, report.region.code, str(report.published_on),
            report.index_number, record.snapshot.url) == (
        "大冶市水利局", 2023, "420281", "2024-01-31", "011336764/2024-00123", FILE,
    )  # fmt: skip


def test_the_evidence_names_the_page(context: Context) -> None:
    """Who looks why a report is filed under a body finds the page and the link."""
    _keep(context, PAGE, SHELL.encode())
    _keep(context, FILE, NAMELESS)
    _all(context)
    (record,) = _records(context)
    sources = {item.source for item in record.report.evidence if item.field == "agency"}
    assert sources == {"link", "page"}


def test_a_kill_before_the_file_is_read_again_loses_nothing(context: Context) -> None:
    """The page is filed with the mark on its file; the next run reads that."""
    file = _keep(context, FILE, NAMELESS)
    steps.read_pending(context)
    _keep(context, PAGE, SHELL.encode())

    def killed(_what: str, _done: int, _total: int | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        steps.read_pending(context, progress=killed)
    with context.catalog.read() as conn:
        waiting = attachments.waiting(conn)
    outcome = steps.read_pending(context)
    (record,) = _records(context)
    assert (waiting, dict(outcome.counts), record.report.agency) == (
        [file], {"changed": 1, "revisions": 0, "reread": 1}, "大冶市水利局",
    )  # fmt: skip


def test_the_report_moves_in_the_index(context: Context) -> None:
    """Read again it is filed under its body; the index forgets the orphan."""
    _keep(context, FILE, NAMELESS)
    _all(context)
    (orphan,) = _records(context)
    _keep(context, PAGE, SHELL.encode())
    _all(context)
    (record,) = _records(context)
    failures = indexing.compare_index(context).failures
    assert (record.id != orphan.id, failures) == (True, [])


def test_reading_again_changes_nothing(context: Context) -> None:
    """A second run has nothing to do."""
    _keep(context, PAGE, SHELL.encode())
    _keep(context, FILE, NAMELESS)
    _all(context)
    assert dict(steps.read_pending(context).counts) == {}


def test_a_full_page_and_its_file_are_copies(context: Context) -> None:
    """Both are the report of one body on one year."""
    _keep(context, PAGE, FULL.encode())
    _keep(context, FILE, NAMELESS)
    _all(context)
    (record,) = _records(context)
    urls = {record.snapshot.url, *(copy.url for copy in record.copies)}
    assert urls == {PAGE, FILE}


def test_a_file_with_its_own_words_keeps_them(context: Context) -> None:
    """The page of another body links it; the report stays its own body's."""
    _keep(context, PAGE, SHELL.encode())
    _keep(context, FILE, printed_text().encode())
    _all(context)
    (record,) = _records(context)
    assert (record.report.title, record.report.agency) == (TITLE, "大冶市水利和湖泊局")


def test_a_folder_with_a_manifest_works_the_same(context: Context, tmp_path: Path) -> None:
    """Local files whose addresses the manifest gives, one of them over https."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(NAMELESS)
    (folder / "b.html").write_text(SHELL, encoding="utf-8")
    entries = [
        {"file": "a.docx", "url": FILE.replace("http:", "https:")},
        {"file": "b.html", "url": PAGE},
    ]
    lines = "".join(json.dumps(entry) + "\n" for entry in entries)
    (folder / "manifest.jsonl").write_text(lines, encoding="utf-8")
    carry_out(context, "import", json.dumps([str(folder)]))
    (record,) = _records(context)
    assert (record.report.agency, record.report.year) == ("大冶市水利局", 2023)
