"""The cells that a finding looks at, written short: those of a row, or of a column, together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_BATCH = 500  # readings

_FINDINGS = sa.table(
    "findings",
    sa.column("snapshot_id", sa.String),
    sa.column("position", sa.Integer),
    sa.column("cells", sa.JSON),
)
_READINGS = sa.table("readings", sa.column("snapshot_id", sa.String))


def upgrade() -> None:
    """Writes each finding's [table, row, column, year] lists as [table, rows, columns, year]."""
    conn = op.get_bind()
    mine = _FINDINGS.c
    known = list(conn.scalars(sa.select(_READINGS.c.snapshot_id).order_by(sa.text("1"))))
    within = mine.snapshot_id.between(sa.bindparam("first"), sa.bindparam("last"))
    query = sa.select(_FINDINGS).where(within)
    change = (
        sa.update(_FINDINGS)
        .where(mine.snapshot_id == sa.bindparam("one"), mine.position == sa.bindparam("at"))
        .values(cells=sa.bindparam("short", type_=sa.JSON))
    )
    for start in range(0, len(known), _BATCH):
        some = known[start : start + _BATCH]
        rows = conn.execute(query, {"first": some[0], "last": some[-1]}).all()
        short = [{"one": one, "at": at, "short": _short(cells)} for one, at, cells in rows]
        if short:
            conn.execute(change, short)


def _short(cells: list[list[Any]]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for table, row, column, year in cells:
        last = found[-1] if found else [None, [], [], None]
        same = (last[0], last[3]) == (table, year)
        if same and last[2] == [column]:
            last[1].append(row)
        elif same and last[1] == [row]:
            last[2].append(column)
        else:
            found.append([table, [row], [column], year])
    return found
