"""The type of a body that its page never names whole."""

from __future__ import annotations

import pytest

from reports.document import Document, Paragraph
from reports.metadata.unnamed import find_type
from reports.model import Hints
from reports.reader import read
from tests.reports.made import OPENING


def _types(*lines: str, title: str | None = None, url: str | None = None) -> list[str]:
    document = Document(tuple(map(Paragraph, lines)), title, {})
    return [item.value for item in find_type(document, title, url)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("首页 > 某某_财政局 > 信息公开专栏", "财政"),
        ("去年，市商务局共主动公开政府信息12条。", "商务"),
        ("市政府进一步理顺了管理体制。", "政府及办公厅(室)"),
        ("结合区教育局政府信息公开工作情况编制", "教育"),
        ("结合人防工作特色，突出重点。", "其他"),
        ("结合水利部门工作实际，突出重点。", "水利"),
    ],
)
def test_a_sentence_that_tells_the_type(line: str, kind: str) -> None:
    """Crumbs, subjects of its own deeds, and its trade."""
    assert _types(line) == [kind]


@pytest.mark.parametrize(
    "line",
    [
        "在市政府的正确领导下，我局做了工作。",
        "结合我局工作实际，突出重点。",
        "结合本职工作特点，突出重点。",
        "全年共同推进政务公开。",
        "首页 > 信息公开专栏 > 年度报告",
    ],
)
def test_a_sentence_that_tells_none(line: str) -> None:
    """Others' deeds and empty phrases say nothing of the body."""
    assert not _types(line)


def test_a_title_whose_place_was_lost_tells_the_type() -> None:
    """A mirror wrote another word over the place."""
    title = "ABC体育城市管理综合执法局 / 2021年度政府信息公开工作年度报告"
    assert _types(title=title) == ["城管执法"]


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("http://sfj.daye.gov.cn/1.html", ["司法"]),
        ("http://dysfj.dy.gov.cn/1.html", ["司法"]),  # the place's initials before it
        ("http://ssfj.daye.gov.cn/1.html", ["司法"]),  # its rank before it
        ("http://swj.daye.gov.cn/1.html", []),  # commerce, water or tax
        ("http://www.daye.gov.cn/sfj/1.html", []),  # a folder lies
        ("http://sfj.example.com/1.html", []),
    ],
)
def test_the_host_of_a_department_tells_its_type(url: str, kinds: list[str]) -> None:
    """The first label of a government's host, in the usual initials."""
    assert _types(url=url) == kinds


def test_a_named_body_is_what_its_name_says() -> None:
    """A page under another department's host does not change the type of the body it names."""
    text = f"大冶市水务局2022年政府信息公开工作年度报告\n{OPENING}"
    hints = Hints(url="http://sfj.daye.gov.cn/1.html")
    assert read(text.encode(), hints).agency_type == "水利"


def test_every_field_of_the_metadata_has_its_evidence() -> None:
    """No value without a witness, and a confidence for each."""
    text = (
        "索引号：ABC/2023-1\n发布日期：2023-01-20\n大冶市水务局2022年政府信息公开工作年度报告\n"
        f"{OPENING}\n大冶市水务局\n2023年1月15日"
    )
    report = read(text.encode())
    fields = {"year", "agency", "region", "agency_type", "agency_level", "published_on",
              "drafted_on", "index_number"}  # fmt: skip
    assert set(report.confidence) == fields
