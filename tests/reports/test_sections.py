"""The text cut at its headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Block, Document, Paragraph
from reports.inputs.plain import make_grid
from reports.sections import heading_number, section_of, split_sections
from tests.reports.made import HEADINGS

OLD = (
    "一、概述",
    "二、主动公开政府信息的情况",
    "三、依申请公开政府信息的情况",
    "四、收费及减免情况",
    "五、申请复议和提起诉讼的情况",
)


def _document(*lines: str) -> Document:
    return Document(tuple(map(Paragraph, lines)))


def _shape(*lines: str) -> list[tuple[int | None, str | None, str]]:
    return [(s.number, s.heading, s.text) for s in split_sections(_document(*lines))]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("一、总体情况", 1), ("一、概述", 1), ("二、主动公开政府信息情况", 2), ("二、行政机关主动公开政府信息情况", 2),
        ("三、收到和处理政府信息公开申请情况", 3), ("三、行政机关收到和处理政府信息公开申请情况", 3),
        ("三、依申请公开政府信息情况", 3), ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5), ("六、其他需要报告的事项", 6),
        ("六、需要报告的其他事项", 6), ("第一部分 总体情况", 1), ("一.总体情况", 1), ("一 、总 体 情 况", 1),
        ("１、总体情况", None), ("一、", None), ("总体情况", None), ("（一）主动公开", None), ("五、收费情况", None),
        ("一、总体情况良好，各项工作有序。", None), ("七、附件", None), ("二、" + "主动公开" * 20, None),
    ],
)  # fmt: skip
def test_headings_of_the_form(line: str, number: int | None) -> None:
    """A heading needs its numeral and its words; a sentence is none."""
    assert section_of(line) == number


@pytest.mark.parametrize(
    ("line", "number"), [("十、附则", 10), ("七、附件", 7), ("第二部分 正文", 2), ("正文", None)]
)
def test_the_numeral_of_any_heading(line: str, number: int | None) -> None:
    """Top-level numerals count whatever the words are."""
    found = heading_number(line)
    assert (found[0] if found else None) == number


def test_the_six_sections() -> None:
    """Each heading opens its section."""
    lines = [line for heading in HEADINGS for line in (heading, "文字。")]
    assert _shape(*lines) == [(n, heading, "文字。") for n, heading in enumerate(HEADINGS, start=1)]


def test_what_precedes_the_first_heading_is_a_section_without_heading() -> None:
    """Title and opening are kept."""
    assert _shape("标题", "导语。", HEADINGS[0], "文字。")[0] == (None, None, "标题\n导语。")


def test_a_heading_repeated_in_its_section_stays_text() -> None:
    """The section is not opened twice."""
    shape = _shape(*HEADINGS[:3], HEADINGS[2], "文字。", *HEADINGS[3:])
    assert shape[2] == (3, HEADINGS[2], f"{HEADINGS[2]}\n文字。")


def test_a_numeral_inside_a_section_is_a_sub_heading() -> None:
    """Among the form's sections, 一、加强领导 opens nothing."""
    shape = _shape(HEADINGS[0], "一、加强领导", "二、完善制度", *HEADINGS[1:])
    assert shape[0] == (1, HEADINGS[0], "一、加强领导\n二、完善制度")


def test_a_table_is_lines_of_tabs_in_its_section() -> None:
    """Rows stand in the text where they were printed."""
    blocks: list[Block] = [Paragraph(HEADINGS[1]), make_grid([["规章", "0"], ["甲\n乙", ""]], 0)]
    sections = split_sections(Document(tuple(blocks)))
    assert sections[0].text == "规章\t0\n甲 乙\t"


def test_free_headings_open_sections_in_turn() -> None:
    """A free report's own headings part it."""
    shape = _shape(*[line for heading in OLD for line in (heading, "文字。")])
    assert [heading for _, heading, _ in shape] == list(OLD)


def test_a_numeral_out_of_turn_opens_nothing() -> None:
    """In a free report 一、 after 二、 is a sub-heading."""
    shape = _shape("一、概述", "二、主动公开情况", "一、网站公开", "三、其他公开情况")
    assert [heading for _, heading, _ in shape] == [
        "一、概述",
        "二、主动公开情况",
        "三、其他公开情况",
    ]


def test_a_report_whose_first_pages_are_lost_still_has_its_sections() -> None:
    """Headings that are left open their sections, wherever the count begins."""
    assert [number for number, _, _ in _shape(HEADINGS[2], "文字。", HEADINGS[4])] == [3, 5]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(HEADINGS),
            st.sampled_from(OLD),
            st.text(alphabet="甲乙一二、。 ", min_size=1),
        ),
        max_size=20,
    )
)
def test_no_line_is_lost_or_moved(lines: list[str]) -> None:
    """Headings and texts in order are the document's lines."""
    kept: list[str] = []
    for _, heading, text in _shape(*lines):
        kept += [heading] if heading is not None else []
        kept += text.split("\n") if text else []
    assert [line for line in kept if line] == [line for line in lines if line]
