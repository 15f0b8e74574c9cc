"""Which element of a page holds the report.

Known containers of the site families come first, then the smallest element that holds all the
section headings there are. Headings are found in the page's text as a whole, for they may be cut
over several elements; each element is then known by the stretch of that text it holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from lxml import etree, html

from reports.sections import SECTION_HEADING
from reports.text import squeeze

_KNOWN = frozenset({
    "zoom", "zoomcon", "ucap-content", "ucapcontent", "trs_editor", "trs_editor_view", "view",
    "trs_preappend", "pages_content", "ivs_content", "wzzw-article", "article-content",
    "article_content", "v_news_content", "vsb_content", "vsb_content_2", "wp_articlecontent",
    "xxgk_content", "zw-content",
})  # fmt: skip
_UNSHOWN = frozenset({"script", "style", "noscript", "template"})
_INDIVISIBLE = frozenset({"table", "tbody", "p"})
_SHORTEST = 60  # characters; an element with less text holds no report

Spans = Mapping[html.HtmlElement, tuple[int, int]]


def find_container(body: html.HtmlElement) -> html.HtmlElement:
    """The element that holds the report; ``body`` itself when nothing says more."""
    text, spans = _measure(body)
    headings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in SECTION_HEADING.finditer(text):
        headings[match[0][0]].append(match.span())

    def holds(element: html.HtmlElement) -> bool:
        span = spans.get(element)
        return span is not None and all(_within(span, found) for found in headings.values())

    for element in spans:
        if _is_known(element) and holds(element):
            return element
    best, step = body, body if headings else None
    while step is not None:
        best = step
        step = next(
            (child for child in best if child.tag not in _INDIVISIBLE and holds(child)), None
        )
    return best


def _measure(body: html.HtmlElement) -> tuple[str, Spans]:
    """The squeezed text, and the stretch of it that each element of some length holds (outer
    elements first)."""
    pieces: list[str] = []
    length = 0
    spans: dict[html.HtmlElement, tuple[int, int]] = {}
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            spans[element] = (length, length)
            piece = element.text if element.tag not in _UNSHOWN else None
        else:
            start, _ = spans.pop(element)
            if length - start >= _SHORTEST:
                spans[element] = (start, length)
            piece = element.tail if element is not body else None
        if piece:
            pieces.append(squeeze(piece))
            length += len(pieces[-1])
    return "".join(pieces), dict(sorted(spans.items(), key=lambda item: (item[1][0], -item[1][1])))


def _within(span: tuple[int, int], found: list[tuple[int, int]]) -> bool:
    first = bisect_left(found, (span[0], 0))
    return first < len(found) and found[first][1] <= span[1]


def _is_known(element: html.HtmlElement) -> bool:
    names = {element.get("id") or "", *(element.get("class") or "").split()}
    return not _KNOWN.isdisjoint(name.lower() for name in names)
