"""Printed cells and counts in running text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numbers import MARKS, Printed, money_factor, parse_cell, parse_count


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", "0"), ("17", "17"), ("+30", "30"), ("-1942", "-1942"), ("－3", "-3"), ("−3", "-3"),
        ("1,113", "1113"), ("１，１１３", "1113"), ("12,345,678", "12345678"), ("０", "0"),
        ("24大项", "24"), ("151件", "151"), (" 151 件 ", "151"), ("5件次", "5"), ("3人", "3"),
        ("增3", "3"), ("增加3项", "3"), ("减3", "-3"), ("减少2个", "-2"), ("新增2", "2"),
        ("持平", "0"), ("27.25", "27.25"),
    ],
)  # fmt: skip
def test_a_count_is_read(raw: str, value: str) -> None:
    """Signs, thousands, full width and counting words all leave the number."""
    assert parse_cell(raw) == Printed("number", Decimal(value))


@pytest.mark.parametrize(
    ("raw", "value", "factor"),
    [
        ("251000元", "251000", 1), ("43.788万元", "43.788", 10_000), ("1.2亿元", "1.2", 100_000_000),
        ("50,423,023.14元", "50423023.14", 1), ("¥251,000.00", "251000.00", 1),
        ("￥300", "300", 1), ("人民币5万元", "5", 10_000), ("251000（元）", "251000", 1),
        ("3万", "3", 10_000),
    ],
)  # fmt: skip
def test_a_sum_of_money_keeps_its_unit(raw: str, value: str, factor: int) -> None:
    """The number is as printed, the factor is yuan per printed unit."""
    assert parse_cell(raw) == Printed("number", Decimal(value), factor)


@pytest.mark.parametrize("raw", ["/", "—", "——", "-", "－", "无", " 无 ", "\\", "*", "不适用"])
def test_a_mark_is_no_number(raw: str) -> None:
    """A stroke or 无 is a state of its own."""
    assert parse_cell(raw) == Printed("mark")


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\n\t", "\u200b"])
def test_nothing_printed_is_blank(raw: str) -> None:
    """White space alone is a blank cell."""
    assert parse_cell(raw) == Printed("blank")


@pytest.mark.parametrize(
    "raw",
    [
        "规章", "约3", "3-5", "5至7件", "10余件", "1.2.3", "1,11", "一、本年新收", "3（含上年）",
        "251000（元", "1e5", "0x10", "12①", "9" * 16, "+", "3%",
    ],
)  # fmt: skip
def test_a_text_that_is_no_cell_value(raw: str) -> None:
    """Labels, ranges, roundings, shares and footnoted numbers are refused, not guessed at."""
    assert parse_cell(raw) is None


@given(st.integers(0, 10**12))
def test_thousands_commas_change_nothing(value: int) -> None:
    """A number printed with commas is the number printed without."""
    assert parse_cell(f"{value:,}") == parse_cell(str(value)) == Printed("number", Decimal(value))


@given(st.text(max_size=40))
def test_any_text_is_a_cell_or_refused(text: str) -> None:
    """A number has a value, and nothing else has."""
    printed = parse_cell(text)
    assert printed is None or (printed.state == "number") == (printed.value is not None)


def test_marks_are_folded_forms() -> None:
    """Each mark is recognised as itself."""
    assert {parse_cell(mark) for mark in MARKS} == {Printed("mark")}


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("本年收费金额（单位：万元）", 10_000), ("采购总金额（元）", 1), ("采购总金额", None),
        ("本年收费金额（单位：亿元）", 100_000_000), ("", None),
    ],
)  # fmt: skip
def test_a_heading_states_the_unit(heading: str, factor: int | None) -> None:
    """The unit in a column's heading, or None when it states none."""
    assert money_factor(heading) == factor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3259", 3259), ("1,113", 1113), ("２３", 23), ("2.5万", 25_000), ("1万", 10_000),
        ("零", 0), ("〇", 0), ("两", 2), ("七", 7), ("十", 10), ("十二", 12), ("二十", 20),
        ("二十三", 23), ("一百", 100), ("一百零五", 105), ("一百五十二", 152), ("一百二十", 120),
        ("三千零五十", 3050), ("三千零五", 3005), ("一〇五", 105), ("二万", 20_000),
    ],
)  # fmt: skip
def test_a_count_in_words(text: str, value: int) -> None:
    """Figures, thousands, ten thousands and Chinese numerals."""
    assert parse_count(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "三五",
        "两三",
        "一百二",
        "二〇二三",
        "3-5",
        "5至7",
        "数",
        "百",
        "十千",
        "1,13",
        "件",
    ],
)
def test_an_unclear_count_is_refused(text: str) -> None:
    """三五 means a few, 一百二 may mean 120: what has two readings has none."""
    assert parse_count(text) is None


def _numeral(value: int) -> str:
    """A number below ten thousand as official texts write it."""
    text, zero = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + word
        zero = not digit
    return text or "零"


@given(st.integers(0, 9999))
def test_every_written_numeral_is_read(value: int) -> None:
    """Numbers written out in full read back as themselves."""
    assert parse_count(_numeral(value)) == value


@given(st.text(max_size=30))
def test_no_text_breaks_a_count(text: str) -> None:
    """Any text is a finite number or refused."""
    value = parse_count(text)
    assert value is None or value.is_finite()
