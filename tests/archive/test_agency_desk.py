"""Bodies renamed, merged, split and set above one another, in ways that survive every reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from archive import (
    agency_decisions,
    agency_desk,
    audit,
    browsing,
    desk,
    listing,
    moves,
    reports,
)
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import DeskError
from archive.identity import agency_id, report_id
from archive.warc import WarcStore
from tests.archive.made import REGION, report, save, web

BY = Actor("wang", 1)
WATER, LAKES, POLICE = "大冶市水利局", "大冶市水利和湖泊局", "大冶市公安局"


class Registry:
    """A catalog with reports, and what admins do to their bodies."""

    def __init__(self, store: WarcStore, catalog: Catalog) -> None:
        self.store, self.catalog = store, catalog

    def put(self, name: str, year: int, **more: Any) -> str | None:
        """Files a page of that body on that year; the report's id."""
        url = f"http://www.example.gov.cn/{name}/{year}.html"
        page = web(self.store, self.catalog, f"{name}{year}".encode(), url=url)
        read = report(agency=name, year=year, title=f"{name}{year}年年报", **more)
        return save(self.catalog, page, read).report_id

    def do(self, deed: Callable[..., Any], *told: Any) -> Any:
        """What the deed gives, done by somebody for some reason."""
        with self.catalog.begin() as conn:
            return deed(conn, BY, *told, "两局合并")

    def ask(self, question: Callable[..., Any], *told: Any) -> Any:
        """What the catalog answers."""
        with self.catalog.read() as conn:
            return question(conn, *told)

    def body(self, agency: str) -> listing.Agency | None:
        """The body of that id."""
        found: listing.Agency | None = self.ask(listing.body, agency)
        return found

    def years(self, agency: str) -> list[int | None]:
        """The years of its reports, newest first."""
        return [one.year for one in self.ask(reports.same_agency, agency)]


def _id(name: str) -> str:
    return agency_id(name, REGION)


@pytest.fixture
def registry(store: WarcStore, catalog: Catalog) -> Registry:
    """Two bodies with two reports each, all of them indexed."""
    made = Registry(store, catalog)
    for name, year in ((WATER, 2019), (WATER, 2020), (LAKES, 2021), (LAKES, 2022)):
        made.put(name, year)
    with catalog.begin() as conn:
        reports.outbox_done(conn, reports.outbox(conn))
    return made


def test_a_merged_body_gives_its_reports(registry: Registry) -> None:
    """They have the other body, old addresses lead to the new ones, the old name is one of its
    names, and the body that is merged is in the registry no more."""
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    found = registry.body(_id(LAKES))
    assert found is not None
    assert (found.name, found.aliases, found.reports) == (LAKES, (WATER,), 4)
    assert registry.body(_id(WATER)) is None
    old, new = report_id(_id(WATER), 2020), report_id(_id(LAKES), 2020)
    assert registry.ask(moves.now_at, old) == new
    assert registry.ask(agency_decisions.home, _id(WATER), None) == _id(LAKES)


def test_it_keeps_its_own_name(registry: Registry) -> None:
    """However long the name of the one that is merged into it, and whichever of two reports of a
    year speaks; that one's division and type are none of its."""
    registry.put("大冶市水利和湖泊管理事务局", 2022, agency_type="其他")
    registry.put("大冶市水利和湖泊管理事务局", 2023, agency_type="其他")
    registry.do(agency_desk.merge, _id("大冶市水利和湖泊管理事务局"), _id(LAKES))
    found = registry.body(_id(LAKES))
    assert found is not None
    assert (found.name, found.aliases, found.type) == (
        LAKES, ("大冶市水利和湖泊管理事务局",), "水利",
    )  # fmt: skip


def test_a_merge_survives_reading(registry: Registry) -> None:
    """A document that prints the old name, read again or met later, goes to the other body."""
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    again = registry.put(WATER, 2020, reader_version="8")
    later = registry.put(WATER, 2018)
    assert (again, later) == tuple(report_id(_id(LAKES), year) for year in (2020, 2018))


def test_a_change_tells_the_index(registry: Registry) -> None:
    """All reports of both bodies wait for the index, the old ids too, and kept pages go."""
    before = registry.ask(browsing.edition)
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    waiting = {name for name, _ in registry.ask(reports.outbox)}
    held = {report_id(_id(LAKES), year) for year in (2019, 2020, 2021, 2022)}
    assert waiting == held | {report_id(_id(WATER), year) for year in (2019, 2020)}
    assert registry.ask(browsing.edition) > before


def test_a_merge_is_taken_back(registry: Registry) -> None:
    """Each body has its own reports and name again, under the addresses they had before."""
    made = registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    registry.do(agency_desk.take_back, made.id)
    names = [registry.body(_id(name)) for name in (WATER, LAKES)]
    assert [(one.name, one.aliases, one.reports) for one in names if one] == [
        (WATER, (), 2), (LAKES, (), 2),
    ]  # fmt: skip
    assert registry.ask(moves.now_at, report_id(_id(LAKES), 2020)) == report_id(_id(WATER), 2020)


