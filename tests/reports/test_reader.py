"""Bytes in, a report out: whole documents, look-alikes, and anything at all."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.model import AnnualReport, FormId, Hints, to_json
from reports.reader import read
from tests.reports.made import HEADINGS, TITLE, printed_tables, printed_text
from tests.reports.pdfs import Page, make_pdf

EXPECTED = {
    "is_report": True, "title": TITLE, "agency": "大冶市水利和湖泊局", "year": 2023, "agency_type": "水利",
    "agency_level": "county", "form": "2021", "drafted_on": "2024-01-15",
    "region": {"code": "420281", "province": "湖北省", "city": "黄石市", "county": "大冶市"},
}  # fmt: skip
SIGNED = printed_text() + "\n大冶市水利和湖泊局\n2024年1月15日\n"


def _html(text: str) -> str:
    """The text as a page: tab lines as table rows."""
    parts = []
    for line in text.split("\n"):
        cells = "".join(f"<td>{cell}</td>" for cell in line.split("\t"))
        parts.append(f"<table><tr>{cells}</tr></table>" if "\t" in line else f"<p>{line}</p>")
    return f"<html><body>{''.join(parts)}</body></html>"


def _pdf(text: str) -> bytes:
    """The text as a file: the tables drawn, everything else as lines."""
    pages, tables = [Page()], printed_tables()
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        if any("\t" in line for line in lines):
            rows = tables.pop(min(tables))
            width = max(map(len, rows))
            size = 480 / max(width, 2)
            rows = [[*row, *[""] * (width - len(row))] for row in rows]
            pages += [Page().table(rows, top=60, width=size), Page()]
        else:
            top = 60 + 20 * len(pages[-1].texts)
            pages[-1].lines(lines, top=top)
    return make_pdf(pages)


def _metadata(report: AnnualReport) -> dict[str, object]:
    made = to_json(report)
    return {name: made[name] for name in EXPECTED}


@pytest.mark.parametrize(
    "data",
    [SIGNED.encode(), SIGNED.encode("gb18030"), SIGNED.encode("utf-16"), _html(SIGNED).encode()],
    ids=["utf8", "gb18030", "utf16", "html"],
)
def test_the_same_report_in_every_dress(data: bytes) -> None:
    """Encoding and kind of file do not change what is read."""
    assert _metadata(read(data)) == EXPECTED


@pytest.mark.parametrize("data", [SIGNED.encode(), _html(SIGNED).encode()], ids=["text", "html"])
def test_every_cell_of_a_made_report_is_a_nought(data: bytes) -> None:
    """All 200 cells of the 2021 form are there."""
    report = read(data)
    assert [cell.value for cell in report.cells] == [0] * 200


def test_a_pdf_is_read_like_the_rest() -> None:
    """Tables drawn with rules, text around them."""
    report = read(_pdf(SIGNED))
    missing = [cell.key for cell in report.cells if cell.state == "missing"]
    assert (report.agency, report.year, report.form, missing) == (
        EXPECTED["agency"], EXPECTED["year"], "2021", [],
    )  # fmt: skip


def test_sections_are_numbered_with_their_tables_in_them() -> None:
    """Six sections, the tables as lines of tabs."""
    sections = [s for s in read(SIGNED.encode()).sections if s.number]
    assert ([s.heading for s in sections], "规章\t0\t0\t0" in sections[1].text) == (
        list(HEADINGS),
        True,
    )


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_the_form_is_not_told_by_the_year(form: FormId) -> None:
    """A report for 2023 on the 2019 form is one on the 2019 form."""
    report = read(printed_text(form).encode())
    assert (report.year, report.form) == (2023, form)


def test_the_six_headings_without_tables_are_neither_form() -> None:
    """Where the tables are lost nothing tells the forms apart, and it is no free report."""
    tables: dict[int, list[list[str]]] = {2: [], 3: [], 4: []}
    report = read(printed_text(tables=tables).encode())
    assert (report.is_report, report.form, report.cells) == (True, None, ())


OLD = f"""大冶市水务局2012年政府信息公开工作年度报告
一、概述
{"本机关依照条例开展政府信息公开工作。" * 8}
二、主动公开政府信息的情况
全年主动公开政府信息120条。
三、依申请公开政府信息的情况
全年收到申请2件。
四、政府信息公开的收费及减免情况
未收费。
"""


def test_a_report_of_the_old_kind_is_free() -> None:
    """Its sections have headings but no numbers of the form."""
    report = read(OLD.encode())
    assert (report.form, {section.number for section in report.sections}) == ("free", {None})


def test_a_failing_sum_is_found() -> None:
    """Checks are part of reading."""
    cells = {"requests.granted.total": "4"}
    failing = {
        f.rule for f in read(printed_text(cells=cells).encode()).findings if f.status == "fail"
    }
    assert {"T3.2", "T3.3"} <= failing


def test_the_agency_of_a_manifest_stands_in_where_the_text_names_none() -> None:
    """Hints come from outside and weigh less than the title."""
    data = printed_text(title="2023年政府信息公开工作年度报告").encode()
    assert read(data, Hints(agency="大冶市财政局")).agency == "大冶市财政局"


def test_the_title_outweighs_the_manifest() -> None:
    """What the document says of itself counts more."""
    assert read(SIGNED.encode(), Hints(agency="大冶市财政局")).agency == EXPECTED["agency"]


def test_nothing_is_made_up_where_nothing_is_said() -> None:
    """No agency, no region, no dates."""
    report = read(printed_text(title="2023年政府信息公开工作年度报告").encode())
    assert (report.agency, report.agency_type, report.agency_level, report.region, report.published_on) == (
        None, None, None, None, None,
    )  # fmt: skip


NOTICE = """关于编制2023年政府信息公开工作年度报告的通知
各单位：
请按照政府信息公开工作年度报告格式，于规定时间内报送本单位年度报告。报告应当包括总体情况、主动公开、申请办理、复议诉讼、问题改进和其他事项六个部分，数据须真实准确，逾期未报送的将予以通报。联系人及电话另行告知。
"""
GUIDE = """大冶市水务局政府信息公开指南
一、公开内容
机构职能、政策文件等。
二、公开形式
门户网站。
三、申请程序
填写申请表。
四、监督方式
电话投诉。
"""
BUDGET = """大冶市水务局2023年部门预算
一、部门概况
主要职能如下。
二、收支预算情况
收入与支出平衡。
三、三公经费
从严控制。
"""
SUMMARY = """大冶市水务局2023年工作总结
一、总体情况
完成了全年任务。
二、存在的问题
人手不足。
"""


@pytest.mark.parametrize(
    "text", [NOTICE, GUIDE, BUDGET, SUMMARY], ids=["notice", "guide", "budget", "summary"]
)
@pytest.mark.parametrize("page", [False, True], ids=["text", "html"])
def test_a_look_alike_is_no_report(text: str, page: bool) -> None:
    """Papers about reports, and other papers, are told apart with a reason."""
    report = read((_html(text) if page else text).encode())
    assert (report.is_report, bool(report.reason)) == (False, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00",
        b"   \n",
        b"<html></html>",
        b"\x89PNG\r\n",
        make_pdf([Page()]),
        b"PK\x03\x04",
        b"%PDF-1.4",
    ],
    ids=["nothing", "nuls", "blank", "empty_page", "image", "scan", "zip", "broken_pdf"],
)
def test_what_cannot_be_read_is_no_report(data: bytes) -> None:
    """One sentence says why."""
    report = read(data)
    assert (report.is_report, bool(report.reason)) == (False, True)


@pytest.mark.parametrize("data", [b"", NOTICE.encode()], ids=["unreadable", "look-alike"])
def test_what_is_no_report_has_no_other_field(data: bytes) -> None:
    """Every other field is null or empty."""
    report = read(data)
    assert report == AnnualReport(False, report.reason, issues=report.issues)


def test_an_unreadable_file_is_an_issue_with_a_stable_code() -> None:
    """For admins and for counting."""
    assert [issue.code for issue in read(b"").issues] == ["empty"]


PIECES = st.sampled_from([
    TITLE, *HEADINGS, "\n", "\t", "\n\t", "0", "12", "/", "约3", "规章", "行政许可", "（三）不予公开", "1.属于国家秘密",
    "一、本年新收政府信息公开申请数量", "四、结转下年度继续办理", "结果维持", "行政诉讼", "收到政府信息公开申请3件。",
    "2023年", "大冶市水务局", "电话0714-1234567", "<p>", "<table>", "<tr>", "<td>", "</table>", "<html>", "| ", " |", "\x00",
    "\ud7ff", "\uffff", "𠮷", "⺠", "&#xD800;", "9" * 30,
])  # fmt: skip
SOUP = st.one_of(
    st.binary(max_size=500),
    st.lists(PIECES, max_size=60).map(lambda parts: "".join(parts).encode("utf-8")),
    st.lists(PIECES, max_size=60).map(lambda parts: "".join(parts).encode("gb18030", "replace")),
)


@settings(deadline=None, max_examples=150)
@given(SOUP)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Any bytes give a report or a reason, and both can be printed as JSON."""
    report = read(data)
    json.dumps(to_json(report), ensure_ascii=False).encode("utf-8")
    assert report.is_report != bool(report.reason)


