"""The audit log: who did what to what, and when. Rows are added in the transaction of the deed
itself, and never changed: the database refuses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from archive.desk_tables import audit
from archive.roles import ACTIONS

Values = Mapping[str, Any]

_SECRET = re.compile("password|secret|digest|hash|cookie", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's name and number, or words such as ``command line (root)``;
    ``token`` is the number and name of the token that a program acted by."""

    name: str
    account_id: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log; ``before`` and ``after`` hold what changed, None where nothing was."""

    id: int
    at: datetime
    who: str
    account_id: int | None
    action: str
    target: str
    before: Values | None
    after: Values | None


def note(
    conn: Connection,
    by: Actor,
    action: str,
    target: str,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Adds to the log; what was done by a token says so in ``after``, as ``by_token``. ValueError
    for an action that `archive.roles` does not know, and for values whose name says that they are
    secret."""
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action}")
    named = [name for name in {**(before or {}), **(after or {})} if _SECRET.search(name)]
    if named:
        raise ValueError(f"a secret does not go into the audit log: {named[0]}")
    if by.token is not None:
        after = {**(after or {}), "by_token": by.token}
    conn.execute(
        insert(audit).values(
            at=datetime.now(UTC), who=by.name, account_id=by.account_id,
            action=action, target=target, before=before, after=after,
        )
    )  # fmt: skip


def entries(
    conn: Connection,
    limit: int,
    *,
    before: int | None = None,
    who: str | None = None,
    action: str | None = None,
    target: str | None = None,
) -> list[Entry]:
    """Entries, latest first, older than the one numbered ``before``, narrowed as asked."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    for column, value in ((audit.c.who, who), (audit.c.action, action), (audit.c.target, target)):
        if value is not None:
            query = query.where(column == value)
    return [Entry(**row) for row in conn.execute(query).mappings()]


def changed(old: Values, new: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states what differs: before and after."""
    names = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}
