"""Previews: what reading a snapshot again would change, kept until it is read again.

A worker makes them (`jobs.previewing`), for who shows them may not read documents. A snapshot has
one at most; whatever reads it again makes it moot, and it goes. They follow from the snapshot and the
reader, so they may be thrown away at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from archive.revising import difference_of, difference_row
from archive.tables import previews
from reports.diff import Difference, IssueChange


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction that holds over the new reading too: ``value`` is what a person says, ``read``
    what the reader makes of it now (`archive.corrections.Correction` has their forms)."""

    name: str
    value: Any
    read: Any


@dataclass(frozen=True, slots=True)
class Told:
    """A finding by its rule and words."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reading by ``new_version`` would change in that by ``old_version``."""

    snapshot_id: str
    made_at: datetime
    old_version: str
    new_version: str
    difference: Difference
    appeared: tuple[Told, ...]
    disappeared: tuple[Told, ...]
    issues: tuple[IssueChange, ...]
    kept: tuple[Kept, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        ours = self.appeared or self.disappeared or self.issues
        return self.difference.empty and not ours


_LISTS = ("appeared", "disappeared", "issues", "kept")


def save(conn: Connection, preview: Preview) -> None:
    """Keeps a preview in place of the one before."""
    forget(conn, preview.snapshot_id)
    lists = {name: [asdict(one) for one in getattr(preview, name)] for name in _LISTS}
    conn.execute(
        insert(previews).values(
            snapshot_id=preview.snapshot_id,
            made_at=preview.made_at,
            old_version=preview.old_version,
            new_version=preview.new_version,
            told={**lists, "difference": difference_row(preview.difference)},
        )
    )


def of(conn: Connection, snapshot_id: str) -> Preview | None:
    """The preview of a snapshot; None where none was made since it was last read."""
    mine = select(previews).where(previews.c.snapshot_id == snapshot_id)
    row = conn.execute(mine).mappings().one_or_none()
    if row is None:
        return None
    told = row["told"]
    return Preview(
        snapshot_id=row["snapshot_id"],
        made_at=row["made_at"],
        old_version=row["old_version"],
        new_version=row["new_version"],
        difference=difference_of(told["difference"]),
        appeared=_findings(told["appeared"]),
        disappeared=_findings(told["disappeared"]),
        issues=tuple(IssueChange(**one) for one in told["issues"]),
        kept=tuple(Kept(**one) for one in told["kept"]),
    )


def forget(conn: Connection, snapshot_id: str) -> None:
    """Drops the preview of a snapshot, if there is one."""
    conn.execute(delete(previews).where(previews.c.snapshot_id == snapshot_id))


def _findings(told: Iterable[dict[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(**one) for one in told)
