"""Report or not, and the reason."""

from __future__ import annotations

import pytest

from reports.model import Hints
from reports.reader import read

SENTENCE = "2021年共受理政府信息公开申请29件，办结28件，结转下年1件。"


def _is_report(text: str, url: str | None = None) -> bool:
    return read(text.encode(), Hints(url=url)).is_report


@pytest.mark.parametrize(
    "text",
    [
        "大冶市水务局2021年政府信息公开工作年度报告\n" + SENTENCE,
        "现公布大冶市水务局2021年政府信息公开工作年度报告。\n自2021年1月1日起至2021年12月31日止。",
        "由大冶市水务局编制的2021年度政府信息公开年度报告，" + SENTENCE,
    ],
)
def test_a_report_without_its_tables_is_one(text: str) -> None:
    """Title, announcement or statements are enough where tables were lost."""
    assert _is_report(text)


@pytest.mark.parametrize(
    "title",
    [
        "大冶市水务局政府信息公开指南",
        "关于做好2021年政府信息公开工作年度报告编制工作的通知",
        "文字解读：大冶市水务局2021年政府信息公开工作年度报告",
        "2021年政务公开工作总结汇编（30篇）",
        "政府信息公开规定",
        "大冶市2021年度法治政府建设情况报告",
        "大冶市水务局2021年部门决算",
    ],
)
def test_a_look_alike_is_told_by_its_title(title: str) -> None:
    """Guides, notices, explanations, collections, regulations and budgets are no reports."""
    report = read(f"{title}\n{SENTENCE}\n".encode())
    assert (report.is_report, bool(report.reason)) == (False, True)


def test_a_model_text_is_no_report() -> None:
    """A text with xx for the body's name is a template."""
    assert not _is_report(f"xx市环境保护局2021年政府信息公开工作年度报告\n{SENTENCE}")


def test_a_guide_named_in_a_sentence_does_not_matter() -> None:
    """A report may speak of its guide."""
    assert _is_report(f"大冶市水务局2021年政府信息公开工作年度报告\n编制了公开指南。\n{SENTENCE}")


def test_a_web_page_with_a_title_alone_is_an_entry() -> None:
    """A page that only points to a report is none."""
    page = (
        "<html><head><meta name='ArticleTitle' content='大冶市水务局2021年政府信息公开工作年度报告'>"
        "</head><body><h1>大冶市水务局2021年政府信息公开工作年度报告</h1>"
        "<a href='a.pdf'>下载</a></body></html>"
    )
    assert not _is_report(page)


@pytest.mark.parametrize(
    ("url", "year"),
    [
        ("http://www.weishan.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020", 2020),
        ("http://www.example.gov.cn/zfxxgknb/bm/2015n/content/post_1.html", 2015),
    ],
)
def test_the_address_names_the_year_where_the_text_is_silent(url: str, year: int) -> None:
    """``fbtime`` and year folders count when nothing in the text does."""
    text = "由大冶市水务局编写而成的政府信息公开工作年度报告。\n请与大冶市水务局办公室联系。"
    assert read(text.encode(), Hints(url=url)).year == year


def test_the_text_outweighs_a_lying_folder() -> None:
    """A folder of another year does not change the year counted."""
    text = f"大冶市水务局2025年政府信息公开工作年度报告\n自2025年1月1日起至2025年12月31日止。{SENTENCE}"
    url = "http://www.example.gov.cn/zfxxgknb/2024n/art_1.html"
    assert read(text.encode(), Hints(url=url)).year == 2025


def test_a_summary_in_another_language_is_no_report() -> None:
    """A machine's summary bears the Chinese title of what it sums up."""
    text = (
        "大冶市水务局2021年政府信息公开工作年度报告\n2021年1月1日至2021年12月31日\n"
        "Overview - The report outlines the work of the bureau on disclosure in the year.\n"
    )
    assert not _is_report(text)
