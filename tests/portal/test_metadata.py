"""The grounds of the metadata, folded at the foot of the report page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from portal.metadata import confidence_words, metadata_view, source_name
from reports.model import Evidence, Issue
from tests.portal.page import SCRIPTS, get, one, text, texts
from tests.portal.shelf import HOSTILE, Shelf, report

EVIDENCE = (
    Evidence("year", "2023", "title", "2023年年报", 0.9),
    Evidence("year", "2022", "address", "/2022n/", 0.3),
    Evidence("agency", "大冶市水利局", "page", "大冶市水利局2023年年报", 0.54),
    Evidence("region", "420281", "SiteIDCode", HOSTILE, 0.5),
    Evidence("agency_level", "county", "region", "420281", 0.4),
)


@pytest.fixture
def page(shelf: Shelf) -> BeautifulSoup:
    """A report with evidence on some of its fields, and one doubt."""
    issue = Issue("region_contradicted", "metadata", "电话区号指向别处：0717")
    read = report(evidence=EVIDENCE, issues=(issue,), confidence={"year": 0.675, "agency": 0.54})
    return get(shelf.client, f"/reports/{shelf.put(read)}")


def test_every_field_is_named(page: BeautifulSoup) -> None:
    """In one order, then what is doubted; folded, since readers came for the report."""
    assert (texts(page, "#metadata dt"), one(page, "#metadata").has_attr("open")) == (
        [
            "年度",
            "机关",
            "地区",
            "机关类型",
            "层级",
            "公布日期",
            "成文日期",
            "索引号",
            "读取时存疑",
        ],
        False,
    )


def test_a_value_has_its_confidence_and_evidence(page: BeautifulSoup) -> None:
    """In words and per cent; evidence for another value says which."""
    assert text(page, "#metadata dd") == (
        "2023 较有把握（68%） 标题2023年年报90% 网址/2022n/ → 202230%"
    )


def test_codes_are_read_as_names(page: BeautifulSoup) -> None:
    """A division by its names and code, a level by its name."""
    found = texts(page, "#metadata dd")
    assert ("湖北省黄石市大冶市（420281）" in found[2], found[4].startswith("县级")) == (True, True)


def test_a_field_without_evidence_is_said_to_be_empty(page: BeautifulSoup) -> None:
    """Nothing is guessed."""
    assert texts(page, "#metadata dd")[7] == "没有依据，留空"


def test_doubts_are_shown(page: BeautifulSoup) -> None:
    """Each with its sentence."""
    assert texts(page, "#metadata .plain li") == ["电话区号指向别处：0717"]


def test_evidence_is_shown_as_text(page: BeautifulSoup) -> None:
    """It was printed by whoever made the page."""
    assert (HOSTILE in text(page, "#metadata"), page.select(SCRIPTS)) == (True, [])


def test_a_report_without_evidence_has_its_block_too() -> None:
    """Old readings: values without grounds, and no doubts."""
    view = metadata_view(report())
    assert [field.confidence for field in view.fields] == [None] * 8


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(1.0, "很有把握（100%）"), (0.7, "较有把握（70%）"), (0.4, "把握不大（40%）"), (0.0, "存疑（0%）")],
)  # fmt: skip
def test_confidence_in_words(confidence: float, said: str) -> None:
    """Four steps."""
    assert confidence_words(confidence) == said


def test_every_source_has_a_name() -> None:
    """Whatever the reader gives as a source is told in Chinese."""
    folder = Path(__file__).parents[2] / "reports/metadata"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    sources = set(
        re.findall(r'(?:Evidence\("\w+", .{1,60}?|_Witness\(.{1,40}), "([a-zA-Z ]+)", ', code)
    )
    assert [source for source in sorted(sources) if source_name(source) == source] == []


def test_names_of_places_stand_apart_in_english(shelf: Shelf) -> None:
    """One is English, the others are as printed."""
    id_ = shelf.put(report(evidence=EVIDENCE))
    found = texts(get(shelf.client, f"/reports/{id_}?lang=en"), "#metadata dd")
    assert any("Hubei 黄石市 大冶市 (420281)" in told for told in found)
