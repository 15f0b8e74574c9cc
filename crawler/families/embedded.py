"""What a page shows or leads to without a plain link: files, frames, opened windows, redirects.

Each is followed once. Files are found by `reports.attachments`; here are the pages: frames,
``window.open``, ``<meta http-equiv=refresh>`` and ``location.href=`` on a page that holds nothing
else. A script that sets a cookie before it redirects is a challenge and goes no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urldefrag

from bs4 import Tag

from crawler.addresses import host_of
from crawler.families.addresses import join, without_session
from crawler.families.model import Issue
from crawler.families.page import ListPage
from crawler.families.tree import words
from reports.attachments import NAMES_REPORT, find_attachments

How = Literal["link", "frame", "viewer", "script", "window", "redirect"]

_KIND = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rtf)(?:$|[?#])", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s{0,4}(\d{1,4})(?:\.\d{0,4})?\s{0,4}[;,]\s{0,4}(?:url\s{0,4}=\s{0,4})?(.{1,2000})",
    re.IGNORECASE | re.DOTALL,
)
_LOCATION = re.compile(
    r"""(?<![\w$])(?:(?:window|self|top|parent|document)\.)?location(?:\.href)?\s{0,4}=\s{0,4}["']([^"'\n<>]{1,1000})["']"""
    r"""|(?<![\w$])location\.(?:replace|assign)\s{0,4}\(\s{0,4}["']([^"'\n<>]{1,1000})["']"""
)
_WINDOW = re.compile(r"""window\.open\s{0,4}\(\s{0,4}["']([^"'\n<>]{1,1000})["']""")
_COOKIE = re.compile(r"document\.cookie\s{0,4}=")
_LONGEST_STUB = 200
_SLOWEST = 60
_MOST = 50


@dataclass(frozen=True, slots=True)
class Embedded:
    """An address to follow once. ``report``: it names an annual report; ``leads_out``: its host
    is not the page's."""

    url: str
    text: str
    how: How
    report: bool = False
    leads_out: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """What a page holds: ``files`` and ``frames`` (pages in frames or opened windows), and where
    it sends its readers on, if it is no more than a signpost."""

    files: tuple[Embedded, ...]
    frames: tuple[Embedded, ...]
    redirect: Embedded | None
    issues: tuple[Issue, ...] = ()


def look_inside(data: bytes, url: str, content_type: str | None = None) -> Inside:
    """Files, frames and the redirect of the HTML page ``data`` at ``url``. Files that are page
    furniture (a reader to download, a budget) are left out. Nothing is raised."""
    page = ListPage.of(data, url, content_type)
    files = tuple(
        Embedded(
            found.url, found.text, found.found,
            found.score >= NAMES_REPORT, host_of(found.url) != host_of(url),
        )
        for found in find_attachments(data, page.url, content_type)
        if found.score >= 0
    )  # fmt: skip
    frames = {made.url: made for made in islice(_frames(page), _MOST)}
    redirect, issues = _redirect(page)
    return Inside(files, tuple(frames.values()), redirect, issues)


def _frames(page: ListPage) -> Iterator[Embedded]:
    """Pages in frames and windows; files in them are attachments and stand among the files."""
    for frame in page.elements("iframe", "frame", "a", "input", "button"):
        if frame.name in {"iframe", "frame"}:
            yield from _page(page, str(frame.get("src") or ""), frame, "frame")
            continue
        code = f"{frame.get('onclick') or ''} {frame.get('href') or ''}"[:3000]
        if opened := _WINDOW.search(code):
            yield from _page(page, opened[1], frame, "window")


def _page(page: ListPage, href: str, element: Tag, how: How) -> Iterator[Embedded]:
    url = join(page.base, href)
    if url and not _KIND.search(url) and url != _own(page):
        text = str(element.get("title") or "") or words(element, 200)
        yield Embedded(
            url, " ".join(text.split()), how, leads_out=host_of(url) != host_of(page.url)
        )


def _redirect(page: ListPage) -> tuple[Embedded | None, tuple[Issue, ...]]:
    for meta in page.elements("meta"):
        if str(meta.get("http-equiv") or "").strip().lower() == "refresh":
            said = _REFRESH.fullmatch(str(meta.get("content") or "")[:2100])
            if said and int(said[1]) <= _SLOWEST:
                return _onward(page, said[2].strip(" '\""))
    script = _LOCATION.search(page.scripts)
    if script is None or len(_words(page)) > _LONGEST_STUB:
        return None, ()
    if _COOKIE.search(page.scripts):
        return None, (Issue("challenge", "网页先设 cookie 再跳转，像是验证页，不再继续。"),)
    return _onward(page, script[1] or script[2])


def _onward(page: ListPage, href: str) -> tuple[Embedded | None, tuple[Issue, ...]]:
    url = join(page.base, href)
    if url is None or url == _own(page):
        return None, ()
    return Embedded(url, "", "redirect", leads_out=host_of(url) != host_of(page.url)), ()


def _own(page: ListPage) -> str:
    return without_session(urldefrag(page.url).url)


def _words(page: ListPage) -> str:
    """The words a reader sees, as far as it takes to know whether there are any."""
    found, length = [], 0
    for text in islice(page.soup.strings, 2_000):
        if text.parent is not None and text.parent.name in {"script", "style", "title", "noscript"}:
            continue
        found.append(text.strip())
        length += len(found[-1])
        if length > _LONGEST_STUB:
            break
    return "".join(found)
