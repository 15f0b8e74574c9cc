"""Take-downs: reports and snapshots that are not shown, for what they say of somebody.

The bytes and what was read stay, sealed: a reading that is hidden is filed under no report, so
that nothing that shows reports can show it. Rows are only added; the last one of a thing counts.
Every function works in the caller's transaction; `archive.desk` has the deeds themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from archive.audit import Actor
from archive.desk_tables import takedowns

Kind = Literal["report", "snapshot"]


@dataclass(frozen=True, slots=True)
class Takedown:
    """That something was hidden, or is shown again; why, by whom and when."""

    id: int
    kind: Kind
    target_id: str
    hidden: bool
    reason: str
    who: str
    at: datetime


def of(conn: Connection, target_id: str) -> Takedown | None:
    """The take-down of a report or snapshot that is hidden; None for one that is not."""
    mine = select(takedowns).where(takedowns.c.target_id == target_id)
    row = conn.execute(mine.order_by(takedowns.c.id.desc()).limit(1)).mappings().one_or_none()
    return Takedown(**row) if row is not None and row["hidden"] else None


def sealed(conn: Connection, *names: str | None) -> bool:
    """Whether what has these names (a snapshot's, and those of the report that it would be filed
    under) is to be filed under no report."""
    return any(of(conn, name) for name in dict.fromkeys(names) if name is not None)


def hidden(conn: Connection) -> list[Takedown]:
    """All that is hidden, latest first."""
    last = select(func.max(takedowns.c.id)).group_by(takedowns.c.target_id)
    query = select(takedowns).where(takedowns.c.id.in_(last), takedowns.c.hidden)
    return [
        Takedown(**row) for row in conn.execute(query.order_by(takedowns.c.id.desc())).mappings()
    ]


def record(
    conn: Connection,
    by: Actor,
    targets: Iterable[tuple[Kind, str]],
    reason: str,
    at: datetime,
    *,
    hide: bool,
) -> None:
    """Adds a row for each; those of one deed have the same time."""
    said = {"hidden": hide, "reason": reason, "who": by.name, "at": at}
    for kind, name in targets:
        conn.execute(insert(takedowns).values(kind=kind, target_id=name, **said))


def together(conn: Connection, deed: Takedown) -> list[str]:
    """Ids of the snapshots that were hidden with a report and still are."""
    same = (takedowns.c.kind == "snapshot") & (takedowns.c.at == deed.at)
    names = conn.scalars(select(takedowns.c.target_id).where(same, takedowns.c.hidden)).all()
    return [name for name in names if (now := of(conn, name)) is not None and now.at == deed.at]
