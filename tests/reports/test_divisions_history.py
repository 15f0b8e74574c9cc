"""Our table of divisions against a history kept by others, and against the labelled documents."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from reports.divisions import by_code, codes_named, divisions, former_names, region, region_codes

SINCE = 2008

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def history(shared: Path) -> Rows:
    """Rows of every division in force at some time since 2008."""
    path = shared / "data" / "divisions_history.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if int(row["变更/弃用时间"] or 9999) >= SINCE]


def heirs(row: dict[str, str], by: dict[str, Rows], depth: int = 0) -> set[str]:
    """Codes in force today that the history leads to, parts handed over before 2008 left out."""
    if row["状态"] == "在用":
        return {row["代码"]}
    found: set[str] = set()
    for code, year in re.findall(r"([0-9]{6})(?:\[([0-9]{4})\])?", row["新代码"]):
        if depth < 4 and (not year or int(year) >= SINCE):
            found = found.union(*(heirs(later, by, depth + 1) for later in by.get(code, [])))
    return found


def expected_codes(history: Rows) -> list[tuple[dict[str, str], set[str]]]:
    """Each row with its heirs of today; an abolished prefecture (铜仁地区) has those of its
    counties, which the history lists without one of its own."""
    by: dict[str, Rows] = {}
    for row in history:
        by.setdefault(row["代码"], []).append(row)
    pairs = []
    for row in history:
        codes = heirs(row, by)
        if not codes:
            inside = [r for r in history if r["代码"][:4] == row["代码"][:4] and r is not row]
            codes = set().union(*(heirs(county, by) for county in inside))
        pairs.append((row, codes))
    return pairs


def test_every_name_since_2008_resolves_to_todays_division(history: Rows) -> None:
    """Each of the names means, among others, an heir of its own or the division around it."""
    missing = [
        (row["代码"], row["名称"])
        for row, codes in expected_codes(history)
        if codes.isdisjoint(codes_named(row["名称"]))
        and not any(set(codes_named(row["名称"])) & set(region_codes(code)) for code in codes)
    ]
    assert (len(history), missing) == (3616, [])


def test_every_code_since_2008_resolves_to_todays_division(history: Rows) -> None:
    """Each of the codes gives an heir, or the prefecture around the heirs of one abolished."""
    missing = []
    for row, codes in expected_codes(history):
        division = by_code(row["代码"])
        around = {outer for code in codes for outer in region_codes(code)}
        if division is None or division.code not in around:
            missing.append((row["代码"], row["名称"]))
    assert missing == []


def test_the_divisions_in_force_are_those_of_the_history(history: Rows) -> None:
    """Codes and names of today agree."""
    theirs = {(row["代码"], row["名称"]) for row in history if row["状态"] == "在用"}
    assert {(division.code, division.name) for division in divisions()} == theirs


def test_the_last_years_are_those_of_the_history(history: Rows) -> None:
    """Names of old ended in the same year in both, where both have them."""
    theirs = {(row["代码"], row["名称"]): row["变更/弃用时间"] for row in history}
    unlike = [
        (old.code, old.name, old.until)
        for old in former_names()
        if str(old.until) != theirs.get((old.code, old.name), str(old.until))
    ]
    assert unlike == []


def test_the_regions_of_the_labelled_documents_are_known(shared: Path) -> None:
    """Code and names of every region in the right answers are ours."""
    lines = [
        line
        for name in ("documents.jsonl", "pages.jsonl")
        for line in (shared / "gold" / name).read_text(encoding="utf-8").splitlines()
    ]
    labelled = [json.loads(line).get("region") for line in lines]
    wanted = [place for place in labelled if place]
    found = [region(place["code"]) for place in wanted]
    ours = [
        {"code": r.code, "province": r.province, "city": r.city, "county": r.county} for r in found
    ]
    assert ours == wanted
