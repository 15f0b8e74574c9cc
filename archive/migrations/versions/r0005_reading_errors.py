"""What readers report of our reading: a queue for the review desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table of the fifth version."""
    op.create_table(
        "reading_errors",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("receipt", sa.String(16), nullable=False),
        sa.Column("report_id", sa.String(16), nullable=False),
        sa.Column("snapshot_id", sa.String(16), nullable=False),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("address_key", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.UniqueConstraint("receipt", name="uq_reading_errors_receipt"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "reading_errors", ["address_key", "created_at"])
    op.create_index(None, "reading_errors", ["created_at"])
    op.create_index(None, "reading_errors", ["report_id"])
    op.create_index(None, "reading_errors", ["state"])
