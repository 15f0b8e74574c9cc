"""PDF with a text layer: ruled tables as grids, the text around them as paragraphs.

Page numbers are dropped, lines cut at the page's edge are joined, paragraphs that a page frame
turned into table rows are running text again, and a table that a page break cut is one table.
A scan has no text layer and says so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from reports.document import Block, Document, Paragraph, Unreadable
from reports.inputs.pdf_glyphs import UNMAPPED
from reports.inputs.pdf_page import PageInk, page_blocks, read_ink
from reports.inputs.pdf_whole import whole_tables
from reports.metadata.fields import REPORT_TITLE
from reports.model import Issue
from reports.sections import heading_number
from reports.text import squeeze, tidy

PDFIUM = threading.Lock()
"""PDFium serves one thread at a time: held while any of its documents is open."""

_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第?\s*\d+\s*页.*$")
_END = re.compile(r"[。！？；：:!?;]$")
_TITLE = re.compile(rf"{REPORT_TITLE.pattern}$")
_SUBHEADING = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.、．]|[一二三四五六七八九十]+、)"
)
_MAX_PAGES = 400
_MAX_INK = 150_000  # characters and line segments of a document; five pages have some 5,000
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def read_pdf(data: bytes) -> Document:
    """The document of a PDF; `Unreadable` when it is encrypted, damaged or has no text layer."""
    issues: list[Issue] = []
    with open_pdf(data) as pdf:
        if len(pdf) > _MAX_PAGES:
            raise Unreadable("too_long", f"PDF 有 {len(pdf)} 页，超过 {_MAX_PAGES} 页。")
        pages = pages_of(pdf, issues)
        tags = tags_of(pdf)
    blocks = blocks_of(pages)
    if not blocks:
        raise Unreadable("no_text", "PDF 没有文字层（扫描件），需要文字识别。")
    document = Document(tuple(blocks), None, tags, tuple(issues))
    text = "".join(document.lines())
    if text.count(UNMAPPED) > len(squeeze(text.replace(UNMAPPED, ""))):
        raise Unreadable("no_text", "PDF 的字体没有写明各个字形是什么字，需要文字识别。")
    return document


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfDocument]:
    """The open document, which no other thread's reading meets; closed with all its pages.
    `Unreadable`: encrypted, damaged."""
    with PDFIUM:
        # a failure may leave the last error as it was, so one that is not a password's is set
        pdfium.FPDF_LoadMemDocument(b"", 0, None)
        try:
            pdf = PdfDocument(data)
        except PdfiumError as exc:
            if exc.err_code in _LOCKED:
                raise Unreadable("encrypted", "PDF 加了密码，打不开。") from exc
            raise Unreadable("damaged", "PDF 已损坏，打不开。") from exc
        try:
            yield pdf
        finally:
            pdf.close()


def pages_of(pdf: PdfDocument, issues: list[Issue]) -> list[PageInk]:
    """What the pages show; a page that cannot be opened, has too many lines to tell tables from
    drawings, or is a picture of text, is named in an Issue."""
    found: list[PageInk] = []
    ink = 0
    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
        except PdfiumError:
            issues.append(_issue("page_damaged", number, "已损坏，没有读"))
            continue
        try:
            read = read_ink(page, number)
        except PdfiumError:
            issues.append(_issue("page_damaged", number, "已损坏，没有读"))
            continue
        finally:
            page.close()
        ink += len(read.glyphs) + read.rules.parts
        if ink > _MAX_INK:
            raise Unreadable("too_long", f"PDF 的文字和线条太多，读到第 {number} 页为止。")
        if read.rules.cut:
            issues.append(_issue("page_drawing", number, "线条太多，只读了文字"))
        if not read.glyphs and read.rules.images:
            issues.append(_issue("page_without_text", number, "没有文字层（扫描件），需要文字识别"))
        found.append(read)
    if issues and not found:
        raise Unreadable("damaged", "PDF 已损坏，打不开。")
    return found


def _issue(code: str, page: int, what: str) -> Issue:
    return Issue(code, "inputs", f"PDF 第 {page} 页{what}。", {"page": page})


def tags_of(pdf: PdfDocument) -> dict[str, str]:
    """What the file says of itself: its title, if any."""
    try:
        title = tidy(pdf.get_metadata_value("Title"))
    except UnicodeDecodeError:
        return {}
    return {"pdf:title": title} if title else {}


def blocks_of(pages: Iterable[PageInk]) -> list[Block]:
    """Paragraphs and tables in reading order, those cut by a page break joined."""
    blocks: list[Block] = []
    for page in pages:
        for block in page_blocks(page):
            _append(blocks, block)
    return whole_tables(blocks)


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
