"""Lists of no known family: whatever is linked, and whatever turns the page.

Seen so: ``/…/<24 hex>.html`` (around Xi'an), ``/c111239/202301/c01_868731.shtml`` (Heilongjiang),
``/cms/html/<site>/2021-01-13/1.html`` (Fujian), ``/…/<number>/index.html`` (Beijing, Inner
Mongolia), ``content.jsp?code=``, ``InfoPublic.aspx?cid=1&page=``, ``iList.jsp?cur_page=``.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.families import pagers, posted
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage


def signs(_page: ListPage) -> Iterator[Sign]:
    """Any page may be a plain list."""
    yield Sign(1, "没有其他家族的特征")


def read(page: ListPage, asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and the pages its count, its pager or its script gives."""
    if page.json is not None:
        return posted.answer(page, asked, link_text)
    following = [*pagers.counted(page), *pagers.numbered(page)]
    return Found(links_of(page, link_text), tuple(following or posted.requests(page)))
