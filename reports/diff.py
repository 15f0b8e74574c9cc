"""What changed between two readings: cells, sections and metadata.

What only one side has is a change from or to None. Findings, issues, evidence and confidence
are ours, not the document's: `diff` leaves them out, and `compare` of what two readers made of one
document adds the first two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from reports.model import AnnualReport, Cell, Finding, Region, Section
from reports.text import squeeze, tidy

FIELDS: tuple[str, ...] = (
    "is_report", "title", "agency", "year", "agency_type", "agency_level", "region",
    "published_on", "drafted_on", "index_number", "form",
)  # fmt: skip
"""Metadata that is compared, in this order."""

_MOST_PAIRS = 1_000_000
# Beyond so many line pairs a matcher would take seconds: the whole stretch counts as changed.


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell whose print or value changed; a side is all None when it has no such cell."""

    table: str
    row: str
    column: str
    old_raw: str | None
    new_raw: str | None
    old_value: Decimal | None
    new_value: Decimal | None
    old_state: str | None
    new_state: str | None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section whose heading or text changed: ``removed`` and ``added`` are lines of it, in
    order; a heading is None on the side that has no such section."""

    number: int | None
    old_heading: str | None
    new_heading: str | None
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A metadata field that changed; values as text (a region as its code)."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change between two readings, each kind in printed order."""

    cells: tuple[CellChange, ...]
    sections: tuple[SectionChange, ...]
    fields: tuple[FieldChange, ...]

    @property
    def empty(self) -> bool:
        """Whether both readings say the same."""
        return not (self.cells or self.sections or self.fields)


@dataclass(frozen=True, slots=True)
class IssueChange:
    """How many issues of one code each reading has."""

    code: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """What two readings of the same bytes tell otherwise: the report, the failing findings that
    only one of them has, and the numbers of issues that differ."""

    difference: Difference
    appeared: tuple[Finding, ...]
    disappeared: tuple[Finding, ...]
    issues: tuple[IssueChange, ...]

    @property
    def empty(self) -> bool:
        """Whether both tell the same."""
        ours = self.appeared or self.disappeared or self.issues
        return self.difference.empty and not ours


def compare(old: AnnualReport, new: AnnualReport) -> ReadingChange:
    """What ``new`` makes of a document otherwise than ``old``. A failing finding on the same
    cells by the same rule is the same finding, however it is worded."""
    before = [finding for finding in old.findings if finding.status == "fail"]
    after = [finding for finding in new.findings if finding.status == "fail"]
    keys: tuple[Callable[[Finding], Hashable], ...] = (_told, _instance)
    for key in keys:  # equal ones go first, or a reworded one might take an equal one's place
        shared = Counter(map(key, before)) & Counter(map(key, after))
        before, after = _less(before, key, shared), _less(after, key, shared)
    return ReadingChange(diff(old, new), tuple(after), tuple(before), _issues(old, new))


def _told(finding: Finding) -> Hashable:
    return finding.rule, finding.cells, finding.message


def _instance(finding: Finding) -> Hashable:
    return finding.rule, finding.cells


def _less(
    findings: Sequence[Finding], key: Callable[[Finding], Hashable], shared: Counter[Hashable]
) -> list[Finding]:
    spare = Counter(shared)
    left: list[Finding] = []
    for finding in findings:
        if spare[key(finding)]:
            spare[key(finding)] -= 1
        else:
            left.append(finding)
    return left


def _issues(old: AnnualReport, new: AnnualReport) -> tuple[IssueChange, ...]:
    before = Counter(issue.code for issue in old.issues)
    after = Counter(issue.code for issue in new.issues)
    return tuple(
        IssueChange(code, before[code], after[code])
        for code in sorted(before.keys() | after.keys())
        if before[code] != after[code]
    )


def diff(old: AnnualReport, new: AnnualReport) -> Difference:
    """What ``new`` says otherwise than ``old``; white space alone is no change."""
    return Difference(_cells(old, new), _sections(old, new), _fields(old, new))


def _printed(raw: str | None) -> str | None:
    return None if raw is None else tidy(raw)


def _cells(old: AnnualReport, new: AnnualReport) -> tuple[CellChange, ...]:
    before = {cell.key: cell for cell in old.cells}
    after = {cell.key: cell for cell in new.cells}
    changes = (_cell(before.get(key), after.get(key)) for key in {**after, **before})
    return tuple(change for change in changes if change is not None)


def _cell(old: Cell | None, new: Cell | None) -> CellChange | None:
    named = new or old
    if named is None or _content(old) == _content(new):
        return None
    return CellChange(
        named.table,
        named.row,
        named.column,
        old_raw=old.raw if old else None,
        new_raw=new.raw if new else None,
        old_value=old.value if old else None,
        new_value=new.value if new else None,
        old_state=old.state if old else None,
        new_state=new.state if new else None,
    )


def _content(cell: Cell | None) -> tuple[str | None, Decimal | None, str | None]:
    return (_printed(cell.raw), cell.value, cell.state) if cell else (None, None, None)


def _keyed(sections: tuple[Section, ...]) -> dict[tuple[int | None, str, int], Section]:
    """Sections by number, else by folded heading; a repeat of a key is counted."""
    found: dict[tuple[int | None, str, int], Section] = {}
    for section in sections:
        name = "" if section.number is not None else squeeze(section.heading or "")
        repeat = 0
        while (section.number, name, repeat) in found:
            repeat += 1
        found[section.number, name, repeat] = section
    return found


def _sections(old: AnnualReport, new: AnnualReport) -> tuple[SectionChange, ...]:
    before, after = _keyed(old.sections), _keyed(new.sections)
    changes = (_section(before.get(key), after.get(key)) for key in {**after, **before})
    return tuple(change for change in changes if change is not None)


def _section(old: Section | None, new: Section | None) -> SectionChange | None:
    named = new or old
    if named is None:
        return None
    removed, added = _lines(old.text if old else "", new.text if new else "")
    old_heading = old.heading if old else None
    new_heading = new.heading if new else None
    same_heading = _printed(old_heading) == _printed(new_heading) and bool(old) == bool(new)
    if same_heading and not removed and not added:
        return None
    return SectionChange(named.number, old_heading, new_heading, removed, added)


def _lines(old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before = [line for line in map(tidy, old.split("\n")) if line]
    after = [line for line in map(tidy, new.split("\n")) if line]
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    before, after = before[start:], after[start:]
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    if len(before) * len(after) > _MOST_PAIRS:
        return tuple(before), tuple(after)
    removed: list[str] = []
    added: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            removed += before[old_from:old_to]
            added += after[new_from:new_to]
    return tuple(removed), tuple(added)


def _shown(report: AnnualReport, name: str) -> str | None:
    value = getattr(report, name)
    if isinstance(value, Region):
        return value.code
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _fields(old: AnnualReport, new: AnnualReport) -> tuple[FieldChange, ...]:
    pairs = ((name, _shown(old, name), _shown(new, name)) for name in FIELDS)
    return tuple(
        FieldChange(name, before, after)
        for name, before, after in pairs
        if _printed(before) != _printed(after)
    )
