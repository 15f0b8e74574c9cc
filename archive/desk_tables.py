"""The catalog's tables of people and of what they did; `archive.tables` has the others.

``accounts``, their ``sessions``, ``reset_links`` and ``tokens`` (of every secret a digest alone);
``login_tries``, by which repeated guesses wait; ``audit``, to which rows are only ever added, as
its triggers see to. ``judgements`` of findings, ``corrections`` of what was read, ``takedowns``,
``agency_decisions``, ``copy_decisions`` and ``attachment_decisions`` keep their history: the last
row of a thing is what counts. ``host_leases``: which host is being crawled by whom.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from archive.columns import UtcDateTime, Words
from archive.tables import metadata

__all__ = [
    "accounts",
    "agency_decisions",
    "attachment_decisions",
    "audit",
    "copy_decisions",
    "corrections",
    "host_leases",
    "judgements",
    "login_tries",
    "metadata",
    "reset_links",
    "sessions",
    "takedowns",
    "tokens",
]

_ID = String(16)
_DIGEST = String(64)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("display_name", Words),
    Column("email", Words),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    sqlite_autoincrement=True,  # an account's number is never given again
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", _DIGEST, nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("agent", Words),
    Index(None, "account_id"),
    sqlite_autoincrement=True,
)

login_tries = Table(
    "login_tries",
    metadata,
    Column("key", _DIGEST, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("blocked_until", UtcDateTime, nullable=False),
)

reset_links = Table(
    "reset_links",
    metadata,
    Column("digest", _DIGEST, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "account_id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", _DIGEST, nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("name", Words, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Index(None, "account_id"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Words, nullable=False),
    Column("account_id", Integer),
    Column("action", Text, nullable=False),
    Column("target", Words, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Index(None, "action", "id"),
    Index(None, "target", "id"),
    sqlite_autoincrement=True,
)

host_leases = Table(
    "host_leases",
    metadata,
    Column("host", Text, primary_key=True),
    Column("run_id", Integer, nullable=False),
    Column("owner", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Index(None, "owner"),
)


def _said() -> tuple[Column[str], Column[str], Column[object]]:
    """Why, by whom and when a person said something."""
    return (
        Column("reason", Words, nullable=False),
        Column("who", Words, nullable=False),
        Column("at", UtcDateTime, nullable=False),
    )


judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", _ID, nullable=False),
    Column("finding", _ID, nullable=False),  # a digest of its rule and cells
    Column("rule", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("answer", Words),
    *_said(),
    Index(None, "report_id", "finding", "id"),
    sqlite_autoincrement=True,
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), nullable=False),
    Column("url", Words, nullable=False),
    Column("name", Text, nullable=False),  # a field's, or a cell's table.row.column
    Column("read", JSON(none_as_null=True)),
    Column("value", JSON(none_as_null=True)),
    Column("withdrawn", Boolean, nullable=False),
    *_said(),
    Index(None, "url", "id"),
    sqlite_autoincrement=True,
)

takedowns = Table(
    "takedowns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # report or snapshot
    Column("target_id", _ID, nullable=False),
    Column("hidden", Boolean, nullable=False),
    *_said(),
    Index(None, "target_id", "id"),
    sqlite_autoincrement=True,
)

agency_decisions = Table(
    "agency_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", _ID, nullable=False),  # no foreign key: a body merged away has no row
    Column("subject", Text, nullable=False),  # as `archive.agency_decisions` has it
    Column("other_id", _ID),
    Column("name", Words),
    Column("withdrawn", Boolean, nullable=False),
    *_said(),
    Index(None, "agency_id", "subject", "id"),
    Index(None, "other_id"),
    sqlite_autoincrement=True,
)

copy_decisions = Table(
    "copy_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", _ID, nullable=False),
    Column("of_id", _ID, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    *_said(),
    Index(None, "report_id", "id"),
    Index(None, "of_id"),
    sqlite_autoincrement=True,
)

attachment_decisions = Table(
    "attachment_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", Words, nullable=False),  # addresses as `archive.attachments.same_address`
    Column("file", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    *_said(),
    Index(None, "page", "file", "id"),
    sqlite_autoincrement=True,
)
