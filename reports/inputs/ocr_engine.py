"""Text recognition: the words in an image, by the models of RapidOCR on onnxruntime.

The libraries are the extra ``ocr``, loaded when the first image is read. Models are taken from the
package by their paths, so that nothing is ever fetched. An image is an array of grey levels
(height by width, 0 is black), its places are in pixels from its upper left corner.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from reports.document import Unreadable

Image = Any
"""An array of numpy, which is there with the extra only."""

NO_OCR = "扫描件和图片要用文字识别组件（ocr）才能读取，这台机器上没有安装。"

_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
_LONGEST = 2000  # pixels; a longer side is made smaller before words are looked for
_LOWEST = 0.3  # a guess with less than that score is no text
_TALL = 1.8  # times as high as wide: the image is read in bands
_BAND = 1.4  # height of a band in widths
_ONE = threading.Lock()  # the engine keeps state between its steps


class Word(NamedTuple):
    """Some characters on one line, how sure they are (0 to 1) and the box around them."""

    text: str
    score: float
    x0: float
    top: float
    x1: float
    bottom: float


def is_installed() -> bool:
    """Whether the extra is there; nothing is loaded to find out."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))


@cache
def _engine() -> Any:
    """The engine with its models, on one thread: a process may use the time it is given, and
    limits on time count every thread."""
    import cv2  # noqa: PLC0415 - the extra may be missing, and costs 0.4 seconds
    import rapidocr  # noqa: PLC0415

    cv2.setNumThreads(1)
    folder = Path(rapidocr.__file__).parent / "models"
    params = {
        "Global.log_level": "critical",
        "Global.max_side_len": _LONGEST,
        "Global.text_score": _LOWEST,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for part, name in _MODELS.items():
        params[f"{part}.model_path"] = str(folder / name)
    return rapidocr.RapidOCR(params=params)


def _seen(image: Image, find: bool) -> Any:
    """What the engine says of an image; ``find`` has it look for the words first."""
    import cv2  # noqa: PLC0415
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError  # noqa: PLC0415

    try:
        with _ONE:
            shown = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
            return _engine()(shown, use_det=find, use_cls=False)
    except (cv2.error, ONNXRuntimeError) as exc:
        if "alloc" in str(exc).lower():
            raise MemoryError from exc
        raise Unreadable("ocr_failed", "文字识别组件没能读出这张图片。") from exc


def find_words(image: Image) -> list[Word]:
    """The words of an image; one much higher than wide is read in bands."""
    words: list[Word] = []
    for top, bottom in _bands(image):
        seen = _seen(image[top:bottom], find=True)
        if seen.boxes is None or seen.txts is None:
            continue
        for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True):
            xs, ys = [float(x) for x, _ in box], [float(y) + top for _, y in box]
            words.append(Word(text.strip(), float(score), min(xs), min(ys), max(xs), max(ys)))
    return [word for word in words if word.text]


def read_line(image: Image) -> tuple[str, float]:
    """The text and score of an image of one line; no text and 0 when nothing is recognised."""
    seen = _seen(image, find=False)
    if not seen.txts:
        return "", 0.0
    return seen.txts[0].strip(), float(seen.scores[0])


def _bands(image: Image) -> list[tuple[int, int]]:
    """Where a high image is cut: in each stretch, through the row that has least ink."""
    height, width = image.shape
    if height <= _TALL * width:
        return [(0, height)]
    step = int(_BAND * width)
    ink = (image < 160).sum(axis=1)
    cuts = [0]
    while height - cuts[-1] > step:
        low, high = cuts[-1] + step // 2, cuts[-1] + step
        quiet = ink[low:high]
        cuts.append(high - int(quiet[::-1].argmin()) - 1)
    return list(zip(cuts, [*cuts[1:], height], strict=True))
