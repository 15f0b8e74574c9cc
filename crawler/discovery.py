"""List pages read: which links are annual reports, and where the list goes on.

Pure functions over the page's HTML. What the sites are like: page addresses, pagers and their
variants were seen on stored copies of government sites; names and extensions always come from
the page's own pager, never from a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from crawler.addresses import host_of
from reports.text import fold, tidy

_LONGEST_PAGER = 1000
_ENOUGH = 2
_NEXT = re.compile(r"^[\[<>›»\s]*(下一页|下页|后一页|后页|next( page)?)[\]<>›»\s]*$")
_PAGE_NUMBER = re.compile(r"[0-9]{1,3}|1000")
_ONLY_ARROW = re.compile(r"^[>›»]$")
_PAGER_NAME = re.compile(r"page|pagin|fenye|fanye|pager", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_CUT_SHORT = re.compile(r"(…|\.{2,}|。{3})$")
# TRS: createPageHTML(pages, current from 0, "index", "html")
_TRS_PAGER = re.compile(
    r"createPageHTML\(\s*['\"]?(\d{1,9})['\"]?\s*,\s*['\"]?(\d{1,9})['\"]?\s*,"
    r"\s*['\"]([\w./-]+)['\"]\s*,\s*['\"](\w+)['\"]"
)
_SCORES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"年度报告|年报"), 2),
    (re.compile(r"(信息|政务)公开"), 1),
    (re.compile(r"20\d\d"), 1),
    (re.compile(r"企业|公司|财务|决算|预算|统计年报|环境质量|法治政府|依法行政"), -3),
    (re.compile(r"指南|通知|解读|格式|模板|培训|征求意见"), -1),
)


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A link that is likely to be an annual report; ``year`` as its title says, or None."""

    url: str
    title: str
    year: int | None
    score: int


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a list page holds, in the page's order; addresses absolute, without fragments."""

    links: tuple[ReportLink, ...]
    next_pages: tuple[str, ...]


def discover(html: str, base_url: str, link_text: str | None = None) -> Discovered:
    """Report links and further pages of the list page at ``base_url``. With ``link_text``
    (what the source says its links read) a link that contains it is taken whatever its score."""
    soup = BeautifulSoup(html, "lxml")
    base = _base(soup, base_url)
    links: dict[str, ReportLink] = {}
    following: dict[str, None] = dict.fromkeys(_trs_pages(html, base))
    for anchor in soup.find_all("a", href=True):
        url = _address(base, str(anchor["href"]))
        if url is None:
            continue
        if _leads_on(anchor):
            following[url] = None
            continue
        link = _report_link(anchor, url, link_text)
        if link and (url not in links or links[url].score < link.score):
            links[url] = link
    following.pop(urldefrag(base_url).url, None)
    return Discovered(tuple(links.values()), tuple(following))


def score(title: str) -> int:
    """How likely a link of that title is an annual report on disclosure; 2 and more is taken."""
    folded = fold(title)
    return sum(points for pattern, points in _SCORES if pattern.search(folded))


def year_of(title: str) -> int | None:
    """The year a title names: the one before 年 if there is one, else the first."""
    folded = fold(title)
    named = re.search(r"(?<!\d)(20[0-4]\d)\s*年", folded) or _YEAR.search(folded)
    return int(named.group(1)) if named else None


def _base(soup: BeautifulSoup, base_url: str) -> str:
    element = soup.find("base", href=True)
    said = _address(base_url, str(element["href"])) if isinstance(element, Tag) else None
    return said or base_url


def _address(base: str, href: str) -> str | None:
    try:
        url = urldefrag(urljoin(base, href.strip())).url
    except ValueError:  # a broken bracket in the host, seen in hand-written links
        return None
    return url if host_of(url) else None


def _report_link(anchor: Tag, url: str, link_text: str | None) -> ReportLink | None:
    title = _title(anchor)
    points = score(title)
    wanted = link_text is not None and fold(link_text) in fold(title)
    if points < _ENOUGH and not wanted:
        return None
    return ReportLink(url, title, year_of(title), points)


def _title(anchor: Tag) -> str:
    """The anchor's text, or its ``title`` where the text is cut short or empty."""
    text = tidy(anchor.get_text())
    whole = tidy(str(anchor.get("title") or ""))
    return whole if whole and (not text or _CUT_SHORT.search(text)) else text


def _leads_on(anchor: Tag) -> bool:
    """Whether the anchor turns the list's page: 下一页, an arrow or a number in the pager."""
    text = fold(tidy(anchor.get_text()))
    if _NEXT.match(text) or "next" in (anchor.get("rel") or ()):
        return True
    if not (_ONLY_ARROW.match(text) or _PAGE_NUMBER.fullmatch(text)):
        return False
    return any(_PAGER_NAME.search(name) for name in _names_around(anchor))


def _names_around(anchor: Tag) -> Iterator[str]:
    """Classes and ids of the anchor and the three elements around it."""
    for element in (anchor, *list(anchor.parents)[:3]):
        yield from element.get("class") or ()
        yield str(element.get("id") or "")


def _trs_pages(html: str, base: str) -> Iterator[str]:
    found = _TRS_PAGER.search(html)
    if not found:
        return
    count, _, name, extension = found.groups()
    for number in range(1, min(int(count), _LONGEST_PAGER)):
        yield urljoin(base, f"{name}_{number}.{extension}")
