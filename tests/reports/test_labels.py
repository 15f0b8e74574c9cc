"""Which row a printed label names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.forms import FORMS, Row
from reports.model import TableKind
from reports.tables.labels import (
    RowLabel,
    find_row,
    group_of,
    is_fragment,
    is_header,
    is_table_text,
    plain_label,
)

TABLES: tuple[TableKind, ...] = ("proactive", "requests")
ROWS = [(table, row) for form in FORMS.values() for table in TABLES for row in form.tables[table]]
GROUPS = ["refused", "not_available", "not_processed", "other"]


def _row(*cells: str, group: str | None = None) -> str | None:
    found = find_row(cells, group)
    return found.row if found else None


def _group(row: Row) -> str | None:
    return row.id.split(".")[0] if "." in row.id else None


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_every_row_is_found_by_its_printed_label(table: TableKind, row: Row) -> None:
    """The form's own labels, group and row in cells of their own, name the form's rows."""
    assert find_row(row.label.split(" ", 1), None) == RowLabel(table, row.id, _group(row))


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_every_row_is_found_within_its_group(table: TableKind, row: Row) -> None:
    """Below a merged group cell only the row's own words are printed."""
    label = row.label.split(" ", 1)[-1]
    assert find_row([label], _group(row)) == RowLabel(table, row.id, _group(row))


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_broken_lines_and_blanks_do_not_matter(table: TableKind, row: Row) -> None:
    """Narrow cells cut labels anywhere."""
    cells = ["\n ".join(part) for part in row.label.split(" ", 1)]
    assert find_row(cells, None) == RowLabel(table, row.id, _group(row))


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (("1. 属于国家秘密",), "refused.state_secret"),
        (("1、属于国家秘密",), "refused.state_secret"),
        (("３．危及“三安全一稳定”",), "refused.safety_stability"),
        (("3.危及三安全一稳定",), "refused.safety_stability"),
        (("（三）不予公开", "7.属于行政执法案卷"), "refused.enforcement_file"),
        (("三、本年度办理结果", "（三）不予公开", "8.属于行政查询事项"), "refused.administrative_inquiry"),
    ],
)  # fmt: skip
def test_numbering_and_punctuation_vary(cells: tuple[str, ...], row: str) -> None:
    """Blanks, full width, other stops and missing quotes name the same row."""
    assert _row(*cells, group="refused") == row


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("规范性文件", "normative_documents"),
        ("行政规范性文件", "normative_documents"),
        ("规范性文件（指有正式文号的文件）", "normative_documents"),
        ("其他对外管理服务事项（指行政许可、行政处罚以外的事项）", "other_services"),
        ("一、本年新收政府信息公开申请数量（件）", "received"),
        ("二、上年结转政府信息公开申请数", "carried_in"),
        ("（二）部分公开（区分处理的，只记这一情形，不记其他情形）", "partly_granted"),
        ("（六）其他处理", "other"),
        ("（七）总计", "total"),
        ("（七）总 计", "total"),
        ("四、结转下年度继续办理", "carried_out"),
    ],
)
def test_remarks_and_small_changes_name_the_same_row(label: str, row: str) -> None:
    """Bodies add remarks in brackets and change a word."""
    assert _row(label) == row


def test_a_misprint_keeps_its_place() -> None:
    """A label with wrong characters is known by its group and number."""
    assert (
        _row("2.没有现成信啊需要另外制做", group="not_available") == "not_available.needs_creation"
    )


def test_a_misprint_without_its_place_names_nothing() -> None:
    """The same words in no group are no row."""
    assert _row("没有现在信啊要另外制做") is None


@pytest.mark.parametrize(("group", "row"), [("other", "other.other"), ("refused", None)])
def test_other_is_only_known_by_its_group(group: str, row: str | None) -> None:
    """3.其他 says nothing by itself."""
    assert _row("3.其他", group=group) == row


def test_a_number_alone_belongs_to_the_cell_after_it() -> None:
    """一、 and its words may stand in two cells."""
    assert _row("一、", "本年新收政府信息公开申请数量") == "received"


@pytest.mark.parametrize(
    "label",
    [
        "工作人员数量",
        "信访件数",
        "第二十条第（五）项",
        "合计金额",
        "1.",
        "（三）不予公开",
        "",
        "x" * 5000,
    ],
)
def test_a_foreign_label_names_no_row(label: str) -> None:
    """What is no row of the form is not forced into one."""
    assert _row(label) is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("（三）不予公开", "refused"),
        ("(四) 无法提 供", "not_available"),
        ("（五）不予\n处理", "not_processed"),
        ("（六）其他处理", "other"),
        ("不予公开", "refused"),
        ("（一）予以公开", None),
        ("不予公开的理由", None),
    ],
)
def test_group_cells(text: str, group: str | None) -> None:
    """A merged cell that opens a group, however it is broken."""
    assert group_of(text) == group


@pytest.mark.parametrize(
    "text",
    [
        "信息内容", "申请人情况", "自 然 人", "法人或其他组织", "商 业\n企业", "社会组织", "总计",
        "第二十条第（五）项", "第二十条 第(九)项", "本年新\n制作数量", "本年增/减", "本年增减",
        "处理决定数量", "处理绝对数量", "本年收费金额（单位：万元）", "采购总金额", "结果维持",
        "未经复议直接起诉", "上一年项目数量（指上年事项数）",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    ],
)  # fmt: skip
def test_heads_of_tables(text: str) -> None:
    """Words of a table's head, broken, misprinted or with remarks."""
    assert is_header(text)


@pytest.mark.parametrize(
    "text", ["规章", "（七）总计", "3.其他", "行政处罚", "一、本年新收", "说明"]
)
def test_row_labels_are_no_heads(text: str) -> None:
    """A number before the word makes it a row."""
    assert not is_header(text)


@pytest.mark.parametrize("text", ["三、", "三、本", "年度办\n理结果", "办理结果", "本年度"])
def test_pieces_of_the_tall_cell(text: str) -> None:
    """三、本年度办理结果 is cut by pages wherever they end."""
    assert is_fragment(text)


@pytest.mark.parametrize("text", ["", "办理情况", "四、结转"])
def test_other_words_are_no_pieces_of_it(text: str) -> None:
    """Only consecutive characters of that cell are."""
    assert not is_fragment(text)


@pytest.mark.parametrize(
    ("text", "belongs"),
    [("信息内容", True), ("（四）无法提供", True), ("规章", True), ("本年度工作平稳开展。", False)],
)
def test_what_belongs_to_a_table(text: str, belongs: bool) -> None:
    """Heads, groups and rows do; sentences do not."""
    assert is_table_text(text) is belongs


def test_plain_label_keeps_a_text_that_is_all_remark() -> None:
    """A label in brackets still has words."""
    assert plain_label("（本列数据）") == "本列数据"


@given(st.lists(st.text(max_size=30), max_size=4), st.sampled_from([None, *GROUPS]))
def test_any_cells_name_a_row_of_a_form_or_none(cells: list[str], group: str | None) -> None:
    """Whatever is printed, the answer is a row that some form has."""
    found = find_row(cells, group)
    assert found is None or (found.table, found.row) in {(table, row.id) for table, row in ROWS}
