"""Lists walked by key: agencies, stamps, and the newest among some."""

from __future__ import annotations

import pytest

from archive import listing
from archive.catalog import Catalog
from archive.listing import AgencyFilter
from archive.tables import agencies, reports
from archive.warc import WarcStore
from reports.model import Region
from tests.archive.made import DAY, START, report, save, web

HUANGSHI = Region("420200", "湖北省", "黄石市", None)
YUBEI = Region("500112", "重庆市", "重庆市", "渝北区")


@pytest.fixture
def held(store: WarcStore, catalog: Catalog) -> list[str]:
    """Nine reports of five bodies, each seen a day after the one before; their ids in order."""
    ids = []
    for number in range(9):
        read = report(
            agency=f"第{number % 5}局",
            year=2015 + number,
            region=YUBEI if number % 5 == 4 else HUANGSHI,
            agency_type="水利" if number % 5 else "公安",
        )
        kept = web(
            store, catalog, str(number).encode(), url=f"http://a.gov.cn/{number}", days=number
        )
        ids.append(save(catalog, kept, read).report_id or "")
    with catalog.begin() as conn:
        for day, identity in enumerate(ids):
            came = reports.update().where(reports.c.id == identity)
            conn.execute(came.values(first_seen_at=START + day * DAY))
    return ids


def _names(catalog: Catalog, **wanted: str) -> list[str]:
    with catalog.read() as conn:
        return [one.name for one in listing.bodies(conn, AgencyFilter(**wanted), None, 10)]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, "01234"), ({"region": "420000"}, "0123"), ({"region": "420200"}, "0123"),
        ({"region": "500112"}, "4"), ({"region": "110000"}, ""), ({"type": "公安"}, "0"),
        ({"words": "3"}, "3"), ({"words": "%"}, ""), ({"level": "township"}, ""),
    ],
)  # fmt: skip
def test_agencies_are_filtered(
    catalog: Catalog, held: list[str], wanted: dict[str, str], numbers: str
) -> None:
    """By a division with all below it, by type, level, and words of the name as they stand."""
    assert _names(catalog, **wanted) == [f"第{number}局" for number in numbers]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_agencies_are_walked_once(catalog: Catalog, held: list[str], size: int) -> None:
    """Step by step as at one go, those of one name told apart by their id."""
    with catalog.begin() as conn:
        conn.execute(
            agencies.update().where(agencies.c.name.in_(("第1局", "第2局"))).values(name="同")
        )
        whole = listing.bodies(conn, AgencyFilter(), None, 100)
        walked: list[listing.Agency] = []
        while some := listing.bodies(
            conn, AgencyFilter(), (walked[-1].name, walked[-1].id) if walked else None, size
        ):
            walked += some
    assert walked == whole


def test_an_agency_knows_its_reports(catalog: Catalog, held: list[str]) -> None:
    """How many are held, and of which years."""
    with catalog.read() as conn:
        first = listing.bodies(conn, AgencyFilter(), None, 1)[0]
        assert (first.reports, first.first_year, first.last_year) == (2, 2015, 2020)


def test_the_newest_among_few_and_among_many_are_the_same(
    catalog: Catalog, held: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they are asked for by name or met on the way through all."""
    wanted = held[:6]
    with catalog.read() as conn:
        few = listing.newest_among(conn, wanted, 4)
        monkeypatch.setattr(listing, "_FEW", 1)
        many = listing.newest_among(conn, wanted, 4)
    found = [(one.id, seen) for one, seen in few]
    assert few == many
    assert found == [(held[day], START + day * DAY) for day in (5, 4, 3, 2)]


def test_stamps_are_parted_by_the_beginning_of_their_ids(catalog: Catalog, held: list[str]) -> None:
    """The parts hold every report once."""
    with catalog.read() as conn:
        parts = [listing.stamps(conn, digit, "", 100) for digit in "0123456789abcdef"]
        whole = listing.stamps(conn, "", "", 100)
    assert [stamp for part in parts for stamp in part] == whole
    assert [identity for identity, _ in whole] == sorted(held)


def test_reports_of_a_place_are_counted_with_those_below(catalog: Catalog, held: list[str]) -> None:
    """A province counts its cities, a municipality its districts."""
    with catalog.read() as conn:
        counts = [
            listing.reports_in(conn, code) for code in ("420000", "420200", "500000", "110000")
        ]
    assert counts == [8, 8, 1, 0]
