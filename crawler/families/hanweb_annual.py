"""Hanweb's report by agency and year: ``xxgkAnnualReport.jsp?area=<code>&fbtime=<report year>``.

The page offers agencies and years in two selects, or links each report. `fbtime` was the report
year wherever it was seen; `area` may be a credit code, a directory code or a number of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from bs4 import Tag

from crawler.families import pagers
from crawler.families.addresses import field_of, join, with_field
from crawler.families.links import links_of
from crawler.families.model import Found, Issue, PageRequest, ReportLink, Sign
from crawler.families.page import ListPage
from crawler.families.tree import words
from reports.text import tidy

MOST_COMBINED = 3_000
_ADDRESS = re.compile(r"xxgkAnnualReport\.jsp", re.IGNORECASE)
_YEAR = re.compile(r"20[0-4]\d")
_AREA = re.compile(r"[0-9A-Za-z_-]{1,40}")
_NAMES = {"area": ("area", "jgid", "unit", "dept"), "fbtime": ("fbtime", "year", "nd")}


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for it."""
    if _ADDRESS.search(page.url):
        yield Sign(8, "地址是 xxgkAnnualReport.jsp")
    elif page.has("xxgkAnnualReport.jsp"):
        yield Sign(7, "页面指向 xxgkAnnualReport.jsp")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Reports that the page links, and those of every agency and year that it offers."""
    linked = [_named(link) for link in links_of(page, link_text)]
    made, issues = _combined(page)
    known = {link.url for link in linked if link.score >= 0}
    links = [*linked, *(link for link in made if link.url not in known)]
    return Found(tuple(links), tuple(pagers.numbered(page)), issues)


def _named(link: ReportLink) -> ReportLink:
    """A link to a report's address: its year is ``fbtime``, the best witness there is."""
    if not _ADDRESS.search(link.url):
        return link
    year = field_of(link.url, "fbtime") or ""
    if not _YEAR.fullmatch(year):
        return link
    reasons = (*link.reasons, "+1 fbtime 是年度")
    return replace(link, year=int(year), score=link.score + 1, reasons=reasons)


def _combined(page: ListPage) -> tuple[list[ReportLink], tuple[Issue, ...]]:
    """A link for each agency and year on offer; the one in hand is this page itself."""
    address = _address(page)
    areas, years = _options(page, "area", _AREA), _options(page, "fbtime", _YEAR)
    if address is None or not areas or not years:
        return [], ()
    issues: tuple[Issue, ...] = ()
    if len(areas) * len(years) > MOST_COMBINED:
        issues = (
            Issue("too_many_combined", f"单位和年度的组合超过 {MOST_COMBINED} 个，只取前面的。"),
        )
    links = []
    for (year, _), (area, name) in islice(product(years, areas), MOST_COMBINED):
        url = with_field(with_field(address, "area", area), "fbtime", year)
        title = f"{name} {year}".strip()
        reasons = ("+2 地址是年报页", "+1 fbtime 是年度")
        links.append(ReportLink(url, title, int(year), 3, name or None, None, reasons))
    return links, issues


def _address(page: ListPage) -> str | None:
    """The report page's address: the page's own, else the one its scripts and links name."""
    if _ADDRESS.search(page.url):
        return page.url
    found = _ADDRESS.search(page.text)
    if found is None:
        return None
    before = re.split(r"[^\w./:-]", page.text[max(0, found.start() - 200) : found.start()])[-1]
    return join(page.base, before + found[0])


def _options(page: ListPage, field: str, wanted: re.Pattern[str]) -> list[tuple[str, str]]:
    """Value and words of a select's options; without the select, what the address says."""
    for select in page.elements("select"):
        names = {str(select.get(key) or "").lower() for key in ("name", "id")}
        if names & set(_NAMES[field]):
            return list(_values(select, wanted))
    said = field_of(page.url, field) or ""
    return [(said, "")] if wanted.fullmatch(said) else []


def _values(select: Tag, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for option in islice(select.find_all("option"), MOST_COMBINED):
        said = tidy(words(option, 60))
        value = str(option.get("value") or said).strip()
        if found := wanted.fullmatch(value) or (wanted is _YEAR and _YEAR.match(value)):
            yield found[0] if found else value, said
