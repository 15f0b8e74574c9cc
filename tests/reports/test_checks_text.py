"""Text rules N.5 to N.10: documents, shares, years, bodies, sections, fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from reports.checks import check
from reports.model import AnnualReport, Evidence, FormId, Section, Status
from tests.reports.made import HEADINGS, OPENING, made_report
from tests.reports.told import failing, statuses, told

ISSUED = "proactive.normative_documents.issued"
REPEALED = "proactive.normative_documents.repealed"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("全年制发规范性文件3件。", {"pass"}),
        ("全年制定并公布行政规范性文件三件。", {"pass"}),
        ("全年制发规范性文件4件。", {"fail"}),
        ("全年废止规范性文件2件。", {"pass"}),
        ("全年制发行政规范性文件3件，废止规范性文件1件。", {"pass", "fail"}),
        ("审查规范性文件40件。", set()),
        ("对各部门制定规范性文件40件进行审查。", set()),
        ("修改、废止规范性文件5件。", set()),
        ("制发规范性文件和其他文件40件。", set()),
        ("截至目前累计制发规范性文件40件。", set()),
        ("2022年制发规范性文件40件。", set()),
        ("主动公开规范性文件40件。", set()),
    ],
)
def test_documents_in_words(text: str, status: set[str]) -> None:
    """N.5 against 本年制发件数 3 and 本年废止件数 2."""
    assert statuses(told("N.5", {ISSUED: "3", REPEALED: "2"}, {1: text})) == status


@pytest.mark.parametrize("raw", ["", "/", None])
def test_documents_against_nothing_cannot_be_judged(raw: str | None) -> None:
    """N.5: a blank is not nought."""
    found = told("N.5", {ISSUED: raw}, {1: "全年制发规范性文件3件。"})
    assert statuses(found) == {"not_assessable"}


def test_documents_on_the_form_of_2019() -> None:
    """N.5 looks at 本年新制作数量; that form has no 本年废止件数."""
    said = {1: "全年制发规范性文件3件，废止规范性文件9件。"}
    cells = {"proactive.normative_documents.created": "3"}
    assert [item.status for item in told("N.5", cells, said, "2019")] == ["pass"]


TOTALS = {"requests.received.total": "859", "requests.carried_in.total": "18",
          "requests.total.total": "805"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("不予公开35件，占4.35%。", {"pass"}),
        ("不予公开35件，占4.34%。", {"pass"}),  # cut, not rounded
        ("不予公开35件，占4%。", {"pass"}),
        ("不予公开35件，占比4.07%。", {"pass"}),  # of 859
        ("予以公开及部分公开258件，占申请总数的33.9%。", {"fail"}),
        ("其中自然人提出820件，占95.5%。", {"pass"}),
        ("不予公开35件，约占4%。", set()),
        ("不予公开35件，其中国家秘密14件，占40%。", set()),
        ("上年不予公开35件，占9%。", set()),
        ("主动公开信息258条，占33.9%。", set()),
        ("办理建议提案予以公开26件，占100%。", set()),
    ],
)
def test_shares_in_words(text: str, status: set[str]) -> None:
    """N.6 against 805 answered, 859 received, 877 in hand."""
    assert statuses(told("N.6", TOTALS, {1: text})) == status


def test_a_share_tells_what_comes_nearest() -> None:
    """N.6 names the count, the total and the recomputed share."""
    found = told("N.6", TOTALS, {1: "不予公开35件，占9.5%。"})
    assert failing(found) == [
        "正文“不予公开35件,占9.5%”，而最接近的是 35 占（七）总计 805 的 4.35%。"
    ]


def test_shares_of_nothing_cannot_be_judged() -> None:
    """N.6: no total is stated."""
    blank = dict.fromkeys(TOTALS, "")
    assert statuses(told("N.6", blank, {1: "不予公开35件，占4%。"})) == {"not_assessable"}


def _years(title: str, text: str) -> Status:
    report = replace(made_report(said={1: text}), title=title)
    return next(item.status for item in check(report) if item.rule == "N.7")


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("某局2023年政府信息公开工作年度报告", OPENING, "pass"),
        ("某局二〇二三年政府信息公开工作年度报告", OPENING, "pass"),
        ("某局2022年政府信息公开工作年度报告", OPENING, "fail"),
        ("某局2023年政府信息公开工作年度报告", "2022年做了。2022年又做。2022年再做。", "fail"),
        ("某局2023年政府信息公开工作年度报告", "2022年做了。2022年又做。", "not_assessable"),
        ("某局2023年政府信息公开工作年度报告", OPENING + "《2022年要点》" * 9, "pass"),
        ("某局2023年政府信息公开工作年度报告", "2022年、2023年。" * 3, "pass"),
        ("某局政府信息公开工作年度报告", OPENING, "not_assessable"),
    ],
)
def test_the_years_named_are_one(title: str, text: str, status: str) -> None:
    """N.7: title, period and the year named most; titles of other documents do not count."""
    assert _years(title, text) == status


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2024, 1, 20), "pass"), (date(2023, 12, 30), "fail"), (date(2026, 1, 2), "fail"), (None, "not_assessable")],
)  # fmt: skip
def test_a_report_comes_out_in_the_next_year(day: date | None, status: str) -> None:
    """N.7 on the date of publication."""
    found = check(replace(made_report(), published_on=day))
    assert [item.status for item in found if item.rule == "N.7"][1] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2023年，我局公开信息20条。截至2023年12月31日，收到申请3件。", "pass"),
        ("2022年，我局公开信息20条。", "fail"),
        ("（一）主动公开。2022年度，全市公开信息20条。", "fail"),
        ("二〇二二年，我局公开信息20条。", "fail"),
        ("截至2022年12月31日，网站发布信息20条。", "fail"),
        ("2022年，我局公开信息20条，2023年公开30条。", "not_assessable"),  # two years compared
        ("2022年，我局存在的问题已整改。", "not_assessable"),
        ("2022年，我局成立领导小组。", "not_assessable"),
        ("按照《2022年，我局公开要点》，做好公开。", "not_assessable"),
        ("2024年，我局将继续公开。", "pass"),
        ("市里2022年印发了办法。", "not_assessable"),
    ],
)
def test_an_old_year_left_in_the_text_is_found(text: str, status: str) -> None:
    """N.7: what the body says of itself is not of an earlier year."""
    found = [item.status for item in check(made_report(said={1: text})) if item.rule == "N.7"]
    assert found[2] == status


def _bodies(title: str | None, text: str, signed: str | None = None) -> str:
    evidence = [Evidence("agency", title, "title", title, 0.9)] if title else []
    evidence += [Evidence("agency", signed, "signature", signed, 0.7)] if signed else []
    report = replace(made_report(said={1: text}), evidence=tuple(evidence))
    return next(item.status for item in check(report) if item.rule == "N.8")


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("黄石市商务局", "本报告由大冶市商务局编制。", "pass"),  # the one lies in the other
        ("黑龙江省商务厅", "本报告由北京市商务局编制。", "fail"),
        ("渭南市人力资源和社会保障局", "渭南市财政局（以下简称我局）高度重视。", "fail"),
        ("大冶市水利局", "本年度报告由大冶市水利局办公室编制。", "pass"),
        ("大冶市人民政府", "本报告由大冶市政务服务局编制。", "pass"),  # an office compiles it
        ("大冶市水利局", "请与大冶市政务服务局联系。", "not_assessable"),  # a contact
        ("大冶市水利局", "现将大冶市财政局2023年政府信息公开工作年度报告公布如下。", "fail"),
        ("大冶市水利局", "2023年，大冶市财政局认真贯彻条例。", "fail"),
        ("大冶市水利局", "2023年，大冶市水利局认真贯彻条例。", "pass"),
        ("大冶市水利局", "在市委领导下，黄石市人民政府高度重视。", "not_assessable"),
        # not the opening
        ("大冶市水利局", "我局认真贯彻。大冶市财政局认真配合。", "not_assessable"),
        (None, "本报告由大冶市水利局编制。", "not_assessable"),
    ],
)
def test_the_body_named_is_one(title: str | None, text: str, status: str) -> None:
    """N.8: another place or another kind of body in the first person."""
    assert _bodies(title, text) == status


def test_a_signature_of_another_body_fails() -> None:
    """N.8 takes the closing signature as the body's own word."""
    assert _bodies("大冶市水利局", "", "大冶市财政局") == "fail"


