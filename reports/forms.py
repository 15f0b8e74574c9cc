"""The forms of the annual report as data: tables, rows, columns and headline metrics.

Source: 国办公开办函〔2019〕60号 (report years 2019–2020) and 国办公开办函〔2021〕30号 (2021 on).
Names are those of ``data/forms.json``; nothing here knows how a document prints them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from reports.model import TABLES, Cell, TableKind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form table and its printed heading."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form table; ``variant`` rows are listed only when a document prints them."""

    id: str
    label: str
    columns: tuple[Column, ...]
    article: str | None = None
    variant: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One generation of the form: its rows by table, in printed order."""

    id: str
    tables: Mapping[TableKind, tuple[Row, ...]]

    def row(self, table: TableKind, row: str) -> Row:
        """The row of that name; KeyError when the form has none."""
        for candidate in self.tables[table]:
            if candidate.id == row:
                return candidate
        raise KeyError(f"{self.id} {table} {row}")

    def every_cell(self) -> Iterator[tuple[TableKind, Row, Column]]:
        """Every cell of the form in printed order, variant rows included."""
        for table in TABLES:
            for row in self.tables[table]:
                for column in row.columns:
                    yield table, row, column


@dataclass(frozen=True, slots=True)
class Metric:
    """A headline number: the sum of the cells its patterns name (``refused.*``: all parts)."""

    id: str
    short: str
    label: str
    cells: tuple[str, ...]


def _columns(raw: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(item["id"], item["label"]) for item in raw)


def _form(form_id: str, raw: Mapping[str, Any]) -> Form:
    tables: dict[TableKind, tuple[Row, ...]] = {
        "proactive": tuple(
            Row(item["row"], item["label"], _columns(item["columns"]), item["article"])
            for item in raw["proactive"]
        )
    }
    for kind in ("requests", "remedies"):
        columns = _columns(raw[kind]["columns"])
        tables[kind] = tuple(
            Row(item["row"], item["label"], columns, variant=item.get("variant", False))
            for item in raw[kind]["rows"]
        )
    return Form(form_id, tables)


@cache
def _data() -> dict[str, Any]:
    text = files("reports").joinpath("data/forms.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


FORM_2019 = _form("2019", _data()["2019"])
FORM_2021 = _form("2021", _data()["2021"])
FORMS: Mapping[str, Form] = {form.id: form for form in (FORM_2019, FORM_2021)}
METRICS: tuple[Metric, ...] = tuple(
    Metric(item["id"], item["short"], item["label"], tuple(item["cells"]))
    for item in _data()["metrics"]
)


def metric_value(metric: Metric, cells: tuple[Cell, ...]) -> Decimal | None:
    """The metric of these cells in counts or yuan. A blank part counts as 0 beside stated
    parts; None when nothing is stated, when a part is missing or not a number as printed."""
    total: Decimal | None = None
    for pattern in metric.cells:
        table, row, column = pattern.split("/")
        prefix = row[:-1] if row.endswith("*") else None
        for cell in cells:
            named = cell.row.startswith(prefix) if prefix else cell.row == row
            if not named or (cell.table, cell.column) != (table, column):
                continue
            if cell.state == "missing":
                return None
            if cell.value is not None:
                total = (total or Decimal(0)) + cell.value
    return total


def metrics(cells: tuple[Cell, ...]) -> dict[str, Decimal]:
    """Every metric these cells state, by id."""
    values = ((metric.id, metric_value(metric, cells)) for metric in METRICS)
    return {name: value for name, value in values if value is not None}
