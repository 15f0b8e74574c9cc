"""What crawling needs: where a crawl stands, what a source may say of its site."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables of the third version."""
    _frontier()
    _visits()


def _frontier() -> None:
    """Where a crawl stands, and what a source may say besides."""
    new: list[sa.Column[Any]] = [
        sa.Column("family", sa.Text(), nullable=False, server_default="auto"),
        sa.Column("hosts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.Column("night", sa.Text(), nullable=True),
    ]
    for column in new:
        op.add_column("sources", column)
    needed = ("kind", "url", "state")
    told = ("title", "found_on", "outcome", "reason")
    op.create_table(
        "frontier",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("turn", "depth", "list_no")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in needed),
        *(sa.Column(name, sa.Text(), nullable=True) for name in told),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("year", "score")),
        *(sa.Column(name, sa.JSON(), nullable=True) for name in ("post", "found")),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ux_frontier_source_id_key", "frontier", ["source_id", "key"], unique=True)
    op.create_index(None, "frontier", ["source_id", "state", "turn", "id"])


def _visits() -> None:
    """Each address with its last visit, and since when the site says that it is gone."""
    op.create_table(
        "visits",
        sa.Column("url", sa.Text(), primary_key=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("last_state", sa.Text(), nullable=False),
        sa.Column("last_ok", sa.DateTime(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("first_missed", sa.DateTime(), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
    )
    op.create_index(None, "visits", ["source_id", "last_seen"])
    op.create_index(None, "visits", ["gone_at"])
