"""How a body prints its numbers: blanks, marks, units, and the mistakes we plant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from reports.forms import FORMS, Row
from samples.figures import Figures

Fault = Literal["T3.1", "T3.2", "T3.3", "T4.1", "T4.2", "N.1"]
Money = Literal["bare", "yuan", "wan", "wan_header"]


@dataclass(frozen=True, slots=True)
class Style:
    """``part_zero``: a nought among the parts of the requests table; ``no_power``: the rules row
    of a body that makes no rules; ``no_cases``: every cell of a remedies table without a case."""

    part_zero: str = "0"
    no_power: str = "0"
    no_cases: str = "0"
    money: Money = "bare"
    charge_unit: str = ""
    thousands: bool = False
    item_unit: str = ""
    signed: bool = False
    one_other_row: bool = False


def with_fault(figures: Figures, fault: Fault | None) -> Figures:
    """The figures as the body got them wrong; N.1 is a fault of the text, not of the table."""
    change = _FAULTS.get(fault) if fault else None
    return change(figures) if change else figures


def _shift(figures: Figures, table: str, changes: dict[tuple[str, str], int]) -> Figures:
    cells = dict(figures.requests if table == "requests" else figures.remedies)
    for key, by in changes.items():
        cells[key] += by
    if table == "requests":
        return replace(figures, requests=cells)
    return replace(figures, remedies=cells)


def _received_too_high(figures: Figures) -> Figures:
    changes = {("received", "natural_person"): 1, ("received", "total"): 1}
    return _shift(figures, "requests", changes)


def _granted_too_high(figures: Figures) -> Figures:
    changes = {("granted", "natural_person"): 2, ("granted", "total"): 2}
    return _shift(figures, "requests", changes)


def _row_totals_swapped(figures: Figures) -> Figures:
    changes = {("granted", "total"): -1, ("not_available.not_held", "total"): 1}
    return _shift(figures, "requests", changes)


def _reconsiderations_too_high(figures: Figures) -> Figures:
    return _shift(figures, "remedies", {("reconsideration", "total"): 1})


def _suits_too_high(figures: Figures) -> Figures:
    return _shift(figures, "remedies", {("direct_suit", "total"): 1})


_FAULTS: dict[Fault, Callable[[Figures], Figures]] = {
    "T3.1": _received_too_high,
    "T3.2": _granted_too_high,
    "T3.3": _row_totals_swapped,
    "T4.1": _reconsiderations_too_high,
    "T4.2": _suits_too_high,
}


def printed(figures: Figures, style: Style) -> dict[str, str]:
    """Every printed cell by its key ``table.row.column``; empty for a free-form report."""
    if figures.form == "free":
        return {}
    form = FORMS[figures.form]
    cells = {
        f"proactive.{row.id}.{column.id}": _proactive(figures, style, row, column.id)
        for row in form.tables["proactive"]
        for column in row.columns
    }
    no_cases = not any(figures.remedies.values())
    for row in requests_rows(figures, style):
        for column in row.columns:
            cells[f"requests.{row.id}.{column.id}"] = _request(figures, style, row, column.id)
    for row in form.tables["remedies"]:
        for column in row.columns:
            value = figures.remedies[row.id, column.id]
            cells[f"remedies.{row.id}.{column.id}"] = style.no_cases if no_cases else str(value)
    return cells


def requests_rows(figures: Figures, style: Style) -> list[Row]:
    """The rows of the requests table as this body prints them: （六） as one row or three."""
    rows = FORMS[figures.form].tables["requests"]
    if figures.form == "2021" and style.one_other_row:
        return [row for row in rows if not row.id.startswith("other.")]
    return [row for row in rows if not row.variant]


def _request(figures: Figures, style: Style, row: Row, column: str) -> str:
    parts = [row.id]
    if row.variant:
        parts = [name for name, where in figures.requests if where == column and "other." in name]
    value = sum(figures.requests[name, column] for name in parts)
    return style.part_zero if value == 0 and column != "total" else str(value)


def _proactive(figures: Figures, style: Style, row: Row, column: str) -> str:
    value = figures.proactive[row.id, column]
    if row.id == "rules" and value == 0:
        return style.no_power
    if column == "amount":
        if row.id == "charges":
            return f"{value.normalize():f}" + (style.charge_unit if value else "")
        return _money(value, style.money)
    if column == "prior_items":
        return f"{value}{style.item_unit}"
    if column == "change":
        return f"{value:+}" if style.signed and value else str(value)
    return f"{value:,}" if style.thousands else str(value)


def _money(yuan: Decimal, money: Money) -> str:
    ten_thousands = f"{(yuan / 10_000).normalize():f}"
    texts: dict[Money, str] = {
        "bare": str(yuan),
        "yuan": f"{yuan}元",
        "wan": f"{ten_thousands}万元",
        "wan_header": ten_thousands,
    }
    return texts[money]
