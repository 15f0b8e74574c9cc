"""A lost catalog gets its visits back from the WARC files, as they were."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from archive import visit_records
from archive.catalog import Catalog
from archive.keep import Arrival, keep_all
from archive.records import Kept
from archive.settings import Settings
from archive.tables import metadata, visits
from archive.unmodified import append_unmodified, held
from archive.verify import adopt_orphans, verify
from archive.visit_records import Met
from archive.visits import APART
from archive.warc import WarcStore
from tests.archive.made import DAY, PAGE, START

URLS = (PAGE, "http://www.example.gov.cn/年报.pdf")
ALONE = ("gone", "soft_404", "empty", "challenge", "unreachable", "refused_by_robots", "http_error")


def _missed(store: WarcStore, catalog: Catalog, met: Met) -> None:
    """A visit without a page, kept as the crawler keeps it."""
    visit_records.append(store, met)
    store.sync()
    with catalog.begin() as conn:
        visit_records.note(conn, met, APART)


def _met(store: WarcStore, catalog: Catalog, url: str, state: str, at: datetime) -> None:
    """A visit that met a page, kept as the crawler keeps it."""
    tag = f'"{at.day}"'
    arrival = Arrival(
        url=url, body=state.encode(), fetched_at=at, http_status=200, reason="OK",
        headers=[("ETag", tag)], source_id="a", crawl_state=state,
    )  # fmt: skip

    def also(conn: Connection, kept: list[Kept]) -> None:
        met = Met(kept[0].snapshot.url, at, state, "a", 200, tag)
        visit_records.note(conn, met, APART)

    keep_all(store, catalog, [arrival], also)


def _visit(store: WarcStore, catalog: Catalog, url: str, state: str, at: datetime) -> None:
    if state in ALONE:
        _missed(store, catalog, Met(url, at, state, "a", 404))
    else:
        _met(store, catalog, url, state, at)


def _rows(catalog: Catalog) -> list[object]:
    with catalog.read() as conn:
        return list(conn.execute(select(visits).order_by(visits.c.url)).all())


def _lose(catalog: Catalog) -> None:
    with catalog.begin() as conn:
        for name in ("visits", "snapshots", "warc_files"):
            conn.execute(delete(metadata.tables[name]))


_STATES = st.sampled_from((*ALONE, "ok", "ok", "mislabelled", "damaged", "too_large"))


@limits(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(URLS), _STATES), min_size=1, max_size=12))
def test_visits_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, migrated: Path, told: list[tuple[str, str]]
) -> None:
    """Whatever was met and missed: first and last visit, when it was last there, since when it
    is gone, and what to ask with."""
    settings = Settings(home=tmp_path_factory.mktemp("visits"))
    shutil.copy(migrated, settings.home)
    catalog, store = Catalog.open(settings), WarcStore(settings.warc_dir, settings.warc_max_bytes)
    for day, (url, state) in enumerate(told):
        _visit(store, catalog, url, state, START + day * DAY)
    store.close()
    before = _rows(catalog)
    _lose(catalog)
    verify(store, catalog)
    after = _rows(catalog)
    catalog.close()
    assert before == after


def test_a_sound_catalog_is_left_alone(store: WarcStore, catalog: Catalog) -> None:
    """Verifying twice counts no miss twice."""
    for day, state in enumerate(("ok", "gone", "soft_404")):
        _visit(store, catalog, PAGE, state, START + day * DAY)
    store.close()
    before = _rows(catalog)
    verify(store, catalog)
    verify(store, catalog)
    assert _rows(catalog) == before


def test_an_unmodified_page_was_there(store: WarcStore, catalog: Catalog) -> None:
    """A 304 is a visit that met the page, with the validators that were known."""
    _visit(store, catalog, PAGE, "ok", START)
    with catalog.read() as conn:
        earlier = held(conn, PAGE)
    assert earlier is not None
    append_unmodified(store, earlier, fetched_at=START + DAY)
    store.sync()
    store.close()
    _lose(catalog)
    verify(store, catalog)
    with catalog.read() as conn:
        row = conn.execute(select(visits)).mappings().one()
    assert (row["last_ok"], row["last_state"], row["etag"]) == (START + DAY, "unchanged", '"31"')


def test_a_kill_before_the_commit_loses_no_visit(store: WarcStore, catalog: Catalog) -> None:
    """The next start notes what lies in the file past the last row."""
    _visit(store, catalog, PAGE, "ok", START)
    visit_records.append(store, Met(PAGE, START + DAY, "gone", "a", 404))
    store.sync()
    store.close()
    adopt_orphans(store, catalog)
    with catalog.read() as conn:
        row = conn.execute(select(visits)).mappings().one()
    assert (row["last_state"], row["misses"], row["last_ok"]) == ("gone", 1, START)
