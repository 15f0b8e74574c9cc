"""What keeping adds: where reports went, what lists say of files, when a source was crawled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables of the fourth version."""
    op.create_table(
        "moved",
        sa.Column("old_id", sa.String(16), primary_key=True),
        sa.Column("report_id", sa.String(16), nullable=False),
    )
    op.create_index(None, "moved", ["report_id"])
    op.create_index(None, "runs", ["kind", "target"])
    op.add_column("snapshots", sa.Column("link_text", sa.Text(), nullable=True))
    op.add_column("snapshots", sa.Column("link_year", sa.Integer(), nullable=True))
