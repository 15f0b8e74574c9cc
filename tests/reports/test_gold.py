"""The seven real documents and their right answers."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.model import AnnualReport, to_json
from reports.reader import read
from tests.conftest import SHARED

FIELDS = (
    "is_report", "title", "agency", "year", "agency_type", "agency_level", "region",
    "published_on", "drafted_on", "form",
)  # fmt: skip
JUDGED = ("T3.", "T4.", "N.1.", "N.3.", "N.4.")
FILES = (
    "000_9cdeacde65df6f8d.txt",  # a table cut by a page break inside a merged cell
    "001_fe5c224497898358.txt",  # no agency anywhere; 16 numbers for 15 columns
    "002_67ecb69380710fc9.txt",  # a page lost: rows are missing, not zero
    "003_872bbb7ab9dffddd.txt",  # every cell on a line of its own; units in cells
    "004_e5cb504301f5c306.txt",  # a misprinted place; 8 numbers for 7 columns
    "hongze_2023_hzq2023_working.pdf",  # totals of 0 over 10 + 1, as printed
    "shanghai_2019.html",  # blank parts and blank totals
)


@cache
def _gold(shared: Path) -> dict[str, dict[str, Any]]:
    lines = (shared / "gold" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["file"]: entry for entry in map(json.loads, lines)}


@cache
def _report(shared: Path, file: str) -> AnnualReport:
    return read((shared / "real" / file).read_bytes())


def test_every_right_answer_is_tested(shared: Path) -> None:
    """Each document with a right answer is among the files of this module."""
    assert sorted(FILES) == sorted(_gold(shared))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("file", FILES)
def test_metadata_equals_the_right_answer(shared: Path, file: str, field: str) -> None:
    """A metadata field is what the right answer says, null included."""
    assert to_json(getattr(_report(shared, file), field)) == _gold(shared)[file][field]


@pytest.mark.parametrize("file", FILES)
def test_every_cell_equals_the_right_answer(shared: Path, file: str) -> None:
    """Every cell has the right state, number and printed text, and no cell is made up."""

    def comparable(cell: dict[str, Any]) -> tuple[Any, ...]:
        value = None if cell["value"] is None else Decimal(str(cell["value"]))
        raw = None if cell["raw"] is None else cell["raw"].strip()
        return (cell["table"], cell["row"], cell["column"], cell["state"], value, raw)

    expected = [comparable(cell) for cell in _gold(shared)[file]["cells"]]
    actual = [comparable(to_json(cell)) for cell in _report(shared, file).cells]
    assert sorted(expected, key=str) == sorted(actual, key=str)


@pytest.mark.parametrize("file", FILES)
def test_exactly_the_listed_rules_fail(shared: Path, file: str) -> None:
    """Of the judged families, those rules fail that the right answer lists, and no other."""
    expected = {entry["rule"] for entry in _gold(shared)[file]["findings_fail"]}
    failing = {f.rule for f in _report(shared, file).findings if f.status == "fail"}
    assert {rule for rule in failing if f"{rule}.".startswith(JUDGED)} == expected


def test_fixture_folder_is_beside_the_checkout() -> None:
    """The folder that CI provides is where the fixture looks for it."""
    assert SHARED.name == "shared"
