"""Links of a list page as report links: title, year, body, the date printed beside, the score."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from bs4 import BeautifulSoup, Tag

from crawler.addresses import host_of
from crawler.families.addresses import join
from crawler.families.model import ReportLink
from crawler.families.page import MOST_ELEMENTS, ListPage
from crawler.families.scoring import agency_of, is_report_column, judge, year_of
from crawler.families.tree import links_inside, words
from reports.text import fold, tidy

_LONGEST_TEXT = 300
_CUT_SHORT = re.compile(r"(?:…|\.{2,}|。{3})$")
_DATE = re.compile(r"(?<!\d)(20[0-4]\d|19[89]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_TRAILING_DATE = re.compile(r"\s*[\[(（]?\s?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s?[\])）]?$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "caption", "legend", "summary")
_YEAR_HEADING = re.compile(r"(20[0-4]\d)\s*年?度?\s*(?:.{0,14}(?:年报|年度报告))?")
_ROWS = ("li", "tr", "dd", "p", "div", "td")
_LONGEST_ROW = 400


def links_of(page: ListPage, link_text: str | None = None) -> tuple[ReportLink, ...]:
    """Every link of the page and of its records, scored, each address once with its best title."""
    return links_in(page, (page.soup, page.records), link_text)


def links_in(
    page: ListPage, trees: tuple[BeautifulSoup, ...], link_text: str | None = None
) -> tuple[ReportLink, ...]:
    """The same of other trees that belong to the page (HTML inside JSON or a script)."""
    in_column = is_report_column(page.url) or is_report_column(page.title)
    best: dict[str, ReportLink] = {}
    for tree in trees:
        for anchor, heading in _anchors(tree):
            url = join(page.base, str(anchor["href"]))
            if url is None:
                continue
            made = link(page, url, title_of(anchor), in_column=in_column, link_text=link_text)
            made = replace(made, year=made.year or heading, date=_date_beside(anchor))
            known = best.get(url)
            if known is None or (made.score, len(made.title)) > (known.score, len(known.title)):
                best[url] = made
    return tuple(best.values())


def link(
    page: ListPage, url: str, title: str, *, in_column: bool = False, link_text: str | None = None
) -> ReportLink:
    """One link, scored; with ``link_text`` (what the source says its links read) a title that
    holds it is taken whatever else it says."""
    judged = judge(title, url, in_column=in_column)
    score, reasons = judged.score, judged.reasons
    if link_text and fold(link_text) in fold(title) and score < _WANTED:
        reasons += (f"{_WANTED - score:+d} 来源指定的链接文字",)
        score = _WANTED
    return ReportLink(
        url, title, year_of(title), score, agency_of(title), None, reasons,
        leads_out=host_of(url) != host_of(page.url),
    )  # fmt: skip


_WANTED = 3


def title_of(anchor: Tag) -> str:
    """The link's words, or its ``title`` where the words are cut short or missing; a date in
    the same anchor is no part of it."""
    text = tidy(words(anchor, _LONGEST_TEXT))
    whole = tidy(str(anchor.get("title") or ""))[:_LONGEST_TEXT]
    chosen = whole if whole and (not text or _CUT_SHORT.search(text)) else text
    return _TRAILING_DATE.sub("", chosen) or chosen


def date_in(text: str) -> date | None:
    """The first date printed in a text, None for none and for one no calendar has."""
    found = _DATE.search(fold(text[:_LONGEST_ROW]))
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _anchors(tree: BeautifulSoup) -> Iterator[tuple[Tag, int | None]]:
    """Anchors with the year of the heading that stands over them, if one does."""
    year, over = None, None
    for element in islice(tree.find_all(["a", *_HEADINGS]), MOST_ELEMENTS):
        if element.name == "a":
            if element.get("href"):
                yield element, year if over is not None and _stands_over(over, element) else None
        elif matched := _YEAR_HEADING.fullmatch(_heading(element)):
            year, over = int(matched[1]), element.parent
        else:
            year, over = None, None


def _heading(element: Tag) -> str:
    return tidy(words(element, 60, 10))


def _stands_over(around: Tag, anchor: Tag) -> bool:
    wanted = {id(around)}
    if around.parent is not None and around.parent.name not in {"body", "html", "[document]"}:
        wanted.add(id(around.parent))
    return any(id(parent) in wanted for parent in islice(anchor.parents, 8))


def _date_beside(anchor: Tag) -> date | None:
    """The date in the row that holds the link, when the row holds no other link."""
    for around in islice(anchor.parents, 3):
        if around.name in _ROWS and around.name != "td":
            if links_inside(around) > 1:
                return None
            own = words(anchor, _LONGEST_TEXT)
            if found := date_in(words(around, _LONGEST_ROW).replace(own, " ", 1)) or date_in(own):
                return found
    return None
