"""What reading finds beside a report's own words: passages shared with others, links to files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of the second version."""
    _attachments()
    _bodies()
    _reuse()


def _bodies() -> None:
    """What a report is held by against those of the bodies below it and against its twins."""
    op.add_column("agencies", sa.Column("parent_by", sa.Text(), nullable=True))
    op.create_index(None, "agencies", ["parent_id"])
    for table in ("readings", "reports"):
        op.add_column(table, sa.Column("twin_key", sa.String(16), nullable=True))
        for name in ("received", "handled"):
            op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    op.create_index(None, "reports", ["twin_key"])
    op.create_table("rechecks", sa.Column("report_id", sa.String(16), primary_key=True))


def _of_snapshot() -> sa.Column[str]:
    return sa.Column("snapshot_id", sa.String(16), sa.ForeignKey("snapshots.id"), primary_key=True)


def _attachments() -> None:
    """Links from pages to files, and which files are to be read again for them."""
    words = [sa.Column(name, sa.Text(), nullable=False) for name in ("url", "text", "kind")]
    op.create_table(
        "attachments",
        _of_snapshot(),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *words,
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("page_title", sa.Text(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table("addresses", _of_snapshot(), sa.Column("address", sa.Text(), nullable=False))
    for table in ("attachments", "addresses"):
        op.create_index(None, table, ["address"])
    op.create_table("rereads", _of_snapshot())


def _of_report(name: str = "report_id") -> sa.Column[str]:
    return sa.Column(name, sa.String(16), sa.ForeignKey("reports.id"), primary_key=True)


def _place(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), primary_key=True, autoincrement=False)


def _reuse() -> None:
    """By which copied sections are found, what was found, and whose are to be looked for."""
    op.create_table(
        "section_prints",
        sa.Column("print", sa.BigInteger(), primary_key=True, autoincrement=False),
        _of_report(),
        _place("section"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "section_prints", ["report_id"])
    op.create_table(
        "reuse",
        _of_report(),
        _place("section"),
        _of_report("other_id"),
        _place("other_section"),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "reuse", ["other_id"])
    op.create_table("reuse_due", sa.Column("report_id", sa.String(16), primary_key=True))
