"""List pages of every family of site: bytes in, report links and further pages out.

`read_listing` is the way in. Pure and bounded: nothing is fetched, nothing is raised whatever the
bytes, and no page makes more than a set number of links and requests. A family is one module with
two functions, ``signs`` (what on a page speaks for it) and ``read``; `recognise` weighs the signs.
"""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urldefrag

from crawler.families.addresses import MOST_PAGES, objection
from crawler.families.model import (
    ENOUGH,
    Found,
    Issue,
    Listing,
    PageRequest,
    ReportLink,
)
from crawler.families.page import LONGEST_PAGE, ListPage
from crawler.families.recognise import FAMILIES, recognise
from crawler.families.scoring import speaks_of_reports

__all__ = [
    "AUTO", "ENOUGH", "FAMILIES", "Issue", "Listing", "PageRequest", "ReportLink", "read_listing",
]  # fmt: skip

AUTO = "auto"
_MOST_LINKS = 5_000
_MOST_PASSED = 200
_MOST_ISSUES = 20
_PAGER_WORDS = re.compile(
    r"[\[<《‹«\s]*(?:[上下前后]一?页|首页|第一页|尾页|末页|\d{1,5}|[<>‹›«»]{1,2})[\]>》›»\s]*"
)


def read_listing(
    data: bytes,
    url: str,
    content_type: str | None = None,
    *,
    family: str = AUTO,
    link_text: str | None = None,
    asked: PageRequest | None = None,
) -> Listing:
    """The list page ``data`` that came from ``url`` (with its fragment where it had one).
    ``family``: a name of `FAMILIES` or ``auto``; ``asked``: the request it answers, when that
    came from an earlier `Listing`. KeyError for a family there is not; nothing else is raised."""
    chosen = None if family == AUTO else FAMILIES[family]
    page = ListPage.of(data, url, content_type)
    signs: tuple[str, ...] = ("来源指定",)
    if chosen is None:
        family, signs = recognise(page)
        chosen = FAMILIES[family]
    found = chosen.read(page, asked, link_text)
    pages, doubts = _guarded(page.url, found, asked)
    if len(page.text) == LONGEST_PAGE:
        doubts = [Issue("page_cut", f"列表页太长，只读了前 {LONGEST_PAGE} 个字符。"), *doubts]
    links, passed = _sorted(found)
    return Listing(
        links, pages, tuple(doubts[:_MOST_ISSUES]), passed, family, signs, _fingerprint(found)
    )


def _sorted(found: Found) -> tuple[tuple[ReportLink, ...], tuple[ReportLink, ...]]:
    """The links taken, and those left that an admin may want to see."""
    taken = [link for link in found.links if link.score >= ENOUGH]
    left = [link for link in found.links if link.score < ENOUGH and speaks_of_reports(link.title)]
    return tuple(taken[:_MOST_LINKS]), tuple(left[:_MOST_PASSED])


def _fingerprint(found: Found) -> str:
    """A digest of what the page links, its pager left out."""
    turning = {request.url for request in found.next_pages}
    urls = {
        link.url
        for link in found.links
        if link.url not in turning and not _PAGER_WORDS.fullmatch(link.title)
    }
    return sha256("\n".join(sorted(urls)).encode("utf-8", "replace")).hexdigest()[:32]


def _guarded(
    url: str, found: Found, asked: PageRequest | None
) -> tuple[tuple[PageRequest, ...], list[Issue]]:
    """The further pages that no trap guard objects to, each once, and what was objected."""
    issues = list(found.issues)
    pages: dict[str, PageRequest] = {}
    seen = {asked.key} if asked else {PageRequest(urldefrag(url).url).key}
    reports = {link.url for link in found.links if link.score >= ENOUGH}
    for request in found.next_pages:
        if request.key in seen or (request.method == "GET" and request.url in reports):
            continue
        seen.add(request.key)
        if len(pages) >= MOST_PAGES:
            issues.append(Issue("page_cap", f"后页超过上限 {MOST_PAGES} 页，其余未跟随。"))
            break
        against = objection(url, request)
        if against is None:
            pages[request.key] = request
        elif against.code != "next_is_self" and against not in issues:
            issues.append(against)
    return tuple(pages.values()), issues
