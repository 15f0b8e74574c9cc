"""A list page taken apart once for every family: its text, tree, scripts and JSON. Never raises."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from crawler.addresses import host_of
from crawler.families.addresses import join
from reports.decode import decode

MOST_ELEMENTS = 5_000
_MOST_SCRIPTS = 200
LONGEST_PAGE = 3_000_000
_LONGEST_SCRIPT = 1_000_000
_DEEPEST_JSON = 200
_DECLARATION = re.compile(r"<\?xml[^<>]{0,200}>")


@dataclass(frozen=True)
class ListPage:
    """A list page: its own address (where it was asked for, with any fragment) and its text."""

    url: str
    text: str

    @classmethod
    def of(cls, data: bytes, url: str, content_type: str | None = None) -> ListPage:
        """The page of these bytes, decoded as `reports.decode` does. An ``url`` that is no http
        address counts as none: only absolute links are found then."""
        return cls(url if host_of(url) else "", decode(data, content_type)[:LONGEST_PAGE])

    @cached_property
    def json(self) -> Any:
        """The page's JSON value, None when it is none. JSONP's wrapping is taken off."""
        text = self.text.strip().lstrip("\ufeff")
        if wrapped := re.match(r"[\w.$]{1,60}\(", text):
            text = text[wrapped.end() :].rstrip("; \r\n").removesuffix(")")
        if not text.startswith(("{", "[")) or _too_deep(text):
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree; an empty one for what is no markup at all."""
        return soup_of("" if self.json is not None else self.text)

    @cached_property
    def base(self) -> str:
        """What relative links start from: the page's <base>, else its address."""
        element = self.soup.find("base", href=True)
        said = join(self.url, str(element["href"])) if isinstance(element, Tag) else None
        return said or self.url

    @cached_property
    def scripts(self) -> str:
        """All of the page's own scripts, one after another, cut at a limit."""
        found = self.soup.find_all("script", limit=_MOST_SCRIPTS)
        return "\n".join(script.get_text() for script in found)[:_LONGEST_SCRIPT]

    @cached_property
    def title(self) -> str:
        """The page's title, as browsers show it; empty when it has none."""
        element = self.soup.find("title")
        return element.get_text().strip()[:300] if isinstance(element, Tag) else ""

    @cached_property
    def records(self) -> BeautifulSoup:
        """The HTML inside the CDATA of the page's <record> elements, as one tree."""
        if not self.has("<record>"):
            return soup_of("")
        return soup_of("\n".join(islice(between(self.text, "<![CDATA[", "]]>"), MOST_ELEMENTS)))

    def has(self, text: str) -> bool:
        """Whether the page holds this text, in any case of its letters."""
        return text.lower() in self._lower

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()

    def elements(self, *names: str) -> Iterator[Tag]:
        """The first elements of these names, up to a limit."""
        yield from self.soup.find_all(list(names), limit=MOST_ELEMENTS)

    @cached_property
    def anchors(self) -> tuple[Tag, ...]:
        """The first links of the page, up to a limit."""
        return tuple(self.soup.find_all("a", href=True, limit=MOST_ELEMENTS))

    def links_to(self, pattern: re.Pattern[str]) -> bool:
        """Whether a link's address holds this pattern."""
        return any(pattern.search(str(anchor["href"])[:2000]) for anchor in self.anchors)


def soup_of(markup: str) -> BeautifulSoup:
    """The tree of a piece of markup, without bs4's remarks; empty where lxml refuses it."""
    markup = markup.lstrip()
    if declared := _DECLARATION.match(markup):
        markup = markup[declared.end() :]
    if "<" not in markup:
        markup = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return BeautifulSoup(markup, "lxml")
        except (ParserRejectedMarkup, RecursionError):
            return BeautifulSoup("", "lxml")


def between(text: str, opening: str, closing: str) -> Iterator[str]:
    """The pieces of a text between two marks, found without going back."""
    at = text.find(opening)
    while at >= 0:
        start = at + len(opening)
        end = text.find(closing, start)
        if end < 0:
            return
        yield text[start:end]
        at = text.find(opening, end)


def _too_deep(text: str) -> bool:
    """Whether brackets nest deeper than any list's: the JSON reader works by recursion."""
    depth = 0
    for char in re.findall(r"[\[\]{}]", text):
        depth += 1 if char in "[{" else -1
        if depth > _DEEPEST_JSON:
            return True
    return False
