"""What reading documents again would change, kept until it is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table of the tenth version."""
    op.create_table(
        "previews",
        sa.Column("snapshot_id", sa.String(16), sa.ForeignKey("snapshots.id"), primary_key=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("old_version", sa.Text(), nullable=False),
        sa.Column("new_version", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
    )
