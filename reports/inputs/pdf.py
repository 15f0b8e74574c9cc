"""PDF with a text layer: ruled tables as grids, the text around them as paragraphs.

Page numbers are dropped, lines cut at the page's edge are joined, and paragraphs that a page
frame turned into table rows are running text again. A scan has no text layer and says so.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from reports.document import Block, Document, Grid, GridCell, Paragraph, Unreadable
from reports.inputs.prose import split_prose
from reports.metadata.fields import REPORT_TITLE
from reports.model import Place
from reports.sections import heading_number
from reports.text import squeeze, tidy

_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第?\s*\d+\s*页.*$")
_END = re.compile(r"[。！？；：:!?;]$")
_TITLE = re.compile(rf"{REPORT_TITLE.pattern}$")
_SUBHEADING = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.、．]|[一二三四五六七八九十]+、)"
)
_UNMAPPED = re.compile(r"\(cid:\d+\)")  # what pdfminer puts for a glyph without a character
_MAX_PAGES = 400

for _name in ("pdfminer", "pdfplumber"):  # they warn of every odd font by name
    logging.getLogger(_name).setLevel(logging.ERROR)


def read_pdf(data: bytes) -> Document:
    """The document of a PDF; `Unreadable` when it is encrypted, damaged or has no text layer."""
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            pages = pdf.pages
            if len(pages) > _MAX_PAGES:
                raise Unreadable("too_long", f"PDF 有 {len(pages)} 页，超过 {_MAX_PAGES} 页。")
            blocks = _blocks(pages)
            tags = _tags(pdf.metadata or {})
    except (Unreadable, MemoryError):
        raise
    except Exception as exc:  # a broken file makes pdfminer raise errors of every kind
        cause = exc.args[0] if exc.args else exc
        if isinstance(exc, PDFPasswordIncorrect) or isinstance(cause, PDFPasswordIncorrect):
            raise Unreadable("encrypted", "PDF 加了密码，打不开。") from exc
        raise Unreadable("damaged", "PDF 已损坏，打不开。") from exc
    document = Document(tuple(blocks), None, tags)
    if not blocks:
        raise Unreadable("no_text", "PDF 没有文字层（扫描件），需要文字识别。")
    text = "".join(document.lines())
    if len(_UNMAPPED.findall(text)) > len(_UNMAPPED.sub("", text).split()):
        raise Unreadable("no_text", "PDF 的字体没有写明各个字形是什么字，需要文字识别。")
    return document


def _tags(metadata: dict[str, Any]) -> dict[str, str]:
    title = metadata.get("Title")
    return {"pdf:title": tidy(title)} if isinstance(title, str) and title.strip() else {}


def _blocks(pages: Sequence[Any]) -> list[Block]:
    blocks: list[Block] = []
    tables = 0
    for number, page in enumerate(pages, start=1):
        for block in _page(page, number, tables):
            if isinstance(block, Grid):
                tables += 1
            _append(blocks, block)
        page.close()
    return blocks


def _append(blocks: list[Block], block: Block) -> None:
    """Adds a block; a line goes on the paragraph before it unless that one has ended."""
    if not isinstance(block, Paragraph):
        blocks.append(block)
        return
    text = tidy(block.text)
    if not text or _PAGE_NUMBER.match(text):
        return
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and _goes_on(last.text, text):
        blocks[-1] = Paragraph(last.text + text)
    else:
        blocks.append(Paragraph(text))


def _goes_on(before: str, text: str) -> bool:
    """Whether a printed line continues the one before: that one fills the measure and neither
    ends a sentence nor is a title or heading."""
    if _END.search(before) or _SUBHEADING.match(text) or heading_number(before) is not None:
        return False
    plain = squeeze(before)
    return len(plain) >= 22 and _TITLE.search(plain) is None


def _page(page: Any, number: int, first_table: int) -> Iterator[Block]:
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    top = 0.0
    for index, table in enumerate(tables):
        _, upper, _, lower = table.bbox
        if upper > top:
            yield from _lines(page, top, upper)
        yield from split_prose(_grid(table, number, first_table + index))
        top = max(top, lower)
    if top < page.height:
        yield from _lines(page, top, float(page.height))


def _lines(page: Any, top: float, bottom: float) -> Iterator[Paragraph]:
    x0, y0, x1, y1 = page.bbox
    band = page.crop((x0, max(top, y0), x1, min(bottom, y1)), strict=False)
    text = _clean(band.extract_text() or "")
    for line in text.split("\n"):
        yield Paragraph(line)


def _clean(text: str) -> str:
    """Without NULs, which a font's own table may map glyphs to."""
    return text.replace("\x00", "")


def _grid(table: Any, page: int, number: int) -> Grid:
    rows = []
    for index, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True)):
        cells = [
            GridCell(_clean(text).strip(), Place(number, index, column, page, _box(box)))
            for column, (box, text) in enumerate(zip(row.cells, texts, strict=True))
            if box is not None and text is not None
        ]
        if cells:
            rows.append(tuple(cells))
    return Grid(tuple(rows))


def _box(box: Sequence[float]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (round(float(edge), 1) for edge in box)
    return (x0, top, x1, bottom)
