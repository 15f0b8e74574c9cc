"""Years that follow each other: who is compared, and how what that says is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archive import neighbours, reports
from archive.catalog import Catalog
from archive.records import ReportRecord
from archive.warc import WarcStore
from reports.model import CellRef, Finding, Severity
from tests.archive.made import finding, local, report, save


def carried(message: str, severity: Severity = "E") -> Finding:
    """A failing finding that looks at 2022 and 2023."""
    cells = (
        CellRef("requests", "carried_out", "total", 2022),
        CellRef("requests", "carried_in", "total", 2023),
    )
    return Finding("X3.1", severity, "fail", False, message, Decimal(3), Decimal(2), cells)


@pytest.fixture
def filed(store: WarcStore, catalog: Catalog) -> dict[int, str]:
    """One agency's reports on 2021, 2022 and 2023, another's on 2022, none waiting."""
    ids: dict[int, str] = {}
    for year in (2021, 2022, 2023):
        snapshot = local(store, catalog, f"{year}".encode(), f"{year}.txt")
        read = report(year=year, findings=(finding("甲"),))
        ids[year] = save(catalog, snapshot, read).report_id or ""
    other = report(year=2022, agency="大冶市商务局")
    save(catalog, local(store, catalog, b"other", "other.txt"), other)
    _waiting(catalog)
    return ids


def _waiting(catalog: Catalog) -> list[str]:
    with catalog.begin() as conn:
        rows = reports.outbox(conn)
        reports.outbox_done(conn, rows)
    return [name for name, _ in rows]


def _put(catalog: Catalog, identity: str, *found: Finding) -> bool:
    with catalog.begin() as conn:
        return neighbours.save_neighbour_findings(conn, identity, found)


def _get(catalog: Catalog, identity: str) -> ReportRecord:
    with catalog.read() as conn:
        found = reports.get(conn, identity)
    assert found is not None
    return found


def test_the_year_before_is_the_same_agencys(catalog: Catalog, filed: dict[int, str]) -> None:
    """Not another agency's report on that year."""
    with catalog.read() as conn:
        found = neighbours.previous(conn, _get(catalog, filed[2023]))
    assert found is not None
    assert found.id == filed[2022]


def test_the_first_year_has_none_before(catalog: Catalog, filed: dict[int, str]) -> None:
    """Nothing is held on 2020."""
    with catalog.read() as conn:
        assert neighbours.previous(conn, _get(catalog, filed[2021])) is None


def test_a_report_and_the_next_years_are_compared(catalog: Catalog, filed: dict[int, str]) -> None:
    """A change of 2022 concerns 2022 and 2023."""
    with catalog.read() as conn:
        found = neighbours.to_compare(conn, [filed[2022]])
    assert found == sorted([filed[2022], filed[2023]])


def test_the_year_after_a_report_that_is_gone(
    store: WarcStore, catalog: Catalog, filed: dict[int, str]
) -> None:
    """Its id is enough to find who was compared with it."""
    snapshot = local(store, catalog, b"2022", "2022.txt")
    save(catalog, snapshot, report(is_report=False, reason="不是年报"))
    with catalog.read() as conn:
        assert neighbours.to_compare(conn, [filed[2022]]) == [filed[2023]]


def test_a_report_without_a_year_is_not_compared(store: WarcStore, catalog: Catalog) -> None:
    """There is no year before it."""
    snapshot = local(store, catalog, b"x", "x.txt")
    saved = save(catalog, snapshot, report(year=None))
    with catalog.read() as conn:
        assert neighbours.to_compare(conn, [saved.report_id or ""]) == []


def test_findings_of_neighbours_stand_beside_its_own(
    catalog: Catalog, filed: dict[int, str]
) -> None:
    """They are added after those of the reading, and counted."""
    changed = _put(catalog, filed[2023], carried("乙"))
    with catalog.read() as conn:
        summary = reports.summaries(conn, [filed[2023]])[filed[2023]]
    messages = [item.message for item in _get(catalog, filed[2023]).report.findings]
    assert (changed, messages, summary.failing) == (True, ["甲", "乙"], 2)


def test_findings_of_neighbours_replace_the_ones_before(
    catalog: Catalog, filed: dict[int, str]
) -> None:
    """Only they are replaced."""
    _put(catalog, filed[2023], carried("乙"))
    _put(catalog, filed[2023], carried("丙"))
    messages = [item.message for item in _get(catalog, filed[2023]).report.findings]
    assert messages == ["甲", "丙"]


def test_the_same_again_tells_nobody(catalog: Catalog, filed: dict[int, str]) -> None:
    """The outbox hears of a change once."""
    first = _put(catalog, filed[2023], carried("乙")), _waiting(catalog)
    again = _put(catalog, filed[2023], carried("乙")), _waiting(catalog)
    assert (first, again) == ((True, [filed[2023]]), (False, []))


def test_reading_the_same_again_keeps_them(
    store: WarcStore, catalog: Catalog, filed: dict[int, str]
) -> None:
    """A reading that says what it said is no change, whatever its neighbours added."""
    _put(catalog, filed[2023], carried("乙"))
    snapshot = local(store, catalog, b"2023", "2023.txt")
    saved = save(catalog, snapshot, report(year=2023, findings=(finding("甲"),)))
    messages = [item.message for item in _get(catalog, filed[2023]).report.findings]
    assert (saved.changed, messages) == (False, ["甲", "乙"])


def test_an_unknown_report_is_left_alone(catalog: Catalog) -> None:
    """Nothing is filed under an id that is none."""
    assert _put(catalog, "nothing", carried("乙")) is False


def test_what_is_worth_a_look_does_not_count(catalog: Catalog, filed: dict[int, str]) -> None:
    """A failing finding of severity I is kept, and neither counted nor listed among failures."""
    _put(catalog, filed[2023], carried("乙", "I"))
    with catalog.read() as conn:
        summary = reports.summaries(conn, [filed[2023]])[filed[2023]]
        listed = {item.message for item in reports.latest_findings(conn, 9)}
    assert (summary.failing, listed) == (1, {"甲"})
