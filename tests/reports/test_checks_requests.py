"""Table three: whole numbers, empty columns, backlog, fees, wrong columns, repairs, blank totals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.forms import FORM_2021
from reports.model import CellRef
from tests.reports.told import PERSON, column, failing, statuses, table_three, told

TOTALS = {f"requests.{row.id}.total": "" for row in FORM_2021.tables["requests"]}
SOUND = table_three(received="14", granted="14", total="14")


@pytest.mark.parametrize("raw", ["-3", "2.5", "3件", "3.0", "1万"])
def test_a_cell_of_table_three_that_is_no_plain_count_fails(raw: str) -> None:
    """T3.4: negative, with decimals, or with a unit."""
    found = told("T3.4", {column("granted"): raw})
    assert (statuses(found), found[0].cells) == (
        {"fail"},
        (CellRef("requests", "granted", PERSON, 2023),),
    )


def test_the_sentence_names_row_column_and_print() -> None:
    """T3.4 tells what is printed where."""
    assert failing(told("T3.4", {column("granted"): "3件"})) == [
        "表三应是不小于 0 的整数、不带单位，而（一）予以公开的自然人 印作“3件”。"
    ]


@pytest.mark.parametrize("raw", ["1,113", "１２", "", "/", "0"])
def test_plain_counts_blanks_and_marks_pass(raw: str) -> None:
    """T3.4: a thousands separator is part of a plain number; a blank or a mark is no number."""
    assert statuses(told("T3.4", {column("granted"): raw})) == {"pass"}


def test_a_table_without_numbers_cannot_be_judged() -> None:
    """T3.4: nothing printed, nothing to say."""
    none = {f"requests.{r.id}.{c.id}": "" for r in FORM_2021.tables["requests"] for c in r.columns}
    assert statuses(told("T3.4", none)) == {"not_assessable"}


def test_answers_without_requests_fail() -> None:
    """T3.5 names the offending cells and both numbers."""
    found = told("T3.5", {column("granted"): "3", column("total"): "3"})
    assert failing(found) == [
        "自然人一列：本年新收 0 + 上年结转 0 = 0，而（一）予以公开 3、（七）总计 3，不为 0。"
    ]


def test_an_empty_column_passes() -> None:
    """T3.5 holds seven times on a form of noughts."""
    assert [item.status for item in told("T3.5")] == ["pass"] * 7


def test_a_column_with_requests_may_have_answers() -> None:
    """T3.5 says nothing against a column with requests."""
    assert statuses(told("T3.5", SOUND)) == {"pass"}


def test_blank_parts_of_requests_count_as_nought() -> None:
    """T3.5: blank new and carried requests are parts of a sum, and the finding says so."""
    found = told("T3.5", {column("received"): "", column("carried_in"): ""})
    assert (found[0].status, found[0].blank_as_zero) == ("pass", True)


@pytest.mark.parametrize(
    "cells",
    [
        {column("received"): "/"},
        {column("received"): None},
        {column("total"): ""},
        {column("granted"): "无"},
    ],
)
def test_an_unstated_column_cannot_be_judged(cells: dict[str, str | None]) -> None:
    """T3.5: a mark, a missing cell or a blank total."""
    assert told("T3.5", cells)[0].status == "not_assessable"


def test_more_carried_out_than_in_hand_fails_where_results_are_unreadable() -> None:
    """T3.6 runs alone where T3.1 cannot."""
    cells = {column("received"): "3", column("carried_out"): "5", column("total"): "/"}
    assert failing(told("T3.6", cells)) == [
        "自然人一列：结转下年度 5，大于本年新收 3 + 上年结转 0 = 3，多出 2。"
    ]


def test_fewer_carried_out_than_in_hand_passes() -> None:
    """T3.6: the readable half is within bounds."""
    cells = {column("received"): "3", column("carried_out"): "1", column("total"): ""}
    assert statuses(told("T3.6", cells)) == {"pass"}


def test_a_sum_that_can_be_computed_needs_no_bounds() -> None:
    """T3.6 stays silent where T3.1 speaks."""
    assert told("T3.6", {column("carried_out"): "5"}) == []


def test_bounds_without_both_halves_cannot_be_judged() -> None:
    """T3.6: neither results nor requests carried over are stated."""
    cells = {column("total"): "/", column("carried_out"): "/"}
    assert statuses(told("T3.6", cells)) == {"not_assessable"}


@pytest.mark.parametrize(
    ("received", "left", "status"),
    [("10", "5", "fail"), ("10", "4", "pass"), ("", "5", "not_assessable")],
)
def test_a_long_backlog_is_worth_a_look(received: str, left: str, status: str) -> None:
    """T3.7: more than four in ten carried over; a blank total is not stated."""
    found = told(
        "T3.7", {column("received", "total"): received, column("carried_out", "total"): left}
    )
    assert [(item.status, item.severity) for item in found] == [(status, "I")]


FEE = column("other.fee_overdue", "total")


@pytest.mark.parametrize(
    ("cells", "text", "status"),
    [
        ({FEE: "2"}, "无。", "fail"),
        ({FEE: "2"}, "本年收取信息处理费 40 元。", "pass"),
        ({FEE: "0"}, "无。", "pass"),
        ({FEE: ""}, "无。", "not_assessable"),
        ({FEE: None, column("other", "total"): "2"}, "无。", "not_assessable"),
    ],
)
def test_requests_dropped_for_a_fee_want_a_statement(
    cells: dict[str, str | None], text: str, status: str
) -> None:
    """T3.8 looks for 信息处理费 in section six; a single row （六） does not say."""
    assert statuses(told("T3.8", cells, {6: text})) == {status}


def test_without_section_six_fees_cannot_be_judged() -> None:
    """T3.8: a page may be lost."""
    assert statuses(told("T3.8", {FEE: "2"})) == {"not_assessable"}


def test_the_form_of_2019_has_no_fees() -> None:
    """T3.8 is a rule of the form of 2021."""
    assert told("T3.8", form="2019") == []


MOVED = {
    **SOUND,
    column("received"): "12",
    column("received", "business"): "2",
    column("received", "total"): "14",
}


def test_a_value_in_the_wrong_column_is_seen() -> None:
    """T3.9: rows hold, and two columns differ by as much in opposite ways."""
    assert failing(told("T3.9", MOVED)) == [
        "各行的合计相符，而商业企业一列收的比办的多 2、自然人一列少 2：可能有 2 填错了列。"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        SOUND,
        {**MOVED, column("received", "business"): "3"},  # the row does not hold either
        {**SOUND, column("received"): "15", column("received", "total"): "15"},  # and the total
    ],
)
def test_other_faults_are_no_wrong_column(cells: dict[str, str]) -> None:
    """T3.9 passes sound tables and faults of another kind."""
    assert statuses(told("T3.9", cells)) == {"pass"}


def test_a_wrong_column_cannot_be_told_with_a_column_unstated() -> None:
    """T3.9: another column may hold the rest."""
    cells = {**MOVED, column("total", "research_body"): "/"}
    assert statuses(told("T3.9", cells)) == {"not_assessable"}


def test_a_single_misprint_is_named_with_its_repair() -> None:
    """T3.10: row and column fail at one cell."""
    found = told("T3.10", {**SOUND, column("granted"): "41"})
    assert (failing(found), found[0].expected, found[0].actual) == (
        [
            "2 处不相符的合计都经过“（一）予以公开·自然人”：印作 41，若为 14 则都相符，可能是这一格误印或误读。"
        ],
        Decimal(14),
        Decimal(41),
    )


def test_a_misprinted_total_is_named() -> None:
    """T3.10: （七）总计 of a column stands in three identities."""
    found = told("T3.10", {**SOUND, column("total"): "13"})
    assert found[0].cells == (CellRef("requests", "total", PERSON, 2023),)


@pytest.mark.parametrize(
    "cells",
    [
        SOUND,
        {**SOUND, column("granted", "total"): "15", column("refused.state_secret", "total"): "-1"},
        {**SOUND, column("received"): "15", column("received", "total"): "15"},
    ],
)
def test_no_repair_is_made_up(cells: dict[str, str]) -> None:
    """T3.10 names no cell where no single cell repairs all."""
    assert statuses(told("T3.10", cells)) == {"pass"}


def test_nothing_to_repair_without_a_sum() -> None:
    """T3.10: nothing can be computed in a table of marks."""
    marks = {
        f"requests.{r.id}.{c.id}": "/" for r in FORM_2021.tables["requests"] for c in r.columns
    }
    assert statuses(told("T3.10", marks)) == {"not_assessable"}


def test_a_blank_part_may_be_the_repair() -> None:
    """T3.10: a blank counted as nought is named as blank."""
    found = told("T3.10", {**SOUND, column("granted"): ""})
    assert "空白，若为 14" in failing(found)[0]


def test_a_column_of_blank_totals_is_a_layout_fault() -> None:
    """T3.12: parts are filled and no total is."""
    found = told("T3.12", {**SOUND, **TOTALS})
    assert [item.status for item in found] == ["fail", "pass"]


def test_a_row_of_blank_totals_is_a_layout_fault() -> None:
    """T3.12 for （七）总计."""
    row = {f"requests.total.{c.id}": "" for c in FORM_2021.row("requests", "total").columns}
    assert [item.status for item in told("T3.12", row)] == ["pass", "fail"]


def test_some_blank_totals_are_no_layout_fault() -> None:
    """T3.12: one total stated is enough."""
    some = {**TOTALS, "requests.received.total": "14"}
    assert told("T3.12", some)[0].status == "pass"


def test_marks_for_totals_are_not_blank() -> None:
    """T3.12 cannot judge a column of marks."""
    marks = dict.fromkeys(TOTALS, "/")
    assert told("T3.12", marks)[0].status == "not_assessable"


def test_many_parts_are_summed_up_in_the_sentence() -> None:
    """A sum of more than four parts that are not 0 is told by its number alone."""
    names = (
        "granted",
        "partly_granted",
        "refused.state_secret",
        "not_available.unclear",
        "other.other",
    )
    cells = {column(name): "2" for name in names} | {column("total"): "11"}
    assert "自然人一列的办理结果：各项之和 10，而（七）总计 11，相差 1。" in failing(
        told("T3.2", cells)
    )


@pytest.mark.parametrize(
    ("raw", "status"),
    [("-1", "fail"), ("1.5", "fail"), ("3件", "pass"), ("", "pass"), ("/", "pass")],
)
def test_table_four_holds_whole_numbers(raw: str, status: str) -> None:
    """T4.4: not negative, no decimals; a unit is let pass."""
    assert statuses(told("T4.4", {"remedies.direct_suit.upheld": raw})) == {status}


def test_a_table_four_of_marks_cannot_be_judged() -> None:
    """T4.4: no number is printed."""
    marks = {
        f"remedies.{r.id}.{c.id}": "/" for r in FORM_2021.tables["remedies"] for c in r.columns
    }
    assert statuses(told("T4.4", marks)) == {"not_assessable"}
