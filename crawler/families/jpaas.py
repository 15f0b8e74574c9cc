"""Hanweb's newer jpaas: a script element names a JSON unit, whose ``data.html`` holds the list.

``<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{'webId':…}">``;
the HTML ends in a pager that says rows, count and pageNo, and ``paramJson`` asks for a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from crawler.families import pagers
from crawler.families.addresses import MOST_PAGES, field_of, join, with_field
from crawler.families.links import links_in, links_of
from crawler.families.literals import fields
from crawler.families.model import Found, Issue, PageRequest, Sign
from crawler.families.page import ListPage, soup_of

_UNIT = "jpaas-publish-server/front/page/build/unit"
_ARTICLE = re.compile(r"/art/(?:19|20)\d\d/art_[0-9a-f]{32}\.html", re.IGNORECASE)
_LIST = re.compile(r"list|列表|分页|内容|栏目", re.IGNORECASE)
_NUMBER = r"""["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,7})"""
_PAGING = {
    name: re.compile(rf"\b{name}{_NUMBER}", re.IGNORECASE) for name in ("rows", "count", "pageNo")
}
_MOST_UNITS = 6


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for jpaas."""
    if _UNIT in page.url:
        yield Sign(8, "地址是 jpaas 数据接口")
    elif _UNIT in page.text:
        yield Sign(7, "页面取自 jpaas 数据接口")
    if page.links_to(_ARTICLE):
        yield Sign(4, "文章地址形如 /art/2025/art_<32 位>.html")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Of a page: its links and the units it loads. Of a unit: the links in its HTML, and from
    the first page all the others."""
    if page.json is None:
        following = tuple(_units(page)) or tuple(pagers.numbered(page))
        return Found(links_of(page, link_text), following)
    html = _html(page.json)
    if html is None:
        return Found(issues=(Issue("jpaas_no_html", "jpaas 接口的回答里没有 data.html。"),))
    return Found(links_in(page, (soup_of(html),), link_text), tuple(_pages(page.url, html)))


def _units(page: ListPage) -> Iterator[PageRequest]:
    """The units that the page loads; those tagged as lists if any is."""
    found: list[tuple[bool, PageRequest]] = []
    for script in page.elements("script", "div"):
        where, query = script.get("url"), script.get("querydata")
        url = join(page.base, str(where)) if where and _UNIT in str(where) else None
        if url is None or not query:
            continue
        parameters = fields(str(query))
        for name, value in parameters.items():
            url = with_field(url, name, value)
        found.append((bool(_LIST.search(parameters.get("tagId", ""))), PageRequest(url)))
    listed = [request for is_list, request in found if is_list]
    yield from (listed or [request for _, request in found])[:_MOST_UNITS]


def _html(value: object) -> str | None:
    data = value.get("data") if isinstance(value, dict) else None
    html = data.get("html") if isinstance(data, dict) else data
    return html if isinstance(html, str) else None


def _pages(url: str, html: str) -> Iterator[PageRequest]:
    """Every page after the first, as the first page's pager counts them."""
    numbers = {name: found for name, pattern in _PAGING.items() if (found := pattern.search(html))}
    if "rows" not in numbers or "count" not in numbers or _asked_number(url) > 1:
        return
    rows, count = int(numbers["rows"][1]), int(numbers["count"][1])
    if rows < 1:
        return
    for number in range(2, min(-(-count // rows), MOST_PAGES) + 1):
        paging = json.dumps({"pageNo": number, "pageSize": rows}, separators=(",", ":"))
        yield PageRequest(with_field(urldefrag(url).url, "paramJson", paging))


def _asked_number(url: str) -> int:
    found = _PAGING["pageNo"].search(field_of(url, "paramJson") or "")
    return int(found[1]) if found else 1
