"""Pictures of pages, as a scanner would send them. Needs the extra ``ocr`` (for its libraries)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from reports.inputs.ocr_engine import is_installed

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_DOTS = 150 / 72  # pixels in a point
_A4 = (595, 842)  # points


def needs_ocr() -> None:
    """Skips the tests of a module that needs what is not installed."""
    if not is_installed():
        pytest.skip("needs the extra ocr (make ocr)", allow_module_level=True)


def needs_font() -> pytest.MarkDecorator:
    """A mark for tests that draw Chinese characters."""
    return pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-noto-cjk")


def draw_page(lines: Iterable[str], rows: Sequence[Sequence[str]], width: int = 120) -> Any:
    """A grey page as a picture: lines of text, and below them a ruled table."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    page = Image.new("L", (round(_A4[0] * _DOTS), round(_A4[1] * _DOTS)), 245)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), round(12 * _DOTS))
    y = 60.0
    for line in lines:
        pen.text((60 * _DOTS, y * _DOTS), line, fill=20, font=font)
        y += 24
    for row in rows:
        x = 60.0
        for index, text in enumerate(row):
            wide = width if index < len(row) - 1 else 480 - width * (len(row) - 1)
            box = [x * _DOTS, y * _DOTS, (x + wide) * _DOTS, (y + 26) * _DOTS]
            pen.rectangle(box, outline=20, width=2)
            pen.text(((x + 8) * _DOTS, (y + 5) * _DOTS), text, fill=20, font=font)
            x += wide
        y += 26
    return page


def rescanned(page: Any, angle: float, noise: float) -> Any:
    """The page laid aslant by so many degrees, under grain."""
    import numpy as np  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    turned = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=245)
    grain = np.random.default_rng(1).normal(0, noise, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(turned) + grain, 0, 255).astype(np.uint8))


def saved(page: Any, format_: str = "PNG") -> bytes:
    """A picture's bytes."""
    out = BytesIO()
    page.save(out, format_)
    return out.getvalue()
