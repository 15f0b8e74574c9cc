"""Lists that a script posts for and that come as JSON: what it sends, and what the answer holds.

The script is read as data: an address and a flat object with a field that counts pages. An answer
is any JSON with an array of items that have a title and an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from crawler.families.addresses import MOST_PAGES, is_page_field, join, page_field, with_field
from crawler.families.links import date_in, link
from crawler.families.literals import fields, literal_after
from crawler.families.model import Found, Issue, PageRequest, ReportLink
from crawler.families.page import MOST_ELEMENTS, ListPage
from reports.text import tidy

_CALL = re.compile(r"\$\.(?:ajax|post)\s{0,4}\(|axios\.post\s{0,4}\(|\bfetch\s{0,4}\(")
_URL = re.compile(r"""(?:url["']?\s{0,4}:\s{0,4}|\(\s{0,8})["']([^"'\s<>]{1,300})["']""")
_POST = re.compile(
    r"""(?:type|method)["']?\s{0,4}:\s{0,4}["']post["']|\.post\s{0,4}\(""", re.IGNORECASE
)
_BODY = re.compile(r"""\b(?:data|body)["']?\s{0,4}:\s{0,4}(JSON\.stringify\s{0,4}\(\s{0,4})?\{""")
_SECOND = re.compile(r"""\(\s{0,8}["'][^"'\s<>]{1,300}["']\s{0,8},\s{0,8}\{""")
_CALL_LENGTH = 3_000
_MOST_CALLS = 20
_MOST_NODES = 20_000
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)
_TITLES = ("title", "doctitle", "name", "subject", "infotitle", "newstitle", "bt")
_ADDRESSES = ("url", "link", "href", "docpuburl", "puburl", "linkurl", "infourl", "address", "path")
_DATES = (
    "date",
    "pubdate",
    "publishdate",
    "publishtime",
    "createtime",
    "docreltime",
    "releasedate",
)
_TOTALS = frozenset(
    {"total", "totalcount", "totalrecord", "totalrecords", "totalelements", "rowcount"}
)
_PAGES = frozenset({"pages", "pagecount", "totalpage", "totalpages", "allpage"})


def requests(page: ListPage) -> Iterator[PageRequest]:
    """The lists that the page's scripts post for, each at its first page."""
    scripts = page.scripts
    for call in islice(_CALL.finditer(scripts), _MOST_CALLS):
        code = scripts[call.start() : call.start() + _CALL_LENGTH]
        where, body = _URL.search(code), _BODY.search(code) or _SECOND.search(code)
        url = join(page.base, where[1]) if where else None
        if url is None or body is None or not _POST.search(code):
            continue
        sent = fields(literal_after(code, body.end() - 1) or "", scripts)
        if not any(map(is_page_field, sent)):
            continue
        if "JSON.stringify" in body[0] or "application/json" in code:
            text = json.dumps(sent, ensure_ascii=False)
            yield PageRequest(url, "POST", body=text, headers=_JSON)
        else:
            yield PageRequest(url, "POST", tuple(sent.items()))


def answer(page: ListPage, asked: PageRequest | None, link_text: str | None) -> Found:
    """The links of a JSON answer, and from its first page all the others."""
    links = list(dict.fromkeys(_links(page, link_text)))
    if not links:
        return Found(issues=(Issue("no_items", "接口的回答里没有带标题和地址的条目。"),))
    return Found(tuple(links), tuple(_following(page, asked or PageRequest(page.url), len(links))))


def items(value: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Title, address and the whole of each item in an answer, in its order."""
    for node in islice(_dicts(value), _MOST_NODES):
        named = {str(key).lower(): item for key, item in node.items()}
        title = next((named[key] for key in _TITLES if isinstance(named.get(key), str)), None)
        url = next((named[key] for key in _ADDRESSES if isinstance(named.get(key), str)), None)
        if title and url:
            yield title, url, named


def _links(page: ListPage, link_text: str | None) -> Iterator[ReportLink]:
    for title, address, item in islice(items(page.json), MOST_ELEMENTS):
        url = join(page.url, address)
        if url is None:
            continue
        plain = tidy(re.sub(r"<[^<>]{0,200}>", "", title[:600]))[:300]
        dates = (date_in(item[key]) for key in _DATES if isinstance(item.get(key), str))
        made = link(page, url, plain, link_text=link_text)
        yield replace(made, date=next(filter(None, dates), None))


def _following(page: ListPage, asked: PageRequest, shown: int) -> Iterator[PageRequest]:
    numbered = _number_of(asked)
    if numbered is None or numbered[1] > 1:
        return
    name, first = numbered
    pages, total = _said(page.json, _PAGES), _said(page.json, _TOTALS)
    count = pages if pages is not None else -(-total // shown) if total is not None else 1
    for number in range(first + 1, first + min(count, MOST_PAGES)):
        yield _at(asked, name, number)


def _number_of(asked: PageRequest) -> tuple[str, int] | None:
    """The field of a request that counts pages, and its number (1 where it is empty)."""
    if asked.method == "GET":
        return page_field(asked.url)
    for name, value in _sent(asked).items():
        if is_page_field(name) and re.fullmatch(r"[0-9]{0,6}", str(value)):
            return name, int(str(value) or 1)
    return None


def _sent(asked: PageRequest) -> dict[str, Any]:
    if asked.body is None:
        return dict(asked.form)
    try:
        sent = json.loads(asked.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _at(asked: PageRequest, name: str, number: int) -> PageRequest:
    if asked.method == "GET":
        return PageRequest(with_field(asked.url, name, str(number)))
    sent = _sent(asked) | {name: str(number)}
    if asked.body is None:
        return replace(asked, form=tuple(sent.items()))
    return replace(asked, body=json.dumps(sent, ensure_ascii=False))


def _said(value: Any, names: frozenset[str]) -> int | None:
    """The number that an answer gives under one of these names."""
    for node in islice(_dicts(value), _MOST_NODES):
        for key, item in node.items():
            text = str(item) if isinstance(item, int | str) and not isinstance(item, bool) else ""
            if str(key).lower() in names and re.fullmatch(r"[0-9]{1,7}", text[:8]):
                return int(text)
    return None


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, outer ones first, in its order; the page limits the depth."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(
                reversed([item for item in node.values() if isinstance(item, dict | list)])
            )
        elif isinstance(node, list):
            waiting.extend(reversed([item for item in node if isinstance(item, dict | list)]))
