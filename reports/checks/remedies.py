"""Table four held against itself: reconsiderations and suits (T4)."""

from __future__ import annotations

from collections.abc import Iterator

from reports.checks.requests import whole_numbers
from reports.checks.tie_out import Cells, row_total
from reports.forms import FORMS
from reports.model import AnnualReport, Finding

_RULES = {"reconsideration": "T4.1", "direct_suit": "T4.2", "suit_after_reconsideration": "T4.3"}


def check_remedies(report: AnnualReport, cells: Cells) -> Iterator[Finding]:
    """T4.1–T4.4."""
    for row in FORMS[report.form or ""].tables["remedies"]:
        yield row_total(_RULES[row.id], row.label, cells, "remedies", row, report.year)
    yield whole_numbers("T4.4", report, "remedies", units=True)
