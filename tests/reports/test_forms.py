"""The form data, and the headline numbers drawn from cells."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reports.forms import FORMS, METRICS, Form, Metric, metric_value, metrics
from reports.model import TABLES
from tests.reports.made import made_report

REFUSED = [row.id for row in FORMS["2021"].tables["requests"] if row.id.startswith("refused.")]


def _contract(shared: Path) -> dict[str, Any]:
    text = (shared / "contract" / "forms.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _metric(name: str) -> Metric:
    return next(metric for metric in METRICS if metric.id == name)


def _value(name: str, cells: dict[str, str | None]) -> Decimal | None:
    return metric_value(_metric(name), made_report(cells).cells)


def _as_contract(form: Form) -> dict[str, Any]:
    """The form written out again in the contract's shape."""
    result: dict[str, Any] = {
        "proactive": [
            {
                "row": row.id,
                "label": row.label,
                "article": row.article,
                "columns": [{"id": column.id, "label": column.label} for column in row.columns],
            }
            for row in form.tables["proactive"]
        ]
    }
    for kind in TABLES[1:]:
        rows = form.tables[kind]
        result[kind] = {
            "rows": [
                {"row": row.id, "label": row.label} | ({"variant": True} if row.variant else {})
                for row in rows
            ],
            "columns": [{"id": column.id, "label": column.label} for column in rows[0].columns],
        }
    return result


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_form_equals_the_contract(shared: Path, form: str) -> None:
    """Every row, column and label is the contract's, in its order."""
    assert _as_contract(FORMS[form]) == _contract(shared)[form]


def test_the_metrics_equal_the_contract(shared: Path) -> None:
    """Every headline number is the contract's."""
    made = [
        {"id": m.id, "short": m.short, "label": m.label, "cells": list(m.cells)} for m in METRICS
    ]
    assert made == _contract(shared)["metrics"]


@pytest.mark.parametrize(
    ("form", "cells"), [("2019", 23 * 7 + 15 + 22), ("2021", 26 * 7 + 15 + 10)]
)
def test_how_many_cells_a_form_has(form: str, cells: int) -> None:
    """Table two has 22 or 10 cells, table three 23 or 25 rows (and a variant), table four 15."""
    assert len(list(FORMS[form].every_cell())) == cells


def test_cell_names_are_unique() -> None:
    """No two cells of a form share a name."""
    names = [(t, r.id, c.id) for t, r, c in FORMS["2021"].every_cell()]
    assert len(names) == len(set(names))


def test_a_row_is_found_by_name() -> None:
    """``row`` gives the row of that name."""
    assert FORMS["2019"].row("proactive", "procurement").label == "政府集中采购"


def test_an_unknown_row_is_an_error() -> None:
    """A form without the row says so."""
    with pytest.raises(KeyError):
        FORMS["2021"].row("proactive", "procurement")


def test_a_metric_is_the_printed_number() -> None:
    """新收 is the total of its row."""
    assert _value("received", {"requests.received.total": "12"}) == 12


def test_a_metric_of_several_cells_is_their_sum() -> None:
    """不予公开 adds up its eight rows."""
    cells: dict[str, str | None] = {f"requests.{row}.total": "2" for row in REFUSED}
    assert _value("refused", cells) == 2 * len(REFUSED)


def test_a_blank_part_beside_stated_parts_counts_as_nought() -> None:
    """One blank row leaves the sum of the others."""
    cells: dict[str, str | None] = {f"requests.{row}.total": "" for row in REFUSED[1:]}
    assert _value("refused", cells | {f"requests.{REFUSED[0]}.total": "3"}) == 3


@pytest.mark.parametrize("printed", ["", "/", "无", None])
def test_what_is_not_stated_is_no_metric(printed: str | None) -> None:
    """A blank, a mark or a missing cell never becomes a nought."""
    assert _value("received", {"requests.received.total": printed}) is None


def test_blank_parts_alone_are_no_metric() -> None:
    """When every part is blank nothing is stated."""
    cells: dict[str, str | None] = {f"requests.{row}.total": "" for row in REFUSED}
    assert _value("refused", cells) is None


def test_a_missing_part_leaves_no_metric() -> None:
    """A lost row may have held anything."""
    assert _value("refused", {f"requests.{REFUSED[0]}.total": None}) is None


def test_no_metric_is_made_up() -> None:
    """A report without a stated cell has no metrics at all."""
    blank: dict[str, str | None] = {
        f"{table}.{row.id}.{column.id}": "" for table, row, column in FORMS["2021"].every_cell()
    }
    assert metrics(made_report(blank).cells) == {}


def test_metrics_by_name() -> None:
    """Every metric that the cells state is there, noughts included."""
    assert metrics(made_report().cells) == {metric.id: 0 for metric in METRICS}
