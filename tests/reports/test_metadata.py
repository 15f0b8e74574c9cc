"""Title, agency, year, dates and index number, each from where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Document, Paragraph
from reports.metadata.dates import find_drafted, find_published, in_figures
from reports.metadata.fields import find_heading, find_index_number, find_year
from reports.metadata.naming import expand, find_agency
from reports.model import Evidence
from tests.reports.made import OPENING, TITLE


def _document(
    *lines: str, title: str | None = None, tags: Mapping[str, str] | None = None
) -> Document:
    return Document(tuple(map(Paragraph, lines)), title, tags or {})


def _values(evidence: Iterable[Evidence]) -> list[str]:
    return [item.value for item in evidence]


def _agencies(*lines: str) -> dict[str, str]:
    """The bodies named, by where they are."""
    document = _document(*lines)
    return {item.source: item.value for item in find_agency(document, find_heading(document))}


def _years(*lines: str) -> dict[str, str]:
    document = _document(*lines)
    title = find_heading(document).title
    return {item.source: item.value for item in find_year(document, title)}


@pytest.mark.parametrize(
    "line",
    [
        "大冶市水务局2023年政府信息公开工作年度报告", "2023 年政府信息公开工作年度报告", "大冶市水务局2010年信息公开年报",
        "大冶市水务局关于2015年政府信息公开工作情况的报告", "2012年度政府信息公开年度报告", "某局政务信息公开工作报告",
        "大冶市水務局2023年政府信息公開工作年度報告",
    ],
)  # fmt: skip
def test_a_line_that_names_the_report_is_the_title(line: str) -> None:
    """The title is kept as printed, whatever the wording."""
    assert find_heading(_document("政务公开", line, "正文。")).title == line


@pytest.mark.parametrize(
    "line",
    [
        "根据要求公布2023年政府信息公开工作年度报告。", "按照《政府信息公开工作年度报告格式》的要求",
        "现将政府信息公开工作年度报告公布如下：",
        "2023年工作总结", "大冶市水务局" * 10 + "政府信息公开年度报告",
    ],
)  # fmt: skip
def test_a_sentence_about_the_report_is_no_title(line: str) -> None:
    """Sentences, quoted names and overlong lines are not."""
    assert find_heading(_document(line)).title is None


def test_a_title_far_down_is_none() -> None:
    """Only the lines before the text begins are looked at."""
    assert find_heading(_document(*["文字。"] * 12, TITLE)).title is None


def test_the_pages_own_title_comes_first() -> None:
    """A title tag that names a report is the title, its white space tidied."""
    assert (
        find_heading(_document(TITLE, title=" 某局 政府信息公开年报 ")).title
        == "某局 政府信息公开年报"
    )


@pytest.mark.parametrize("tag", ["大冶市人民政府", "政府信息公开年报" + "的" * 5000])
def test_a_title_tag_that_is_no_title_is_passed_over(tag: str) -> None:
    """The site's name, or a whole text put into the tag, gives way to the printed line."""
    assert find_heading(_document(TITLE, title=tag)).title == TITLE


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("大冶市水务局2023年政府信息公开工作年度报告", "大冶市水务局"),
        ("2023年大冶市水务局政府信息公开工作年度报告", "大冶市水务局"),
        ("关于大冶市水务局2023年度政府信息公开工作情况的报告", "大冶市水务局"),
        ("大冶市水务局关于2023年政府信息公开工作的年度报告", "大冶市水务局"),
        ("大冶市水务局二〇二三年政府信息公开年报", "大冶市水务局"),
        ("大冶市石桥镇2023年政府信息公开年报", "大冶市石桥镇人民政府"),
        ("大冶市发改委2023年政府信息公开年报", "大冶市发改委"),
        ("大冶市残疾人联合会2023年政府信息公开年报", "大冶市残疾人联合会"),
        ("大冶市人民政府2023年政府信息公开工作年度报告", "大冶市人民政府"),
        ("我局2023年政府信息公开工作年度报告", None),
        ("2023年政府信息公开工作年度报告", None),
        ("湖北省2023年政府信息公开工作年度报告", "湖北省人民政府"),
    ],
)
def test_the_agency_in_the_title(title: str, agency: str | None) -> None:
    """What is left of the title names the body, unless it names none."""
    assert _agencies(title).get("title") == agency


def test_the_agency_above_the_title() -> None:
    """A body's name on the line before the title."""
    assert _agencies("大冶市水务局", "2023年政府信息公开工作年度报告") == {
        "heading": "大冶市水务局"
    }


def test_a_column_name_above_the_title_is_no_agency() -> None:
    """首页 and 信息公开年报 are words of the page."""
    assert _agencies("信息公开年报栏目", "2023年政府信息公开工作年度报告") == {}


@pytest.mark.parametrize("day", ["2024年1月15日", "2024 年 1 月 15 日", "二〇二四年一月十五日"])
def test_the_agency_over_the_closing_date(day: str) -> None:
    """The signature: body, then date."""
    assert _agencies("正文。", "大冶市水务局", day) == {"signature": "大冶市水务局"}


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("本报告由大冶市水务局根据条例编制。", "大冶市水务局"),
        ("本年度报告由大冶市人民政府办公室按照要求汇总编写，向社会公布。", "大冶市人民政府办公室"),
        ("现公布大冶市水务局2023年政府信息公开年报。", "大冶市水务局"),
        ("2023年，大冶市水务局认真贯彻条例。", "大冶市水务局"),
        ("如有疑问，请与大冶市水务局办公室联系。", "大冶市水务局"),
    ],
)
def test_the_agency_in_the_text(line: str, agency: str) -> None:
    """Phrases in which a body says whose report this is."""
    assert _agencies(line) == {"text": agency}


