"""Bodies above and below: findings on them follow whichever report arrives, changes or goes."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from archive import reports as catalog_reports
from archive import snapshots
from archive.records import Snapshot
from jobs import steps
from jobs.bodies import check_bodies
from jobs.context import Context
from reports.model import AnnualReport, Finding, Region
from tests.reports.made import made_report

COUNTY = Region("420281", "湖北省", "黄石市", "大冶市")
GOVERNMENT = "政府及办公厅(室)"
SCOPE = {1: "本报告汇总全市各级行政机关的数据。"}


def _report(name: str, kind: str, received: int, *, parts: int = 0) -> AnnualReport:
    cells = {f"requests.{row}.total": str(received) for row in ("received", "total")}
    cells |= {f"requests.{row}.natural_person": str(parts) for row in ("received", "total")}
    cells |= {f"requests.granted.{column}": str(parts) for column in ("natural_person", "total")}
    made = made_report(cells, SCOPE)
    return replace(made, agency=name, agency_type=kind, agency_level="county", region=COUNTY)


UPPER = _report("大冶市人民政府", GOVERNMENT, 7)
WATER = _report("大冶市水利局", "水利", 5)
TRADE = _report("大冶市商务局", "商务", 4)


def _keep(context: Context, read: AnnualReport, body: bytes | None = None) -> Snapshot:
    name = read.agency or ""
    data = body or name.encode()
    kept = snapshots.keep(
        context.store, context.catalog, url=f"urn:{name}", body=data, content_type="text/plain"
    )
    return kept.snapshot


def _file(context: Context, read: AnnualReport, body: bytes | None = None) -> str:
    snapshot = _keep(context, read, body)
    with context.catalog.begin() as conn:
        return catalog_reports.save_reading(conn, snapshot, read).report_id or ""


def _drop(context: Context, read: AnnualReport) -> None:
    nothing = AnnualReport(is_report=False, reason="不是年报")
    snapshot = _keep(context, read)
    with context.catalog.begin() as conn:
        catalog_reports.save_reading(conn, snapshot, nothing)


def _found(context: Context, identity: str, rule: str) -> list[Finding]:
    with context.catalog.read() as conn:
        record = catalog_reports.get(conn, identity)
    assert record is not None
    return [item for item in record.report.findings if item.rule == rule]


def _failing(context: Context, identity: str, rule: str = "G.1") -> list[str]:
    return [item.message for item in _found(context, identity, rule) if item.status == "fail"]


SHORT = [
    "本年新收总计：汇总报告 7，小于下级之和 9（已知下级 2 个，应有 13 个）。",
    "办理结果总计：汇总报告 7，小于下级之和 9（已知下级 2 个，应有 13 个）。",
]


@pytest.mark.parametrize("order", list(permutations((UPPER, WATER, TRADE))))
def test_any_of_them_may_come_last(context: Context, order: tuple[AnnualReport, ...]) -> None:
    """The sum is told of the government's report, with both numbers and the coverage."""
    for read in order:
        _file(context, read)
        steps.check_neighbours(context)
    upper = _file(context, UPPER)
    assert _failing(context, upper) == SHORT


def test_a_child_read_anew_is_counted_anew(context: Context) -> None:
    """A smaller number makes the sum smaller; the finding goes."""
    upper, _, _ = (_file(context, read) for read in (UPPER, WATER, TRADE))
    check_bodies(context)
    _file(context, _report("大冶市水利局", "水利", 1))
    check_bodies(context)
    summed = [item.expected for item in _found(context, upper, "G.2")]
    assert not _failing(context, upper)
    assert summed == [5, 5]


def test_a_child_that_goes_is_not_counted(context: Context) -> None:
    """A report that proves none leaves the sum; with the last child the findings go."""
    upper, _, _ = (_file(context, read) for read in (UPPER, WATER, TRADE))
    check_bodies(context)
    _drop(context, WATER)
    check_bodies(context)
    left = [item.expected for item in _found(context, upper, "G.2")]
    _drop(context, TRADE)
    check_bodies(context)
    assert left == [4, 4]
    assert not _found(context, upper, "G.1")


def test_reading_the_government_again_keeps_what_was_found(context: Context) -> None:
    """Its own reading replaced, the findings on others are computed again."""
    upper, _, _ = (_file(context, read) for read in (UPPER, WATER, TRADE))
    check_bodies(context)
    _file(context, replace(UPPER, title="另一题"))
    check_bodies(context)
    assert _failing(context, upper) == SHORT


def test_its_own_office_counts_not_as_below(context: Context) -> None:
    """The office's report is the government's."""
    office = _report("大冶市人民政府办公室", GOVERNMENT, 7)
    upper, _, _ = (_file(context, read) for read in (UPPER, office, WATER))
    check_bodies(context)
    assert [item.expected for item in _found(context, upper, "G.2")] == [5, 5]


def test_twins_are_told_on_both_sides(context: Context) -> None:
    """G.3 stands on both reports, and goes from both when one is read otherwise."""
    one, two = (_report(f"大冶市{name}局", "水利", 8, parts=4) for name in "甲乙")
    ids = [_file(context, one), _file(context, two)]
    check_bodies(context)
    told = [_failing(context, name, "G.3") for name in ids]
    _file(context, _report("大冶市乙局", "水利", 9, parts=4))
    check_bodies(context)
    numbers = "三张表完全相同（6 个不为 0 的数）。"
    assert told == [[f"大冶市甲局与大冶市乙局的{numbers}"], [f"大冶市乙局与大冶市甲局的{numbers}"]]
    assert [_failing(context, name, "G.3") for name in ids] == [[], []]


def test_the_same_file_under_two_agencies(context: Context) -> None:
    """The same bytes are enough where the tables hold noughts."""
    reads = [_report(f"大冶市{name}局", "水利", 0) for name in "甲乙"]
    ids = [_file(context, read, b"same") for read in reads]
    check_bodies(context)
    assert ["逐字节相同" in _failing(context, name, "G.3")[0] for name in ids] == [True, True]


def test_a_second_round_finds_nothing_to_do(context: Context) -> None:
    """What was computed is off the list, and computing it again changes nothing."""
    upper, _, _ = (_file(context, read) for read in (UPPER, WATER, TRADE))
    first, second = check_bodies(context), check_bodies(context)
    again = check_bodies(context, [upper])
    assert [item.counts["compared"] for item in (first, second, again)] == [1, 0, 0]


def test_years_and_bodies_stand_side_by_side(context: Context) -> None:
    """Findings on the year before are kept when those on other bodies are computed."""
    upper, _, _ = (_file(context, read) for read in (UPPER, WATER, TRADE))
    steps.check_neighbours(context)
    before = _found(context, upper, "X3.1")
    _file(context, _report("大冶市水利局", "水利", 1))
    check_bodies(context)
    assert (len(before), _found(context, upper, "X3.1")) == (1, before)
