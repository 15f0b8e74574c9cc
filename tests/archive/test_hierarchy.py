"""Who stands below whom: derived from division codes, in whatever order the agencies come."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from sqlalchemy import select, update

from archive import rechecks, reports
from archive.catalog import Catalog
from archive.hierarchy import GOVERNMENT, code_above
from archive.identity import agency_id
from archive.tables import agencies, metadata
from archive.warc import WarcStore
from reports.model import Region
from tests.archive.made import local, report, save

CITY = Region("420200", "湖北省", "黄石市", None)
COUNTY = Region("420281", "湖北省", "黄石市", "大冶市")
TOWN = Region("320813", "江苏省", "淮安市", "洪泽区")
BODIES: Mapping[str, tuple[Region, str]] = {
    "黄石市人民政府": (CITY, GOVERNMENT),
    "大冶市人民政府": (COUNTY, GOVERNMENT),
    "大冶市水利局": (COUNTY, "水利"),
    "大冶市茗山乡人民政府": (COUNTY, "街道乡镇"),
    "国家税务总局大冶市税务局": (COUNTY, "税务"),
}


def _file(store: WarcStore, catalog: Catalog, name: str, year: int = 2023) -> str:
    place, kind = BODIES.get(name, (TOWN if "洪泽" in name else COUNTY, GOVERNMENT))
    read = report(agency=name, region=place, agency_type=kind, year=year)
    snapshot = local(store, catalog, f"{name}{year}".encode(), f"{name}{year}")
    return save(catalog, snapshot, read).report_id or ""


def _gone(store: WarcStore, catalog: Catalog, name: str) -> None:
    snapshot = local(store, catalog, f"{name}2023".encode(), f"{name}2023")
    save(catalog, snapshot, report(is_report=False, reason="不是年报"))


def _parents(catalog: Catalog) -> dict[str, str | None]:
    upper = agencies.alias()
    joined = agencies.outerjoin(upper, upper.c.id == agencies.c.parent_id)
    with catalog.read() as conn:
        rows = conn.execute(select(agencies.c.name, upper.c.name).select_from(joined))
        return {row[0]: row[1] for row in rows}


EXPECTED = {
    "黄石市人民政府": None,
    "大冶市人民政府": "黄石市人民政府",
    "大冶市水利局": "大冶市人民政府",
    "大冶市茗山乡人民政府": "大冶市人民政府",
    "国家税务总局大冶市税务局": None,
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_parents_do_not_hang_on_the_order(
    store: WarcStore, catalog: Catalog, order: tuple[int, ...]
) -> None:
    """A government that comes after those below it is found all the same."""
    names = list(BODIES)
    for name in [*(names[n] for n in order), *names[3:]]:
        _file(store, catalog, name)
    assert _parents(catalog) == EXPECTED


def test_a_city_is_not_right_above_a_countys_department(store: WarcStore, catalog: Catalog) -> None:
    """Without the county's government the department stands below nobody."""
    for name in ("黄石市人民政府", "大冶市水利局"):
        _file(store, catalog, name)
    assert _parents(catalog)["大冶市水利局"] is None


def test_a_government_that_goes_leaves_its_place(store: WarcStore, catalog: Catalog) -> None:
    """Its office takes it where there is one; else nobody stands above."""
    for name in BODIES:
        _file(store, catalog, name)
    _file(store, catalog, "大冶市人民政府办公室")
    before = _parents(catalog)["大冶市人民政府办公室"]
    _gone(store, catalog, "大冶市人民政府")
    after = _parents(catalog)
    assert (before, after["大冶市水利局"]) == ("大冶市人民政府", "大冶市人民政府办公室")
    assert after["大冶市人民政府办公室"] == "黄石市人民政府"
    _gone(store, catalog, "大冶市人民政府办公室")
    assert _parents(catalog)["大冶市水利局"] is None


def test_what_a_person_decided_stays(store: WarcStore, catalog: Catalog) -> None:
    """A parent that a person set is not derived anew."""
    for name in ("黄石市人民政府", "大冶市水利局"):
        _file(store, catalog, name)
    city, water = (agency_id(name, BODIES[name][0]) for name in ("黄石市人民政府", "大冶市水利局"))
    decided = update(agencies).where(agencies.c.id == water)
    with catalog.begin() as conn:
        conn.execute(decided.values(parent_id=city, parent_by="person"))
    _file(store, catalog, "大冶市人民政府")
    assert _parents(catalog)["大冶市水利局"] == "黄石市人民政府"


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("420000", None),
        ("420200", "420000"),
        ("420281", "420200"),
        ("429004", "420000"),
        ("500101", "500000"),
        ("460400", "460000"),
        (None, None),
    ],
)
def test_the_division_around_a_code(code: str | None, above: str | None) -> None:
    """Counties of a municipality, and those right under a province, have the province."""
    assert code_above(code) == above


def test_one_agency_under_two_names(store: WarcStore, catalog: Catalog) -> None:
    """The fullest name is shown, the other is an alias; a year's copies are one report."""
    names = ("洪泽区人民政府", "淮安市洪泽区人民政府")
    ids = {_file(store, catalog, names[0]), _file(store, catalog, names[1])}
    _file(store, catalog, names[0], 2024)
    with catalog.read() as conn:
        (row,) = conn.execute(select(agencies)).mappings().all()
        held = reports.ids(conn)
    assert (len(ids), len(held)) == (1, 2)
    assert (row["name"], row["aliases"]) == (names[1], [names[0]])


def test_the_same_bodies_in_any_order_make_the_same_registry(
    store: WarcStore, catalog: Catalog
) -> None:
    """Filed again backwards into empty tables, every row is the same."""
    made = []
    for names in (list(BODIES), list(BODIES)[::-1]):
        with catalog.begin() as conn:
            conn.execute(update(agencies).values(parent_id=None))
            for name in (
                "figures",
                "prints",
                "section_prints",
                "findings",
                "cells",
                "readings",
                "reports",
            ):
                if name in metadata.tables:
                    conn.execute(metadata.tables[name].delete())
            conn.execute(agencies.delete())
        for name in names:
            _file(store, catalog, name)
        with catalog.read() as conn:
            made.append(sorted(tuple(map(str, row)) for row in conn.execute(select(agencies))))
    assert made[0] == made[1]


def test_reports_to_hold_again_are_marked(store: WarcStore, catalog: Catalog) -> None:
    """A child's report marks that of the body above on the year; a child that is new, all."""
    upper = {year: _file(store, catalog, "大冶市人民政府", year) for year in (2022, 2023)}
    _file(store, catalog, "大冶市水利局")
    with catalog.begin() as conn:
        new = set(rechecks.waiting(conn)) & set(upper.values())
        rechecks.done(conn, rechecks.waiting(conn))
    _gone(store, catalog, "大冶市水利局")
    with catalog.read() as conn:
        gone = set(rechecks.waiting(conn)) & set(upper.values())
    assert new == gone == set(upper.values())
