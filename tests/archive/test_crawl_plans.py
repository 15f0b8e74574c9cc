"""How much a crawl would fetch, told from what is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import crawl_plans, frontier, runs, sources, visits
from archive.catalog import Catalog
from archive.crawl_plans import Plan
from archive.errors import DeskError
from archive.frontier import Address
from archive.snapshots import keep
from archive.sources import Source
from archive.warc import WarcStore

NOW = datetime.now(UTC)
LISTS = ("http://a.example/nb/", "http://a.example/old/")
HUBEI = Source("hubei", "湖北", region_code="420000", listings=LISTS, delay=2.0)
DAYE = Source("daye", "大冶", region_code="420281", listings=("https://b.example/",), expect_max=9)
YICHANG = Source("yichang", "宜昌", region_code="420500", listings=LISTS[:1], enabled=False)
HUNAN = Source("hunan", "湖南", region_code="430000", listings=("http://c.example/",))


@pytest.fixture
def known(catalog: Catalog) -> Catalog:
    """A catalog with four sources, one disabled."""
    with catalog.begin() as conn:
        for source in (HUBEI, DAYE, YICHANG, HUNAN):
            sources.put(conn, source)
    return catalog


def _held(
    catalog: Catalog,
    store: WarcStore,
    url: str,
    size: int,
    state: str = "ok",
    etag: str | None = None,
) -> None:
    """A document of the first source, visited an hour ago."""
    at = NOW - timedelta(hours=1)
    keep(
        store, catalog, url=url, body=b"x" * size, content_type="text/html", fetched_at=at,
        http_status=200, reason="OK", headers=(), source_id="hubei",
    )  # fmt: skip
    with catalog.begin() as conn:
        visits.seen(conn, url, "hubei", state, at, etag=etag)


def _plan(catalog: Catalog, source: Source = HUBEI) -> Plan:
    with catalog.read() as conn:
        (plan,) = crawl_plans.plans(conn, [source], 3.0, NOW)
    return plan


def test_known_documents_are_asked_again(known: Catalog, store: WarcStore) -> None:
    """Each at its host, with robots.txt; one that has an ETag may send nothing."""
    _held(known, store, "http://a.example/1.html", 100)
    _held(known, store, "http://a.example/2.html", 30, etag='"2"')
    _held(known, store, "https://f.example/3.pdf", 7)
    plan = _plan(known)
    assert (plan.lists, plan.documents, plan.conditional) == (2, 3, 1)
    assert (plan.least, plan.most) == (107, 137)
    assert plan.by_host == {"a.example": 5, "f.example": 2}
    assert (plan.requests, plan.seconds) == (7, 10.0)


def test_what_is_gone_or_was_never_met_is_not_asked(known: Catalog, store: WarcStore) -> None:
    """A page withdrawn for certain, and one that only ever failed, count for nothing."""
    _held(known, store, "http://a.example/1.html", 100, state="unreachable")
    _held(known, store, "http://a.example/2.html", 100)
    with known.begin() as conn:
        for days in (2, 4):
            visits.seen(
                conn, "http://a.example/2.html", "hubei", "gone", NOW + timedelta(days=days)
            )
    assert _plan(known).documents == 0


def test_a_page_of_several_states_counts_its_last_size(known: Catalog, store: WarcStore) -> None:
    """The bytes of the newest snapshot at the address."""
    url = "http://a.example/1.html"
    _held(known, store, url, 10)
    keep(
        store, known, url=url, body=b"y" * 25, content_type=None, fetched_at=NOW, http_status=200,
        reason="OK", headers=(), source_id="hubei",
    )  # fmt: skip
    assert _plan(known).most == 25


def test_the_last_crawl_tells_lists_and_refusals(known: Catalog) -> None:
    """As many list pages as it read, and the addresses that robots.txt and our own rule refused."""
    runs.request(known, "crawl", "hubei")
    runs.claim(known, "a", 60)
    told = {"listings": 12, "failed_refused_by_robots": 3, "failed_refused_address": 1}
    runs.finish(known, 1, "a", "done", told)
    plan = _plan(known)
    assert (plan.lists, plan.refused, plan.guessed) == (12, 4, False)


def test_a_source_never_crawled_is_guessed(known: Catalog) -> None:
    """By what is expected of it, at the pause of all sources."""
    plan = _plan(known, DAYE)
    assert (plan.guessed, plan.documents, plan.by_host) == (True, 9, {"b.example": 11})
    assert plan.seconds == 33.0


def test_a_crawl_left_off_is_gone_on_with(known: Catalog, store: WarcStore) -> None:
    """What it has not asked yet: lists and new documents that wait, known ones not visited since."""
    _held(known, store, "http://a.example/1.html", 100)
    with known.begin() as conn:
        frontier.begin(conn, "hubei", LISTS[:1])
        found = [Address(kind="report", url=f"http://a.example/{n}.html") for n in (1, 2)]
        frontier.add(conn, "hubei", found)
    plan = _plan(known)
    assert (plan.goes_on, plan.lists, plan.documents) == (True, 1, 2)
    assert plan.by_host == {"a.example": 4}


def test_what_waits_is_told(known: Catalog) -> None:
    """The run that was put off, or is under way."""
    later = NOW + timedelta(hours=1)
    run = runs.request(known, "crawl", "hubei", run_after=later)
    assert _plan(known).open == runs.get(known, run.id)


def test_a_region_is_all_below_it(known: Catalog) -> None:
    """Those enabled are crawled; those disabled are named; those of another place are neither."""
    with known.read() as conn:
        province = crawl_plans.chosen(conn, region="420000")
        city = crawl_plans.chosen(conn, region="420200")
        every = crawl_plans.chosen(conn, every=True)
    assert [one.id for one in province.sources] == ["daye", "hubei"]
    assert [one.id for one in province.disabled] == ["yichang"]
    assert [one.id for one in city.sources] == ["daye"]
    assert [one.id for one in every.sources] == ["daye", "hubei", "hunan"]


def test_a_named_source_is_meant_though_disabled(known: Catalog) -> None:
    """Whoever names it wants it."""
    with known.read() as conn:
        assert crawl_plans.chosen(conn, ["yichang"]).sources == (YICHANG,)


@pytest.mark.parametrize(("names", "region"), [(["none"], None), ([], "110000"), ([], "")])
def test_what_there_is_not_is_refused(known: Catalog, names: list[str], region: str | None) -> None:
    """An unknown source, and a region without any."""
    with known.read() as conn, pytest.raises(DeskError, match="没有来源"):
        crawl_plans.chosen(conn, names, region)


def test_plans_add_up_by_host(known: Catalog) -> None:
    """One worker takes the sources one after the other; many take as long as the busiest host."""
    with known.read() as conn:
        found = crawl_plans.plans(conn, [HUBEI, YICHANG, HUNAN], 3.0, NOW)
    whole = crawl_plans.together(found)
    # hubei: 2 lists and robots.txt at 2 s; the same host again for yichang: 1 and 1 at 3 s
    assert whole.by_host == {"a.example": (5, 12.0), "c.example": (2, 6.0)}
    assert (whole.requests, whole.alone, whole.together) == (7, 18.0, 12.0)
