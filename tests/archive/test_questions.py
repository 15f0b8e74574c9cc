"""The portal's questions, answered from rows."""

from __future__ import annotations

import pytest

from archive import reports
from archive.catalog import Catalog
from archive.records import Totals
from archive.warc import WarcStore
from reports.model import Region, Section
from tests.archive.made import DAY, START, finding, report, save, web

HUBEI = Region("420281", "湖北省", "黄石市", "大冶市")
JIANGSU = Region("320813", "江苏省", "淮安市", "洪泽区")


@pytest.fixture
def filed(store: WarcStore, catalog: Catalog) -> dict[str, str]:
    """Three reports of two agencies and one without an agency, fetched a day apart."""
    made = {
        "水利2022": report(year=2022),
        "水利2023": report(findings=(finding("甲"), finding("过", "pass"), finding("乙"))),
        "洪泽": report(agency="洪泽区人民政府", region=JIANGSU, findings=(finding("丙"),)),
        "不明": report(agency=None, region=None, title=None, year=2019),
    }
    names: dict[str, str] = {}
    for days, (name, read) in enumerate(made.items()):
        snapshot = web(store, catalog, name.encode(), url=f"http://a.gov.cn/{days}", days=days)
        names[name] = save(catalog, snapshot, read).report_id or ""
    return names


def test_newest_first(catalog: Catalog, filed: dict[str, str]) -> None:
    """The latest arrivals in one line each."""
    with catalog.read() as conn:
        first, second = reports.newest(conn, 2)
    assert (first.id, first.title, first.agency, first.fetched_at) == (
        filed["不明"],
        None,
        None,
        START + 3 * DAY,
    )
    assert (second.agency, second.province, second.county, second.failing) == (
        "洪泽区人民政府",
        "江苏省",
        "洪泽区",
        1,
    )


def test_latest_findings_fail(catalog: Catalog, filed: dict[str, str]) -> None:
    """Only failing findings, newest report first, in their order."""
    with catalog.read() as conn:
        found = reports.latest_findings(conn, 2)
    assert [(item.report_id, item.message) for item in found] == [
        (filed["洪泽"], "丙"),
        (filed["水利2023"], "甲"),
    ]


def test_totals(catalog: Catalog, filed: dict[str, str]) -> None:
    """Reports, agencies, years, and when something was fetched last."""
    with catalog.read() as conn:
        assert reports.totals(conn) == Totals(4, 2, 2019, 2023, START + 3 * DAY)


def test_totals_of_nothing(catalog: Catalog) -> None:
    """An empty catalog has no years."""
    with catalog.read() as conn:
        assert reports.totals(conn) == Totals(0, 0, None, None, None)


def test_same_agency(catalog: Catalog, filed: dict[str, str]) -> None:
    """An agency's reports, newest year first."""
    with catalog.read() as conn:
        record = reports.get(conn, filed["水利2022"])
        assert record is not None
        others = reports.same_agency(conn, record.agency_id or "")
    assert [item.id for item in others] == [filed["水利2023"], filed["水利2022"]]


def test_by_snapshot(catalog: Catalog, filed: dict[str, str]) -> None:
    """A snapshot's report; None for what is filed nowhere."""
    with catalog.read() as conn:
        record = reports.get(conn, filed["洪泽"])
        assert record is not None
        found = [reports.by_snapshot(conn, name) for name in (record.snapshot.id, "none")]
    assert found == [filed["洪泽"], None]


def test_sections_text(catalog: Catalog, filed: dict[str, str]) -> None:
    """The text that passages are cut from, by id."""
    with catalog.read() as conn:
        texts = reports.sections_text(conn, [filed["不明"], "none", filed["洪泽"]])
    assert texts == {
        filed["不明"]: "一、总体情况\n公开信息20条。\n收到申请3件。",
        filed[
            "洪泽"
        ]: f"{report().title}\n洪泽区人民政府\n一、总体情况\n公开信息20条。\n收到申请3件。",
    }


def test_summaries(catalog: Catalog, filed: dict[str, str]) -> None:
    """Lines of a page's reports by id, in one go."""
    with catalog.read() as conn:
        found = reports.summaries(conn, [*filed.values(), "none"])
    assert {name: item.year for name, item in found.items()} == {
        filed["水利2022"]: 2022,
        filed["水利2023"]: 2023,
        filed["洪泽"]: 2023,
        filed["不明"]: 2019,
    }


def test_the_text_is_that_of_the_chosen_copy(store: WarcStore, catalog: Catalog) -> None:
    """Passages come from the copy that speaks for the report."""
    for days, text in enumerate(("旧文", "新文")):
        snapshot = web(store, catalog, text.encode(), days=days)
        saved = save(catalog, snapshot, report(title=None, sections=(Section(1, None, text),)))
    with catalog.read() as conn:
        texts = reports.sections_text(conn, [saved.report_id or ""])
    assert texts == {saved.report_id: "大冶市水利局\n新文"}
