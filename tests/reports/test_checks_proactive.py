"""Table two: documents, decisions, charges and procurement of one report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.checks import check
from reports.model import FormId, Level
from tests.reports.made import made_report
from tests.reports.told import failing, statuses, told

Texts = dict[str, str | None]


def _cells(row: str, **texts: str | None) -> Texts:
    return {f"proactive.{row}.{column}": text for column, text in texts.items()}


def _worst(rule: str, cells: Texts, form: FormId) -> str:
    """fail before not_assessable before pass."""
    found = statuses(told(rule, cells, form=form))
    return next(status for status in ("fail", "not_assessable", "pass") if status in found)


DOCUMENTS = "normative_documents"
CASES = [
    ("T2.3", _cells(DOCUMENTS, issued="6", in_force="5"), "2021", "fail"),
    ("T2.3", _cells(DOCUMENTS, issued="6", repealed="2", in_force="5"), "2021", "pass"),
    ("T2.3", _cells(DOCUMENTS, issued="5", repealed="", in_force="5"), "2021", "pass"),
    ("T2.3", _cells(DOCUMENTS, issued="", in_force="5"), "2021", "not_assessable"),
    ("T2.3", _cells(DOCUMENTS, issued="6", in_force="/"), "2021", "not_assessable"),
    ("T2.5", _cells("licences", decisions="-4"), "2021", "fail"),
    ("T2.5", _cells("licences", decisions="4.5"), "2021", "fail"),
    ("T2.5", _cells("licences", decisions="1,113件"), "2021", "pass"),
    ("T2.5", _cells("licences", decisions="/"), "2021", "pass"),
    ("T2.11", _cells(DOCUMENTS, disclosed="6", disclosed_total="5"), "2019", "fail"),
    ("T2.11", _cells(DOCUMENTS, disclosed="5", disclosed_total="5"), "2019", "pass"),
    ("T2.11", _cells(DOCUMENTS, disclosed="5", disclosed_total=""), "2019", "not_assessable"),
    ("T2.11", _cells(DOCUMENTS, disclosed="", disclosed_total="5"), "2019", "not_assessable"),
    ("T2.13", _cells(DOCUMENTS, disclosed="6", created="5"), "2019", "fail"),
    ("T2.13", _cells(DOCUMENTS, disclosed="5", created="5"), "2019", "pass"),
    ("T2.13", _cells(DOCUMENTS, disclosed="5", created="—"), "2019", "not_assessable"),
    ("T2.14", _cells("penalties", prior_items="2", change="-3"), "2019", "fail"),
    ("T2.14", _cells("penalties", prior_items="2", change="减3"), "2019", "fail"),
    ("T2.14", _cells("penalties", prior_items="3", change="-3"), "2019", "pass"),
    ("T2.14", _cells("penalties", prior_items="3", change="持平"), "2019", "pass"),
    ("T2.14", _cells("charges", prior_items="3", change=""), "2019", "pass"),
    ("T2.14", _cells("charges", prior_items="", change="-3"), "2019", "not_assessable"),
    ("T2.14", _cells("charges", prior_items="3", change="/"), "2019", "not_assessable"),
    ("T2.16", _cells("penalties", decisions="53"), "2019", "fail"),
    ("T2.16", _cells("penalties", prior_items="3", change="-3", decisions="1"), "2019", "fail"),
    ("T2.16", _cells("penalties", prior_items="3", decisions="53"), "2019", "pass"),
    ("T2.16", _cells("penalties", decisions=""), "2019", "not_assessable"),
    ("T2.16", _cells("penalties", prior_items=None), "2019", "not_assessable"),
    ("T2.17", _cells("procurement", projects="3", amount="0"), "2019", "fail"),
    ("T2.17", _cells("procurement", projects="0", amount="251000元"), "2019", "fail"),
    ("T2.17", _cells("procurement", projects="3", amount="251000元"), "2019", "pass"),
    ("T2.17", _cells("procurement", projects="3", amount=""), "2019", "not_assessable"),
    ("T2.17", _cells("procurement", projects="/", amount="5"), "2019", "not_assessable"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "cells", "form", "status"), CASES)
def test_table_two(rule: str, cells: Texts, form: FormId, status: str) -> None:
    """Each rule of table two fails, passes or cannot be judged as its formula says."""
    assert _worst(rule, cells, form) == status


def test_a_blank_change_is_counted_as_nought() -> None:
    """T2.14: a blank part of a sum, and the finding says so."""
    found = told("T2.14", _cells("charges", prior_items="3", change=""), form="2019")
    assert [item.blank_as_zero for item in found] == [False] * 4 + [True]


def test_the_printed_unit_of_procurement_is_kept() -> None:
    """T2.17 tells the sum as printed."""
    found = told("T2.17", _cells("procurement", projects="0", amount="251000元"), form="2019")
    assert failing(found) == [
        "政府集中采购：采购项目数量 0，采购总金额 251000元，一个是 0，另一个不是。"
    ]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("27.25万元", "pass"),
        ("43788元", "fail"),
        ("-3万元", "fail"),
        ("1.2345678万元", "fail"),
        ("27.25", "not_assessable"),  # made without a unit in the heading
        ("", "not_assessable"),
        ("/", "not_assessable"),
    ],
)
def test_charges_are_in_ten_thousands(raw: str, status: str) -> None:
    """T2.5 for money: in 万元, not negative, at most six decimals."""
    report = made_report(_cells("charges", amount=raw))
    cells = tuple(
        replace(cell, unit="yuan") if cell.column == "amount" and "元" in raw else
        replace(cell, unit=None) if cell.column == "amount" else cell
        for cell in report.cells
    )  # fmt: skip
    found = [f for f in check(replace(report, cells=cells)) if f.rule == "T2.5"]
    assert found[-1].status == status


@pytest.mark.parametrize(
    ("level", "kind", "status"),
    [
        ("county", "政府及办公厅(室)", "fail"),
        ("township", "街道乡镇", "fail"),
        ("prefecture", "水利", "fail"),
        ("prefecture", "政府及办公厅(室)", "pass"),
        ("province", "政府及办公厅(室)", "pass"),
        ("national", "交通", "pass"),
        (None, "水利", "not_assessable"),
        ("county", None, "not_assessable"),
    ],
)
def test_rules_are_made_by_few_bodies(level: Level | None, kind: str | None, status: str) -> None:
    """T2.4: ministries, provinces and cities with districts make rules."""
    report = made_report(_cells("rules", in_force="3"))
    found = check(replace(report, agency_level=level, agency_type=kind))
    assert [f.status for f in found if f.rule == "T2.4"] == [status]


@pytest.mark.parametrize(("raw", "status"), [("0", "pass"), ("/", "not_assessable")])
def test_no_rules_no_doubt(raw: str, status: str) -> None:
    """T2.4: a row of noughts passes anybody; one of marks says nothing."""
    assert statuses(told("T2.4", _cells("rules", issued=raw))) == {status}


def test_the_forms_have_rules_of_their_own() -> None:
    """Rules on 现行有效件数 are of the form of 2021, rules on 对外公开总数量 of that of 2019."""
    ours = {item.rule for item in check(made_report()) if item.rule.startswith("T2.")}
    older = {item.rule for item in check(made_report(form="2019")) if item.rule.startswith("T2.")}
    assert (ours, older) == (
        {"T2.3", "T2.4", "T2.5"},
        {"T2.11", "T2.13", "T2.14", "T2.16", "T2.17"},
    )
