"""Guangdong's gkmlpt: ``/gkmlpt/annualreport#<column>`` reads ``/gkmlpt/api/all/<column>?page&sid``.

The page is an empty shell whose script holds the site's number; the answer is JSON, its list in
``articles``, each with its address. Some addresses lead out, to WeChat or other sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from crawler.families import pagers
from crawler.families.addresses import MOST_PAGES, field_of, join, with_field
from crawler.families.links import date_in, link, links_of
from crawler.families.model import Found, Issue, PageRequest, ReportLink, Sign
from crawler.families.page import MOST_ELEMENTS, ListPage
from reports.text import tidy

_SID = re.compile(r"""\bSID["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,12})""", re.IGNORECASE)
_COLUMN = re.compile(r"/gkmlpt/annualreport/?#(\d{1,12})", re.IGNORECASE)
_FRAGMENT = re.compile(r"\d{1,12}")
_ARTICLE = re.compile(r"/gkmlpt/content/\d", re.IGNORECASE)
_DATES = ("display_publish_time", "date", "first_publish_time", "create_time", "created_at")
_CHINA = timedelta(hours=8)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for gkmlpt."""
    if "/gkmlpt/" in page.url:
        yield Sign(8, "地址在 /gkmlpt/ 下")
    if page.links_to(_ARTICLE):
        yield Sign(5, "文章地址形如 /gkmlpt/content/8/1/post_1.html")
    if _COLUMN.search(page.text):
        yield Sign(5, "页面指向 /gkmlpt/annualreport")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Of the shell: the API's first page for its column. Of an answer: the articles, and from
    the first page all the others."""
    if isinstance(page.json, dict):
        return _answer(page, page.json, link_text)
    links = links_of(page, link_text)
    site = _SID.search(page.scripts)
    columns = list(_columns(page))
    if site is None or not columns:
        missing = "站点编号 SID" if site is None else "栏目编号"
        issue = Issue("gkmlpt_unknown", f"gkmlpt 页面里没有找到{missing}，列表无法读取。")
        return Found(links, tuple(pagers.numbered(page)), () if links else (issue,))
    root = urldefrag(page.url).url.partition("/gkmlpt/")[0]
    return Found(links, tuple(
        PageRequest(f"{_root(root)}/gkmlpt/api/all/{column}?page=1&sid={site[1]}")
        for column in columns
    ))  # fmt: skip


def _root(url: str) -> str:
    """What stands before /gkmlpt/: the host, and the site's folder where it has one."""
    parts = urlsplit(url)
    folder = parts.path.rstrip("/")
    return urljoin(url, folder if "." not in folder.rpartition("/")[2] else "/").rstrip("/")


def _columns(page: ListPage) -> Iterator[str]:
    """The column of the address, else those of annual reports that the page leads to."""
    fragment = urlsplit(page.url).fragment
    if _FRAGMENT.fullmatch(fragment):
        yield fragment
        return
    yield from list(dict.fromkeys(_COLUMN.findall(page.text)))[:10]


def _answer(page: ListPage, answer: dict[str, Any], link_text: str | None) -> Found:
    articles = answer.get("articles")
    if not isinstance(articles, list):
        return Found(issues=(Issue("gkmlpt_no_articles", "gkmlpt 接口的回答里没有 articles。"),))
    links = [made for item in articles[:MOST_ELEMENTS] if (made := _link(page, item, link_text))]
    total, number = answer.get("total"), field_of(page.url, "page") or "1"
    pages: list[PageRequest] = []
    if isinstance(total, int) and articles and number in {"0", "1"}:
        last = min(-(-total // len(articles)), MOST_PAGES)
        pages = [PageRequest(with_field(page.url, "page", str(n))) for n in range(2, last + 1)]
    return Found(tuple(links), tuple(pages))


def _link(page: ListPage, item: object, link_text: str | None) -> ReportLink | None:
    if not isinstance(item, dict):
        return None
    address = item.get("post_url") or item.get("url")
    url = join(page.url, address) if isinstance(address, str) else None
    title = tidy(str(item.get("title") or ""))[:300]
    if url is None or not title:
        return None
    made = link(page, url, title, link_text=link_text)
    # ``publisher`` is left: the publishing body is often not the one that reports
    return replace(made, date=_date(item))


def _date(item: dict[str, Any]) -> date | None:
    """The date printed, else the second it was published, by the clock in China."""
    for name in _DATES:
        value = item.get(name)
        if isinstance(value, str) and (printed := date_in(value)):
            return printed
        if isinstance(value, int) and 0 < value < 4_000_000_000:
            return (datetime.fromtimestamp(value, UTC) + _CHINA).date()
    return None
