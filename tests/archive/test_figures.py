"""Headline figures follow what was read, whichever way it came."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from archive import browsing, figures, spelled
from archive.browsing import Scope
from archive.catalog import Catalog
from archive.tables import agencies
from archive.tables import figures as rows
from archive.warc import WarcStore
from reports.model import Cell
from tests.archive.made import cell, local, report, save, web


def _stated(catalog: Catalog, report_id: str | None) -> dict[str, Decimal]:
    with catalog.read() as conn:
        return figures.stated(conn, [report_id or ""]).get(report_id or "", {})


def test_figures_are_those_of_the_chosen_copy(store: WarcStore, catalog: Catalog) -> None:
    """A later copy of the page with another number takes the place of the first."""
    first = save(catalog, web(store, catalog, b"1"), report(cells=(cell("60", "60"),)))
    before = _stated(catalog, first.report_id)
    save(catalog, web(store, catalog, b"2", days=1), report(cells=(cell("61", "61"),)))
    after = _stated(catalog, first.report_id)
    assert (before, after) == ({"penalties": Decimal(60)}, {"penalties": Decimal(61)})


def test_a_blank_has_no_row(store: WarcStore, catalog: Catalog) -> None:
    """What a report leaves blank is not stated, and so it is no zero in any sum."""
    blank = Cell("proactive", "penalties", "decisions", "", None, "blank", None)
    saved = save(catalog, web(store, catalog, b"1"), report(cells=(blank,)))
    with catalog.read() as conn:
        found = browsing.sums(conn, 2023, "penalties")
    assert (_stated(catalog, saved.report_id), found) == ({}, {})


def test_a_report_that_goes_takes_its_figures(store: WarcStore, catalog: Catalog) -> None:
    """Read again as no report, it leaves nothing behind."""
    snapshot = web(store, catalog, b"1")
    save(catalog, snapshot, report())
    save(catalog, snapshot, report(is_report=False, agency=None, year=None, cells=()))
    with catalog.read() as conn:
        left = conn.scalar(select(func.count()).select_from(rows))
    assert left == 0


def test_filling_gives_what_filing_gave(store: WarcStore, catalog: Catalog) -> None:
    """What a migration writes of a catalog is what filing wrote."""
    for year in (2021, 2022):
        save(catalog, local(store, catalog, str(year).encode(), url=f"urn:{year}"),
             report(year=year, cells=(cell(str(year), str(year)),)))  # fmt: skip
    with catalog.begin() as conn:
        before = conn.execute(rows.select()).all()
        conn.execute(rows.delete())
        conn.execute(agencies.update().values(pinyin=""))
        figures.fill(conn)
        spelled.fill(conn)
        after = conn.execute(rows.select()).all()
        names = conn.scalars(select(agencies.c.pinyin)).all()
    assert (after, names) == (before, ["dayeshishuiliju"])


def test_the_edition_moves_with_what_is_held(store: WarcStore, catalog: Catalog) -> None:
    """It moves when a report comes or says something else, and not when it is filed again."""
    snapshot, found = web(store, catalog, b"1"), []
    for read in (None, report(), report(), report(title="新")):
        if read is not None:
            save(catalog, snapshot, read)
        with catalog.read() as conn:
            found.append(browsing.edition(conn))
    assert found == [0, 1, 1, 2]


def test_a_scope_is_walked_whole(store: WarcStore, catalog: Catalog) -> None:
    """All reports of a place, the latest year first, each once; none of another place."""
    for year in range(2015, 2024):
        save(catalog, local(store, catalog, str(year).encode(), url=f"urn:{year}"),
             report(year=year))  # fmt: skip
    with catalog.read() as conn:
        inside = [item.year for item in browsing.every(conn, Scope(region="420200"))]
        outside = list(browsing.every(conn, Scope(region="430000")))
    assert (inside, outside) == (list(range(2023, 2014, -1)), [])
