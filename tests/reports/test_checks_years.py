"""Two years of one body: what is carried over, what may not jump, what may not be copied."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reports.checks import check, check_years
from reports.model import CellRef, FormId
from tests.reports.made import made_report
from tests.reports.told import PERSON, column, failing, over_years, statuses

Texts = dict[str, str | None]
Forms = tuple[FormId, FormId]
NEW: Forms = ("2021", "2021")
OLD: Forms = ("2019", "2019")
MIXED: Forms = ("2019", "2021")


def _cells(row: str, table: str = "proactive", **texts: str | None) -> Texts:
    return {f"{table}.{row}.{name}": text for name, text in texts.items()}


def _worst(rule: str, before: Texts, now: Texts, forms: Forms) -> str:
    found = statuses(over_years(rule, now, before, forms=forms))
    return next(s for s in ("fail", "not_assessable", "pass", "silent") if s in found | {"silent"})


DOCUMENTS = "normative_documents"


def _in_force(n: str) -> Texts:
    return _cells(DOCUMENTS, in_force=n)


def _shown(n: str) -> Texts:
    return _cells(DOCUMENTS, disclosed_total=n)


def _fines(n: str) -> Texts:
    return _cells("penalties", decisions=n)


def _total(row: str, n: str | None) -> Texts:
    table = "requests" if row == "total" else "remedies"
    return {f"{table}.{row}.total": n}


AFTER, DIRECT, REVIEW = "suit_after_reconsideration", "direct_suit", "reconsideration"
CASES = [
    ("T2.1", _in_force("5"), _cells(DOCUMENTS, issued="2", repealed="1", in_force="7"), NEW, "fail"),
    ("T2.1", _in_force("5"), _cells(DOCUMENTS, issued="2", repealed="1", in_force="6"), NEW, "pass"),
    ("T2.1", _in_force("5"), _cells(DOCUMENTS, issued="", repealed="", in_force="5"), NEW, "pass"),
    ("T2.1", _in_force(""), _in_force("5"), NEW, "not_assessable"),
    ("T2.1", _in_force("5"), _in_force("/"), NEW, "not_assessable"),
    ("T2.1", _shown("5"), _in_force("6"), MIXED, "silent"),
    ("T2.2", _in_force("1"), _cells(DOCUMENTS, issued="2", repealed="4"), NEW, "fail"),
    ("T2.2", _in_force("1"), _cells(DOCUMENTS, issued="2", repealed="3"), NEW, "pass"),
    ("T2.2", _in_force("1"), _cells(DOCUMENTS, repealed=""), NEW, "not_assessable"),
    ("T2.6", _fines("50"), _fines("0"), NEW, "fail"),
    ("T2.6", _fines("60"), _fines("600"), NEW, "fail"),
    ("T2.6", _fines("60"), _fines("599"), NEW, "pass"),
    ("T2.6", _fines("49"), _fines("0"), NEW, "pass"),
    ("T2.6", _fines("50"), _fines("0"), MIXED, "fail"),
    ("T2.6", _fines("50"), _fines(""), NEW, "not_assessable"),
    ("T2.12", _shown("5"), _cells(DOCUMENTS, disclosed="2", disclosed_total="8"), OLD, "fail"),
    ("T2.12", _shown("5"), _cells(DOCUMENTS, disclosed="2", disclosed_total="3"), OLD, "pass"),
    ("T2.12", _shown("/"), _cells(DOCUMENTS, disclosed="2", disclosed_total="3"), OLD, "not_assessable"),
    ("T2.15", _cells("licences", prior_items="5", change="-2"), _cells("licences", prior_items="4"), OLD, "fail"),
    ("T2.15", _cells("licences", prior_items="5", change="-2"), _cells("licences", prior_items="3"), OLD, "pass"),
    ("T2.15", _cells("licences", prior_items="5", change=""), _cells("licences", prior_items="5"), OLD, "pass"),
    ("T2.15", _cells("licences", prior_items="5"), _cells("licences", prior_items=""), OLD, "not_assessable"),
    ("T4.5", _total(REVIEW, "1"), _total(REVIEW, "2") | _total(AFTER, "4"), NEW, "fail"),
    ("T4.5", _total(REVIEW, "1"), _total(REVIEW, "2") | _total(AFTER, "3"), NEW, "pass"),
    ("T4.5", _total(REVIEW, ""), _total(AFTER, "3"), NEW, "not_assessable"),
    ("T4.6", _total("total", "1"), _total(REVIEW, "2") | _total(DIRECT, "1"), NEW, "fail"),
    ("T4.6", {}, _total(DIRECT, "1"), NEW, "fail"),
    ("T4.6", _total("total", "3"), _total(REVIEW, "2") | _total(DIRECT, "1"), MIXED, "pass"),
    ("T4.6", _total("total", None), _total(REVIEW, "2"), NEW, "not_assessable"),
    ("T4.7", _cells(REVIEW, "remedies", pending="2"), _total(REVIEW, "1"), NEW, "fail"),
    ("T4.7", _cells(REVIEW, "remedies", pending="2"), _total(REVIEW, "2"), NEW, "pass"),
    ("T4.7", _cells(REVIEW, "remedies", pending=""), _total(REVIEW, "2"), NEW, "not_assessable"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "before", "now", "forms", "status"), CASES)
def test_two_years(rule: str, before: Texts, now: Texts, forms: Forms, status: str) -> None:
    """Each rule on two years fails, passes or cannot be judged as its formula says."""
    assert _worst(rule, before, now, forms) == status


def test_what_is_carried_over_is_taken_up() -> None:
    """X3.1 holds seven times where both years say the same, across the change of form too."""
    found = over_years(
        "X3.1", {column("carried_in"): "3"}, {column("carried_out"): "3"}, forms=MIXED
    )
    assert [item.status for item in found] == ["pass"] * 7


def test_a_difference_names_both_years() -> None:
    """X3.1 tells both numbers and points at a cell of either report."""
    found = over_years("X3.1", {column("carried_in"): "2"}, {column("carried_out"): "3"})
    assert (failing(found), found[0].cells) == (
        ["自然人一列：上年（2022 年）报告的结转下年度继续办理 3，而本年报告的上年结转 2，相差 1。"],
        (
            CellRef("requests", "carried_out", PERSON, 2022),
            CellRef("requests", "carried_in", PERSON, 2023),
        ),
    )


def test_a_total_weighs_more_than_a_part() -> None:
    """X3.1 is E for 总计 and W for the six kinds of applicant."""
    assert [item.severity for item in over_years("X3.1")] == ["W"] * 6 + ["E"]


@pytest.mark.parametrize("raw", ["", "/", None])
def test_what_is_not_stated_is_not_compared(raw: str | None) -> None:
    """X3.1: a blank is no nought, for it stands in no sum here."""
    assert over_years("X3.1", {column("carried_in"): raw})[0].status == "not_assessable"


def test_a_renamed_body_may_begin_anew() -> None:
    """X3.1 becomes I, with both names, when the body has another name than last year."""
    old = replace(made_report({column("carried_out"): "3"}, year=2022), agency="大冶市水务局")
    new = replace(made_report(), agency="大冶市水利和湖泊局")
    first = check_years(new, old)[0]
    assert (first.status, first.severity, "机构名称由大冶市水务局变为大冶市水利和湖泊局" in first.message) == (
        "fail", "I", True,
    )  # fmt: skip


def test_a_missing_year_is_said() -> None:
    """Without last year's report there is one finding, not assessable, that says so."""
    found = check_years(made_report(), None)
    assert [(item.rule, item.status, item.message) for item in found] == [
        ("X3.1", "not_assessable", "上一年（2022 年）的年报没有收录，上年结转无法与它核对。")
    ]


