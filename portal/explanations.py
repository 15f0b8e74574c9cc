"""What the rows and columns of the forms mean: data of ours, a page of all, and one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reports.forms import FORMS
from reports.model import TABLES, TableKind


@dataclass(frozen=True, slots=True)
class Explanation:
    """A row or column: ``anchor`` on the page of all, its printed ``labels`` (one or two, as the
    forms print it), what it means, the article, and an example. Messages, to be translated."""

    anchor: str
    labels: tuple[str, ...]
    meaning: str
    article: str
    example: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanations of a table, rows and columns in printed order."""

    table: TableKind
    rows: tuple[Explanation, ...]
    columns: tuple[Explanation, ...]


def row_anchor(table: str, row: str) -> str:
    """The anchor of a row's explanation."""
    return f"{table}.{row}"


def column_anchor(table: str, column: str) -> str:
    """The anchor of a column's explanation."""
    return f"{table}.columns.{column}"


def explanation(anchor: str) -> Explanation:
    """The one with that anchor. KeyError when there is none."""
    return _all()[anchor]


def explained() -> tuple[Explained, ...]:
    """All of them, table by table."""
    found = _all()
    tables = []
    for table in TABLES:
        own = [item for anchor, item in found.items() if anchor.startswith(f"{table}.")]
        columns = tuple(item for item in own if item.anchor.startswith(f"{table}.columns."))
        rows = tuple(item for item in own if item not in columns)
        tables.append(Explained(table, rows, columns))
    return tuple(tables)


def messages() -> Iterator[str]:
    """Every text and label, for translation."""
    for item in _all().values():
        yield from (*item.labels, item.meaning, item.article, item.example)


@cache
def _all() -> dict[str, Explanation]:
    text = files("portal").joinpath("data/explanations.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return {
        anchor: Explanation(anchor, tuple(labels), **data[anchor])
        for anchor, labels in _labels().items()
    }


def _labels() -> dict[str, dict[str, None]]:
    """Every row and column of both forms with its labels, in printed order."""
    found: dict[str, dict[str, None]] = {}
    for form in FORMS.values():
        for table, row, _column in form.every_cell():
            found.setdefault(row_anchor(table, row.id), {})[row.label] = None
    for form in FORMS.values():
        for table, _row, column in form.every_cell():
            found.setdefault(column_anchor(table, column.id), {})[column.label] = None
    return found
