"""Sums that must tie out: T3.1 to T3.3 and T4.1 to T4.3."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks import check
from reports.checks.tie_out import short
from reports.forms import FORMS
from reports.model import CellRef, Finding, FormId
from reports.rules import RULES
from tests.reports.made import Cells, made_report

PERSON = "natural_person"
SUM_RULES = ("T3.1", "T3.2", "T3.3", "T4.1", "T4.2", "T4.3")


def _findings(rule: str, cells: Cells | None = None, form: FormId = "2021") -> list[Finding]:
    return [item for item in check(made_report(cells, form=form)) if item.rule == rule]


def _one(rule: str, row_or_column: str, cells: Cells, form: FormId = "2021") -> Finding:
    """The finding of a rule that looks at this row or column last."""
    found = [
        f
        for f in _findings(rule, cells, form)
        if row_or_column in {f.cells[-1].row, f.cells[-1].column}
    ]
    assert len(found) == 1
    return found[0]


def _told(found: Finding) -> tuple[str, int, int]:
    """Status and both sides, -1 for one that is not stated."""
    left, right = (int(n) if n is not None else -1 for n in (found.expected, found.actual))
    return found.status, left, right


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("2019", {"T3.1": 7, "T3.2": 7, "T3.3": 23, "T4.1": 1, "T4.2": 1, "T4.3": 1}),
        ("2021", {"T3.1": 7, "T3.2": 7, "T3.3": 25, "T4.1": 1, "T4.2": 1, "T4.3": 1}),
    ],
)
def test_how_many_instances_each_rule_has(form: FormId, counts: dict[str, int]) -> None:
    """37 identities in table three of the 2019 form, 39 in that of 2021, and 3 in table four."""
    found = Counter(item.rule for item in check(made_report(form=form)))
    assert {rule: found[rule] for rule in counts} == counts


def test_a_form_of_noughts_passes_throughout() -> None:
    """Every instance is stated and holds."""
    assert {item.status for rule in SUM_RULES for item in _findings(rule)} == {"pass"}


@pytest.mark.parametrize("form", ["free", None])
def test_without_a_form_nothing_is_checked(form: FormId | None) -> None:
    """The rules are the forms' own."""
    assert check(replace(made_report(), form=form)) == ()


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_sentence(rule: str) -> None:
    """Rules are data: an id and what it says."""
    assert (RULES[rule].id, bool(RULES[rule].sentence)) == (rule, True)


def test_the_head_of_the_table_is_the_rule() -> None:
    """T3.1: 本年新收 5 + 上年结转 1 = 总计 4 + 结转 2."""
    cells = {
        f"requests.received.{PERSON}": "5", f"requests.carried_in.{PERSON}": "1",
        f"requests.total.{PERSON}": "4", f"requests.carried_out.{PERSON}": "2",
    }  # fmt: skip
    found = _one("T3.1", PERSON, cells)
    assert _told(found) == ("pass", 6, 6)


def test_the_head_of_the_table_broken() -> None:
    """T3.1 fails with both sides as numbers and an E."""
    found = _one(
        "T3.1", PERSON, {f"requests.received.{PERSON}": "14", f"requests.total.{PERSON}": "13"}
    )
    assert (*_told(found), found.severity) == ("fail", 14, 13, "E")


def test_a_broken_identity_says_so_with_printed_labels() -> None:
    """Both sides, their numbers and the difference."""
    found = _one(
        "T3.1", PERSON, {f"requests.received.{PERSON}": "14", f"requests.total.{PERSON}": "13"}
    )
    assert found.message == (
        "自然人一列：本年新收 14 + 上年结转 0 = 14，而办理结果总计 13 + 结转下年度 0 = 13，相差 1。"
    )


def test_a_finding_names_its_cells() -> None:
    """Table, row, column and year of each."""
    found = _one("T3.1", PERSON, {})
    rows = ("received", "carried_in", "total", "carried_out")
    assert found.cells == tuple(CellRef("requests", row, PERSON, 2023) for row in rows)


@pytest.mark.parametrize(("form", "parts"), [("2019", 19), ("2021", 21)])
def test_the_results_add_up(form: FormId, parts: int) -> None:
    """T3.2: one of each result is as many as there are rows of results."""
    rows = [row.id for row in FORMS[form].tables["requests"] if not row.variant]
    skipped = {"received", "carried_in", "carried_out", "total"}
    cells: dict[str, str | None] = {
        f"requests.{row}.{PERSON}": "1" for row in rows if row not in skipped
    }
    found = _one("T3.2", PERSON, cells | {f"requests.total.{PERSON}": str(parts)}, form)
    assert _told(found) == ("pass", parts, parts)


def test_the_results_do_not_add_up() -> None:
    """T3.2 fails when a result is not in the total."""
    found = _one(
        "T3.2", "business", {"requests.granted.business": "3", "requests.total.business": "2"}
    )
    assert _told(found) == ("fail", 3, 2)


def test_the_single_row_six_stands_for_its_three() -> None:
    """T3.2 takes （六）其他处理 in place of rows that are not printed."""
    missing: dict[str, str | None] = {
        f"requests.{row.id}.{column.id}": None
        for row in FORMS["2021"].tables["requests"]
        for column in row.columns
        if row.id.startswith("other.")
    }
    cells = missing | {f"requests.other.{PERSON}": "2", f"requests.total.{PERSON}": "2"}
    found = _one("T3.2", PERSON, cells)
    assert _told(found) == ("pass", 2, 2)


