"""Which element of a page holds the report.

Known containers of the site families come first, then the smallest element that holds all the
section headings there are. Headings are found in the page's text as a whole, for they may be cut
over several elements; each element is then known by the stretch of that text it holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from lxml import etree

from reports.sections import SECTION_HEADING
from reports.text import squeeze

_KNOWN = frozenset({
    "zoom", "zoomcon", "ucap-content", "ucapcontent", "trs_editor", "trs_editor_view", "view",
    "trs_preappend", "pages_content", "ivs_content", "wzzw-article", "article-content",
    "article_content", "v_news_content", "vsb_content", "vsb_content_2", "wp_articlecontent",
    "xxgk_content", "zw-content",
})  # fmt: skip
UNSHOWN = frozenset({"script", "style", "noscript", "template"})
_INDIVISIBLE = frozenset({"table", "tbody", "p"})
_SHORTEST = 60  # characters; an element with less text holds no report


def find_container(body: etree._Element) -> etree._Element:
    """The element that holds the report; ``body`` itself when nothing says more."""
    text, spans = _measure(body)
    headings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in SECTION_HEADING.finditer(text):
        headings[match[0][0]].append(match.span())

    def holds(element: etree._Element) -> bool:
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


def _measure(body: etree._Element) -> tuple[str, dict[etree._Element, tuple[int, int]]]:
    """The squeezed text, and the stretch of it that each element of some length holds (outer
    elements first)."""
    pieces: list[str] = []
    length = 0
    starts: list[int] = []
    found: list[tuple[int, int, etree._Element]] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            starts.append(length)
            piece = element.text if element.tag not in UNSHOWN else None
        else:
            start = starts.pop()
            if length - start >= _SHORTEST:
                found.append((start, -length, element))
            piece = element.tail if element is not body else None
        if piece and not piece.isspace():
            pieces.append(squeeze(piece))
            length += len(pieces[-1])
    found.sort(key=lambda item: item[:2])
    return "".join(pieces), {element: (start, -end) for start, end, element in found}


def _within(span: tuple[int, int], found: list[tuple[int, int]]) -> bool:
    first = bisect_left(found, (span[0], 0))
    return first < len(found) and found[first][1] <= span[1]


def _is_known(element: etree._Element) -> bool:
    names = {element.get("id") or "", *(element.get("class") or "").split()}
    return not _KNOWN.isdisjoint(name.lower() for name in names)
