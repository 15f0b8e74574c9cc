"""Pages of a PDF as pictures, for whoever recognises characters in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from reports.inputs.pdf import open_pdf

_MAX_PIXELS = 20_000_000  # A4 at 400 dpi has 15 million; larger pages are drawn smaller
_POINTS = 72  # an inch


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page drawn on white: its number (from 1), width and height in pixels, ``scale`` in pixels
    a point, and rows of bytes in the order blue, green, red."""

    page: int
    width: int
    height: int
    scale: float
    pixels: bytes


def page_images(data: bytes, pages: Sequence[int], dpi: int = 200) -> Iterator[PageImage]:
    """The pages of those numbers (from 1) that can be drawn, one at a time. `Unreadable` as for
    `read_pdf`."""
    for number in pages:
        with open_pdf(data) as pdf:  # not held open while the reader works on a picture
            image = _image(pdf, number, dpi) if 1 <= number <= len(pdf) else None
        if image is not None:
            yield image


def _image(pdf: PdfDocument, number: int, dpi: int) -> PageImage | None:
    try:
        page = pdf[number - 1]
    except PdfiumError:
        return None
    width, height = page.get_size()
    if not 0 < width * height < math.inf:
        return None
    scale = min(dpi / _POINTS, math.sqrt(_MAX_PIXELS / (width * height)))
    bitmap = page.render(scale=scale, force_bitmap_format=pdfium.FPDFBitmap_BGR)
    rows = bytes(bitmap.buffer)
    line = bitmap.width * 3
    pixels = b"".join(
        rows[start : start + line]
        for start in range(0, bitmap.stride * bitmap.height, bitmap.stride)
    )
    image = PageImage(number, bitmap.width, bitmap.height, scale, pixels)
    bitmap.close()
    page.close()
    return image
