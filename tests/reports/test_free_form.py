"""Key numbers of reports in the free form: from the appended table, else from plain statements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.forms import METRICS
from reports.model import AnnualReport, Section
from reports.reader import read
from reports.tables.free import FIGURES, figure_values, figures

REQUESTS, REMEDIES = "三、依申请公开政府信息情况", "五、行政复议、行政诉讼情况"


def _report(text: str, heading: str = REQUESTS) -> AnnualReport:
    return AnnualReport(
        True, None, year=2015, form="free", sections=(Section(None, heading, text),)
    )


def _figures(text: str, heading: str = REQUESTS) -> dict[str, Decimal]:
    return {item.field: Decimal(item.value) for item in figures(_report(text, heading))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015年，共收到政府信息公开申请37件。", {"received": 37}),
        ("全年收到信息公开申请三十七件，答复申请36件。", {"received": 37, "handled": 36}),
        ("２０１５年我局共收到依申請公開政府信息申請１件。", {"received": 1}),
        ("全年共受理政府信息公开申请1.2万件。", {"received": 12000}),
        ("2015年度收到政府信息公开申请1,113件，办结1,110件。", {"received": 1113, "handled": 1110}),
        ("本年度未收到政府信息公开申请。", {"received": 0}),
        ("没有收到要求公开政府信息的申请。", {"received": 0}),
    ],
)
def test_requests_stated_plainly(text: str, expected: dict[str, int]) -> None:
    """Figures, Chinese numerals, full width, ten thousands, and none at all."""
    assert _figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年发生行政复议3件，行政诉讼2件。", {"reconsiderations": 3, "suits": 2}),
        ("2015年我局有關政府信息公開的行政復議案共1起。", {"reconsiderations": 1}),
        (
            "全年没有发生因政府信息公开引起的行政复议和行政诉讼。",
            {"reconsiderations": 0, "suits": 0},
        ),
        ("未发生行政复议、行政诉讼。", {"reconsiderations": 0, "suits": 0}),
        ("行政复议2件，没有行政诉讼。", {"reconsiderations": 2, "suits": 0}),
    ],
)
def test_remedies_stated_plainly(text: str, expected: dict[str, int]) -> None:
    """Reviews and suits, together or apart, or none."""
    assert _figures(text, REMEDIES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "共收到政府信息公开申请近5000件。",
        "共收到政府信息公开申请50余件。",
        "收到政府信息公开申请3至5件。",
        "收到政府信息公开申请100件左右。",
        "收到政府信息公开申请三五件。",
        "自条例施行以来，累计收到政府信息公开申请320件。",
        "截至2015年底，共收到政府信息公开申请320件。",
        "2014年，收到政府信息公开申请12件。",
        "下属单位收到政府信息公开申请8件。",
        "各县区收到政府信息公开申请80件。",
        "政府信息公开申请的答复率为98%。",
        "如收到政府信息公开申请1件，应当在15日内答复。",
        "收到网上政府信息公开申请7件。",
        "受理信访投诉15件，收到建议提案申请3件。",
        "计划全年办理政府信息公开申请20件。",
        "政府信息公开申请同比增长12件。",
    ],
)
def test_what_is_not_said_plainly_is_refused(text: str) -> None:
    """Roughly, over years, of others, of a part, as a share or a case in point: no number."""
    assert _figures(text) == {}


def test_two_numbers_that_differ_take_each_other_out() -> None:
    """Which of them is meant is not for us to guess."""
    text = "全年收到政府信息公开申请12件。\n本年度共收到政府信息公开申请15件。"
    assert _figures(text) == {}


def test_civil_suits_are_no_suits_over_disclosure() -> None:
    """A sentence of another matter in another section."""
    assert _figures("全年办理行政诉讼20件。", "一、概述") == {}


ANNEX = "\n".join(
    "\t".join(row)
    for row in (
        ("指标名称", "计量单位", "统计数"),
        ("一、主动公开政府信息数", "条", "320"),
        ("（一）收到申请数", "件", "14"),
        ("1.当面申请数", "件", "2"),
        ("（二）申请办结数", "件", "13"),
        ("1.同意公开答复数", "件", "9"),
        ("2.同意部分公开答复数", "件", "1"),
        ("3.不同意公开答复数", "件", "2"),
        ("四、行政复议数量", "件", "1"),
        ("（一）维持具体行政行为数", "件", "1"),
        ("五、行政诉讼数量", "件", "0"),
    )
)


def test_the_appended_table() -> None:
    """Its rows that mean the same as a metric; parts of them are passed over."""
    assert _figures(ANNEX, "附表") == {
        "received": 14, "handled": 13, "granted": 9, "partly_granted": 1, "refused": 2,
        "reconsiderations": 1, "suits": 0,
    }  # fmt: skip


def test_the_table_goes_before_the_text() -> None:
    """The text may speak of a part without saying so."""
    found = {item.field: item for item in figures(_report(f"收到政府信息公开申请5件。\n{ANNEX}"))}
    assert (found["received"].value, found["received"].source) == ("14", "table")


@pytest.mark.parametrize(
    "row",
    ["收到申请数\t件\t10\t14", "收到申请数\t件\t", "收到申请数\t件\t—", "收到申请数\t件\t约14"],
)
def test_a_row_with_no_number_or_two_is_passed_over(row: str) -> None:
    """A code or last year's number beside it leaves nothing certain."""
    assert _figures(f"{row}\n行政复议数量\t件\t1\n行政诉讼数量\t件\t0", "附表") == {
        "reconsiderations": 1,
        "suits": 0,
    }


def test_a_lone_row_is_no_appended_table() -> None:
    """Any table may have a row of that name."""
    assert _figures("行政诉讼数量\t件\t6", "附表") == {}


def test_figures_are_named_as_metrics() -> None:
    """So that searches find them alike."""
    assert set(FIGURES) <= {metric.id for metric in METRICS}


def test_a_free_report_has_evidence_and_no_cells() -> None:
    """The form has no cells; what it states is evidence with the sentence."""
    text = f"""大冶市水务局2015年政府信息公开工作年度报告
一、概述
{"本机关依照条例开展政府信息公开工作。" * 8}
二、主动公开政府信息的情况
全年主动公开政府信息120条。
三、依申请公开政府信息的情况
全年收到政府信息公开申请2件，均已答复。
四、政府信息公开的收费及减免情况
未收费。
五、复议诉讼情况
未发生行政复议和行政诉讼。
"""
    report = read(text.encode())
    assert (report.form, report.cells) == ("free", ())
    assert figure_values(report) == {"received": 2, "reconsiderations": 0, "suits": 0}


def test_a_report_on_a_form_has_no_such_figures() -> None:
    """Its tables speak for it."""
    assert figure_values(AnnualReport(True, None, form="2021")) == {}


@given(st.text(max_size=200))
def test_any_text_gives_whole_numbers_or_none(text: str) -> None:
    """Whatever is written, no number is below nought."""
    assert all(value >= 0 for value in _figures(text, REMEDIES).values())
