"""The change feed: what came, what was edited, what was withdrawn, latest first."""

from __future__ import annotations

from datetime import datetime

import pytest

from archive import changes, visits
from archive.catalog import Catalog
from archive.tables import reports
from archive.warc import WarcStore
from tests.archive.made import DAY, PAGE, START, cell, report, save, web

OTHER = "http://www.example.gov.cn/nb/2022.html"


@pytest.fixture
def told(store: WarcStore, catalog: Catalog) -> str:
    """A report edited on day 4, and one of the year before, withdrawn by day 9; id of the first.
    Both came on day 0 and day 1."""
    first = save(catalog, web(store, catalog, b"one"), report()).report_id
    later = web(store, catalog, b"two", days=4)
    save(catalog, later, report(cells=(cell("61", "61"),), title="改过的标题"))
    second = save(catalog, web(store, catalog, b"x", url=OTHER, days=1), report(year=2022))
    with catalog.begin() as conn:
        for day in (5, 9):
            visits.seen(conn, OTHER, "a", "gone", START + day * DAY)
        for identity, day in ((first, 0), (second.report_id, 1)):
            came = reports.update().where(reports.c.id == identity)
            conn.execute(came.values(first_seen_at=START + day * DAY))
    return first or ""


def _brief(found: list[changes.Change]) -> list[tuple[str, datetime, int | None]]:
    return [(change.kind, change.at, change.report.year) for change in found]


ALL = [
    ("withdrawn", START + 9 * DAY, 2022),
    ("edited", START + 4 * DAY, 2023),
    ("new", START + DAY, 2022),
    ("new", START, 2023),
]


def test_all_kinds_latest_first(catalog: Catalog, told: str) -> None:
    """One list of all, and the same page by page and at one go."""
    with catalog.read() as conn:
        whole = changes.page(conn, None, 0, 10)
        single = [changes.page(conn, None, offset, 1)[0] for offset in range(4)]
        assert (_brief(whole), changes.total(conn)) == (ALL, 4)
        assert whole == single == changes.after(conn, None, None, 10)


def test_each_place_in_the_list_leads_to_the_rest(catalog: Catalog, told: str) -> None:
    """What stands behind a change's key is what follows it, across kinds and equal times."""
    with catalog.begin() as conn:
        conn.execute(reports.update().values(first_seen_at=START + 4 * DAY))
        whole = changes.page(conn, None, 0, 10)
        rests = [changes.after(conn, None, change.key, 10) for change in whole]
    assert rests == [whole[at + 1 :] for at in range(len(whole))]


@pytest.mark.parametrize("kind", changes.KINDS)
def test_one_kind_alone(catalog: Catalog, told: str, kind: changes.Kind) -> None:
    """Only the kind asked for is listed and counted."""
    with catalog.read() as conn:
        wanted = [change for change in ALL if change[0] == kind]
        assert _brief(changes.page(conn, kind, 0, 10)) == wanted
        assert changes.total(conn, kind) == len(wanted)


def test_an_edit_tells_how_much_changed(catalog: Catalog, told: str) -> None:
    """Its address, its revision and the numbers of changed cells, sections and fields."""
    with catalog.read() as conn:
        (edit,) = changes.page(conn, "edited", 0, 10)
    assert (edit.url, bool(edit.revision)) == (PAGE, True)
    assert (edit.cells, edit.sections, edit.fields) == (1, 0, 1)


def test_a_withdrawal_tells_when_it_was_last_there(catalog: Catalog, told: str) -> None:
    """The last visit that met it is that which kept its bytes."""
    with catalog.read() as conn:
        (gone,) = changes.page(conn, "withdrawn", 0, 10)
    assert (gone.url, gone.last_seen) == (OTHER, START + DAY)


def test_an_empty_catalog_has_no_changes(catalog: Catalog) -> None:
    """Nothing is listed and nothing counted."""
    with catalog.read() as conn:
        assert (changes.page(conn, None, 0, 10), changes.total(conn)) == ([], 0)
