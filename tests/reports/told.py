"""What a rule says of made-up reports: shortened, for the tests of the check rules."""

from __future__ import annotations

from collections.abc import Mapping

from reports.checks import check, check_years
from reports.model import Finding, FormId
from tests.reports.made import Cells, made_report

PERSON = "natural_person"


def told(
    rule: str,
    cells: Cells | None = None,
    said: Mapping[int, str] | None = None,
    form: FormId = "2021",
) -> list[Finding]:
    """The findings of a rule on one report."""
    return [item for item in check(made_report(cells, said, form)) if item.rule == rule]


def statuses(found: list[Finding]) -> set[str]:
    """The different outcomes among findings."""
    return {item.status for item in found}


def failing(found: list[Finding]) -> list[str]:
    """The sentences of those that fail."""
    return [item.message for item in found if item.status == "fail"]


def over_years(
    rule: str,
    now: Cells | None = None,
    before: Cells | None = None,
    *,
    forms: tuple[FormId, FormId] = ("2021", "2021"),
    said: Mapping[int, str] | None = None,
) -> list[Finding]:
    """The findings of a rule on a report of 2023 and one of 2022; ``forms`` of before and now."""
    report = made_report(now, said, forms[1])
    previous = made_report(before, None, forms[0], year=2022)
    return [item for item in check_years(report, previous) if item.rule == rule]


def column(row: str, name: str = PERSON) -> str:
    """The key of a cell of table three."""
    return f"requests.{row}.{name}"


def table_three(**rows: str) -> dict[str, str]:
    """The same text in the column 自然人 and the column 总计 of rows; a ``__`` in a name stands
    for the dot (``refused__state_secret``)."""
    return {
        f"requests.{row.replace('__', '.')}.{name}": text
        for row, text in rows.items()
        for name in (PERSON, "total")
    }
