"""TRS WCM: a script call names count, current page, file name and extension; index_1 is page two.

``createPageHTML(pages, current from 0, "index", "shtml")``; other templates keep the count in a
variable (countPage, totalPage, pageCount) and build the name in the script. Where neither the
call nor the script says the name, it is taken from the page's links or its own address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.families import pagers
from crawler.families.addresses import MOST_PAGES, join
from crawler.families.links import links_of
from crawler.families.model import Found, Issue, PageRequest, Sign
from crawler.families.page import ListPage

_MOST_CALLS = 10
_CALL = re.compile(r"createPageHTML\s{0,4}\(([^()]{1,300})\)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_$][\w$]{0,40}")
_NAME = re.compile(r"[\w./-]{1,100}")
_EXTENSION = re.compile(r"\.?([a-z]{3,5})", re.IGNORECASE)
_ARTICLE = re.compile(r"/t20\d{6}_\d+\.s?html?$|/t19\d{6}_\d+\.s?html?$", re.IGNORECASE)
_BUILT = re.compile(
    r"""["']([\w-]{1,60})_["']\s{0,4}\+|["']([\w-]{1,60})["']\s{0,4}\+\s{0,4}["']_["']\s{0,4}\+"""
)
_BUILT_EXTENSION = re.compile(r"""["']\.(s?html?|jhtml|jsp)["']""")
_NUMBERED = re.compile(r"(?:^|/)([A-Za-z][\w-]{0,60})_(\d{1,4})\.(s?html?|jhtml)$")
_PLAIN = re.compile(r"/([A-Za-z][\w-]{0,60}?)(?:_\d{1,4})?\.(s?html?|jhtml)$")


@dataclass(frozen=True, slots=True)
class Call:
    """A pager's call: pages in all, the one shown, file name and extension without the dot.
    ``box``: the first argument is an element's id, and pages count from 1 (ucap's shape)."""

    count: int
    current: int
    name: str
    extension: str
    box: bool


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for TRS."""
    called = call(page)
    if called and not called.box:
        yield Sign(5, "createPageHTML 翻页")
    if called is None and re.search(r"\bcountPage\b", page.scripts):
        yield Sign(4, "countPage 翻页")
    if page.links_to(_ARTICLE):
        yield Sign(3, "文章地址形如 t20210115_123.html")
    if page.has("TRS_Editor"):
        yield Sign(1, "TRS 标记")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and every page that the pager's own count names."""
    called = call(page)
    issues: tuple[Issue, ...] = ()
    if called and not called.box:
        pages = list(_pages(page, called, first=1))
    else:
        pages, issues = _by_count(page)
    if not pages:
        pages = list(pagers.numbered(page))
    return Found(links_of(page, link_text), tuple(pages), issues)


def call(page: ListPage) -> Call | None:
    """The pager's call in the page's scripts; its definition has no numbers and is none."""
    for match in islice(_CALL.finditer(page.scripts), _MOST_CALLS):
        arguments = [_value(page.scripts, piece.strip()) for piece in match[1].split(",")][:8]
        box = bool(arguments) and not arguments[0].isdecimal() and len(arguments) > 4
        if box:
            arguments = arguments[1:]
        if len(arguments) < 4 or not (arguments[0].isdecimal() and arguments[1].isdecimal()):
            continue
        extension = _EXTENSION.fullmatch(arguments[3])
        if extension and _NAME.fullmatch(arguments[2]) and max(map(len, arguments[:2])) < 7:
            return Call(int(arguments[0]), int(arguments[1]), arguments[2], extension[1], box)
    return None


def box_pages(page: ListPage, called: Call) -> Iterator[PageRequest]:
    """Pages of the shape that counts from 1: list_2 is page two."""
    yield from _pages(page, called, first=2)


def _pages(page: ListPage, called: Call, first: int) -> Iterator[PageRequest]:
    """Addresses ``name_n.extension``. A first page that calls itself 1 counts from 1."""
    own = _NUMBERED.search(page.url)
    if first == 1 and own is None and called.current == 1:
        first = 2
    last = called.count if first == 2 else called.count - 1
    for number in range(first, min(last, MOST_PAGES) + 1):
        url = join(page.base, f"{called.name}_{number}.{called.extension}")
        if url:
            yield PageRequest(url)


def _value(scripts: str, argument: str) -> str:
    """What an argument stands for: itself without quotes, or what a variable was set to."""
    if _WORD.fullmatch(argument):
        pattern = rf"""\b{re.escape(argument)}\s{{0,4}}=\s{{0,4}}["']?([\w./-]{{1,60}})["']?"""
        found = re.search(pattern, scripts)
        return found[1] if found else ""
    return argument.strip("\"' \t\r\n")


def _by_count(page: ListPage) -> tuple[list[PageRequest], tuple[Issue, ...]]:
    count = pagers.page_count(page)
    if count is None or count < 2 or pagers.has_page_field(page):
        return list(pagers.counted(page)), ()
    named = _name(page)
    if named is None:
        return [], (Issue("pager_name_unknown", f"列表共 {count} 页，但看不出后页的文件名。"),)
    shown = re.search(r"currentPage\s{0,4}=\s{0,4}(\d{1,4})\b", page.scripts)
    called = Call(count, int(shown[1]) if shown else 0, *named, box=False)
    return list(_pages(page, called, first=1)), ()


def _name(page: ListPage) -> tuple[str, str] | None:
    """File name and extension: from the script that builds them, the pager's links, the page's
    own address, in that order."""
    built, extension = _BUILT.search(page.scripts), _BUILT_EXTENSION.search(page.scripts)
    if built and extension:
        return built[1] or built[2], extension[1]
    for anchor in page.elements("a"):
        if pagers.leads_on(anchor) and (match := _NUMBERED.search(str(anchor.get("href") or ""))):
            return match[1], match[3]
    own = _PLAIN.search(page.url)
    return (own[1], own[2]) if own else None
