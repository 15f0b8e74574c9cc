"""Failing findings as the report page shows them, numbered in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

from portal import words
from reports.model import AnnualReport, CellRef, Finding
from reports.rules import RULES

_GRAVEST_FIRST = "EWI"


@dataclass(frozen=True, slots=True)
class FindingView:
    """A failing finding: its number on the page, its sentence, the cell it leads to and the
    tables it looks at; ``rule_sentence`` says what the rule asks."""

    number: int
    rule: str
    rule_sentence: str
    severity: str
    is_fault: bool
    message: str
    blank_as_zero: bool
    anchor: str | None
    tables: frozenset[str]


def failing(report: AnnualReport) -> tuple[FindingView, ...]:
    """The failing findings, broken identities first."""
    return tuple(_view(number, f, report.year) for number, f in _numbered(report))


def doubted(report: AnnualReport) -> dict[str, tuple[int, ...]]:
    """Each cell's anchor with the numbers of the failing findings that look at it."""
    marked: dict[str, tuple[int, ...]] = {}
    for number, finding in _numbered(report):
        for anchor in dict.fromkeys(_anchor(cell) for cell in _own(finding, report.year)):
            marked[anchor] = (*marked.get(anchor, ()), number)
    return marked


def _numbered(report: AnnualReport) -> list[tuple[int, Finding]]:
    found = [finding for finding in report.findings if finding.status == "fail"]
    found.sort(key=lambda finding: _GRAVEST_FIRST.index(finding.severity))
    return list(enumerate(found, start=1))


def _view(number: int, finding: Finding, year: int | None) -> FindingView:
    own = _own(finding, year)
    rule = RULES.get(finding.rule)
    return FindingView(
        number=number,
        rule=finding.rule,
        rule_sentence=rule.sentence if rule else "",
        severity=words.SEVERITY_NAMES[finding.severity],
        is_fault=finding.is_fault,
        message=finding.message,
        blank_as_zero=finding.blank_as_zero,
        # an identity names the printed total last: that is the cell to look at
        anchor=_anchor(own[-1]) if own else None,
        tables=frozenset(cell.table for cell in own),
    )


def _own(finding: Finding, year: int | None) -> list[CellRef]:
    return [cell for cell in finding.cells if cell.year is None or cell.year == year]


def _anchor(cell: CellRef) -> str:
    return f"{cell.table}.{cell.row}.{cell.column}"