def test_a_free_report_last_year_has_no_table() -> None:
    """A report of 2018 in free form is there, and says nothing to compare with."""
    previous = replace(made_report(year=2022), form="free", cells=())
    assert [item.message for item in check_years(made_report(), previous)] == [
        "上一年（2022 年）的年报没有同样的表格，上年结转无法与它核对。"
    ]


@pytest.mark.parametrize("changes", [{"form": "free"}, {"form": None}, {"year": None}])
def test_without_form_or_year_nothing_is_compared(changes: dict[str, Any]) -> None:
    """A report on no form, or of no known year, has no year before."""
    assert check_years(replace(made_report(), **changes), None) == ()


def test_a_single_report_says_nothing_of_other_years() -> None:
    """Without last year's report no finding points at another year."""
    found = check(made_report())
    assert {ref.year for item in found for ref in item.cells} == {2023}


def test_every_finding_on_two_years_points_at_the_year_before() -> None:
    """So can it be told from the others, and computed anew alone."""
    found = check_years(made_report(), made_report(year=2022))
    assert all(2022 in {ref.year for ref in item.cells} for item in found)


def test_last_year_given_adds_to_the_findings_of_one() -> None:
    """``check`` with last year's report is both in one."""
    report, previous = made_report(), made_report(year=2022)
    assert check(report, previous=previous) == (*check(report), *check_years(report, previous))


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [("27.25", "272500", "fail"), ("27.25", "30", "pass"), ("0", "30", "pass"), ("", "3", "not_assessable")],
)  # fmt: skip
def test_charges_do_not_grow_ten_thousandfold(before: str, now: str, status: str) -> None:
    """T2.5 between two years: 元 printed for 万元."""
    key = "proactive.charges.amount"
    assert statuses(over_years("T2.5", {key: now}, {key: before})) == {status}


