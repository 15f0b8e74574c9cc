"""开普云 ucap: articles ``/content/post_1.html`` or ``/202401/<32 hex>.shtml``.

Its pager call names an element first and counts from one:
``createPageHTML('page_div', pages, current, 'list', 'shtml', records)``; page two is ``list_2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers, trs
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_POST = re.compile(r"(?<!gkmlpt)/content/(?:mpost|post)_\d+\.html", re.IGNORECASE)
_UUID = re.compile(r"/20\d{4}/[0-9a-f]{32}\.shtml", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for ucap."""
    called = trs.call(page)
    if called and called.box:
        yield Sign(6, "createPageHTML 翻页，从一数起")
    if page.links_to(_POST):
        yield Sign(4, "文章地址形如 /content/post_1.html")
    if page.links_to(_UUID):
        yield Sign(4, "文章地址形如 /202401/<32 位>.shtml")
    if page.has("UCAP-CONTENT") or page.has("ucapcontent"):
        yield Sign(2, "ucap 标记")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and the pages its call names, or its numbered links lead to."""
    called = trs.call(page)
    pages = list(trs.box_pages(page, called)) if called and called.box else []
    return Found(
        links_of(page, link_text),
        tuple(pages or [*pagers.counted(page), *pagers.numbered(page)]),
    )
