"""Hunan's sites: articles ``/zwgk/public/<column>/<id>.html`` and ``/…/content_<id>.html``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_PUBLIC = re.compile(r"[\w-]/public/\d+/\d+\.html$", re.IGNORECASE)
_HOST_PUBLIC = re.compile(r"^https?://[^/]{1,250}/public/", re.IGNORECASE)
_CONTENT = re.compile(r"(?:^|/)content_\d+\.html$", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for it."""
    hrefs = [str(anchor["href"])[:2000] for anchor in page.anchors]
    if any(_PUBLIC.search(href) and not _HOST_PUBLIC.search(href) for href in hrefs):
        yield Sign(5, "文章地址形如 /zwgk/public/1/2.html")
    if any(_CONTENT.search(href) for href in hrefs):
        yield Sign(5, "文章地址形如 /content_1.html")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and the pages its count or its pager gives."""
    following = [*pagers.counted(page), *pagers.numbered(page)]
    return Found(links_of(page, link_text), tuple(following))
