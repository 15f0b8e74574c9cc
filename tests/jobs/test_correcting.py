"""Corrections: what a person says of a cell or a field holds over every reading again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from archive import attachments, audit, corrections, reports, snapshots
from archive.audit import Actor
from archive.errors import DeskError
from archive.records import ReportRecord
from archive.settings import Settings
from archive.snapshots import keep
from archive.tables import readings as rows
from indexer.open import open_engine
from indexer.port import ReportQuery
from jobs import steps
from jobs.context import Context
from jobs.progress import Outcome
from jobs.reading import ReadingProcess
from jobs.worker import carry_out
from reports.model import READER_VERSION, AnnualReport, Cell
from samples.corpus import SampleReport
from samples.render import text

BY = Actor("wang", 1)
KEY = "requests.received.total"
URL = "http://www.example.gov.cn/nb.txt"


def _keep(context: Context, words: str, day: int = 1) -> str:
    return keep(
        context.store, context.catalog, url=URL, body=words.encode(), content_type="text/plain",
        fetched_at=datetime(2024, 1, day, tzinfo=UTC), http_status=200, reason="OK", headers=(),
    ).snapshot.id  # fmt: skip


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    """One child that reads for all these tests: it takes seconds to start."""
    with ReadingProcess(Settings()) as started:
        yield started


@pytest.fixture
def read(context: Context, process: ReadingProcess) -> Callable[[], None]:
    """Reads what waits to be read, as the run of that kind does."""

    def now() -> None:
        with context.catalog.read() as conn:
            version = READER_VERSION
            waiting = [*snapshots.unread(conn, version), *snapshots.stale(conn, version)]
            waiting += attachments.waiting(conn)
        for snapshot in waiting:
            steps.read_one(context, process, snapshot, Outcome())

    return now


@pytest.fixture
def snapshot(context: Context, read: Callable[[], None], samples: tuple[SampleReport, ...]) -> str:
    """A page with one report, read; the snapshot's id."""
    kept = _keep(context, text(samples[0]))
    read()
    return kept


def _only(context: Context) -> ReportRecord:
    with context.catalog.read() as conn:
        (found,) = reports.many(conn, reports.ids(conn))
    return found


def _cell(report: AnnualReport, key: str = KEY) -> Cell:
    return next(cell for cell in report.cells if cell.key == key)


def _correct(context: Context, snapshot: str, raw: str | None, value: int | None) -> None:
    with context.catalog.begin() as conn:
        number = None if value is None else Decimal(value)
        corrections.correct_cell(conn, BY, snapshot, KEY, raw, number, "原件如此")


def _field(context: Context, snapshot: str, field: str, value: str | None) -> None:
    with context.catalog.begin() as conn:
        corrections.correct_field(conn, BY, snapshot, field, value, "原件如此")


def _stale(context: Context) -> None:
    """Has everything read again, as by a better reader."""
    with context.catalog.begin() as conn:
        conn.execute(rows.update().values(reader_version="0"))


def test_a_corrected_cell_is_shown_and_marked(
    context: Context, snapshot: str, read: Callable[[], None]
) -> None:
    """Its print and number are the person's, its origin says so, its place stays."""
    before = _cell(_only(context).report)
    _correct(context, snapshot, "987654", 987654)
    read()
    after = _cell(_only(context).report)
    assert (after.raw, after.value, after.state, after.origin, after.at) == (
        "987654", Decimal(987654), "number", "correction", before.at,
    )  # fmt: skip


def test_findings_follow_a_corrected_cell(context: Context, snapshot: str) -> None:
    """A total that no longer ties out is found, the report is searched as one with findings; the
    correction taken back, all is as it was."""
    before = _only(context)
    _correct(context, snapshot, "987654", 987654)
    carry_out(context, "read")
    during = _only(context)
    query = ReportQuery("", has_findings=True)
    found = open_engine(context.settings).search(query).total
    with context.catalog.begin() as conn:
        corrections.withdraw(conn, BY, snapshot, KEY, "看错了")
    carry_out(context, "read")
    after = _only(context)
    assert (before.faulty, during.faulty, found) == (False, True, 1)
    assert (after.faulty, after.report.cells) == (False, before.report.cells)


def test_a_correction_survives_reading_again(
    context: Context, snapshot: str, read: Callable[[], None]
) -> None:
    """A later reader reads the page anew; what was corrected stays corrected, and nothing counts
    as changed on the site."""
    _correct(context, snapshot, "—", None)
    read()
    _stale(context)
    read()
    found = _only(context)
    cell = _cell(found.report)
    assert (cell.raw, cell.value, cell.state, found.revisions) == ("—", None, "mark", ())


