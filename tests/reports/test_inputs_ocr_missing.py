"""Scans where the extra ``ocr`` is not installed, and the doubts that scans leave behind."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from reports.document import Document, Grid
from reports.forms import FORM_2021
from reports.inputs.plain import read_plain
from reports.tables.reading import read_tables
from tests.reports.made import printed_text

_WITHOUT = """
import sys
sys.modules["rapidocr"] = None
from reports.reader import read
report = read(b"\\x89PNG\\r\\n\\x1a\\n")
print(report.is_report, [issue.code for issue in report.issues], report.reason.count("。"))
print(sorted({"cv2", "numpy", "onnxruntime"} & set(sys.modules)))
"""


def test_without_the_extra_a_picture_is_an_issue() -> None:
    """One sentence says what is missing, and none of the extra's libraries is loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["False ['needs_ocr'] 1", "[]"]


def test_a_doubt_names_its_cell() -> None:
    """What recognition is not sure of becomes an Issue with the cell's address."""
    document = read_plain(printed_text())
    blocks = [
        Grid(tuple(
            tuple(
                replace(cell, origin="ocr", doubt="把握只有 0.50" if index == 1 else "")
                for index, cell in enumerate(row)
            )
            if row[0].text == "规章" else row
            for row in block.rows
        ))
        if isinstance(block, Grid) else block
        for block in document.blocks
    ]  # fmt: skip
    cells, issues = read_tables(Document(tuple(blocks)), FORM_2021)
    told = [issue.data["cell"] for issue in issues if issue.code == "ocr_doubt"]
    recognised = [cell.key for cell in cells if cell.origin == "ocr"]
    assert (told, len(recognised)) == ([recognised[0]], 3)
