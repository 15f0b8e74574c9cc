"""Headline figures: what each report states of `reports.forms.METRICS`, as rows to be summed.

They follow from the cells of the chosen snapshot. A figure that a report does not state has no
row: a blank is never a zero. Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from archive.tables import cells, figures, reports
from reports.forms import METRICS, metrics
from reports.model import Cell

_BATCH = 200
_COLUMNS = sorted({pattern.rpartition("/")[2] for metric in METRICS for pattern in metric.cells})


def refile(conn: Connection, report_id: str) -> None:
    """Writes the figures of a report anew; those of a report that is gone are forgotten."""
    conn.execute(delete(figures).where(figures.c.report_id == report_id))
    _file(conn, [report_id])


def forget(conn: Connection, report_id: str) -> None:
    """Takes the figures of a report away."""
    conn.execute(delete(figures).where(figures.c.report_id == report_id))


def fill(conn: Connection) -> None:
    """Writes the figures of every report, where none are written yet."""
    ids = iter(conn.scalars(select(reports.c.id).order_by(reports.c.id)).all())
    while batch := list(islice(ids, _BATCH)):
        _file(conn, batch)


def stated(conn: Connection, ids: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """The figures of these reports by report and metric; a report that states none is left out."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        query = select(figures).where(figures.c.report_id.in_(batch))
        for identity, metric, value in conn.execute(query):
            found[identity][metric] = value
    return dict(found)


def _file(conn: Connection, ids: Collection[str]) -> None:
    rows = [
        {"report_id": identity, "metric": metric, "value": value}
        for identity, printed in _printed(conn, ids)
        for metric, value in metrics(printed).items()
    ]
    if rows:
        conn.execute(insert(figures), rows)


def _printed(conn: Connection, ids: Collection[str]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The cells that figures are made of, report by report."""
    named = ("table_id", "row_id", "column_id", "raw", "value", "state", "unit")
    query = (
        select(reports.c.id, *(cells.c[name] for name in named))
        .select_from(reports.join(cells, cells.c.snapshot_id == reports.c.snapshot_id))
        .where(reports.c.id.in_(ids), cells.c.column_id.in_(_COLUMNS))
        .order_by(reports.c.id, cells.c.position)
    )
    found: dict[str, list[Cell]] = defaultdict(list)
    for identity, *values in conn.execute(query):
        found[identity].append(Cell(*values))
    for identity, printed in found.items():
        yield identity, tuple(printed)
