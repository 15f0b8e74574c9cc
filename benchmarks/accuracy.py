"""How right the reader is on the labelled documents and page digests beside the checkout.

Prints, per field and per cell table, right / wrong / missing / invented, and with ``--misses``
every miss. A digest is scored as a text file whose manifest gives the address; it drops most of its
page, so figures measured on digests are an upper bound. Usage: ``python benchmarks/accuracy.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reports.divisions import places_in
from reports.model import AnnualReport, Hints, to_json
from reports.reader import read

SHARED = Path(__file__).resolve().parents[2] / "shared"
METADATA = (
    "is_report", "title", "agency", "year", "agency_type", "agency_level", "form",
    "published_on", "drafted_on",
)  # fmt: skip
REGION = ("region_code", "province", "city", "county")
JUDGED = ("T3.", "T4.", "N.1.", "N.3.", "N.4.")


@dataclass(slots=True)
class Score:
    """How often a field was right, wrong, missing (null for a value), invented (for null)."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    invented: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, where: str, expected: Any, actual: Any, accept: list[Any]) -> None:
        """Scores one answer; ``accept`` lists other right ones."""
        if actual == expected or actual in accept:
            self.right += 1
            return
        self.misses.append(f"{where}: {actual!r}, not {expected!r}")
        if actual is None:
            self.missing += 1
        elif expected is None:
            self.invented += 1
        else:
            self.wrong += 1

    def line(self, name: str) -> str:
        """The score as a line of the table."""
        total = self.right + self.wrong + self.missing + self.invented
        share = f"{self.right / total:7.1%}" if total else "      –"
        numbers = f"{self.right:6} {self.wrong:6} {self.missing:8} {self.invented:9}"
        return f"{name:22} {share} {numbers}"


def main() -> None:
    """Scores documents and digests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list every miss")
    misses = parser.parse_args().misses
    if not (SHARED / "gold").is_dir():
        print("needs ../shared/gold (labelled documents and pages); nothing measured")
        return
    for name, scores in (("documents", documents()), ("page digests", digests())):
        print(f"\n{name:22}   right  right  wrong  missing  invented")
        for label, score in scores.items():
            print(score.line(label))
            for miss in score.misses if misses else ():
                print(f"    {miss}")


def entries(name: str) -> Iterator[dict[str, Any]]:
    """The labels of that file."""
    with (SHARED / "gold" / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def documents() -> dict[str, Score]:
    """Metadata, cells by table, and the failing rules of the judged families."""
    scores: dict[str, Score] = defaultdict(Score)
    for gold in entries("documents.jsonl"):
        report = read((SHARED / "real" / gold["file"]).read_bytes())
        for name, value in metadata(report).items():
            expected = (
                (gold["region"] or {}).get(_KEYS.get(name, name)) if name in REGION else gold[name]
            )
            scores[name].add(gold["file"], expected, value, [])
        cells = {cell.key: to_json(cell) for cell in report.cells}
        for cell in gold["cells"]:
            key = f"{cell['table']}.{cell['row']}.{cell['column']}"
            names = ("state", "value", "raw")
            actual = tuple(cells[key][name] for name in names) if key in cells else None
            expected = tuple(cell[name] for name in names)
            scores[f"cells: {cell['table']}"].add(f"{gold['file']} {key}", expected, actual, [])
        failing = {
            f.rule
            for f in report.findings
            if f.status == "fail" and f"{f.rule}.".startswith(JUDGED)
        }
        listed = {finding["rule"] for finding in gold["findings_fail"]}
        for rule in sorted(failing | listed):
            told = ("fail" if rule in listed else None, "fail" if rule in failing else None)
            scores["failing rules"].add(f"{gold['file']} {rule}", *told, [])
    return dict(scores)


_KEYS = {"region_code": "code"}


def metadata(report: AnnualReport) -> dict[str, Any]:
    """The report's fields as plain values, the region's apart."""
    values = {name: to_json(getattr(report, name)) for name in METADATA}
    region = to_json(report.region) or {}
    return values | {name: region.get(_KEYS.get(name, name)) for name in REGION}


def digests() -> dict[str, Score]:
    """The labels of the page digests that are scored."""
    scores: dict[str, Score] = defaultdict(Score)
    names = ("is_report", "year", *REGION, "agency", "agency_type", "agency_level")
    for gold in entries("pages.jsonl"):
        report = read(gold["excerpt"].encode(), Hints(url=gold["url"]))
        actual = metadata(report)
        for name in names:
            if name in gold["skip"]:
                continue
            region = gold["region"] or {}
            expected = region.get(_KEYS.get(name, name)) if name in REGION else gold[name]
            value = actual[name]
            if name == "agency" and expected and value and _same_body(expected, value):
                value = expected
            scores[name].add(f"{gold['id']}", expected, value, gold["accept"].get(name, []))
    return dict(scores)


def _same_body(expected: str, actual: str) -> bool:
    """Whether the names differ by leading place names only."""
    shorter, longer = sorted((expected, actual), key=len)
    if not longer.endswith(shorter):
        return False
    end = 0
    for mention in places_in(longer):
        if mention.start == end:
            end = mention.end
    return len(longer) - len(shorter) <= end


if __name__ == "__main__":
    main()
