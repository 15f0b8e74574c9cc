"""Sichuan's sites: ``/gongkai/show/<32 hex>.html``, ``/zwgk/show/``, ``/news/show/<time>``,
``xxgk-show-1.html``, ``year_details.aspx?dept=71&year=2023``; lists often posted for, in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers, posted
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_ARTICLE = re.compile(
    r"/(?:gongkai|zwgk|news|xxgk)/show/[0-9a-f]{8,}\.html|(?:^|/)xxgk-show-\d+\.html"
    r"|year_details\.aspx\?[^#]{0,300}year=",
    re.IGNORECASE,
)
_DETAILS = re.compile(r"year_details\.aspx", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for it."""
    if page.links_to(_ARTICLE):
        yield Sign(6, "文章地址形如 /gongkai/show/<32 位>.html")
    if isinstance(page.json, dict | list) and any(
        _ARTICLE.search(str(item[1])[:2000]) for item in posted.items(page.json)
    ):
        yield Sign(6, "接口回答中的地址形如 /gongkai/show/<32 位>.html")
    if page.json is None and any(posted.requests(page)):
        yield Sign(4, "列表由 POST 接口给出")


def read(page: ListPage, asked: PageRequest | None, link_text: str | None) -> Found:
    """Of a page: its links, its pager, and the list it posts for. Of an answer: its items, and
    the pages after it."""
    if page.json is not None:
        return posted.answer(page, asked, link_text)
    following = [*pagers.counted(page), *pagers.numbered(page), *posted.requests(page)]
    return Found(links_of(page, link_text), tuple(following))
