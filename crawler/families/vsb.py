"""博达 vsb: articles ``/info/<column>/<id>.htm``; the list ``zfxxgknb.htm`` goes on in
``zfxxgknb/12.htm``, whose numbers count down to 1, the oldest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers
from crawler.families.addresses import MOST_PAGES, join
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_ARTICLE = re.compile(r"(?:^|/)info/\d+/\d+\.htm$", re.IGNORECASE)
_FIRST = re.compile(r"/([\w-]{1,80})\.htm$", re.IGNORECASE)
_FURTHER = re.compile(r"/([\w-]{1,80})/(\d{1,4})\.htm$", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for vsb."""
    if page.links_to(_ARTICLE):
        yield Sign(5, "文章地址形如 /info/1/2.htm")
    if any(_descends(page, request.url) for request in pagers.numbered(page)):
        yield Sign(3, "页码倒数的翻页")
    if page.has("vsb_content") or page.has("_vsb_"):
        yield Sign(2, "vsb 标记")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links; from the first page every number from the highest down to 1, so that one page that
    fails does not hide those behind it."""
    shown = list(pagers.numbered(page))
    down = [found for request in shown if (found := _descends(page, request.url))]
    highest = min(max(down, default=0), MOST_PAGES)
    folder = _FIRST.search(page.url)
    counted = [
        PageRequest(url)
        for number in range(highest, 0, -1)
        if folder and (url := join(page.url, f"{folder[1]}/{number}.htm"))
    ]
    return Found(links_of(page, link_text), tuple(counted or shown))


def _descends(page: ListPage, url: str) -> int:
    """The number of a page below the list's own name (``zfxxgknb.htm`` → ``zfxxgknb/12.htm``)."""
    first, further = _FIRST.search(page.url), _FURTHER.search(url)
    if first is None or further is None or first[1] != further[1]:
        return 0
    return int(further[2]) if url == join(page.url, f"{first[1]}/{further[2]}.htm") else 0
