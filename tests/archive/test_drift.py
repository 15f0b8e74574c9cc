"""Template drift: the rule, and what a crawl is said to have brought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from archive import drift, runs
from archive.catalog import Catalog
from archive.drift import Brought, fallen
from archive.snapshots import keep
from archive.tables import runs as run_rows
from archive.warc import WarcStore
from reports.model import Issue
from tests.archive.made import report, save

COUNTS = st.integers(0, 60).flatmap(
    lambda pages: st.integers(0, pages).map(lambda well: Brought(pages, well))
)


@pytest.mark.parametrize(
    ("crawls", "said"),
    [
        ([], False),
        ([(40, 0)], False),
        ([(40, 40), (10, 8)], False),  # two pages read badly
        ([(40, 40), (10, 7)], True),
        ([(40, 36), (10, 7)], True),  # twenty points, no less
        ([(40, 35), (10, 7)], False),
        ([(4, 4), (10, 0)], False),  # too few before
        ([(40, 40), (4, 0)], False),  # too few of late
        ([(40, 40), (10, 0), (10, 10)], False),  # read well again
        ([(3, 3), (2, 2), (5, 1)], True),  # what came before counts together
    ],
)
def test_a_fall_of_twenty_points_is_said(crawls: list[tuple[int, int]], said: bool) -> None:
    """With five pages on either side and three read badly, and not otherwise."""
    assert fallen([Brought(*one) for one in crawls]) is said


@given(st.lists(COUNTS, max_size=5), st.integers(1, 50))
def test_what_is_read_well_is_no_fall(before: list[Brought], pages: int) -> None:
    """Whatever came before, a last crawl of which all is read well gives no alarm."""
    assert not fallen([*before, Brought(pages, pages)])


def _keep(catalog: Catalog, store: WarcStore, at: datetime, number: int, well: bool) -> None:
    kept = keep(
        store, catalog, url=f"http://www.example.gov.cn/{number}.html", body=str(number).encode(),
        content_type="text/html", fetched_at=at, http_status=200, reason="OK", headers=(),
        source_id="hubei",
    )  # fmt: skip
    doubts = () if well else (Issue("bad_grid", "tables", "不清楚", {}),)
    save(catalog, kept.snapshot, report(issues=doubts, year=2000 + number))


def _crawled(catalog: Catalog, at: datetime, state: str = "done", target: str = "hubei") -> None:
    number = runs.request(catalog, "crawl", target).id
    with catalog.begin() as conn:
        mine = update(run_rows).where(run_rows.c.id == number)
        conn.execute(mine.values(state=state, finished_at=at))


def test_pages_count_for_the_crawl_that_ended_after_them(
    catalog: Catalog, store: WarcStore
) -> None:
    """Those of a crawl that failed count for the next, and crawls that brought none are left out;
    what a crawl under way brings is not told yet."""
    start, hour = datetime(2024, 1, 1, tzinfo=UTC), timedelta(hours=1)
    for number, (hours, well) in enumerate(
        [(0, True), (1, True), (3, False), (5, True), (9, False)]
    ):
        _keep(catalog, store, start + hours * hour, number, well)
    _crawled(catalog, start + 2 * hour)
    _crawled(catalog, start + 4 * hour, "failed")
    _crawled(catalog, start + 6 * hour, "partial")
    _crawled(catalog, start + 7 * hour)
    _crawled(catalog, start + 10 * hour, target="hunan")
    with catalog.read() as conn:
        found = drift.crawls(conn, ["hubei", "hunan"])
        none = drift.crawls(conn, ["hunan"])
    assert (found, none) == ({"hubei": (Brought(2, 2), Brought(2, 1))}, {})
