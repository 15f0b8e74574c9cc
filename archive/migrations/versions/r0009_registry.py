"""What the registry of bodies and documents adds: what people decided of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables and columns of the ninth version."""
    op.add_column("reports", sa.Column("copy_of", sa.String(16)))
    op.create_index(None, "reports", ["copy_of"])
    op.add_column("snapshots", sa.Column("published_hint", sa.Date()))
    op.create_table(
        "agency_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("agency_id", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("other_id", sa.String(16)),
        sa.Column("name", sa.Text()),
        *_said(),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "agency_decisions", ["agency_id", "subject", "id"])
    op.create_index(None, "agency_decisions", ["other_id"])
    op.create_table(
        "copy_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.String(16), nullable=False),
        sa.Column("of_id", sa.String(16), nullable=False),
        *_said(),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "copy_decisions", ["report_id", "id"])
    op.create_index(None, "copy_decisions", ["of_id"])
    op.create_table(
        "attachment_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_said(),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "attachment_decisions", ["page", "file", "id"])


def _said() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
