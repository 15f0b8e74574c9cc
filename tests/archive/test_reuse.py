"""Prints in the catalog, and the copied sections that they lead to."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import func, select

from archive import prints, reuse
from archive.catalog import Catalog
from archive.prints import CROWD
from archive.reports import save_reading
from archive.reuse import MOST_BODIES, Alike
from archive.tables import section_prints
from archive.warc import WarcStore
from reports.model import AnnualReport, Section
from tests.archive.made import report, web
from tests.reports.test_reuse import other_figures, sentences


class Shelf:
    """Reports filed one after another, each a page of its own."""

    def __init__(self, catalog: Catalog, store: WarcStore) -> None:
        self.catalog, self.store, self.pages = catalog, store, 0

    def put(self, text: str, url: str | None = None, **changes: Any) -> str:
        """Files a report whose first section has this text; its id."""
        self.pages += 1
        address = url or f"http://www.example.gov.cn/{self.pages}.html"
        snapshot = web(
            self.store, self.catalog, str(self.pages).encode(), url=address, days=self.pages
        )
        with self.catalog.begin() as conn:
            return save_reading(conn, snapshot, _report(text, **changes)).report_id or ""

    def found(self, report_id: str) -> list[Alike]:
        """What is found of it now."""
        with self.catalog.read() as conn:
            return reuse.alike(conn, report_id)

    def others(self, report_id: str) -> set[str]:
        """In which reports."""
        return {link.other_report_id for link in self.found(report_id)}

    def due(self) -> set[str]:
        """The reports that wait, which then no longer do."""
        with self.catalog.begin() as conn:
            waiting = prints.due(conn)
            prints.done(conn, waiting)
        return set(waiting)


def _report(text: str, agency: str = "大冶市水利局", **changes: Any) -> AnnualReport:
    sections = (Section(1, "一、总体情况", text),)
    return report(agency=agency, title=f"{agency}年报", sections=sections, **changes)


@pytest.fixture
def shelf(catalog: Catalog, store: WarcStore) -> Shelf:
    """An empty one."""
    return Shelf(catalog, store)


TEXT = sentences(1, 500)


def test_a_copy_of_another_body_is_found(shelf: Shelf) -> None:
    """From both sides, the whole section, figures changed."""
    one = shelf.put(TEXT)
    other = shelf.put(other_figures(TEXT), agency="大冶市财政局")
    assert [(link.section, link.other_report_id, link.similarity) for link in shelf.found(one)] == [
        (0, other, 1.0)
    ]
    assert shelf.others(other) == {one}


def test_a_copy_of_another_year_is_found(shelf: Shelf) -> None:
    """A body that sends in last year's text again."""
    one, other = shelf.put(TEXT, year=2022), shelf.put(TEXT, year=2023)
    assert shelf.others(one) == {other}


def test_a_passage_in_another_section_is_found(shelf: Shelf) -> None:
    """The share is of the section it is told of."""
    one = shelf.put(TEXT)
    shelf.put(sentences(2, 900) + TEXT[:250] + sentences(3, 900), agency="大冶市财政局")
    (link,) = shelf.found(one)
    assert 0.3 < link.similarity < 0.7


def test_texts_of_their_own_are_no_copies(shelf: Shelf) -> None:
    """Nothing is found."""
    one = shelf.put(TEXT)
    shelf.put(sentences(9, 500), agency="大冶市财政局")
    assert shelf.found(one) == []


def test_a_phrase_that_all_have_joins_nobody(shelf: Shelf) -> None:
    """One report more than a print may join, and none is a copy of any other."""
    names = [shelf.put(TEXT, agency=f"大冶市{number}局") for number in range(CROWD)]
    assert len(shelf.others(names[0])) == MOST_BODIES
    shelf.due()
    last = shelf.put(TEXT, agency="大冶市水务局")
    assert (shelf.others(names[0]), shelf.others(last)) == (set(), set())
    assert shelf.due() == {*names, last}


def test_those_who_shared_are_looked_at_again(shelf: Shelf) -> None:
    """When one of two copies gets another text, both wait."""
    one = shelf.put(TEXT)
    page = "http://www.example.gov.cn/copy.html"
    other = shelf.put(TEXT, url=page, agency="大冶市财政局")
    assert shelf.due() == {one, other}
    shelf.put(sentences(7, 500), url=page, agency="大冶市财政局")
    assert (shelf.due(), shelf.others(one)) == ({one, other}, set())


def test_a_report_that_goes_leaves_nothing(shelf: Shelf) -> None:
    """Its prints and links are gone, and who shared them waits."""
    one = shelf.put(TEXT)
    snapshot = web(shelf.store, shelf.catalog, b"gone", url="http://www.example.gov.cn/gone.html")
    with shelf.catalog.begin() as conn:
        other = save_reading(conn, snapshot, _report(TEXT, agency="大冶市财政局")).report_id or ""
        for name in (one, other):
            reuse.save(conn, name, reuse.alike(conn, name))
    shelf.due()
    with shelf.catalog.begin() as conn:
        save_reading(conn, snapshot, AnnualReport(False, "是通知，不是年报"))
        assert (reuse.of(conn, one), reuse.of(conn, other)) == ([], [])
        gone = section_prints.c.report_id == other
        assert conn.scalar(select(func.count()).select_from(section_prints).where(gone)) == 0
    assert shelf.due() == {one}


def test_a_new_reader_makes_prints_of_what_it_reads_alike(shelf: Shelf) -> None:
    """A catalog from before prints gets them at the next reading, though nothing else changes."""
    snapshot = web(shelf.store, shelf.catalog, b"old", url="http://www.example.gov.cn/old.html")
    with shelf.catalog.begin() as conn:
        save_reading(conn, snapshot, _report(TEXT, reader_version="1"))
        conn.execute(section_prints.delete())
        save_reading(conn, snapshot, _report(TEXT, reader_version="2"))
        assert (conn.scalar(select(func.count()).select_from(section_prints)) or 0) > 10


def test_saving_again_is_no_change(shelf: Shelf) -> None:
    """The second time nothing differs."""
    one = shelf.put(TEXT)
    shelf.put(TEXT, agency="大冶市财政局")
    with shelf.catalog.begin() as conn:
        links = reuse.alike(conn, one)
        assert [reuse.save(conn, one, links) for _ in range(2)] == [True, False]
        assert reuse.of(conn, one) == links


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(shelf: Shelf, order: tuple[int, ...]) -> None:
    """Three copies find one another, whichever comes last."""
    bodies = ("大冶市水利局", "大冶市财政局", "大冶市民政局")
    names = {shelf.put(TEXT, agency=bodies[turn]) for turn in order}
    assert all(shelf.others(name) == names - {name} for name in names)
