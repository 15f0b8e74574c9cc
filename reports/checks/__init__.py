"""Checks of a report: against itself (T2, T3, T4, N), last year's (X3 and what compares two
years), and the bodies below (G).

What one report alone can answer is told by every reading of it; the rest only when the other
reports are given, so that the findings of a document do not hang on what else is archived.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.checks.bodies import check_bodies
from reports.checks.form_text import check_form_text, check_statements
from reports.checks.narrative import check_narrative
from reports.checks.proactive import check_proactive
from reports.checks.remedies import check_remedies
from reports.checks.requests import check_requests
from reports.checks.self_description import check_self_description
from reports.checks.tie_out import cells_of
from reports.checks.years import check_years
from reports.forms import FORMS
from reports.model import AnnualReport, Finding

__all__ = ["check", "check_bodies", "check_years"]


def check(
    report: AnnualReport,
    *,
    previous: AnnualReport | None = None,
    children: Sequence[AnnualReport] = (),
) -> tuple[Finding, ...]:
    """Every instance of every rule that these reports can answer, passes included. ``previous``
    is the same body's report of the year before, ``children`` those of the bodies below it of
    the same year. A report on neither form has none."""
    if report.form not in FORMS:
        return ()
    cells = cells_of(report)
    return (
        *check_proactive(report, cells),
        *check_requests(report, cells),
        *check_remedies(report, cells),
        *check_narrative(report, cells),
        *check_statements(report, cells),
        *check_form_text(report),
        *check_self_description(report),
        *(check_years(report, previous) if previous is not None else ()),
        *(check_bodies(report, children) if children else ()),
    )
