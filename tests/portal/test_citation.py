"""Citations: GB/T 7714-2015 and BibTeX, whatever is known of a report and whatever it prints."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.citation import Cited, bibtex, gbt7714

WHOLE = Cited(
    key="nianbao-0123",
    agency="大冶市水利局",
    title="大冶市水利局2023年政府信息公开工作年度报告",
    year=2023,
    published=date(2024, 1, 20),
    archived=datetime(2024, 1, 31, 17, 30, tzinfo=UTC),
    url="https://nianbao.example/reports/0123",
    source="http://www.daye.gov.cn/a_b.html",
    sha256="ab" * 32,
)


def test_a_report_after_gbt_7714() -> None:
    """Author, title, [EB/OL], published, archived in China's day, address; time and digest."""
    assert gbt7714(WHOLE) == (
        "大冶市水利局. 大冶市水利局2023年政府信息公开工作年度报告[EB/OL]. (2024-01-20)[2024-02-01]. "
        "https://nianbao.example/reports/0123.\n"
        "原载 http://www.daye.gov.cn/a_b.html，存档于 2024-02-01 01:30（北京时间），SHA-256 "
        + "ab"
        * 32
    )


def test_a_report_in_bibtex() -> None:
    """The body's name is kept whole, special characters are escaped, addresses are not."""
    assert bibtex(WHOLE) == (
        "@online{nianbao-0123,\n"
        "  author = {{大冶市水利局}},\n"
        "  title = {大冶市水利局2023年政府信息公开工作年度报告},\n"
        "  year = {2024},\n"
        "  date = {2024-01-20},\n"
        "  url = {https://nianbao.example/reports/0123},\n"
        "  urldate = {2024-02-01},\n"
        "  note = {原载 http://www.daye.gov.cn/a\\_b.html，存档于 2024-02-01 01:30（北京时间），"
        "SHA-256 " + "ab" * 32 + "},\n"
        "  langid = {chinese}\n"
        "}\n"
    )


def test_a_cell_is_named_in_the_title() -> None:
    """With what is printed there."""
    cited = replace(WHOLE, cell="一、本年新收政府信息公开申请数量·总计：3", title=None)
    assert (
        "大冶市水利局2023年政府信息公开工作年度报告：一、本年新收政府信息公开申请数量·总计：3[EB/OL]"
        in gbt7714(cited)
    )


@pytest.mark.parametrize(
    ("missing", "begins"),
    [
        ({"agency": None}, "佚名. 大冶市水利局2023年政府信息公开工作年度报告[EB/OL]. (2024-01-20)"),
        ({"published": None}, "大冶市水利局. 大冶市水利局2023年政府信息公开工作年度报告[EB/OL]. [2024-02-01]"),
        ({"title": " "}, "大冶市水利局. 大冶市水利局2023年政府信息公开工作年度报告[EB/OL]"),
        ({"title": None, "year": None}, "大冶市水利局. 政府信息公开工作年度报告[EB/OL]"),
        ({"title": None, "year": None, "agency": None}, "佚名. 政府信息公开工作年度报告[EB/OL]"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_out(missing: dict[str, Any], begins: str) -> None:
    """Nothing is guessed, and no empty brackets stand."""
    assert gbt7714(replace(WHOLE, **missing)).startswith(begins)


def test_bibtex_without_a_date() -> None:
    """No year is taken from the report's own: it was published later."""
    names = re.findall(
        r"^  (\w+) =", bibtex(replace(WHOLE, published=None, agency=None)), re.MULTILINE
    )
    assert names == ["title", "url", "urldate", "note", "langid"]


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_an_entry(agency: str, title: str, cell: str) -> None:
    """Braces pair up and nothing but the last line ends the entry, whatever a document prints."""
    entry = bibtex(replace(WHOLE, agency=agency, title=title, cell=cell))
    bare = re.sub(r"\\[{}]", "", entry)
    depths = [bare[: i + 1].count("{") - bare[: i + 1].count("}") for i in range(len(bare))]
    assert (depths[-1], min(depths[bare.index("{") : -2]) > 0) == (0, True)


@given(st.text())
def test_a_citation_is_one_line_and_its_note(title: str) -> None:
    """Line breaks and control characters of a title are blanks."""
    assert len(gbt7714(replace(WHOLE, title=title)).splitlines()) == 2