def test_two_reports_of_a_year_become_one(registry: Registry) -> None:
    """Where both bodies have the year, both pages are copies of one report, and come apart."""
    registry.put(WATER, 2021)
    made = registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    one = registry.ask(reports.get, report_id(_id(LAKES), 2021))
    together = len(one.copies)
    registry.do(agency_desk.take_back, made.id)
    apart = [registry.ask(reports.get, report_id(_id(name), 2021)) for name in (WATER, LAKES)]
    assert (together, [len(found.copies) for found in apart]) == (1, [0, 0])


def test_a_renamed_body_keeps_its_reports(registry: Registry) -> None:
    """It bears the new name, the old one is one of its names, and what prints the new one is
    its own; read again, that stays so."""
    registry.do(agency_desk.rename, _id(WATER), "大冶市水务局")
    new = registry.put("大冶市水务局", 2023)
    registry.put(WATER, 2020, reader_version="8")
    found = registry.body(_id(WATER))
    assert found is not None
    assert (found.name, found.aliases, found.reports) == ("大冶市水务局", (WATER,), 3)
    assert new == report_id(_id(WATER), 2023)


def test_a_name_is_given_again_and_taken_back(registry: Registry) -> None:
    """The last one shows, all are names of it; taken back, the one before shows."""
    registry.do(agency_desk.rename, _id(WATER), "大冶市水务局")
    last = registry.do(agency_desk.rename, _id(WATER), "大冶市河湖局")
    both = registry.body(_id(WATER))
    registry.do(agency_desk.take_back, last.id)
    one = registry.body(_id(WATER))
    assert both
    assert one
    assert (both.name, set(both.aliases)) == ("大冶市河湖局", {WATER, "大冶市水务局"})
    assert (one.name, one.aliases) == ("大冶市水务局", (WATER,))


def test_years_are_split_off(registry: Registry) -> None:
    """The chosen year is a new body's, which bears the name given, though its report prints
    another; a reading again changes nothing, and taking back brings it home."""
    other = registry.do(agency_desk.split, _id(WATER), [2019], "大冶市水文局")
    registry.put(WATER, 2019, reader_version="8")
    found = registry.body(other)
    assert found is not None
    assert (found.name, found.aliases, registry.years(other)) == ("大冶市水文局", (WATER,), [2019])
    assert registry.years(_id(WATER)) == [2020]
    said = registry.ask(agency_decisions.holding, _id(WATER))
    registry.do(agency_desk.take_back, said[0].id)
    assert registry.years(_id(WATER)) == [2020, 2019]


def test_a_split_may_go_to_a_body_that_is_there(registry: Registry) -> None:
    """The year becomes one of that body's."""
    registry.do(agency_desk.split, _id(WATER), [2020], _id(LAKES))
    assert (registry.years(_id(WATER)), registry.years(_id(LAKES))) == ([2019], [2022, 2021, 2020])


def test_what_is_split_off_a_merged_body(registry: Registry) -> None:
    """A year of a body that others were merged into can go on to a third."""
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    other = registry.do(agency_desk.split, _id(LAKES), [2019], "大冶市水文局")
    assert (registry.years(other), registry.years(_id(LAKES))) == ([2019], [2022, 2021, 2020])


def test_parents_and_successors_stay(registry: Registry) -> None:
    """Set by a person, they survive every reading, and follow a body that is merged."""
    registry.put(POLICE, 2020)
    registry.do(agency_desk.set_parent, _id(POLICE), _id(WATER))
    registry.do(agency_desk.add_successor, _id(POLICE), _id(WATER))
    registry.put(POLICE, 2020, reader_version="8")
    before = registry.body(_id(POLICE))
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    after = registry.body(_id(POLICE))
    assert before
    assert after
    assert (before.parent_id, before.successor_id) == (_id(WATER), _id(WATER))
    assert (after.parent_id, after.successor_id) == (_id(LAKES), _id(LAKES))
    assert registry.ask(agency_decisions.predecessors, _id(LAKES)) == [_id(POLICE)]


def test_a_parent_that_is_taken_back_is_derived_again(registry: Registry) -> None:
    """The government of its division stands above it, as before."""
    city = registry.put("大冶市人民政府", 2020, agency_type="政府及办公厅(室)")
    assert city is not None
    derived = registry.body(_id(WATER))
    made = registry.do(agency_desk.set_parent, _id(WATER), None)
    none = registry.body(_id(WATER))
    registry.do(agency_desk.take_back, made.id)
    again = registry.body(_id(WATER))
    assert derived
    assert none
    assert again
    assert (none.parent_id, again.parent_id) == (None, derived.parent_id)
    assert derived.parent_id == _id("大冶市人民政府")


def test_there_may_be_several_successors(registry: Registry) -> None:
    """All are kept, and each knows what came before it."""
    registry.put(POLICE, 2020)
    for name in (LAKES, POLICE):
        registry.do(agency_desk.add_successor, _id(WATER), _id(name))
    assert registry.ask(agency_decisions.successors, _id(WATER)) == [_id(LAKES), _id(POLICE)]
    assert registry.ask(agency_decisions.predecessors, _id(POLICE)) == [_id(WATER)]


