"""Failing findings as the report page shows them, numbered in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.judgements import finding_key, is_misread
from archive.records import MISREAD, Judgement, ReportRecord
from portal import words
from portal.language import gettext as _
from portal.language import noted
from reports.model import AnnualReport, CellRef, Finding
from reports.rules import RULES

_GRAVEST_FIRST = "EWI"
_STATUS_ORDER = ("fail", "pass", "not_assessable")
VERDICT_NAMES: Mapping[str, str] = {
    "confirmed": noted("已核实，原文如此"),
    MISREAD: noted("本站误读，不计"),
    "explained": noted("机关已说明"),
}
"""What was said of a finding; one that was taken back says nothing."""


@dataclass(frozen=True, slots=True)
class JudgedView:
    """What an editor said of a finding, the day, and the body's answer."""

    verdict: str
    name: str
    day: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding: its number on the page, its sentence (Chinese, as it was found), the cell it
    leads to and the tables it looks at; ``rule_sentence`` says what the rule asks and ``numbers``
    which two stand against each other, both in the language of the page."""

    key: str
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
    judged: JudgedView | None

    @property
    def misread(self) -> bool:
        """Whether it is a misreading of ours, and counts no more."""
        return self.judged is not None and self.judged.verdict == MISREAD


def failing(record: ReportRecord) -> tuple[FindingView, ...]:
    """The failing findings, broken identities first."""
    return tuple(_view(number, found, record) for number, found in _numbered(record.report))


def about_cell(record: ReportRecord, anchor: str) -> tuple[FindingView, ...]:
    """All findings that look at a cell, those that fail first and numbered as on the page."""
    report = record.report
    numbers = {id(finding): number for number, finding in _numbered(report)}
    looking = [
        (numbers.get(id(finding), 0), finding)
        for finding in report.findings
        if any(_anchor(cell) == anchor for cell in _own(finding, report.year))
    ]
    looking.sort(key=lambda pair: _STATUS_ORDER.index(pair[1].status))
    return tuple(_view(number, finding, record) for number, finding in looking)


def doubted(record: ReportRecord) -> dict[str, tuple[int, ...]]:
    """Each cell's anchor with the numbers of the failing findings that look at it, those that
    are a misreading of ours left out."""
    marked: dict[str, tuple[int, ...]] = {}
    for number, finding in _numbered(record.report):
        if is_misread(record.judgements, finding):
            continue
        for anchor in dict.fromkeys(_anchor(cell) for cell in _own(finding, record.report.year)):
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


def _view(number: int, finding: Finding, record: ReportRecord) -> FindingView:
    own = _own(finding, record.report.year)
    key = finding_key(finding)
    return FindingView(
        key=key,
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
        judged=_judged(record.judgements.get(key)),
    )


def _judged(said: Judgement | None) -> JudgedView | None:
    if said is None or said.verdict not in VERDICT_NAMES:
        return None
    name = _(VERDICT_NAMES[said.verdict])
    return JudgedView(said.verdict, name, words.local_day(said.at), said.answer)


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
