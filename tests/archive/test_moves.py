"""A report that a better reading files elsewhere is found by its old id as well."""

from __future__ import annotations

from archive import moves
from archive.catalog import Catalog
from archive.warc import WarcStore
from tests.archive.made import PAGE, report, save, web

FIRST, SECOND = report(), report(agency="大冶市水务局")


def _now(catalog: Catalog, old: str | None) -> str | None:
    with catalog.read() as conn:
        return moves.now_at(conn, old or "")


def test_a_moved_report_is_found_by_its_old_id(store: WarcStore, catalog: Catalog) -> None:
    """Read again as another body's, the report that is gone leads to the new one."""
    snapshot = web(store, catalog, b"page")
    old, new = (save(catalog, snapshot, read).report_id for read in (FIRST, SECOND))
    assert (_now(catalog, old), _now(catalog, new)) == (new, None)


def test_a_report_with_another_copy_stays(store: WarcStore, catalog: Catalog) -> None:
    """Where a copy is left under the old id, nothing has moved."""
    kept, snapshot = web(store, catalog, b"kept", url=PAGE + "?1"), web(store, catalog, b"page")
    old = save(catalog, kept, FIRST).report_id
    save(catalog, snapshot, FIRST)
    save(catalog, snapshot, SECOND)
    assert _now(catalog, old) is None


def test_old_ids_lead_to_the_last_place(store: WarcStore, catalog: Catalog) -> None:
    """After two moves both old ids lead to where the report is; after a move back, none to
    itself."""
    snapshot = web(store, catalog, b"page")
    readings = (FIRST, SECOND, report(year=2022), FIRST)
    first, second, third = (save(catalog, snapshot, read).report_id for read in readings[:3])
    there = [_now(catalog, old) for old in (first, second)]
    save(catalog, snapshot, readings[3])
    assert (there, [_now(catalog, old) for old in (first, second, third)]) == (
        [third, third],
        [None, first, first],
    )


def test_a_page_that_is_no_report_any_more_leads_nowhere(
    store: WarcStore, catalog: Catalog
) -> None:
    """Nothing is guessed where the better reading finds no report."""
    snapshot = web(store, catalog, b"page")
    old = save(catalog, snapshot, FIRST).report_id
    save(catalog, snapshot, report(is_report=False, reason="不是年报"))
    assert _now(catalog, old) is None
