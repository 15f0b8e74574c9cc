"""What changed between two readings, and what does not count as a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.diff import (
    CellChange,
    Difference,
    FieldChange,
    IssueChange,
    SectionChange,
    compare,
    diff,
)
from reports.model import AnnualReport, Cell, Finding, Issue, Region, Section, to_json

CELL = Cell("requests", "received", "total", "14", Decimal(14), "number", "count")
REPORT = AnnualReport(
    is_report=True,
    reason=None,
    title="某局2023年政府信息公开工作年度报告",
    agency="某局",
    year=2023,
    region=Region("420281", "湖北省", "黄石市", "大冶市"),
    sections=(
        Section(None, None, "编制说明"),
        Section(1, "一、总体情况", "第一段\n第二段\n第三段"),
        Section(2, "二、主动公开政府信息情况", "规章\t0\t0\t0"),
    ),
    cells=(CELL, replace(CELL, column="natural_person")),
)


def _section(text: str) -> AnnualReport:
    return replace(REPORT, sections=(REPORT.sections[0], Section(1, "一、总体情况", text)))


def test_the_same_report_has_no_difference() -> None:
    """A report differs in nothing from itself."""
    assert diff(REPORT, REPORT) == Difference((), (), ())
    assert diff(REPORT, REPORT).empty


def test_a_changed_number() -> None:
    """A cell that prints another number is named with both sides."""
    new = replace(REPORT, cells=(replace(CELL, raw="15件", value=Decimal(15)), REPORT.cells[1]))
    changed = CellChange(
        "requests", "received", "total", "14", "15件", Decimal(14), Decimal(15), "number", "number"
    )
    assert diff(REPORT, new) == Difference((changed,), (), ())


def test_a_blank_is_a_change_from_zero() -> None:
    """Nought made blank is a change, though both may count as 0 in a sum."""
    zero = replace(CELL, raw="0", value=Decimal(0))
    blank = replace(CELL, raw="", value=None, state="blank")
    (change,) = diff(replace(REPORT, cells=(zero,)), replace(REPORT, cells=(blank,))).cells
    assert (change.old_raw, change.new_raw, change.new_value, change.new_state) == (
        "0",
        "",
        None,
        "blank",
    )


def test_rows_that_come_and_go() -> None:
    """A cell that only one side has is a change from or to None."""
    less = replace(REPORT, cells=REPORT.cells[:1])
    (gone,), (come,) = diff(REPORT, less).cells, diff(less, REPORT).cells
    assert (gone.column, gone.old_raw, gone.new_state) == ("natural_person", "14", None)
    assert (come.column, come.old_state, come.new_raw) == ("natural_person", None, "14")


def test_a_changed_paragraph() -> None:
    """Of a section only the lines that changed are given, in order."""
    (change,) = diff(_section("甲\n乙\n丙\n丁"), _section("甲\n乙乙\n丙\n丁\n戊")).sections
    assert change == SectionChange(1, "一、总体情况", "一、总体情况", ("乙",), ("乙乙", "戊"))


def test_lines_put_in_another_order() -> None:
    """Moving a line is a change: it is removed here and added there."""
    (change,) = diff(_section("甲\n乙\n丙"), _section("丙\n甲\n乙")).sections
    assert (change.removed, change.added) == (("丙",), ("丙",))


def test_a_section_that_goes() -> None:
    """A section only one side has is removed with all its lines."""
    less = replace(REPORT, sections=REPORT.sections[:2])
    (change,) = diff(REPORT, less).sections
    assert change == SectionChange(2, "二、主动公开政府信息情况", None, ("规章 0 0 0",), ())


def test_an_empty_section_that_goes() -> None:
    """A heading without text is missed as well."""
    more = replace(REPORT, sections=(*REPORT.sections, Section(6, "六、其他", "")))
    (change,) = diff(more, REPORT).sections
    assert (change.number, change.old_heading, change.new_heading) == (6, "六、其他", None)


def test_a_renamed_section_is_the_same_section() -> None:
    """A numbered section is known by its number; its new heading is the change."""
    new = replace(
        REPORT, sections=(*REPORT.sections[:2], replace(REPORT.sections[2], heading="二、其它"))
    )
    (change,) = diff(REPORT, new).sections
    assert (change.old_heading, change.new_heading, change.removed, change.added) == (
        "二、主动公开政府信息情况",
        "二、其它",
        (),
        (),
    )


def test_metadata_that_changes() -> None:
    """Fields are given as text, a region as its code."""
    new = replace(
        REPORT,
        title=None,
        region=Region("370303", "山东省", "淄博市", "张店区"),
        published_on=date(2024, 1, 31),
    )
    assert diff(REPORT, new).fields == (
        FieldChange("title", "某局2023年政府信息公开工作年度报告", None),
        FieldChange("region", "420281", "370303"),
        FieldChange("published_on", None, "2024-01-31"),
    )


def test_white_space_is_no_change() -> None:
    """A page that is only set otherwise says the same."""
    spaced = replace(
        REPORT,
        title=f" {REPORT.title} ",
        sections=tuple(
            replace(item, text=item.text.replace("\n", " \n\n")) for item in REPORT.sections
        ),
        cells=tuple(replace(item, raw=f"{item.raw} ") for item in REPORT.cells),
    )
    assert diff(REPORT, spaced).empty


def test_our_own_words_are_no_change() -> None:
    """Findings, issues, confidence and the reader's version are not the document's."""
    new = replace(
        REPORT,
        findings=(Finding("T3.1", "E", "fail", False, "x", None, None, ()),),
        issues=(Issue("a", "b", "c"),),
        confidence={"year": 0.5},
        reader_version="9",
    )
    assert diff(REPORT, new).empty


def test_very_long_sections_are_told_whole() -> None:
    """Thousands of changed lines on both sides come back at once, without common ones sought."""
    old, new = ("\n".join(f"{side}{n % 7}" for n in range(3000)) for side in "甲乙")
    (change,) = diff(_section(old), _section(new)).sections
    assert (len(change.removed), len(change.added)) == (3000, 3000)


def test_it_can_be_printed_as_json() -> None:
    """A difference is plain dataclasses."""
    new = replace(REPORT, cells=(replace(CELL, value=Decimal("14.5")), REPORT.cells[1]))
    assert to_json(diff(REPORT, new))["cells"][0]["new_value"] == 14.5


texts = st.lists(st.sampled_from("甲乙丙丁"), max_size=8).map("\n".join)


@given(old=texts, new=texts)
def test_old_lines_less_removed_plus_added_are_the_new(old: str, new: str) -> None:
    """What is removed and added accounts for every line; both ways it is the mirror image."""
    there = diff(_section(old), _section(new)).sections
    back = diff(_section(new), _section(old)).sections
    lines = sorted(old.split())
    for change in there:
        for line in change.removed:
            lines.remove(line)
        lines += change.added
    assert sorted(lines) == sorted(new.split())
    assert bool(there) == bool(back) == (old != new)


def _failing(rule: str, message: str, status: str = "fail") -> Finding:
    return Finding(rule, "E", status, False, message, None, None, ())  # type: ignore[arg-type]


def test_findings_that_come_and_go() -> None:
    """Failing ones only; the same rule on the same cells is the same finding in other words."""
    old = (_failing("T3.1", "甲"), _failing("T3.2", "乙"), _failing("T3.3", "丙", "pass"))
    new = (_failing("T3.1", "甲，改写"), _failing("T3.3", "丁"))
    change = compare(replace(REPORT, findings=old), replace(REPORT, findings=new))
    assert (change.appeared, change.disappeared) == ((new[1],), (old[1],))


def test_issues_are_counted_by_code() -> None:
    """Only the codes whose number differs are told."""
    rows, width = Issue("unknown_row", "tables", "甲"), Issue("width", "tables", "乙")
    old, new = replace(REPORT, issues=(rows, rows, width)), replace(REPORT, issues=(rows, width))
    change = compare(old, new)
    assert (change.issues, change.empty) == ((IssueChange("unknown_row", 2, 1),), False)


def test_two_readers_that_agree() -> None:
    """A newer version alone is no change."""
    assert compare(REPORT, replace(REPORT, reader_version="next")).empty
