"""Hanweb JCMS: lists by jpage, whose data proxy answers XML with one record in each CDATA.

The list page holds its first records itself (XML in a script, or an array of strings), and says
how to go on: a ``<nextgroup>`` with an address, or the fields that jpage posts to the proxy
(``dataproxy.jsp``, ``morecolumndataproxy.jsp``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.families import pagers
from crawler.families.addresses import MOST_PAGES, field_of, join, with_field
from crawler.families.links import links_in
from crawler.families.literals import fields, literal_after, unquoted
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage, between, soup_of

_PROXY = re.compile(r"(?:morecolumn)?dataproxy\.jsp", re.IGNORECASE)
_ARTICLE = re.compile(r"/art/(?:19|20)\d\d/\d{1,2}/\d{1,2}/art_\w+\.html", re.IGNORECASE)
_COLUMN = re.compile(r"/col/col\d+/", re.IGNORECASE)
_HREF = re.compile(r"""href\s{0,4}=\s{0,4}(["'])([^"'<>]{1,2000})\1""")
_TOTAL = re.compile(r"<totalrecord>\s{0,4}(\d{1,7})\s{0,4}</totalrecord>", re.IGNORECASE)
_NUMBER = re.compile(
    r"""\b(totalRecord|perPage|groupSize)["']?\s{0,4}:\s{0,4}["']?(\d{1,7})""", re.IGNORECASE
)
_PROXY_URL = re.compile(
    r"""proxyUrl["']?\s{0,4}:\s{0,4}["']([^"'\s<>]{1,300})["']""", re.IGNORECASE
)
_STRING = re.compile(r"""'((?:[^'\\\n]|\\.){0,3000})'|"((?:[^"\\\n]|\\.){0,3000})\"""")
_MOST_STRINGS = 2_000


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page says to jpage: where records come from and which fields go with it."""

    url: str
    form: tuple[tuple[str, str], ...]
    total: int | None
    per_page: int
    group: int


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for Hanweb's lists."""
    if page.has("<record>") and page.has("<![CDATA["):
        yield Sign(5, "记录在 XML 的 CDATA 中")
    if _PROXY.search(page.url) or _PROXY.search(page.text):
        yield Sign(5, "jpage 数据接口")
    if page.links_to(_ARTICLE):
        yield Sign(3, "文章地址形如 /art/2024/1/22/art_1_2.html")
    if _COLUMN.search(page.url):
        yield Sign(2, "栏目地址形如 /col/col1/index.html")


def read(page: ListPage, asked: PageRequest | None, link_text: str | None) -> Found:
    """Links of the page, its records and its arrays, and how the list goes on."""
    strings = soup_of("\n".join(_strings(page)))
    links = links_in(page, (page.soup, page.records, strings), link_text)
    if asked is not None and asked.method == "POST":
        return Found(links, tuple(_shifted(page, asked, len(links))))
    following = tuple(_next_group(page)) or tuple(_groups(page))
    if _PROXY.search(page.url) and not _count(page, "record", "li", "tr"):
        following = ()  # an empty group names a next one all the same, without end
    return Found(links, following or tuple(pagers.numbered(page)))


def pager(page: ListPage) -> Pager | None:
    """The fields of the page's ``jpage({…, ajaxParam: {…}})``; None when it has no proxy."""
    proxy = _PROXY_URL.search(page.scripts)
    at = page.scripts.find("ajaxParam")
    literal = literal_after(page.scripts, at) if at >= 0 else None
    url = join(page.base, proxy[1]) if proxy else None
    if url is None or literal is None or not _PROXY.search(url):
        return None
    numbers = {name.lower(): int(number) for name, number in _NUMBER.findall(page.scripts)}
    return Pager(
        url, tuple(fields(literal, page.scripts).items()), numbers.get("totalrecord"),
        max(1, min(numbers.get("perpage", 15), 200)), max(1, min(numbers.get("groupsize", 3), 10)),
    )  # fmt: skip


def _groups(page: ListPage) -> Iterator[PageRequest]:
    """A POST for each further group of records, as far as the page's total goes."""
    said = pager(page)
    if said is None:
        return
    size = said.per_page * said.group
    first = _count(page, "record") + _strings_with_links(page) + 1
    last = first if said.total is None else said.total
    for start in islice(range(first, last + 1, size), MOST_PAGES):
        end = start + size - 1 if said.total is None else min(start + size - 1, said.total)
        yield _post(said.url, said.form, start, end, said.per_page)


def _shifted(page: ListPage, asked: PageRequest, links: int) -> Iterator[PageRequest]:
    """The group after the one that was asked for; none after an empty or the last one."""
    start, end = field_of(asked.url, "startrecord"), field_of(asked.url, "endrecord")
    per_page = field_of(asked.url, "perpage") or "15"
    if not all(text and re.fullmatch(r"\d{1,7}", text) for text in (start, end, per_page)):
        return
    size = int(end or 0) - int(start or 0) + 1
    total = _TOTAL.search(page.text)
    if links and size > 0 and total and int(end or 0) < int(total[1]) < MOST_PAGES * size:
        first = int(end or 0) + 1
        last = min(first + size - 1, int(total[1]))
        yield _post(asked.url, asked.form, first, last, int(per_page))


def _post(
    url: str, form: tuple[tuple[str, str], ...], start: int, end: int, per_page: int
) -> PageRequest:
    for name, value in (("startrecord", start), ("endrecord", end), ("perpage", per_page)):
        url = with_field(url, name, str(value))
    return PageRequest(url, "POST", form)


def _next_group(page: ListPage) -> Iterator[PageRequest]:
    """The address inside ``<nextgroup>``."""
    for group in islice(between(page.text, "<nextgroup>", "</nextgroup>"), 5):
        href = _HREF.search(group[:3000])
        url = join(page.base, href[2].replace("&amp;", "&")) if href else None
        if url:
            yield PageRequest(url)


def _count(page: ListPage, *names: str) -> int:
    found = page.text.lower().count("<record>")
    return found if found or names == ("record",) else sum(1 for _ in page.elements(*names))


def _strings(page: ListPage) -> Iterator[str]:
    """HTML held in the strings of the page's arrays (or of an answer that is one array)."""
    text = page.scripts if page.soup.find("script") else page.text
    if "<a " not in text or page.has("<record>"):
        return
    for match in islice(_STRING.finditer(text), _MOST_STRINGS):
        piece = match[1] if match[1] is not None else match[2]
        if "<a " in piece and "href" in piece:
            yield unquoted(piece)


def _strings_with_links(page: ListPage) -> int:
    return sum(1 for _ in _strings(page))