def _merged_back(registry: Registry) -> None:
    other = registry.do(agency_desk.split, _id(WATER), [2019], "大冶市水文局")
    registry.do(agency_desk.merge, other, _id(WATER))


def _above_itself(registry: Registry) -> None:
    registry.do(agency_desk.set_parent, _id(WATER), _id(LAKES))
    registry.do(agency_desk.set_parent, _id(LAKES), _id(WATER))


def _after_itself(registry: Registry) -> None:
    registry.do(agency_desk.add_successor, _id(WATER), _id(LAKES))
    registry.do(agency_desk.add_successor, _id(LAKES), _id(WATER))


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda r: r.do(agency_desk.merge, _id(WATER), _id(WATER)), "一个机关不能并入自己。"),
        (lambda r: r.do(agency_desk.merge, _id(WATER), "none"), "没有编号是 none 的机关。"),
        (lambda r: r.do(agency_desk.rename, _id(WATER), LAKES), "已经有叫"),
        (lambda r: r.do(agency_desk.rename, _id(WATER), WATER), "它已经叫"),
        (lambda r: r.do(agency_desk.rename, _id(WATER), " 　"), "要写出名称"),
        (lambda r: r.do(agency_desk.rename, _id(WATER), "长" * 201), "要写出名称"),
        (lambda r: r.do(agency_desk.split, _id(WATER), [1999], "x局"), "要选出"),
        (lambda r: r.do(agency_desk.split, _id(WATER), [], "x局"), "要选出"),
        (lambda r: r.do(agency_desk.split, _id(WATER), [2019], WATER), "一个机关不能拆到自己。"),
        (lambda r: r.do(agency_desk.set_parent, _id(WATER), _id(WATER)), "不能做它的上级"),
        (lambda r: r.do(agency_desk.take_back, 99), "没有这样的决定"),
        (_merged_back, "绕成一圈"),
        (_above_itself, "不能做它的上级"),
        (_after_itself, "不能承接它"),
    ],
)
def test_what_cannot_be(registry: Registry, deed: Callable[[Registry], Any], sentence: str) -> None:
    """Refused in a sentence; nothing is left of it."""
    with pytest.raises(DeskError, match=sentence):
        deed(registry)
    assert registry.body(_id(WATER)) is not None


def test_a_reason_is_wanted(registry: Registry) -> None:
    """Without one nothing is done."""
    with (
        pytest.raises(DeskError, match="要写明理由"),
        registry.catalog.begin() as conn,
    ):
        agency_desk.merge(conn, BY, _id(WATER), _id(LAKES), " ")
    assert registry.body(_id(WATER)) is not None


def test_what_is_hidden_stays_hidden(registry: Registry) -> None:
    """A report that was hidden before its body was merged is not shown as the other's, and neither
    is a copy of it that is met later."""
    hidden = report_id(_id(WATER), 2020)
    with registry.catalog.begin() as conn:
        desk.hide(conn, BY, "report", hidden, "含身份证号")
    registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    page = web(registry.store, registry.catalog, b"again", url="http://www.example.gov.cn/x.html")
    later = save(registry.catalog, page, report(agency=WATER, year=2020)).report_id
    assert (later, registry.years(_id(LAKES))) == (None, [2022, 2021, 2019])


def test_each_decision_is_logged(registry: Registry) -> None:
    """Who, what, of which body, and why; taken back, what it was before."""
    made = registry.do(agency_desk.merge, _id(WATER), _id(LAKES))
    registry.do(agency_desk.take_back, made.id)
    back, first = registry.ask(audit.entries, 2)
    assert (first.who, first.action, first.target) == ("wang", "agency.change", _id(WATER))
    assert (first.after["other"], first.after["reason"]) == (_id(LAKES), "两局合并")
    assert (back.before["subject"], back.after["withdrawn"]) == ("merge", True)


@pytest.mark.parametrize("text", [WATER, f" {_id(WATER)}", f"https://x.cn/agencies/{_id(WATER)}/"])
def test_a_body_is_found(registry: Registry, text: str) -> None:
    """By its name, its id or its address."""
    assert registry.ask(agency_desk.find, text) == _id(WATER)


@pytest.mark.parametrize("text", ["", "没有的局"])
def test_a_body_that_is_not_there(registry: Registry, text: str) -> None:
    """Said in a sentence."""
    with pytest.raises(DeskError):
        registry.ask(agency_desk.find, text)


def test_a_page_filed_for_the_first_time(registry: Registry) -> None:
    """With the decision there, what prints the old name comes to the other body at once."""
    registry.put(POLICE, 2020)
    registry.do(agency_desk.merge, _id(POLICE), _id(LAKES))
    assert registry.put(POLICE, 2017) == report_id(_id(LAKES), 2017)
    assert registry.body(_id(POLICE)) is None
