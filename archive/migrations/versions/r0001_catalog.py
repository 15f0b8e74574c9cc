"""The first catalog: sources, snapshots, what was read from them, the queue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table of the first version."""
    _kept()
    _reports()
    _reading()
    _reading_parts()
    _revisions()
    _work()


def _id(name: str, target: str | None = None, *, null: bool = False) -> sa.Column[str]:
    keys = (sa.ForeignKey(target),) if target else ()
    return sa.Column(name, sa.String(16), *keys, nullable=null)


def _text(name: str, *, null: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str, *, null: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _real(name: str, *, null: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=null)


def _yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(), nullable=null)


def _day(name: str) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=True)


def _json(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=null)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [_text(name) for name in names]


def _index(table: str, *columns: str) -> None:
    op.create_index(None, table, list(columns))


def _kept() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), primary_key=True),
        _text("name", null=False),
        *_texts("region_code", "agency"),
        _json("listings"),
        _text("link_text"),
        _yes_no("enabled"),
        _real("delay", null=True),
        _number("expect_min"),
        _number("expect_max"),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        _text("url", null=False),
        _time("fetched_at"),
        _time("last_seen_at"),
        _number("http_status"),
        _text("crawl_state", null=False),
        _text("content_type"),
        _big("size"),
        _text("warc_file", null=False),
        _big("warc_offset"),
        *_texts("file_name", "source_id", "agency_hint", "region_hint"),
    )
    _index("snapshots", "url", "fetched_at")
    _index("snapshots", "warc_file", "warc_offset")
    _index("snapshots", "last_seen_at")
    op.create_table(
        "warc_files", sa.Column("name", sa.Text(), primary_key=True), _big("searched_bytes")
    )


def _reports() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.String(16), primary_key=True),
        _text("name", null=False),
        *_texts("region_code", "type", "level"),
        _id("parent_id", "agencies.id", null=True),
        _id("successor_id", "agencies.id", null=True),
        _json("aliases"),
    )
    _index("agencies", "region_code")
    op.create_table(
        "reports",
        sa.Column("id", sa.String(16), primary_key=True),
        _id("agency_id", "agencies.id", null=True),
        _id("snapshot_id", "snapshots.id"),
        _time("first_seen_at"),
        *_texts("title", "agency"),
        _number("year"),
        *_texts("region_code", "province", "city", "county"),
        *_texts("agency_type", "agency_level", "form"),
        _day("published_on"),
        _text("url", null=False),
        _time("fetched_at"),
        _number("failing", null=False),
    )
    _index("reports", "agency_id", "year")
    _index("reports", "first_seen_at")
    _index("reports", "year")
    _index("reports", "province")


def _reading() -> None:
    op.create_table(
        "readings",
        sa.Column("snapshot_id", sa.String(16), sa.ForeignKey("snapshots.id"), primary_key=True),
        _id("report_id", "reports.id", null=True),
        _text("reader_version", null=False),
        _yes_no("is_report"),
        *_texts("reason", "title", "agency"),
        _number("year"),
        *_texts("agency_type", "agency_level", "region_code", "province", "city", "county"),
        _day("published_on"),
        _day("drafted_on"),
        *_texts("index_number", "form"),
        _json("confidence"),
        _json("sections"),
    )
    _index("readings", "report_id")
    _index("readings", "reader_version")


def _part(table: str, *columns: sa.Column[Any]) -> None:
    """A table of a reading's parts, keyed by snapshot and place in the list."""
    op.create_table(
        table,
        sa.Column(
            "snapshot_id", sa.String(16), sa.ForeignKey("readings.snapshot_id"), primary_key=True
        ),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *columns,
        sqlite_with_rowid=False,
    )


def _reading_parts() -> None:
    _part(
        "cells",
        *(_text(name, null=False) for name in ("table_id", "row_id", "column_id")),
        *_texts("raw", "value"),
        _text("state", null=False),
        _text("unit"),
        _text("origin", null=False),
        _json("place", null=True),
    )
    _part(
        "findings",
        *(_text(name, null=False) for name in ("rule", "severity", "status")),
        _yes_no("blank_as_zero"),
        _text("message", null=False),
        *_texts("expected", "actual"),
        _json("cells"),
    )
    _part(
        "issues",
        *(_text(name, null=False) for name in ("code", "stage", "message")),
        _json("data"),
    )
    _index("issues", "code")
    _part(
        "evidence",
        *(_text(name, null=False) for name in ("field", "value", "source", "text")),
        _real("weight"),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(16), primary_key=True),
        _id("report_id", "reports.id"),
        _text("url", null=False),
        _id("old_snapshot_id", "snapshots.id"),
        _id("new_snapshot_id", "snapshots.id"),
        _time("seen_at"),
        _text("reader_version", null=False),
        _json("difference"),
    )
    _index("revisions", "report_id")
    _index("revisions", "seen_at")


def _work() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(_text(name, null=False) for name in ("kind", "target", "state")),
        _real("progress"),
        _json("counts"),
        _text("log", null=False),
        _text("error"),
        _time("created_at"),
        _time("started_at", null=True),
        _time("finished_at", null=True),
        _time("run_after"),
        _number("attempts", null=False),
        _text("lease_owner"),
        _time("lease_until", null=True),
        sqlite_autoincrement=True,
    )
    _index("runs", "state", "run_after")
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.String(16), nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
