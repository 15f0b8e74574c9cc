"""Short walks in a page's tree. bs4's own begin by looking for an element's last descendant, which
on a page of unclosed elements takes as long as the page is deep, for each of them."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import Comment, NavigableString, PageElement

_MOST_NODES = 200


def inside(element: Tag, most: int = _MOST_NODES) -> Iterator[PageElement]:
    """What is inside an element, in the page's order, no more than ``most`` nodes of it."""
    waiting: list[PageElement] = element.contents[:most][::-1]
    seen = 0
    while waiting and seen < most:
        node = waiting.pop()
        seen += 1
        yield node
        if isinstance(node, Tag):
            waiting.extend(node.contents[:most][::-1])


def words(element: Tag, longest: int, most: int = _MOST_NODES) -> str:
    """The first characters of an element's text, white space as it stands."""
    found, length = [], 0
    for node in inside(element, most):
        if isinstance(node, NavigableString) and not isinstance(node, Comment):
            found.append(str(node)[: longest - length])
            length += len(found[-1])
            if length >= longest:
                break
    return "".join(found)


def links_inside(element: Tag) -> int:
    """How many links an element holds, as far as it is looked at."""
    return sum(isinstance(node, Tag) and node.name == "a" for node in inside(element))