def test_the_single_row_six_has_a_row_sum_of_its_own() -> None:
    """T3.3 has one more instance when the variant row is printed."""
    assert len(_findings("T3.3", {"requests.other.total": "0"})) == 26


def test_a_row_adds_up() -> None:
    """T3.3: six kinds of applicants make the total."""
    columns = [column.id for column in FORMS["2021"].tables["requests"][0].columns]
    cells: dict[str, str | None] = {f"requests.granted.{column}": "2" for column in columns[:-1]}
    found = _one("T3.3", "granted", cells | {"requests.granted.total": "12"})
    assert _told(found) == ("pass", 12, 12)


def test_a_row_does_not_add_up() -> None:
    """T3.3 fails with the parts as expected and the total as printed."""
    cells = {"requests.granted.business": "1", "requests.granted.total": "0"}
    found = _one("T3.3", "granted", cells)
    assert _told(found) == ("fail", 1, 0)


@pytest.mark.parametrize(
    ("rule", "row"),
    [("T4.1", "reconsideration"), ("T4.2", "direct_suit"), ("T4.3", "suit_after_reconsideration")],
)
@pytest.mark.parametrize(("total", "status"), [("11", "pass"), ("0", "fail")])
def test_the_remedies_add_up(rule: str, row: str, total: str, status: str) -> None:
    """T4: 总计 0 over 10 + 1 stays as printed and fails."""
    cells = {
        f"remedies.{row}.upheld": "10", f"remedies.{row}.pending": "1", f"remedies.{row}.total": total,
    }  # fmt: skip
    found = _one(rule, row, cells)
    assert _told(found) == (status, 11, int(total))


SUMS = [
    ("T3.1", PERSON, f"requests.received.{PERSON}", f"requests.total.{PERSON}"),
    ("T3.2", PERSON, f"requests.granted.{PERSON}", f"requests.total.{PERSON}"),
    ("T3.3", "granted", f"requests.granted.{PERSON}", "requests.granted.total"),
    ("T4.1", "reconsideration", "remedies.reconsideration.upheld", "remedies.reconsideration.total"),
    ("T4.2", "direct_suit", "remedies.direct_suit.upheld", "remedies.direct_suit.total"),
    ("T4.3", "suit_after_reconsideration", "remedies.suit_after_reconsideration.upheld",
     "remedies.suit_after_reconsideration.total"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "place", "part", "total"), SUMS)
def test_a_blank_part_counts_as_nought_and_says_so(
    rule: str, place: str, part: str, total: str
) -> None:
    """The instance passes, marked ``blank_as_zero``."""
    found = _one(rule, place, {part: ""})
    assert (found.status, found.blank_as_zero) == ("pass", True)


@pytest.mark.parametrize(("rule", "place", "part", "total"), SUMS)
@pytest.mark.parametrize("printed", ["", "/", "无", None])
def test_a_total_that_is_not_stated_cannot_be_checked(
    rule: str, place: str, part: str, total: str, printed: str | None
) -> None:
    """A blank total is not nought; nor is a mark or a lost cell."""
    assert _one(rule, place, {total: printed}).status == "not_assessable"


@pytest.mark.parametrize(("rule", "place", "part", "total"), SUMS)
@pytest.mark.parametrize("printed", ["/", "—", None])
def test_a_part_that_is_no_number_cannot_be_checked(
    rule: str, place: str, part: str, total: str, printed: str | None
) -> None:
    """A mark or a lost cell among the parts leaves the sum open."""
    assert _one(rule, place, {part: printed}).status == "not_assessable"


def test_a_blank_total_of_a_row_is_not_stated_as_a_part_either() -> None:
    """T3.2 down the 总计 column: the blank total of one row leaves the sum open."""
    found = _findings("T3.2", {"requests.granted.total": ""})
    assert [item.status for item in found] == ["pass"] * 6 + ["not_assessable"]


def test_an_instance_without_blanks_is_not_marked() -> None:
    """``blank_as_zero`` is only said where a blank was counted."""
    assert not any(item.blank_as_zero for rule in SUM_RULES for item in _findings(rule))


def test_what_cannot_be_checked_says_why() -> None:
    """A sentence, and no difference."""
    found = _one("T3.3", "granted", {"requests.granted.total": ""})
    assert (
        found.message == "予以公开：有空白的总计、符号或缺失的格，无法核对。"
        or "无法核对" in found.message
    )


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("法人或其他组织·商业企业", "商业企业"),
        ("自然人", "自然人"),
        ("（二）部分公开（区分处理的，只计这一情形）", "（二）部分公开"),
    ],
)
def test_labels_in_sentences_are_short(label: str, words: str) -> None:
    """Groups and remarks are left out."""
    assert short(label) == words


CELL_NAMES = [
    f"{t}.{row.id}.{c.id}" for t, row, c in FORMS["2021"].every_cell() if t != "proactive"
]


@given(
    st.dictionaries(
        st.sampled_from(CELL_NAMES), st.sampled_from(["", "/", "0", "3", "17", None]), max_size=30
    )
)
def test_a_status_is_what_the_numbers_say(cells: dict[str, str | None]) -> None:
    """Pass, fail and not assessable follow from the two sides alone."""

    def said(item: Finding) -> str:
        if item.expected is None or item.actual is None:
            return "not_assessable"
        return "pass" if item.expected == item.actual else "fail"

    findings = [item for item in check(made_report(cells)) if item.rule in SUM_RULES]
    assert [item.status for item in findings] == [said(item) for item in findings]