@settings(deadline=None, max_examples=60)
@given(SOUP)
def test_reading_is_deterministic(data: bytes) -> None:
    """The same bytes give the same report."""
    assert read(data) == read(data)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20_000), PIECES), min_size=1, max_size=8))
def test_a_mutilated_report_keeps_its_cells_apart(cuts: list[tuple[int, str]]) -> None:
    """Whatever is written over a report, a number stays the text that is printed."""
    text = SIGNED
    for place, piece in cuts:
        at = place % len(text)
        text = text[:at] + piece + text[at + len(piece) :]
    cells = read(text.encode()).cells
    assert all((cell.value is not None) == (cell.state == "number") for cell in cells)


LONG = 400_000


@pytest.mark.parametrize(
    "filler",
    ["x", "由局", "2023年", "政府信息公开", "的", "收到政府信息公开申请1件，", "电话0714-1234567 ", "大冶市", "（", "未收到",
     "予以公开1件", "\t1", "一、", "1,", "零", "9"],
)  # fmt: skip
@pytest.mark.parametrize("page", [False, True], ids=["text", "html"])
def test_a_line_of_great_length_is_read_in_seconds(filler: str, page: bool) -> None:
    """No pattern costs more than in proportion to the text."""
    long = filler * (LONG // len(filler.encode()))
    text = printed_text(said={1: long})
    data = (_html(text) if page else text).encode()
    start = time.process_time()
    read(data)
    assert time.process_time() - start < 5
