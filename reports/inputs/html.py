"""HTML pages: the block that holds the report, its paragraphs and its tables.

Page furniture and what the page hides are dropped. Numbers cut over several inline elements are
joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from reports.document import Block, Document, Grid, GridCell, Paragraph, Unreadable
from reports.inputs.container import UNSHOWN, find_container
from reports.inputs.prose import split_prose
from reports.metadata.fields import INDEX_NUMBER, REPORT_TITLE
from reports.model import Place
from reports.sections import SECTION_HEADING
from reports.text import squeeze, tidy

_DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math",
    "canvas", "select", "option", "button", "input", "textarea", "nav", "header",
    "footer", "aside", "head", "audio", "video",
})  # fmt: skip
_FURNITURE = re.compile(
    r"^(?:nav|navbar|footer|header|menu|breadcrumb|crumbs?|sidebar|share|copyright|foot|dqwz|weizhi|"
    # position-relative and top-0 are a style library's words for blocks of every kind
    r"search|position(?!-)|top(?!-\d)|bottom(?!-\d))(?:$|[-_ ])",
    re.IGNORECASE,
)
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html",
    "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "br",
})  # fmt: skip
_NUMBER = re.compile(r"\s*(\d{1,4})")
_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:发布|公开|发文)(?:日期|时间)\s*[:\uff1a]?\s*(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})"
)
_TITLE_TAIL = re.compile(r"\s?[_|]\s?|\s-+\s")
_MAX_SPAN = 1000  # the HTML standard's own limit; hostile pages ask for more
_MAX_COLUMNS = 100  # beyond these merged cells are not followed; the widest form has 15


def read_html(text: str) -> Document:
    """The document of an HTML page; `Unreadable` when it holds no element at all, or nests
    deeper than the parser follows (it would drop the rest without a word)."""
    # not lxml.html's parser, which asks for the class of each element
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as exc:
        if exc.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]
            raise MemoryError from exc
        raise Unreadable("empty", "网页里没有内容。") from exc
    if parser.error_log.filter_types(etree.ErrorTypes.ERR_NO_MEMORY):
        raise MemoryError
    if root is None:
        raise Unreadable("empty", "网页里没有内容。")
    if parser.error_log.filter_types(etree.ErrorTypes.ERR_RESOURCE_LIMIT):
        raise Unreadable("too_deep", "网页的嵌套太深，读不完整。")
    tags = _tags(root)
    title = _title(root, tags)
    body = root.find("body")
    blocks = tuple(_Walker().walk(find_container(root if body is None else body)))
    return Document(blocks, title, tags)


def _tags(root: etree._Element) -> dict[str, str]:
    tags: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if name and content and content.strip():
            tags.setdefault(name.strip().lower(), tidy(content))
    shown = tidy(" ".join(_shown_texts(root)))
    if (match := _PUBLISHED.search(shown)) is not None:
        tags["printed:published"] = "-".join(match.groups())
    if (match := INDEX_NUMBER.search(shown)) is not None:
        tags["printed:index_number"] = match[1]
    return tags


def _shown_texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag not in UNSHOWN and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def _text_of(element: etree._Element) -> str:
    return "".join(cast("Iterator[str]", element.itertext()))


def _title(root: etree._Element, tags: dict[str, str]) -> str | None:
    """What the page calls itself: its tag, its head line or its title, whichever names a
    report (the others may name the site), else the first there is."""
    titles = [tags.get("articletitle", "")]
    titles += [tidy(_text_of(element)) for element in root.iter("h1")]
    titles += [_TITLE_TAIL.split(tidy(_text_of(e)))[0] for e in root.iter("title")]
    named = [title for title in titles if title]
    return next((title for title in named if REPORT_TITLE.search(squeeze(title))), None) or next(
        iter(named), None
    )


class _Walker:
    """Collects blocks from an element in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.grids = 0

    def walk(self, root: etree._Element) -> list[Block]:
        # no recursion: pages that never close a <font> nest hundreds deep
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if element.tag in _BLOCKS:
                self._flush()
            if event == "end":
                self.line.append(element.tail or "" if element is not root else "")
            elif element is not root and (element.tag in _DROPPED or _is_furniture(element)):
                walk.skip_subtree()
            elif element.tag == "table" and not _is_layout(element):
                self._table(element)
                walk.skip_subtree()
            else:
                self.line.append(element.text or "")
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        text = tidy("".join(self.line))
        self.line = []
        if text:
            self.blocks.append(Paragraph(text))

    def _table(self, table: etree._Element) -> None:
        for caption in table.iterchildren("caption"):
            self.blocks += [Paragraph(line) for line in _cell_text(caption).split("\n") if line]
        self.blocks += split_prose(_grid(table, self.grids))
        self.grids += 1


def _is_hidden(element: etree._Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _is_furniture(element: etree._Element) -> bool:
    if _is_hidden(element):
        return True
    if element.tag not in {"div", "ul", "section"}:
        return False
    names = [element.get("id") or "", *(element.get("class") or "").split()]
    return any(_FURNITURE.match(name) for name in names)


def _is_layout(table: etree._Element) -> bool:
    """A table that only arranges the page: it holds tables, or whole sections in a cell."""
    if table.find(".//table") is not None:
        return True
    if SECTION_HEADING.search(squeeze(_text_of(table))) is None:
        return False
    return any(
        len(SECTION_HEADING.findall(squeeze(_text_of(cell)))) > 1 for cell in table.iter("td", "th")
    )


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


def _cell_text(cell: etree._Element) -> str:
    """A cell's text: inline pieces joined as they are, blocks parted by line breaks."""
    inner = cell
    while len(inner) == 1 and _is_blank(inner.text) and _is_blank(inner[0].tail):
        inner = inner[0]
        if inner.tag in _DROPPED or _is_hidden(inner):
            return ""
    if not len(inner):  # as most are: a number, in a span in a paragraph perhaps
        return tidy(inner.text or "")
    parts: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if element.tag in _BLOCKS:
            parts.append("\n")
        if event == "end":
            piece = element.tail if element is not cell else None
        elif element.tag in _DROPPED or _is_hidden(element):
            walk.skip_subtree()
            continue
        else:
            piece = element.text
        parts.append(_SPACE.sub(" ", piece or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _span(cell: etree._Element, name: str) -> int:
    printed = cell.get(name)
    match = _NUMBER.match(printed) if printed else None
    return min(max(int(match[1]), 1), _MAX_SPAN) if match else 1


def _grid(table: etree._Element, number: int) -> Grid:
    """The rows with each cell in its true column (HTML, forming a table: merged cells from
    above push the cells of a row to the right)."""
    rows: list[tuple[GridCell, ...]] = []
    held: dict[int, int] = {}  # column → rows still covered from above
    for index, row in enumerate(table.iter("tr")):
        cells: list[GridCell] = []
        column = 0
        covered = {key: left - 1 for key, left in held.items() if left > 1}
        for cell in row.iterchildren("td", "th"):
            while column in held:
                column += 1
            cells.append(GridCell(_cell_text(cell), Place(number, index, column)))
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                end = min(column + width, _MAX_COLUMNS)
                covered.update(dict.fromkeys(range(column, end), height - 1))
            column += width
        held = covered
        if cells:
            rows.append(tuple(cells))
    return Grid(tuple(rows))