SAME = {column("received"): "4", column("received", "total"): "4", column("granted"): "4"}


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (SAME, SAME, "fail"),
        ({}, {}, "pass"),
        (SAME, {**SAME, column("granted"): "3"}, "pass"),
        (SAME, {**SAME, column("granted"): None}, "not_assessable"),
    ],
)
def test_a_table_is_not_last_years(before: Texts, now: Texts, status: str) -> None:
    """T3.11: the whole table three equal, and not all noughts."""
    assert statuses(over_years("T3.11", now, before)) == {status}


RECEIVED = "requests.received.total"
COUNTED = "全年收到政府信息公开申请859件，"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (COUNTED + "较上年回落12.3%。", {"pass"}),
        (COUNTED + "同比下降12%。", {"pass"}),
        (COUNTED + "同比下降12.4%。", {"fail"}),
        (COUNTED + "同比增长12.3%。", {"fail"}),
        ("政府信息公开申请数量比上年减少12.3%。", {"pass"}),
        ("政府信息公开申请总量与上年相比增加30%。", {"fail"}),
        (COUNTED + "答复805件，同比增长3%。", set()),
        ("网上政府信息公开申请数量同比增长30%。", set()),
        (COUNTED + "约为上年的九成。", set()),
        ("全年主动公开政府信息1200条，同比增长30%。", set()),
        ("收到建议提案30件，同比增长30%。", set()),
    ],
)
def test_growth_in_words(text: str, status: set[str]) -> None:
    """X3.4: 979 last year and 859 now are 12.26 % less, within half of the last printed digit."""
    found = over_years("X3.4", {RECEIVED: "859"}, {RECEIVED: "979"}, said={1: text})
    assert statuses(found) == status


def test_growth_tells_both_numbers() -> None:
    """X3.4 names the two years' requests and the recomputed share."""
    found = over_years(
        "X3.4", {RECEIVED: "859"}, {RECEIVED: "979"}, said={1: COUNTED + "同比增长12.3%。"}
    )
    assert (failing(found), found[0].expected, found[0].actual) == (
        ["正文“同比增长12.3%”，而本年新收从 979 到 859，减 12.26%。"],
        Decimal("12.3"),
        Decimal("-12.26"),
    )


@pytest.mark.parametrize("before", ["0", "", "/"])
def test_growth_from_nothing_cannot_be_judged(before: str) -> None:
    """X3.4: no share of nought, and a blank total is not stated."""
    said = {1: COUNTED + "同比增长12.3%。"}
    found = over_years("X3.4", {RECEIVED: "859"}, {RECEIVED: before}, said=said)
    assert statuses(found) == {"not_assessable"}
