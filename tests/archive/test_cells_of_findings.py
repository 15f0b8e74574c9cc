"""The cells that findings look at, as they are stored."""

from __future__ import annotations

import json

import hypothesis.strategies as st
from hypothesis import given
from sqlalchemy import select, text, update

from archive import readings
from archive.catalog import Catalog
from archive.settings import Settings
from archive.tables import findings
from archive.warc import WarcStore
from reports.model import CellRef, Finding
from tests.archive.made import local, report, save

few = st.sampled_from("abc")
refs = st.builds(
    CellRef, st.sampled_from(["requests", "remedies"]), few, few, st.sampled_from([None, 2023])
)


@given(st.lists(refs).map(tuple))
def test_cells_come_back_in_order(cells: tuple[CellRef, ...]) -> None:
    """Whichever cells in whichever order, some of them twice."""
    assert readings.refs_of(json.dumps(readings.stored_refs(cells))) == cells


def test_a_column_is_written_once() -> None:
    """Twenty cells down a column take one list of rows."""
    cells = [CellRef("requests", f"r{row}", "total", 2023) for row in range(20)]
    assert readings.stored_refs(cells) == [
        ["requests", [f"r{row}" for row in range(20)], ["total"], 2023]
    ]


def test_an_older_catalog_is_written_anew(
    settings: Settings, store: WarcStore, catalog: Catalog
) -> None:
    """Findings of a catalog from before say the same after the migration, and are stored short."""
    cells = tuple(
        CellRef("requests", "total", column, year) for year in (2022, 2023) for column in "abc"
    )
    read = report(findings=(Finding("T3.3", "E", "pass", False, "相符。", None, None, cells),))
    snapshot = local(store, catalog, b"x")
    save(catalog, snapshot, read)
    old = [[ref.table, ref.row, ref.column, ref.year] for ref in cells]
    with catalog.begin() as conn:
        short = conn.scalar(select(findings.c.cells))
        conn.execute(update(findings).values(cells=old))
        conn.execute(text("UPDATE alembic_version SET version_num = '0010'"))
    catalog.close()
    again = Catalog.open(settings)
    with again.read() as conn:
        found = readings.load(conn, [snapshot.id])[snapshot.id]
        assert conn.scalar(select(findings.c.cells)) == short
    again.close()
    assert found.findings == read.findings
