"""What the admin desk needs: people, what they did, and which host is being crawled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_APPEND_ONLY = "only ever added to"


def upgrade() -> None:
    """Makes the tables of the sixth version."""
    _people()
    _audit()
    _said_by_people()
    op.create_table(
        "host_leases",
        sa.Column("host", sa.Text(), primary_key=True),
        _needed("run_id", sa.Integer()),
        _needed("owner", sa.Text()),
        _needed("until", sa.DateTime()),
    )
    op.create_index(None, "host_leases", ["owner"])


def _needed(name: str, kind: Any, *more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False)


def _numbered(table: str, columns: Sequence[sa.schema.SchemaItem], *indexes: list[str]) -> None:
    """A table whose rows bear numbers that are never given again."""
    key = sa.Column("id", sa.Integer(), primary_key=True)
    op.create_table(table, key, *columns, sqlite_autoincrement=True)
    for names in indexes:
        op.create_index(None, table, names)


def _people() -> None:
    _numbered(
        "accounts",
        [
            _needed("name", sa.Text()),
            *(sa.Column(name, sa.Text(), nullable=True) for name in ("display_name", "email")),
            _needed("role", sa.Text()),
            sa.Column("password_hash", sa.Text(), nullable=True),
            _needed("created_at", sa.DateTime()),
            sa.Column("disabled_at", sa.DateTime(), nullable=True),
            sa.UniqueConstraint("name"),
        ],
    )
    times = ("created_at", "last_seen_at", "expires_at")
    _numbered(
        "sessions",
        [
            _needed("digest", sa.String(64)),
            _needed("account_id", sa.Integer(), sa.ForeignKey("accounts.id")),
            *(_needed(name, sa.DateTime()) for name in times),
            sa.Column("agent", sa.Text(), nullable=True),
            sa.UniqueConstraint("digest"),
        ],
        ["account_id"],
    )
    op.create_table(
        "login_tries",
        sa.Column("key", sa.String(64), primary_key=True),
        _needed("tries", sa.Integer()),
        *(_needed(name, sa.DateTime()) for name in ("last_at", "blocked_until")),
    )
    op.create_table(
        "reset_links",
        sa.Column("digest", sa.String(64), primary_key=True),
        _needed("account_id", sa.Integer(), sa.ForeignKey("accounts.id")),
        _needed("expires_at", sa.DateTime()),
    )
    op.create_index(None, "reset_links", ["account_id"])
    _numbered(
        "tokens",
        [
            _needed("digest", sa.String(64)),
            _needed("account_id", sa.Integer(), sa.ForeignKey("accounts.id")),
            _needed("name", sa.Text()),
            _needed("scopes", sa.JSON()),
            *(_needed(name, sa.DateTime()) for name in ("created_at", "expires_at")),
            *(sa.Column(n, sa.DateTime(), nullable=True) for n in ("revoked_at", "last_used_at")),
            sa.UniqueConstraint("digest"),
        ],
        ["account_id"],
    )


def _audit() -> None:
    """The audit log, to which the database itself lets rows be added only."""
    _numbered(
        "audit",
        [
            _needed("at", sa.DateTime()),
            _needed("who", sa.Text()),
            sa.Column("account_id", sa.Integer(), nullable=True),
            *(_needed(name, sa.Text()) for name in ("action", "target")),
            *(sa.Column(name, sa.JSON(), nullable=True) for name in ("before", "after")),
        ],
        ["action", "id"],
        ["target", "id"],
    )
    if op.get_bind().dialect.name != "sqlite":
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, 'audit is {_APPEND_ONLY}'); END"
    for change in ("UPDATE", "DELETE"):
        name = f"audit_no_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON audit {refuse}")
    # INSERT OR REPLACE would take a row's place without a DELETE that triggers see
    taken = "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit {taken} {refuse}")


def _said_by_people() -> None:
    said = (("reason", sa.Text()), ("who", sa.Text()), ("at", sa.DateTime()))
    _numbered(
        "judgements",
        [
            *(_needed(name, sa.String(16)) for name in ("report_id", "finding")),
            *(_needed(name, sa.Text()) for name in ("rule", "verdict")),
            sa.Column("answer", sa.Text(), nullable=True),
            *(_needed(name, kind) for name, kind in said),
        ],
        ["report_id", "finding", "id"],
    )
    _numbered(
        "corrections",
        [
            _needed("snapshot_id", sa.String(16), sa.ForeignKey("snapshots.id")),
            *(_needed(name, sa.Text()) for name in ("url", "name")),
            *(sa.Column(name, sa.JSON(), nullable=True) for name in ("read", "value")),
            _needed("withdrawn", sa.Boolean()),
            *(_needed(name, kind) for name, kind in said),
        ],
        ["url", "id"],
    )
    _numbered(
        "takedowns",
        [
            _needed("kind", sa.Text()),
            _needed("target_id", sa.String(16)),
            _needed("hidden", sa.Boolean()),
            *(_needed(name, kind) for name, kind in said),
        ],
        ["target_id", "id"],
    )
