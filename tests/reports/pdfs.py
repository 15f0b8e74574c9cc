"""The samples' PDF writer, as these tests know it."""

from __future__ import annotations

from samples.pdfs import HEIGHT, SIZE, WIDTH, Page, make_pdf

__all__ = ["HEIGHT", "SIZE", "WIDTH", "Page", "make_pdf"]
