"""How plain lists go on: next links, numbers in a pager, and page fields counted by the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import Tag

from crawler.families.addresses import MOST_PAGES, is_page_field, join, page_field, with_field
from crawler.families.model import PageRequest
from crawler.families.page import ListPage
from crawler.families.tree import words
from reports.text import fold, tidy

_NEXT = re.compile(r"[\[<>›»\s]*(?:下一页|下页|后一页|后页|next(?: page)?)[\]<>›»\s]*")
_LAST = re.compile(r"[\[<>›»\s]*(?:尾页|末页|最后一页|last)[\]<>›»\s]*")
_ARROW = re.compile(r"[>›»]{1,2}")
_NUMBER = re.compile(r"\[?([0-9]{1,3}|1000)\]?")
_PAGER_NAME = re.compile(r"page|pagin|fenye|fanye|pager|p_no|p_next", re.IGNORECASE)
_QUOTED_ADDRESS = re.compile(r"""["']([^"'\s<>]{1,300})["']""")
_COUNT = re.compile(
    r"(?:countPage|totalPages?|pageCount|pagecount|page_count|allPage|pageTotal|maxPage)"
    r"""["']?\s{0,4}[:=]\s{0,4}["']?(\d{1,6})""",
    re.IGNORECASE,
)
_COUNT_WORDS = re.compile(r"(?:共|/)\s{0,4}(\d{1,5})\s{0,4}页")


def numbered(page: ListPage) -> Iterator[PageRequest]:
    """Pages that the page's own pager leads to."""
    for anchor in page.elements("a"):
        if leads_on(anchor) and (url := target(page, anchor)):
            yield PageRequest(url)


def counted(page: ListPage) -> Iterator[PageRequest]:
    """Every page up to the count that the page gives, where the address (the page's own, or one
    of its pager's) has a field for the page's number."""
    count = page_count(page)
    found = page_field(page.url)
    pattern = page.url if found else None
    if found is None:
        for request in numbered(page):
            if found := page_field(request.url):
                pattern = request.url
                break
    if count is None or found is None or pattern is None:
        return
    shown = found[1] if pattern == page.url else 1
    for number in range(1, min(count, MOST_PAGES) + 1):
        if number != shown:
            yield PageRequest(with_field(pattern, found[0], str(number)))


def page_count(page: ListPage) -> int | None:
    """How many pages the list has, as its scripts or its words say."""
    said = _COUNT.search(page.scripts)
    if said is None:
        texts = (tidy(words(element, 300)) for element in islice(_pager_elements(page), 20))
        said = next(filter(None, map(_COUNT_WORDS.search, texts)), None)
    return int(said[1]) if said and 0 < int(said[1]) <= MOST_PAGES * 10 else None


def leads_on(anchor: Tag) -> bool:
    """Whether the anchor turns the list's page: 下一页, 尾页, an arrow or a number in the pager."""
    text = fold(tidy(words(anchor, 40, 10)))
    if _NEXT.fullmatch(text) or _LAST.fullmatch(text) or "next" in _list(anchor.get("rel")):
        return True
    if not (_ARROW.fullmatch(text) or _NUMBER.fullmatch(text)):
        return False
    return any(_PAGER_NAME.search(name) for name in _names_around(anchor))


def target(page: ListPage, anchor: Tag) -> str | None:
    """Where an anchor of the pager leads: its address, or the only one its script quotes."""
    href = str(anchor.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return join(page.base, href)
    code = f"{href} {anchor.get('onclick') or ''}"[:1000]
    quoted = [text for text in _QUOTED_ADDRESS.findall(code) if "/" in text or ".htm" in text]
    return join(page.base, quoted[0]) if len(quoted) == 1 else None


def has_page_field(page: ListPage) -> bool:
    """Whether the page's own address counts pages."""
    return page_field(page.url) is not None


def page_fields(fields: dict[str, str]) -> Iterator[str]:
    """Names among the fields that hold the number of a page."""
    return (
        name for name, value in fields.items()
        if is_page_field(name) and re.fullmatch(r"[0-9]{0,6}", value)
    )  # fmt: skip


def _pager_elements(page: ListPage) -> Iterator[Tag]:
    for element in page.elements("div", "p", "ul", "span", "td", "nav"):
        if any(_PAGER_NAME.search(name) for name in _own_names(element)):
            yield element


def _names_around(anchor: Tag) -> Iterator[str]:
    """Classes and ids of the anchor and the three elements around it."""
    yield from _own_names(anchor)
    for element in islice(anchor.parents, 3):
        yield from _own_names(element)


def _own_names(element: Tag) -> Iterator[str]:
    yield from _list(element.get("class"))
    yield str(element.get("id") or "")


def _list(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return str(value).split() if value else []
