"""A body and those below it: totals of an aggregated report, and tables shared by two bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reports.checks import check
from reports.checks.bodies import aggregates, check_bodies, expected_below, same_tables
from reports.model import AnnualReport, Finding
from tests.reports.made import made_report
from tests.reports.told import failing, statuses

SCOPE = {1: "本报告汇总全市各级行政机关的数据。"}


def _parent(received: str, said: dict[int, str] | None = None) -> AnnualReport:
    cells = {"requests.received.total": received, "requests.total.total": received}
    return replace(made_report(cells, SCOPE if said is None else said), agency="大冶市人民政府")


def _child(name: str, received: str) -> AnnualReport:
    return replace(_parent(received), agency=name)


def _told(
    rule: str, parent: str, children: Sequence[str], expected: int | None = None
) -> list[Finding]:
    below = [_child(f"大冶市{n}局", text) for n, text in zip("甲乙丙", children, strict=False)]
    found = check_bodies(_parent(parent), below, expected)
    return [item for item in found if item.rule == rule and item.cells[0].row == "received"]


def test_a_parent_smaller_than_a_child_fails() -> None:
    """G.1 names the child and both numbers."""
    assert (
        failing(_told("G.1", "4", ["5"]))[0] == "本年新收总计：汇总报告 4，小于大冶市甲局一家的 5。"
    )


def test_a_parent_smaller_than_the_sum_fails() -> None:
    """G.1 against the sum of what is known, with the coverage."""
    assert failing(_told("G.1", "7", ["5", "3"], 9)) == [
        "本年新收总计：汇总报告 7，小于下级之和 8（已知下级 2 个，应有 9 个）。"
    ]


def test_a_parent_may_be_larger() -> None:
    """G.1: not all children are known."""
    assert statuses(_told("G.1", "9", ["5", "3"])) == {"pass"}


@pytest.mark.parametrize("parent", ["", "/"])
def test_an_unstated_total_cannot_be_judged(parent: str) -> None:
    """G.1: a blank total is not stated."""
    assert statuses(_told("G.1", parent, ["5"])) == {"not_assessable"}


def test_children_without_numbers_do_not_count() -> None:
    """G.1 and G.2 count only the children that state the number."""
    assert "已知下级 1 个" in _told("G.2", "9", ["5", "/"])[0].message


def test_a_report_of_its_own_body_alone_is_not_compared() -> None:
    """G.1 asks for a sentence on the scope."""
    found = check_bodies(_parent("4", {1: "本报告由办公室编制。"}), [_child("大冶市甲局", "5")])
    assert {item.status for item in found if item.rule == "G.1"} == {"not_assessable"}


@pytest.mark.parametrize(
    ("parent", "expected", "status"),
    [("8", 2, "pass"), ("9", 2, "fail"), ("9", 3, "not_assessable"), ("9", None, "not_assessable")],
)
def test_a_complete_sum_is_equal(parent: str, expected: int | None, status: str) -> None:
    """G.2 asserts equality only where all children are known."""
    assert statuses(_told("G.2", parent, ["5", "3"], expected)) == {status}


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("本报告汇总了全市各级行政机关的数据。", True),
        ("数据由各部门汇总而成。", True),
        ("2023年全市各级行政机关共收到申请21件。", True),
        ("汇总2020年度前进区城管局公开信息编制而成。", False),
        ("认真贯彻全市工作会议精神。", False),
        ("加强政府信息公开工作。", False),
    ],
)
def test_the_sentence_on_the_scope(text: str, says_so: bool) -> None:
    """汇总 alone says nothing; whose numbers are added up does."""
    assert bool(aggregates(made_report(said={1: text}))) is says_so


TABLE = {
    f"requests.{row}.{name}": "7"
    for row in ("received", "granted", "total")
    for name in ("natural_person", "total")
}


def _of(name: str, cells: dict[str, str], year: int = 2023) -> AnnualReport:
    return replace(made_report(cells, year=year), agency=name)


def test_two_bodies_with_the_same_tables() -> None:
    """G.3 names both bodies."""
    found = same_tables(_of("大冶市甲局", TABLE), _of("大冶市乙局", TABLE))
    assert failing(list(found)) == ["大冶市甲局与大冶市乙局的三张表完全相同（6 个不为 0 的数）。"]


def test_noughts_are_shared_by_many() -> None:
    """G.3: tables of noughts are the same by chance."""
    assert same_tables(_of("甲局", {}), _of("乙局", {})) == ()


def test_the_same_bytes_are_enough() -> None:
    """G.3: the same file under two names fails whatever it holds."""
    found = same_tables(_of("甲局", {}), _of("乙局", {}), same_bytes=True)
    assert statuses(list(found)) == {"fail"}


def test_one_number_apart_is_another_table() -> None:
    """G.3 asks for all cells."""
    other = {**TABLE, "proactive.licences.decisions": "1"}
    assert same_tables(_of("甲局", TABLE), _of("乙局", other)) == ()


@pytest.mark.parametrize(("name", "year"), [("甲局", 2023), ("甲 局", 2023), ("乙局", 2022)])
def test_a_body_is_not_held_against_itself_or_another_year(name: str, year: int) -> None:
    """G.3 is about two bodies in one year."""
    assert same_tables(_of("甲局", TABLE), _of(name, TABLE, year)) == ()


def test_a_government_and_its_office_are_one_body() -> None:
    """G.3 is not about a government's report that its office publishes as well."""
    one, two = _of("大冶市人民政府", TABLE), _of("大冶市人民政府办公室", TABLE)
    assert same_tables(one, two) == ()


def test_many_children_make_few_findings() -> None:
    """G.1 names at most twenty larger children, the largest first; the others add nothing."""
    children = [_child(f"第{n}局", str(n)) for n in range(1, 301)]
    found = [item for item in check_bodies(_parent("100"), children) if item.rule == "G.1"]
    named = [item for item in found if item.cells[0].row == "received"][:-1]
    assert [item.expected for item in named] == list(range(300, 280, -1))


def test_what_stands_below_at_the_least() -> None:
    """Known bodies, divisions without a known government, departments that all have."""
    known = [("教育", "420281"), ("街道乡镇", "420281"), ("水利", "420281")]
    city = [("政府及办公厅(室)", "420281"), ("财政", "420200")]
    assert (expected_below("420281", known), expected_below("420200", city)) == (13, 17)


def test_check_takes_children() -> None:
    """``check`` with children adds the findings on them."""
    parent, children = _parent("4"), [_child("大冶市甲局", "5")]
    assert check(parent, children=children) == (*check(parent), *check_bodies(parent, children))
