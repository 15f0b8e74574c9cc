"""Text against table: N.1 to N.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks import check
from reports.model import Finding
from tests.reports.made import made_report

CELLS = {
    "requests.received.total": "8", "requests.carried_in.total": "2", "requests.total.total": "9",
    "requests.carried_out.total": "1", "requests.granted.total": "5", "requests.partly_granted.total": "1",
    "requests.refused.state_secret.total": "2", "requests.refused.process_information.total": "1",
    "remedies.reconsideration.total": "3", "remedies.direct_suit.total": "2",
    "remedies.suit_after_reconsideration.total": "1",
}  # fmt: skip
NONE = dict.fromkeys(CELLS, "0")


def _findings(text: str, section: int = 1, cells: dict[str, str] | None = None) -> list[Finding]:
    report = made_report(CELLS if cells is None else cells, {section: text})
    return [item for item in check(report) if item.rule in {"N.1", "N.2", "N.3", "N.4"}]


def _said(
    text: str, section: int = 1, cells: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    return [(item.rule, item.status) for item in _findings(text, section, cells)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年，共收到政府信息公开申请8件。", "全年新收政府信息公开申请8宗。", "受理依申请公开政府信息申请八件。",
        "本机关收到8件政府信息公开申请。", "收到公民、法人和其他组织提出的政府信息公开申请8件。", "共收到信息公开申请１０件。",
        "接到政府信息公开申请件共8件。", "2022年收到申请5件，2023年收到政府信息公开申请8件。",
    ],
)  # fmt: skip
def test_received_as_in_the_table(text: str) -> None:
    """N.1 passes for 本年新收, and for it together with 上年结转."""
    assert _said(text) == [("N.1", "pass")]


@pytest.mark.parametrize(
    "text",
    [
        "共收到政府信息公开申请7件。",
        "受理政府信息公开申请1,008件。",
        "收到二十三件政府信息公开申请。",
        "新收信息公开申请2万件。",
    ],
)
def test_received_otherwise_than_in_the_table(text: str) -> None:
    """N.1 fails."""
    assert _said(text) == [("N.1", "fail")]


def test_a_failing_statement_is_quoted_beside_the_table() -> None:
    """Words of the text, labels of the table, both numbers."""
    found = _findings("共收到政府信息公开申请7件。")[0]
    assert (found.message, found.severity) == (
        "正文“收到政府信息公开申请7件”，而表格是 本年新收总计 8，本年新收加上年结转 10。",
        "W",
    )


def test_a_failing_statement_has_both_numbers() -> None:
    """Expected is what the text says, actual what the table prints."""
    found = _findings("共收到政府信息公开申请7件。")[0]
    assert [found.expected, found.actual] == [7, 8]


def test_a_statement_beside_a_blank_total_cannot_be_checked() -> None:
    """The table says nothing to hold it against."""
    cells = CELLS | {"requests.received.total": ""}
    assert _said("共收到政府信息公开申请7件。", cells=cells) == [("N.1", "not_assessable")]


@pytest.mark.parametrize(
    "text",
    [
        "办理申请行政许可受理3259件，答复3278件。", "受理审批事项151件，完成率100%。", "全年受理审批事项151件。",
        "收到网民留言151条，均已答复。", "受理信访投诉151件，并主动公开政府信息1000条。", "收到人大建议151件。",
        "主动公开政府信息1200条。", "接受咨询300人次。", "发布信息151条，收到点赞8000个。",
    ],
)  # fmt: skip
def test_numbers_of_other_matters_are_not_taken(text: str) -> None:
    """Permits, petitions, proposals and publications are not requests for information."""
    assert _said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请5至7件。", "收到政府信息公开申请5-7件。", "收到政府信息公开申请约7件。",
        "收到政府信息公开申请7余件。", "收到政府信息公开申请近百件。", "收到政府信息公开申请三五件。",
        "收到政府信息公开申请若干件。",
    ],
)  # fmt: skip
def test_ranges_and_roundings_are_refused(text: str) -> None:
    """Only a plain number is a statement."""
    assert _said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "其中收到政府信息公开申请5件。", "通过网上收到政府信息公开申请5件。", "收到自然人政府信息公开申请5件。",
        "当面受理政府信息公开申请5件。", "全系统收到政府信息公开申请500件。", "条例施行以来收到政府信息公开申请500件。",
    ],
)  # fmt: skip
def test_parts_and_wider_scopes_are_not_taken(text: str) -> None:
    """A channel, a kind of applicant, all years or all bodies is another number."""
    assert _said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2022年共收到政府信息公开申请5件。", "上年收到政府信息公开申请5件。", "去年同期收到政府信息公开申请5件。",
        "2022年收到政府信息公开申请5件，2023年有所增加。",
    ],
)  # fmt: skip
def test_other_years_are_not_taken(text: str) -> None:
    """What an earlier year had is not in this table."""
    assert _said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "上年结转2件。", "上年度结转政府信息公开申请2件。", "办结9件。", "共答复9件。", "结转下年度继续办理1件。",
        "结转至下一年度1件。", "予以公开5件。", "部分公开1件。", "不予公开3件。",
    ],
)  # fmt: skip
def test_results_as_in_the_table(text: str) -> None:
    """N.2 passes; 不予公开 is the sum of its rows."""
    assert _said(text, section=3) == [("N.2", "pass")]


@pytest.mark.parametrize(
    "text", ["上年结转3件。", "办结8件。", "结转下年度2件。", "予以公开6件。", "不予公开2件。"]
)
def test_results_otherwise_than_in_the_table(text: str) -> None:
    """N.2 fails."""
    assert _said(text, section=3) == [("N.2", "fail")]


@pytest.mark.parametrize(
    "text", ["予以公开和部分公开6件。", "其中，网上办结4件。", "上年予以公开6件。"]
)
def test_joint_and_partial_results_are_not_taken(text: str) -> None:
    """Two results together, a channel, another year."""
    assert _said(text, section=3) == []


def test_several_statements_in_a_sentence_are_each_checked() -> None:
    """One finding for each."""
    text = "新收政府信息公开申请8件，上年结转2件，办结9件，结转下年度继续办理2件。"
    assert sorted(_said(text)) == [
        ("N.1", "pass"),
        ("N.2", "fail"),
        ("N.2", "pass"),
        ("N.2", "pass"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "行政复议3件。",
        "行政复议案件三件。",
        "行政诉讼2件。",
        "行政诉讼1件。",
        "行政诉讼案件共3件。",
        "被提起行政诉讼3件。",
    ],
)
def test_remedies_as_in_the_table(text: str) -> None:
    """N.3 passes; a number of suits may be either kind or both."""
    assert _said(text, section=4) == [("N.3", "pass")]


@pytest.mark.parametrize("text", ["行政复议4件。", "行政诉讼5件。", "行政复议0件。"])
def test_remedies_otherwise_than_in_the_table(text: str) -> None:
    """N.3 fails."""
    assert _said(text, section=4) == [("N.3", "fail")]


@pytest.mark.parametrize("text", ["行政复议5件。", "民事诉讼5件，政府信息公开工作有序。"])
def test_remedies_of_other_matters_are_not_taken(text: str) -> None:
    """Outside section four a case must be about information; a civil suit never is."""
    assert _said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "未收到政府信息公开申请。", "本年度没有收到依申请公开政府信息的申请。", "全年无依申请公开件。",
        "政府信息公开申请均已办结。", "政府信息公开申请均已按期答复。", "政府信息公开申请全部依法办结。",
    ],
)  # fmt: skip
def test_denials_that_the_table_contradicts(text: str) -> None:
    """N.4 fails when the table prints what the text denies."""
    assert _said(text) == [("N.4", "fail")]


@pytest.mark.parametrize(
    "text",
    ["未收到政府信息公开申请。", "政府信息公开申请均已办结。", "未因政府信息公开被提起行政诉讼。"],
)
def test_denials_that_the_table_bears_out(text: str) -> None:
    """N.4 passes over noughts."""
    assert _said(text, cells=NONE) == [("N.4", "pass")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2023年未发生行政复议。", 1),
        ("没有因政府信息公开被申请行政复议的案件。", 1),
        ("无行政诉讼。", 1),
        ("未发生因政府信息公开引起的行政复议和行政诉讼。", 2),
        ("无行政复议、行政诉讼情况。", 2),
    ],
)
def test_denied_remedies(text: str, count: int) -> None:
    """N.4 takes reconsiderations and suits apart."""
    assert _said(text, section=4) == [("N.4", "fail")] * count


@pytest.mark.parametrize(
    "text",
    [
        "未发生政府信息公开行政复议被纠错的情况。", "无行政诉讼败诉案件。", "未经行政复议直接起诉的另行统计。",
        "因未按时答复引发行政复议，经协调已撤回。", "当事人无正当理由申请行政复议。", "政府信息公开申请均未逾期。",
        "上年结转的政府信息公开申请均已办结。", "未收到网上政府信息公开申请。",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_denial(text: str) -> None:
    """Negated adjuncts deny no case."""
    assert _said(text, section=4) == []


def test_rows_of_tables_are_no_statements() -> None:
    """Lines with tabs are the table itself."""
    assert _said("收到政府信息公开申请7件\t0") == []


def test_long_text_is_checked_in_seconds() -> None:
    """A text of nothing but statements, without a full stop, costs no more than its length."""
    findings = _findings("政府信息予以公开6件部分公开6件" * 10_000, section=3)
    assert len(findings) == 20_000


WORDS = st.sampled_from([
    "收到", "受理", "政府信息公开", "申请", "8件", "七件", "1,008件", "其中", "未", "无", "没有", "行政复议", "行政诉讼",
    "上年", "结转", "下年度", "予以公开", "办结", "均已", "答复", "，", "。", "2022年", "2023年", "约", "万", "至",
])  # fmt: skip


@given(st.lists(WORDS, max_size=25).map("".join), st.integers(1, 6))
def test_a_passing_statement_agrees_with_the_table(text: str, section: int) -> None:
    """No statement passes unless its number is one that the table prints, or their sum."""
    printed = {0, 1, 2, 3, 5, 8, 9, 10}
    passed = {item.expected for item in _findings(text, section) if item.status == "pass"}
    assert passed <= printed