@pytest.mark.parametrize(
    "line",
    [
        "本报告由我局编制。", "由各级人民政府编制。", "加强与市司法局的联系。", "依法公开市财政局2023年预算。",
        "2023年，我局认真贯彻条例。", "与上级人民政府联系。",
    ],
)  # fmt: skip
def test_a_body_mentioned_by_the_way_is_no_agency(line: str) -> None:
    """First persons, bodies in general and other bodies are not the reporting one."""
    assert _agencies(line) == {}


@pytest.mark.parametrize(
    ("agency", "text", "whole"),
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府办公室地址", "淮安市洪泽区人民政府"),
        ("洪泽区人民政府", "本区位于某地", "洪泽区人民政府"),
        ("洪泽区人民政府", "武汉市洪泽区", "洪泽区人民政府"),
        ("大冶市水务局", "黄石市大冶市", "大冶市水务局"),
        ("市水务局", "淮安市洪泽区", "市水务局"),
    ],
)
def test_a_districts_body_is_expanded_by_its_city(agency: str, text: str, whole: str) -> None:
    """Only where the text prints the right city directly before the district."""
    assert expand(agency, text) == whole


def test_the_year_in_title_period_and_text() -> None:
    """Each place is evidence of its own."""
    years = _years(TITLE, OPENING, "2023年，全局有序推进。")
    assert [years.get(source) for source in ("title", "period", "text")] == ["2023"] * 3


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("统计期限自2022年1月1日起至2022年12月31日止", "2022"),
        ("期限为2022年1月1日至12月31日", "2022"),
        ("时间：2022年1月1日-2022年12月31日", "2022"),
        ("自二〇二二年1月1日起至二〇二二年12月31日止", "2022"),
        ("自2022年1月1日起至2022年6月30日止", None),
    ],
)
def test_the_period_counted(line: str, year: str | None) -> None:
    """A whole calendar year that the text counts."""
    assert _years(line).get("period") == year


def test_a_publication_date_says_nothing_of_the_year_counted() -> None:
    """The year before publication is never assumed."""
    document = _document("正文。", tags={"pubdate": "2024-01-09"})
    assert list(find_year(document, None)) == []


@pytest.mark.parametrize(
    ("printed", "figures"),
    [
        ("二〇二三年", "2023年"),
        ("二○一九年度", "2019年度"),
        ("二零零八年", "2008年"),
        ("二百年", "二百年"),
        ("十二年", "十二年"),
    ],
)
def test_years_in_chinese_numerals(printed: str, figures: str) -> None:
    """Four numerals before 年 are a year; other numbers stay."""
    assert in_figures(printed) == figures


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("大冶市水务局", "2024年1月15日"), date(2024, 1, 15)),
        (("大冶市水务局", "二〇二四年十二月三十一日"), date(2024, 12, 31)),
        (("2024年1月15日", "附件"), date(2024, 1, 15)),
        (("会议于2024年1月15日召开。",), None),
        (("2024年13月40日",), None),
        (("2024年1月15日", "一", "二", "三", "四"), None),
    ],
)
def test_the_date_under_the_signature(lines: tuple[str, ...], day: date | None) -> None:
    """A line of its own near the end, and a date that exists."""
    assert _values(find_drafted(_document(*lines))) == ([day.isoformat()] if day else [])


@pytest.mark.parametrize(
    ("tags", "lines", "day"),
    [
        ({"pubdate": "2024-01-22 10:00:00"}, (), date(2024, 1, 22)),
        ({"pubdate": "2024/1/2"}, (), date(2024, 1, 2)),
        ({"printed:published": "2024-1-9"}, (), date(2024, 1, 9)),
        ({"pubdate": "昨天", "printed:published": "2024-1-9"}, (), date(2024, 1, 9)),
        ({"pubdate": "2024-02-30"}, (), None),
        ({}, ("发布日期：2024-01-05",), date(2024, 1, 5)),
        ({}, ("发布时间： 2024年1月5日",), date(2024, 1, 5)),
        ({}, ("2024年1月5日",), None),
    ],
)
def test_the_publication_date(
    tags: dict[str, str], lines: tuple[str, ...], day: date | None
) -> None:
    """Tagged, or printed with its words; a bare date is none."""
    found = _values(find_published(_document(*lines, tags=tags)))
    assert found == ([day.isoformat()] if day else [])


def test_the_index_number_of_the_box_comes_first() -> None:
    """The page's own box outranks the text."""
    document = _document("索引号：ABC-2024-1", tags={"printed:index_number": "XYZ-2024-2"})
    assert _values(find_index_number(document)) == ["XYZ-2024-2"]


def test_the_index_number_in_the_text() -> None:
    """A line in the head of a text file."""
    document = _document("索 引 号：ABC/2024-00001")
    assert _values(find_index_number(document)) == ["ABC/2024-00001"]


def test_an_empty_box_gives_no_index_number() -> None:
    """A label without a value is nothing."""
    assert not _values(find_index_number(_document("索引号：")))


@given(
    st.lists(
        st.text(alphabet="由与和2023年局公开发布信息报告编制联系,。 〇", max_size=40), max_size=8
    )
)
def test_any_text_names_bodies_of_sensible_length(lines: list[str]) -> None:
    """Whatever is printed, a body's name has between 3 and 40 characters."""
    assert all(3 <= len(name) <= 40 for name in _agencies(*lines).values())
