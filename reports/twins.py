"""Whether two reports print the same tables: a digest to find them by, and the numbers that
make it telling."""

from __future__ import annotations

from hashlib import sha256

from reports.forms import FORMS
from reports.model import TABLES, AnnualReport, Cell

TELLING = 5
"""Numbers other than 0 that two bodies do not share by chance."""


def telling(report: AnnualReport) -> int:
    """How many of the report's numbers are not 0."""
    return sum(bool(cell.value) for cell in report.cells)


def printed(report: AnnualReport) -> dict[str, tuple[str, str | None]]:
    """Every cell's state and number, by its address; equal numbers are equal texts."""
    return {cell.key: (cell.state, _plain(cell)) for cell in report.cells if cell.table in TABLES}


def _plain(cell: Cell) -> str | None:
    return None if cell.value is None else f"{cell.value.normalize():f}"


def tables_digest(report: AnnualReport) -> str | None:
    """16 hex digits that two reports on one form share when their tables are the same; None where
    there are too few numbers to tell."""
    if report.form is None or report.form not in FORMS or telling(report) < TELLING:
        return None
    lines = [f"{key} {state} {value}" for key, (state, value) in sorted(printed(report).items())]
    return sha256("\n".join([report.form, *lines]).encode()).hexdigest()[:16]
