"""Visits: gone is what a site says twice, a day apart, and never what goes wrong on our side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from archive import visits
from archive.catalog import Catalog
from archive.records import Snapshot
from archive.tables import metadata
from archive.visits import ABSENT, PRESENT, Validators, Visit
from archive.warc import WarcStore
from tests.archive.made import DAY, PAGE, START, local, report, save, web

PDF = "http://www.example.gov.cn/nb/2023.pdf"
FAILURES = ("unreachable", "challenge", "refused_by_robots", "refused_address", "http_error")


def _visit(catalog: Catalog, url: str, *told: tuple[str, float]) -> Visit:
    """Notes visits, each with its state and its day; what is known at last."""
    with catalog.begin() as conn:
        for state, day in told:
            last = visits.seen(conn, url, "a", state, START + day * DAY)
    return last


def test_two_misses_a_day_apart_are_gone(catalog: Catalog) -> None:
    """The first and the last miss must lie a day apart; when it was last there is kept."""
    near = _visit(catalog, PAGE, ("ok", 0), ("gone", 5), ("soft_404", 5.9))
    far = _visit(catalog, PAGE, ("gone", 6))
    assert (near.gone_at, near.misses, near.first_missed) == (None, 2, START + 5 * DAY)
    assert (far.gone_at, far.last_ok, far.misses) == (START + 6 * DAY, START, 3)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_of_ours_is_never_gone(catalog: Catalog, failure: str) -> None:
    """However often it happens, alone or between misses, it counts for nothing."""
    alone = _visit(catalog, PAGE, ("ok", 0), *((failure, day) for day in range(1, 30)))
    between = _visit(catalog, PDF, ("ok", 0), ("gone", 1), (failure, 2), (failure, 9))
    assert (alone.gone_at, alone.misses, alone.last_state) == (None, 0, failure)
    assert (between.gone_at, between.misses) == (None, 1)


def test_a_server_error_is_told_from_a_missing_page() -> None:
    """404 and 410 say that there is no such page; 403 and 5xx say nothing about it."""
    told = {status: visits.visit_state("http_error", status) for status in (404, 410, 403, 500)}
    assert told == {404: "gone", 410: "gone", 403: "http_error", 500: "http_error"}


def test_a_page_that_comes_back_is_there_again(catalog: Catalog) -> None:
    """Meeting the document ends what was concluded, and misses count from nought."""
    back = _visit(catalog, PAGE, ("ok", 0), ("gone", 1), ("gone", 3), ("unchanged", 4))
    again = _visit(catalog, PAGE, ("gone", 5))
    assert (back.gone_at, back.misses, back.last_ok) == (None, 0, START + 4 * DAY)
    assert (again.gone_at, again.misses) == (None, 1)


def test_how_far_apart_is_a_setting(catalog: Catalog) -> None:
    """The visits need lie no further apart than asked for."""
    with catalog.begin() as conn:
        for hours in (0, 1):
            at = START + timedelta(hours=hours)
            last = visits.seen(conn, PAGE, "a", "gone", at, apart=timedelta(hours=1))
    assert last.gone_at == START + timedelta(hours=1)


_STATES = st.sampled_from(sorted({*PRESENT, *ABSENT, *FAILURES, "empty"}))


@given(st.lists(st.tuples(_STATES, st.integers(1, 72)), min_size=1, max_size=12))
def test_gone_is_what_the_rule_says(told: list[tuple[str, int]]) -> None:
    """For any visits in order of time: gone exactly when since the document was last met two
    misses lie a day apart."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine, [metadata.tables["visits"]])
    hour, since = 0, list[int]()
    with engine.begin() as conn:
        for state, pause in told:
            hour += pause
            since = [] if state in PRESENT else [*since, hour] if state in ABSENT else since
            last = visits.seen(conn, PAGE, None, state, START + timedelta(hours=hour))
        engine_holds = visits.get(conn, PAGE)
    engine.dispose()
    assert (last.gone_at is not None) == bool(since and since[-1] - since[0] >= 24)
    assert (last.misses, engine_holds) == (len(since), last)


