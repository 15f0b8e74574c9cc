"""Pictures of pages: decoded within limits, made grey, made straight.

Sizes are checked as the head of a file declares them, before anything is unpacked.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reports.document import Unreadable
from reports.inputs.ocr_engine import Image

MAX_PIXELS = 50_000_000
"""Of one picture; a page of A4 at 600 dots an inch has 35 million."""

MAX_PAGES = 20
"""Pages that are recognised in one document; at 2 to 6 seconds each they take two minutes at most."""

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_WIDTH = 1700  # pixels; A4 at about 200 dots an inch, more does not help
_NARROW = 900  # pixels; smaller pictures are made twice as large
_SMALLEST = 32  # pixels; icons and dots hold no page
_SKEW = 3.0  # degrees to either side
_LEVEL = 0.06  # degrees that are not worth turning a page for
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    struct.error, zlib.error, NotImplementedError, RuntimeError,
)  # fmt: skip


def open_pictures(data: bytes) -> list[Image]:
    """The pages in a picture file (a TIFF may hold several), grey, `MAX_PAGES` and one at most;
    `Unreadable`: bomb, damaged, no_text for an icon."""
    from PIL import Image as pillow  # noqa: PLC0415, N813 - there with the extra

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags; sizes are told by errors
            warnings.simplefilter("error", pillow.DecompressionBombWarning)
            with pillow.open(BytesIO(data), formats=_FORMATS) as picture:
                return list(_frames(picture))
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as exc:
        raise _bomb() from exc
    except _BROKEN as exc:
        raise Unreadable("damaged", "图片已损坏，打不开。") from exc


def _bomb() -> Unreadable:
    return Unreadable("bomb", f"图片超过 {MAX_PIXELS} 个像素，不予打开。")


def _frames(picture: Any) -> Iterator[Image]:
    from PIL import ImageOps, ImageSequence  # noqa: PLC0415

    for number, frame in enumerate(ImageSequence.Iterator(picture)):
        if number > MAX_PAGES or (number and picture.format == "GIF"):
            return
        width, height = frame.size
        if width * height > MAX_PIXELS:
            raise _bomb()
        if min(width, height) < _SMALLEST:
            raise Unreadable("no_text", "图片太小，没有文字。")
        yield _sized(_grey(ImageOps.exif_transpose(frame)))


def _grey(picture: Any) -> Image:
    """Grey levels; what is transparent is white."""
    import numpy as np  # noqa: PLC0415
    from PIL import Image as pillow  # noqa: PLC0415, N813

    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = pillow.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture)
        picture = ground
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8)
    return np.array(picture.convert("L"))


def _sized(image: Image) -> Image:
    """As wide as recognition likes it."""
    import cv2  # noqa: PLC0415

    short = min(image.shape)
    if short > _WIDTH:
        scale, method = _WIDTH / short, cv2.INTER_AREA
    elif short < _NARROW:
        scale, method = 2.0, cv2.INTER_CUBIC
    else:
        return image
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    if size[0] * size[1] > MAX_PIXELS:
        return image
    return cv2.resize(image, size, interpolation=method)


def straightened(image: Image) -> Image:
    """The page turned by up to 3 degrees so that its lines run level, on white."""
    import cv2  # noqa: PLC0415

    angle = _skew(image)
    if abs(angle) < _LEVEL:
        return image
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255
    )  # fmt: skip


def _skew(image: Image) -> float:
    """The angle in degrees by which turning makes rows of ink and rows of paper differ most,
    looked for in two passes."""
    import cv2  # noqa: PLC0415

    scale = min(1.0, 1000 / max(image.shape))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    best = 0.0
    for reach, step in ((_SKEW, 0.25), (0.25, 0.05)):
        count = round(reach / step)
        angles = [best + step * index for index in range(-count, count + 1)]
        # the smaller angle first: a page that gives no answer is left as it is
        angles.sort(key=abs)
        best = max(angles, key=lambda angle: _contrast(ink, angle))
    return best


def _contrast(ink: Image, angle: float) -> float:
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())
