"""Failing findings as the report page shows them, numbered in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

from portal import words
from portal.language import gettext as _
from reports.model import AnnualReport, CellRef, Finding
from reports.rules import RULES

_GRAVEST_FIRST = "EWI"
_STATUS_ORDER = ("fail", "pass", "not_assessable")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding: its number on the page, its sentence (Chinese, as it was found), the cell it
    leads to and the tables it looks at; ``rule_sentence`` says what the rule asks and ``numbers``
    which two stand against each other, both in the language of the page."""

    number: int
    rule: str
    rule_sentence: str
    numbers: str
    severity: str
    status: str
    is_fault: bool
    message: str
    blank_as_zero: bool
    anchor: str | None
    tables: frozenset[str]


def failing(report: AnnualReport) -> tuple[FindingView, ...]:
    """The failing findings, broken identities first."""
    return tuple(_view(number, f, report.year) for number, f in _numbered(report))


def about_cell(report: AnnualReport, anchor: str) -> tuple[FindingView, ...]:
    """All findings that look at a cell, those that fail first and numbered as on the page."""
    numbers = {id(finding): number for number, finding in _numbered(report)}
    looking = [
        (numbers.get(id(finding), 0), finding)
        for finding in report.findings
        if any(_anchor(cell) == anchor for cell in _own(finding, report.year))
    ]
    looking.sort(key=lambda pair: _STATUS_ORDER.index(pair[1].status))
    return tuple(_view(number, finding, report.year) for number, finding in looking)


def doubted(report: AnnualReport) -> dict[str, tuple[int, ...]]:
    """Each cell's anchor with the numbers of the failing findings that look at it."""
    marked: dict[str, tuple[int, ...]] = {}
    for number, finding in _numbered(report):
        for anchor in dict.fromkeys(_anchor(cell) for cell in _own(finding, report.year)):
            marked[anchor] = (*marked.get(anchor, ()), number)
    return marked


def asked_by(rule: str) -> str:
    """What a rule asks, in the language of the page; "" for none of ours."""
    known = RULES.get(rule)
    return _(known.sentence) if known else ""


def _numbered(report: AnnualReport) -> list[tuple[int, Finding]]:
    found = [finding for finding in report.findings if finding.status == "fail"]
    found.sort(key=lambda finding: _GRAVEST_FIRST.index(finding.severity))
    return list(enumerate(found, start=1))


def _view(number: int, finding: Finding, year: int | None) -> FindingView:
    own = _own(finding, year)
    return FindingView(
        number=number,
        rule=finding.rule,
        rule_sentence=asked_by(finding.rule),
        numbers=_numbers(finding),
        severity=_(words.SEVERITY_NAMES[finding.severity]),
        status=finding.status,
        is_fault=finding.is_fault,
        message=finding.message,
        blank_as_zero=finding.blank_as_zero,
        # an identity names the printed total last: that is the cell to look at
        anchor=_anchor(own[-1]) if own else None,
        tables=frozenset(cell.table for cell in own),
    )


def _numbers(finding: Finding) -> str:
    if finding.expected is None or finding.actual is None:
        return ""
    return _(
        "%(expected)s 对 %(actual)s",
        expected=words.grouped(finding.expected),
        actual=words.grouped(finding.actual),
    )


def _own(finding: Finding, year: int | None) -> list[CellRef]:
    return [cell for cell in finding.cells if cell.year is None or cell.year == year]


def _anchor(cell: CellRef) -> str:
    return f"{cell.table}.{cell.row}.{cell.column}"
