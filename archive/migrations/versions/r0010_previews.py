"""What reading documents again would change, kept until it is done; indexes by which many readings are
counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the table and the indexes of the tenth version."""
    op.create_index(
        "ix_snapshots_id_source_id_fetched_at", "snapshots", ["id", "source_id", "fetched_at"]
    )
    op.create_index("ix_readings_snapshot_id_is_report", "readings", ["snapshot_id", "is_report"])
    op.create_table(
        "previews",
        sa.Column("snapshot_id", sa.String(16), sa.ForeignKey("snapshots.id"), primary_key=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("old_version", sa.Text(), nullable=False),
        sa.Column("new_version", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
    )
