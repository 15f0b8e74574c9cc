"""What browsing adds: headline figures by report, pinyin of bodies, and the orders of lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive import figures, spelled

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the table and the columns, and fills them from what was read."""
    op.create_table(
        "figures",
        sa.Column("report_id", sa.String(16), sa.ForeignKey("reports.id"), primary_key=True),
        sa.Column("metric", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    pinyin = sa.Column("pinyin", sa.Text(), nullable=False, server_default="")
    op.add_column("agencies", pinyin)
    op.create_index(None, "agencies", ["pinyin", "id"])
    op.create_index(None, "agencies", ["type", "level", "region_code"])
    op.create_index(None, "reports", ["agency_type", "year", "province", "form"])
    op.create_index(None, "reports", ["region_code", "year", "first_seen_at"])
    op.create_index(None, "reports", ["agency_type", "year", "first_seen_at"])
    op.create_index(None, "reports", ["year", "first_seen_at"])
    op.drop_index("ix_reports_year", "reports")
    figures.fill(op.get_bind())
    spelled.fill(op.get_bind())