def test_a_correction_holds_for_the_same_misreading(
    context: Context, snapshot: str, samples: tuple[SampleReport, ...], read: Callable[[], None]
) -> None:
    """Fetched again with another line of text, the cell reads wrong as before: it is corrected
    there too, and the only change told is the site's own."""
    _correct(context, snapshot, "987654", 987654)
    read()
    _keep(context, text(samples[0]).replace("公开", "公开地", 1), day=5)
    read()
    found = _only(context)
    assert (_cell(found.report).raw, [r.difference.cells for r in found.revisions]) == (
        "987654", [()],
    )  # fmt: skip


def test_what_the_site_changed_is_not_corrected(
    context: Context, snapshot: str, samples: tuple[SampleReport, ...], read: Callable[[], None]
) -> None:
    """Where the site prints another number since, that one counts."""
    printed = _cell(_only(context).report)
    _correct(context, snapshot, "987654", 987654)
    read()
    changed = _changed_cell(text(samples[0]), printed)
    _keep(context, changed, day=5)
    read()
    assert _cell(_only(context).report).origin == "text"


def _changed_cell(page: str, printed: Cell) -> str:
    """The page with another number in that cell."""
    lines = page.splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("一、本年新收"))
    cells = lines[number].split("\t")
    assert cells[-1] == printed.raw
    lines[number] = "\t".join([*cells[:-1], "31337"])
    return "\n".join(lines)


def test_a_corrected_year_moves_the_report(
    context: Context, snapshot: str, read: Callable[[], None]
) -> None:
    """The report is that year's, under its id, its evidence names the correction, and the old
    address leads on; read again it stays."""
    old = _only(context)
    _field(context, snapshot, "year", "2011")
    read()
    _stale(context)
    read()
    found = _only(context)
    told = [item.text for item in found.report.evidence if item.source == "correction"]
    assert (found.report.year, found.id != old.id, told, found.report.confidence["year"]) == (
        2011, True, ["原件如此"], 1.0,
    )  # fmt: skip


def test_a_region_is_corrected_by_its_code(
    context: Context, snapshot: str, read: Callable[[], None]
) -> None:
    """The names above it come along."""
    _field(context, snapshot, "region", "420281")
    read()
    region = _only(context).report.region
    assert region is not None
    assert (region.province, region.city, region.county) == ("湖北省", "黄石市", "大冶市")


def test_what_is_no_report_is_rejected(
    context: Context, snapshot: str, read: Callable[[], None]
) -> None:
    """A person's word that it is none takes it out; taken back, it is there again."""
    _field(context, snapshot, "is_report", "false")
    read()
    with context.catalog.read() as conn:
        gone = reports.ids(conn)
    with context.catalog.begin() as conn:
        corrections.withdraw(conn, BY, snapshot, "is_report", "还是年报")
    read()
    assert (gone, _only(context).report.is_report) == ([], True)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("year", "20x1", "x"), ("year", "2021", " "), ("form", "2021", "x"), ("region", "42", "x"),
        ("agency_type", "国王", "x"), ("published_on", "2021-13-01", "x"), ("is_report", "maybe", "x"),
        ("title", "长" * 501, "x"),
    ],
)  # fmt: skip
def test_what_no_field_can_be(
    context: Context, snapshot: str, field: str, value: str, reason: str
) -> None:
    """Refused in a sentence, and neither kept nor logged."""
    with pytest.raises(DeskError, match=r"。$"), context.catalog.begin() as conn:
        corrections.correct_field(conn, BY, snapshot, field, value, reason)
    with context.catalog.read() as conn:
        assert (corrections.history(conn, URL), audit.entries(conn, 1)) == ([], [])


@pytest.mark.parametrize("case", ["cell", "snapshot", "withdraw", "number"])
def test_what_is_not_there_is_not_corrected(context: Context, snapshot: str, case: str) -> None:
    """A cell that the form does not have, an unknown snapshot, nothing to take back, a number
    without a print: refused."""
    which = "0" * 16 if case == "snapshot" else snapshot
    key = "requests.nothing.total" if case == "cell" else KEY
    raw = None if case == "number" else "3"

    def ask() -> None:
        with context.catalog.begin() as conn:
            if case == "withdraw":
                corrections.withdraw(conn, BY, which, key, "x")
            else:
                corrections.correct_cell(conn, BY, which, key, raw, Decimal(3), "x")

    with pytest.raises(DeskError):
        ask()
    with context.catalog.read() as conn:
        assert corrections.history(conn, URL) == []


def test_a_correction_is_logged_with_what_was_read(context: Context, snapshot: str) -> None:
    """Before and after, the reason, and who."""
    before = _cell(_only(context).report)
    _correct(context, snapshot, "3", 3)
    with context.catalog.read() as conn:
        entry = audit.entries(conn, 1)[0]
    assert (entry.who, entry.action, entry.before, (entry.after or {})["value"]) == (
        "wang", "report.correct", {"value": {"raw": before.raw, "value": str(before.value)}},
        {"raw": "3", "value": "3"},
    )  # fmt: skip
