"""The text of a DOCX's paragraphs and cells as Word shows it.

What was deleted or moved away under change tracking, hidden text, tables of contents and the
copies of drawings made for older programs are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT, _RUN, _PARAGRAPH, _TABLE = qn("w:t"), qn("w:r"), qn("w:p"), qn("w:tbl")
_BOX = qn("w:txbxContent")
_SIGNS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_SKIPPED = frozenset(
    qn(f"w:{name}") for name in ("pPr", "rPr", "drawing", "pict", "object", "rt", "txbxContent")
)
WRAPPERS = frozenset(
    qn(f"w:{name}")
    for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "tr", "tc")
)
"""Elements that stand around blocks, rows or cells without being any."""


def clean(body: etree._Element, styles: etree._Element | None) -> None:
    """Takes out of the body what Word does not show as text."""
    contents = _contents_styles(styles)
    gone = [row for row in body.iter(qn("w:tr")) if _has(row, "w:trPr/w:del")]
    gone += [run for run in body.iter(_RUN) if _is_hidden(run)]
    gone += [item for item in body.iter(qn("w:sdt")) if _is_contents_list(item)]
    gone += [line for line in body.iter(_PARAGRAPH) if _is_contents_line(line, contents)]
    for choice in body.iter(f"{_COMPATIBILITY}Choice"):
        gone += choice.itersiblings(f"{_COMPATIBILITY}Fallback")
    for element in gone:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    etree.strip_elements(body, qn("w:del"), qn("w:moveFrom"), with_tail=False)


def lines_of(paragraph: etree._Element) -> list[str]:
    """The lines of a paragraph, cut at its line breaks."""
    return "".join(_pieces(paragraph)).split("\n")


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, outer ones only."""
    for box in paragraph.iter(_BOX):
        if next(box.iterancestors(_BOX, _PARAGRAPH)) is paragraph:
            yield box


def cell_text(cell: etree._Element) -> str:
    """A cell's text, its paragraphs parted by line breaks."""
    return "\n".join(filter(None, (line.strip() for line in _lines(cell))))


def _lines(container: etree._Element) -> Iterator[str]:
    for child in container:
        if child.tag == _PARAGRAPH:
            yield from lines_of(child)
            for box in text_boxes(child):
                yield from _lines(box)
        elif child.tag == _TABLE or child.tag in WRAPPERS:
            yield from _lines(child)


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)


def _has(element: etree._Element, path: str) -> bool:
    return element.find("/".join(qn(name) for name in path.split("/"))) is not None


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val")) not in {"0", "false", "off"}


def _is_contents_list(item: etree._Element) -> bool:
    gallery = item.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _is_contents_line(paragraph: etree._Element, styles: frozenset[str]) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if style is not None and style.get(qn("w:val")) in styles:
        return True
    return any("PAGEREF" in (code.text or "") for code in paragraph.iter(qn("w:instrText")))


def _contents_styles(styles: etree._Element | None) -> frozenset[str]:
    """The ids of the styles that lines of a table of contents have (``toc 1``)."""
    if styles is None:
        return frozenset()
    names = ((style, style.find(qn("w:name"))) for style in styles.iter(qn("w:style")))
    return frozenset(
        style.get(qn("w:styleId"), "")
        for style, name in names
        if name is not None and name.get(qn("w:val"), "").lower().startswith("toc ")
    )