TEXTS = dict.fromkeys(range(1, 7), "这一部分写了十个字以上的话。")


def _sections(said: Mapping[int, str], form: FormId = "2021") -> AnnualReport:
    return made_report(None, said, form)


def _form_text(report: AnnualReport) -> list[str]:
    return [item.status for item in check(report) if item.rule == "N.9"]


def test_six_sections_in_order_pass() -> None:
    """N.9 on the headings and on section five."""
    assert _form_text(_sections(TEXTS)) == ["pass", "pass"]


def test_a_missing_section_is_named() -> None:
    """N.9 names the sections without a heading."""
    found = [
        item for item in check(_sections({1: "一", 2: "二", 5: TEXTS[5]})) if item.rule == "N.9"
    ]
    assert failing(found) == ["六个部分：没有第三、四、六部分的标题。"]


def test_sections_out_of_order_fail() -> None:
    """N.9: four before three."""
    order = (1, 2, 4, 3, 5, 6)
    sections = tuple(Section(n, HEADINGS[n - 1], TEXTS[n]) for n in order)
    found = check(replace(made_report(), sections=sections))
    assert failing([i for i in found if i.rule == "N.9"]) == ["六个部分：各部分没有依次排列。"]


def test_a_heading_printed_twice_fails() -> None:
    """N.9: the heading stands again inside its own section."""
    found = check(_sections({**TEXTS, 1: f"{TEXTS[1]}\n一、总体情况\n{TEXTS[1]}"}))
    assert failing([i for i in found if i.rule == "N.9"]) == ["六个部分：第一部分的标题不止一次。"]


@pytest.mark.parametrize("text", ["无", "无。", "暂无问题", ""])
def test_a_section_on_problems_that_says_nothing_fails(text: str) -> None:
    """N.9: shorter than ten characters."""
    assert _form_text(_sections({**TEXTS, 5: text})) == ["pass", "fail"]


def test_without_section_five_its_words_cannot_be_judged() -> None:
    """N.9: a page may be lost."""
    assert _form_text(_sections({1: "一"})) == ["fail", "not_assessable"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({6: "本年度未收取信息处理费。"}, {"pass"}),
        ({6: "按《政府信息公开信息处理费管理办法》收取0元。"}, {"pass"}),
        ({6: "无。"}, {"fail"}),
        ({1: "一"}, {"not_assessable"}),
    ],
)
def test_section_six_speaks_of_fees(said: dict[int, str], status: set[str]) -> None:
    """N.10 on the form of 2021."""
    assert statuses(told("N.10", None, said)) == status


def test_the_form_of_2019_asks_for_no_statement_on_fees() -> None:
    """N.10 is a rule of the form of 2021."""
    assert told("N.10", None, {6: "无。"}, "2019") == []
