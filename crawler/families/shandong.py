"""Jinan's and Zibo's sites: ``/gongkai/site_<name>/channel_<hex>/doc_<hex>.html``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_ARTICLE = re.compile(r"(?:/|^)(?:channel_[0-9a-f]+/)?doc_[0-9a-f]{8,}\.html$", re.IGNORECASE)
_CHANNEL = re.compile(r"/site_\w+/channel_[0-9a-f]+", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for it."""
    if page.links_to(_ARTICLE):
        yield Sign(6, "文章地址形如 /channel_<位>/doc_<位>.html")
    if _CHANNEL.search(page.url):
        yield Sign(4, "列表地址形如 /site_name/channel_<位>/")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and the pages its count or its pager gives."""
    following = [*pagers.counted(page), *pagers.numbered(page)]
    return Found(links_of(page, link_text), tuple(following))
