"""Badges of a result: what a reader should know before opening it."""

from __future__ import annotations

from datetime import timedelta

from archive import visits
from archive.badges import Badges, badges
from reports.model import Issue, Section
from tests.portal.page import get, texts
from tests.portal.shelf import FETCHED, Shelf, broken_sum, report

PAGE = "http://www.example.gov.cn/nb/2023.html"
DAY = timedelta(days=1)


def _edited(shelf: Shelf) -> str:
    for day, text in ((0, "巡查照常。"), (2, "巡查加强。")):
        read = report(sections=(Section(1, "一、总体情况", text),), findings=(broken_sum(),))
        copy = shelf.keep(read, url=PAGE, body=text.encode(), fetched_at=FETCHED + day * DAY)
        name = shelf.file(copy, read)
    return name


def _withdraw(shelf: Shelf) -> None:
    with shelf.catalog.begin() as conn:
        for day in (4, 6):
            visits.seen(conn, PAGE, None, "gone", FETCHED + day * DAY)


def _marks(shelf: Shelf, identity: str) -> Badges | None:
    with shelf.catalog.read() as conn:
        return badges(conn, [identity]).get(identity)


def test_a_plain_report_has_no_badge(shelf: Shelf) -> None:
    """Nothing is said where there is nothing to say."""
    assert _marks(shelf, shelf.put(report())) is None


def test_an_edited_report_says_so(shelf: Shelf) -> None:
    """A revision between two copies of its page."""
    assert _marks(shelf, _edited(shelf)) == Badges(edited=True)


def test_a_withdrawn_report_says_so(shelf: Shelf) -> None:
    """Every address of it is gone."""
    name = _edited(shelf)
    _withdraw(shelf)
    assert _marks(shelf, name) == Badges(withdrawn=True, edited=True)


def test_a_recognised_report_says_so(shelf: Shelf) -> None:
    """Its numbers were seen and not read."""
    seen = report(issues=(Issue("ocr_used", "inputs", "文字识别", {"pages": [1]}),))
    assert _marks(shelf, shelf.put(seen)) == Badges(recognised=True)


def test_a_result_shows_its_badges(shelf: Shelf) -> None:
    """Beside the host, in the order of their weight."""
    _edited(shelf)
    _withdraw(shelf)
    shelf.index()
    shown = texts(get(shelf.client, "/search?q=水利"), ".results .badge")
    assert shown == ["有数字不一致", "源站已撤", "正文修改过"]


def test_badges_speak_english_on_an_english_page(shelf: Shelf) -> None:
    """The same badges in the words of the page."""
    _edited(shelf)
    shelf.index()
    shown = texts(get(shelf.client, "/search?q=水利&lang=en"), ".results .badge")
    assert shown == ["Figures do not tie out", "Text edited since"]
