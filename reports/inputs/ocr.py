"""Scans: pictures, and the pages of a PDF that are pictures, read by text recognition.

A page with a text layer is read from that; only the others are recognised. What is recognised
becomes characters and lines on a page like those of any PDF, and is read as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from reports.document import Document, Unreadable
from reports.inputs import pdf
from reports.inputs.ocr_cells import marked
from reports.inputs.ocr_engine import NO_OCR, Image, is_installed
from reports.inputs.ocr_image import MAX_PAGES, open_pictures
from reports.inputs.ocr_page import PageSeen, see_page
from reports.inputs.pdf_glyphs import UNMAPPED
from reports.inputs.pdf_images import PageImage, page_images
from reports.inputs.pdf_page import PageInk
from reports.model import Issue

_OUTLINES = 300  # shapes on a page without text: its letters are drawn


def read_image(data: bytes) -> Document:
    """The document in a picture file. `Unreadable`: needs_ocr, damaged, bomb, no_text."""
    if not is_installed():
        raise Unreadable("needs_ocr", NO_OCR)
    pictures = open_pictures(data)
    with _within_memory():
        seen = [see_page(picture, number) for number, picture in enumerate(pictures[:MAX_PAGES], 1)]
    message = "图片由文字识别读出，数字请与原件核对。"
    issues = [Issue("ocr_used", "inputs", message, {"pages": [page.ink.number for page in seen]})]
    if len(pictures) > MAX_PAGES:
        issues.append(_too_many([MAX_PAGES + 1]))
    return _document([page.ink for page in seen], seen, {}, issues)


def read_pdf(data: bytes) -> Document:
    """The document of a PDF, its scanned pages recognised where the extra is installed.
    `Unreadable` as of `reports.inputs.pdf.read_pdf`, and needs_ocr when all of it is scanned."""
    try:
        document = pdf.read_pdf(data)
    except Unreadable as exc:
        if exc.code != "no_text":
            raise
        return _read_scans(data) or _refuse(exc)
    if all(issue.code != "page_without_text" for issue in document.issues):
        return document
    try:
        return _read_scans(data) or document
    except Unreadable as exc:  # the pages with text are still worth reading
        issues = (Issue(exc.code, "inputs", exc.sentence), *document.issues)
        return Document(document.blocks, document.title, document.tags, issues)


@contextmanager
def _within_memory() -> Iterator[None]:
    """Recognition takes far more memory than all the rest: where it does not get it, the
    document is unread and the process as sound as before."""
    try:
        yield
    except MemoryError as exc:
        raise Unreadable("memory", "内存不够，文字识别没有完成。") from exc


def _refuse(reason: Unreadable) -> Document:
    raise reason


def _read_scans(data: bytes) -> Document | None:
    """The document with its pictures of text recognised; None when no page is one."""
    issues: list[Issue] = []
    with pdf.open_pdf(data) as opened:
        pages = pdf.pages_of(opened, issues)
        tags = pdf.tags_of(opened)
    wanted = [page.number for page in pages if _is_picture(page)]
    if not wanted:
        return None
    if not is_installed():
        raise Unreadable("needs_ocr", NO_OCR)
    taken, left = wanted[:MAX_PAGES], wanted[MAX_PAGES:]
    with _within_memory():
        seen = {page.ink.number: page for page in _seen(page_images(data, taken))}
    done = "、".join(str(number) for number in seen)
    message = f"PDF 第 {done} 页是扫描件，由文字识别读出，数字请与原件核对。"
    told = [Issue("ocr_used", "inputs", message, {"pages": list(seen)})]
    told += [_too_many(left)] if left else []
    told += [
        issue for issue in issues
        if issue.code != "page_without_text" or issue.data["page"] not in seen
    ]  # fmt: skip
    inks = [seen[page.number].ink if page.number in seen else page for page in pages]
    return _document(inks, list(seen.values()), tags, told)


def _is_picture(page: PageInk) -> bool:
    """Whether a page has no text although something is printed on it, or text that says nothing
    because its font does not name its characters."""
    unknown = sum(glyph.text == UNMAPPED for glyph in page.glyphs)
    if page.glyphs:
        return unknown * 2 > len(page.glyphs)
    return page.rules.images > 0 or page.rules.parts > _OUTLINES


def _seen(images: Iterable[PageImage]) -> Iterator[PageSeen]:
    for image in images:
        yield see_page(_grey(image), image.page, image.width / image.scale)


def _grey(image: PageImage) -> Image:
    import cv2  # noqa: PLC0415 - there with the extra
    import numpy as np  # noqa: PLC0415

    pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width, 3)
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def _too_many(left: Sequence[int]) -> Issue:
    message = f"扫描件超过 {MAX_PAGES} 页，第 {left[0]} 页起的没有识别。"
    return Issue("ocr_pages", "inputs", message, {"pages": list(left)})


def _document(
    inks: Sequence[PageInk], seen: Sequence[PageSeen], tags: dict[str, str], issues: list[Issue]
) -> Document:
    blocks = marked(
        pdf.blocks_of(inks),
        {page.ink.number: page.seen for page in seen},
    )
    if not blocks:
        raise Unreadable("no_text", "扫描件里没有认出文字。")
    return Document(tuple(blocks), None, tags, tuple(issues))