def test_validators_are_those_of_the_last_whole_answer(catalog: Catalog) -> None:
    """A 304 without headers keeps them, a new answer replaces them, a cut one and a missed page
    leave nothing to ask with."""
    found = []
    with catalog.begin() as conn:
        for day, (state, etag) in enumerate(
            [("ok", '"1"'), ("unchanged", None), ("challenge", '"x"'), ("gone", None),
             ("ok", '"2"'), ("too_large", '"3"')]
        ):  # fmt: skip
            visits.seen(conn, PAGE, "a", state, START + day * DAY, etag=etag)
            found.append(visits.validators(conn, PAGE))
        never = visits.validators(conn, PDF)
    one, two = Validators('"1"', None), Validators('"2"', None)
    assert (found, never) == ([one, one, one, None, two, None], None)


def test_an_older_visit_told_late_changes_nothing_later(catalog: Catalog) -> None:
    """Only the beginning moves."""
    late = _visit(catalog, PAGE, ("ok", 5), ("gone", 1))
    assert (late.first_seen, late.last_seen, late.misses) == (START + DAY, START + 5 * DAY, 0)


def test_what_the_lists_no_longer_name_is_found(catalog: Catalog) -> None:
    """Addresses met earlier and not in this crawl are to be visited; those gone are not."""
    _visit(catalog, PAGE, ("ok", 0))
    _visit(catalog, PDF, ("ok", 0), ("ok", 9))
    _visit(catalog, "http://a.gov.cn/x", ("ok", 0), ("gone", 1), ("gone", 3))
    _visit(catalog, "http://a.gov.cn/y", ("challenge", 0))
    with catalog.read() as conn:
        assert visits.unvisited(conn, "a", START + 8 * DAY) == [PAGE]


@pytest.fixture
def filed(store: WarcStore, catalog: Catalog) -> tuple[str, Snapshot]:
    """A report held as a page and as a file, and imported once from a local file."""
    page = web(store, catalog, b"<html>one")
    copy = web(store, catalog, b"%PDF", url=PDF, days=1)
    hand = local(store, catalog, b"by hand")
    named = [save(catalog, item, report()).report_id for item in (page, copy, hand)]
    assert named[0]
    return named[0], page


def test_a_report_is_withdrawn_when_no_address_is_left(
    catalog: Catalog, filed: tuple[str, Snapshot]
) -> None:
    """With the file still there it is not; with both gone it is, and the last day is told."""
    identity, _ = filed
    _visit(catalog, PAGE, ("ok", 2), ("gone", 3), ("gone", 4))
    with catalog.read() as conn:
        before = visits.withdrawn(conn, identity)
    _visit(catalog, PDF, ("gone", 6), ("gone", 8))
    with catalog.read() as conn:
        after = visits.withdrawn(conn, identity)
    assert before is None
    assert after == visits.Withdrawal(identity, START + 8 * DAY, START + 2 * DAY)


def test_bytes_met_after_all_are_no_withdrawal(
    store: WarcStore, catalog: Catalog, filed: tuple[str, Snapshot]
) -> None:
    """A page that was kept again later is there, whoever met it."""
    identity, _ = filed
    for url in (PAGE, PDF):
        _visit(catalog, url, ("gone", 3), ("gone", 4))
    web(store, catalog, b"<html>one", days=9)
    with catalog.read() as conn:
        assert visits.withdrawn(conn, identity) is None


def test_what_was_only_imported_is_not_withdrawn(store: WarcStore, catalog: Catalog) -> None:
    """A local file has no site to be taken from."""
    identity = save(catalog, local(store, catalog, b"by hand"), report()).report_id
    with catalog.read() as conn:
        assert visits.withdrawn(conn, identity or "") is None
