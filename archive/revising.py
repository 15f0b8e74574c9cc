"""Revisions: what a page changed between two snapshots, told by one and the same reader."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from archive import readings as readings_
from archive.identity import revision_id
from archive.records import Revision
from archive.tables import readings, revisions, snapshots
from reports.diff import CellChange, Difference, FieldChange, SectionChange, diff


def revise(conn: Connection, report_id: str, url: str) -> bool:
    """Brings the report's revisions at that address up to date: one for each two snapshots that
    follow one another and read differently. A pair of which one is not yet re-read by the new
    reader keeps what was known of it. Whether a revision came to light."""
    joined = snapshots.join(readings, readings.c.snapshot_id == snapshots.c.id)
    query = (
        select(snapshots.c.id, snapshots.c.fetched_at, readings.c.reader_version)
        .select_from(joined)
        .where(readings.c.report_id == report_id, snapshots.c.url == url)
        .order_by(snapshots.c.fetched_at, snapshots.c.id)
    )
    rows = conn.execute(query).all()
    mine = (revisions.c.report_id == report_id) & (revisions.c.url == url)
    known = set(conn.scalars(select(revisions.c.id).where(mine)))
    texts = readings_.load(conn, [row.id for row in rows]) if len(rows) > 1 else {}
    valid: set[str] = set()
    added = False
    for old, new in pairwise(rows):
        identity = revision_id(old.id, new.id)
        if old.reader_version != new.reader_version:
            valid.add(identity)
            continue
        difference = diff(texts[old.id], texts[new.id])
        if difference.empty:
            continue
        valid.add(identity)
        added |= identity not in known
        conn.execute(delete(revisions).where(revisions.c.id == identity))
        conn.execute(
            insert(revisions).values(
                id=identity,
                report_id=report_id,
                url=url,
                old_snapshot_id=old.id,
                new_snapshot_id=new.id,
                seen_at=new.fetched_at,
                reader_version=new.reader_version,
                difference=difference_row(difference),
            )
        )
    if known - valid:
        conn.execute(delete(revisions).where(revisions.c.id.in_(known - valid)))
    return added


def from_row(row: RowMapping) -> Revision:
    """A revision from its row."""
    return Revision(
        id=row["id"],
        url=row["url"],
        old_snapshot=row["old_snapshot_id"],
        new_snapshot=row["new_snapshot_id"],
        seen_at=row["seen_at"],
        reader_version=row["reader_version"],
        difference=difference_of(row["difference"]),
    )


def difference_row(difference: Difference) -> dict[str, Any]:
    """A difference as JSON; decimals as text, so that they stay exact."""
    return {
        kind: [
            [_exact(getattr(change, name)) for name in change.__dataclass_fields__]
            for change in getattr(difference, kind)
        ]
        for kind in ("cells", "sections", "fields")
    }


def _exact(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def difference_of(row: dict[str, Any]) -> Difference:
    """A difference from what `difference_row` makes of it."""
    return Difference(
        cells=tuple(_cell(values) for values in row["cells"]),
        sections=tuple(
            SectionChange(number, old, new, tuple(removed), tuple(added))
            for number, old, new, removed, added in row["sections"]
        ),
        fields=tuple(FieldChange(*values) for values in row["fields"]),
    )


def _cell(values: list[str | None]) -> CellChange:
    table, row, column, old_raw, new_raw, old_value, new_value, old_state, new_state = values
    return CellChange(
        str(table),
        str(row),
        str(column),
        old_raw,
        new_raw,
        None if old_value is None else Decimal(old_value),
        None if new_value is None else Decimal(new_value),
        old_state,
        new_state,
    )
