"""Whom the sentences, lines and titles of a page name as the reporting body."""

from __future__ import annotations

import pytest

from reports.document import Document, Paragraph
from reports.metadata.describe import describe
from reports.metadata.fields import find_heading
from reports.model import AnnualReport, Hints
from reports.reader import read

END = "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、行政复议、行政诉讼情况"


def _described(text: str, url: str | None = None) -> AnnualReport:
    document = Document(tuple(map(Paragraph, text.split("\n"))), None, {})
    return describe(document, find_heading(document), Hints(url=url))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("2023年，大冶市全面贯彻条例。", "大冶市人民政府"),
        ("2023年，在市委市政府的领导下，大冶市水务局认真贯彻条例。", "大冶市水务局"),
        ("2023年，国家水务总署坚持公开为常态。", "国家水务总署"),
        ("2023年，石桥街道认真贯彻条例。", "石桥街道办事处"),
        ("请与大冶市水务局（地址：某路1号；电话：0714-1234567）联系。", "大冶市水务局"),
        ("或直接与大冶市人民政府办公室政府信息公开中心联系。", "大冶市人民政府"),
        ("如有疑问，请联系：大冶市水务局指挥中心，电话：0714-1234567。", "大冶市水务局"),
        (
            "现公布大冶市人民政府办公室（以下简称市政府办）2023年政府信息公开年报。",
            "大冶市人民政府办公室",
        ),
        ("现发布《大冶市水务局2023年政府信息公开工作年度报告》。", "大冶市水务局"),
        ("按要求，编制2013年大冶市水务局政府信息公开年度报告。", "大冶市水务局"),
        ("按通知要求，大冶市水务局结合单位实际，编制本单位2023年度报告。", "大冶市水务局"),
        ("由大冶市水务局办公室编制。", "大冶市水务局"),
        ("由大冶市人民政府办公室编制。", "大冶市人民政府办公室"),
        ("内容涵盖大冶市水务局2023年1月1日至12月31日的情况。", "大冶市水务局"),
        ("大冶市人民政府机关\n2023年政府信息公开工作年度报告", "大冶市人民政府"),
        ("大冶市水务局政府信息公开工作2023年度报告", "大冶市水务局"),
        ("名  称 大冶市水务局2023年政府信息公开工作年度报告", "大冶市水务局"),
        ("大冶市水务局\n现公布市水务局2023年政府信息公开工作年度报告。", "大冶市水务局"),
        ("电子版可从大冶市水务局网站下载。", "大冶市水务局"),
    ],
)
def test_a_way_of_naming_the_body(text: str, agency: str) -> None:
    """The set phrases of these reports, with what stands between."""
    assert _described(text).agency == agency


@pytest.mark.parametrize(
    "text",
    [
        "2023年，我局认真贯彻条例。",
        "在市委、市政府的正确领导下，圆满完成任务。",
        "请与领导小组办公室联系。",
        "请与政务公开办公室联系。",
        "电子版可在大冶市人民政府门户网站下载。",
        "按照《大冶市政务公开要点》的要求。",
    ],
)
def test_a_sentence_that_names_nobody(text: str) -> None:
    """Others, offices without a body and the portal are not the reporting body."""
    assert _described(text).agency is None


def test_a_place_printed_by_another_witness_makes_the_name_full() -> None:
    """The title says 水务局, the contact line which."""
    text = "水务局2023年政府信息公开工作年度报告\n请与大冶市水务局办公室联系。"
    assert _described(text).agency == "大冶市水务局"


def test_a_name_by_rank_alone_gives_way() -> None:
    """市水务局 twice weighs less than the name once."""
    text = "现公布市水务局2023年政府信息公开年报。\n由大冶市水务局编制。"
    assert _described(text).agency == "大冶市水务局"


def test_a_box_line_is_no_title() -> None:
    """The line that files a page under 年报 gives no year and no name."""
    text = "索引号 ABC-1/2024-1\n组配分类 政府信息公开年报\n2023年石桥镇政府信息公开工作年度报告"
    report = _described(text)
    assert (report.year, report.agency) == (2023, "石桥镇人民政府")


def test_the_credit_code_in_the_index_number_places_a_town() -> None:
    """Figures three to eight are the division."""
    text = "索 引 号 1133102400268125XW/2024-1\n2023年石桥镇政府信息公开工作年度报告"
    region = _described(text).region
    assert region is not None
    assert region.code == "331024"


def test_a_city_takes_the_address_that_its_county_shares() -> None:
    """岳阳 is a city and a county in it."""
    region = _described("2019年我局工作良好", "http://www.yueyang.gov.cn/1.html").region
    assert region is not None
    assert region.code == "430600"


def test_a_province_before_initials_leaves_one_place() -> None:
    """xj before nlk."""
    region = _described("2019年我镇工作良好", "http://www.xjnlk.gov.cn/1.html").region
    assert region is not None
    assert region.code == "654028"


@pytest.mark.parametrize(
    "text",
    [
        f"为方便群众看懂年报信息，现就年报内容进行如下解读。\n{END}",
        "某局2023年政府信息公开工作年度报告\n一、编制背景\n二、编制依据\n三、编制目的\n四、主要内容",
    ],
)
def test_an_explanation_of_a_report_is_none(text: str) -> None:
    """It has the title, the period and as many headings."""
    assert not read(text.encode()).is_report


@pytest.mark.parametrize(
    "head",
    [
        "首页\n> 政务公开 > 政府信息公开目录 > 市水务局 > 政府信息公开年报",
        "根据条例规定和省、市要求，现将2023年信息公开情况报告如下：",
    ],
)
def test_folders_and_sentences_are_no_title_of_a_look_alike(head: str) -> None:
    """目录 in a path and 规定 in a sentence do not make a list or a rule of a report."""
    assert read(f"{head}\n大冶市水务局2023年政府信息公开工作年度报告\n{END}".encode()).is_report
