"""How right the reader is on scans: real reports drawn as pictures, laid aslant, under grain.

Prints, per document and scan, cells right / wrong / missing, how many of the wrong ones were named
as doubtful, and seconds a page. Needs the extra ``ocr`` and ../shared.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import time
from io import BytesIO
from typing import Any

from benchmarks.accuracy import SHARED, entries
from reports.inputs.ocr_engine import is_installed
from reports.inputs.pdf import open_pdf
from reports.model import AnnualReport, to_json
from reports.reader import read

SCANS = ((200, 0.8, 8.0, 80), (150, -1.7, 12.0, 60), (120, 0.5, 8.0, 70))
"""Dots an inch, degrees aslant, grain (of 255 levels), JPEG quality."""


def main() -> None:
    """Scans and reads each labelled PDF."""
    if not is_installed():
        print("needs the extra ocr (make ocr); nothing measured")
        return
    if not (SHARED / "gold").is_dir():
        print("needs ../shared/gold (labelled documents); nothing measured")
        return
    print(f"{'document':34} {'dpi':>4} {'aslant':>6}  right  wrong  missing  doubted  s/page")
    for gold in entries("documents.jsonl"):
        if not gold["file"].endswith(".pdf"):
            continue
        for dpi, angle, grain, quality in SCANS:
            pages = scanned((SHARED / "real" / gold["file"]).read_bytes(), dpi, angle, grain)
            started = time.perf_counter()
            report = read(_pdf(pages, dpi, quality))
            seconds = (time.perf_counter() - started) / len(pages)
            right, wrong, missing, doubted = compared(report, gold["cells"])
            print(
                f"{gold['file']:34} {dpi:4} {angle:6} {right:6} {wrong:6} {missing:8} {doubted:8}"
                f" {seconds:7.1f}"
            )


def scanned(data: bytes, dpi: int, angle: float, grain: float) -> list[Any]:
    """The pages of a PDF as grey pictures, every other one slanted the other way."""
    import numpy as np  # noqa: PLC0415 - there with the extra
    from PIL import Image  # noqa: PLC0415

    noise = np.random.default_rng(1)
    pictures = []
    with open_pdf(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number].render(scale=dpi / 72).to_pil().convert("L")
            turned = page.rotate(
                angle * (-1) ** number, resample=Image.Resampling.BICUBIC, fillcolor=255
            )
            levels = np.asarray(turned) * 0.92 + noise.normal(0, grain, (page.height, page.width))
            pictures.append(Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)))
    return pictures


def _pdf(pages: list[Any], dpi: int, quality: int) -> bytes:
    out = BytesIO()
    pages[0].save(
        out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:], quality=quality
    )
    return out.getvalue()


def compared(report: AnnualReport, expected: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Cells right, wrong and missing, and the wrong ones that an Issue names."""
    cells = {cell.key: to_json(cell) for cell in report.cells}
    doubts = {issue.data.get("cell") for issue in report.issues if issue.code == "ocr_doubt"}
    right = wrong = missing = doubted = 0
    for cell in expected:
        key = f"{cell['table']}.{cell['row']}.{cell['column']}"
        found = cells.get(key)
        if found is None or (found["state"] == "missing" and cell["state"] != "missing"):
            missing += 1
        elif all(found[name] == cell[name] for name in ("state", "value", "raw")):
            right += 1
        else:
            wrong += 1
            doubted += key in doubts
    return right, wrong, missing, doubted


if __name__ == "__main__":
    main()
