"""The catalog's tables (SQLAlchemy Core). All SQL of the house lives in this room.

What people did, where bytes lie, what visits met: ``sources``, ``snapshots``, ``visits``; what
readers say that we read wrongly: ``reading_errors``. Where a
crawl stands: ``frontier`` (every address of a crawl, asked for or waiting). What was read, rebuilt
from the snapshots at will: ``readings`` with their ``cells``, ``findings``, ``issues`` and
``evidence`` (one reading a snapshot), ``reports`` (with the chosen snapshot's reading in brief) and
``figures`` (the headline figures that each states), ``agencies``, ``revisions``; ``attachments`` of
pages, and ``addresses`` by which a file is found to be one; ``section_prints``, by which copied
sections are found, and ``reuse``, the sections of a report that stand in another. ``moved``: old ids
of reports, and those they have now. Work: ``rereads`` (files of which a page now says something
else), ``previews`` (what reading a snapshot again would change), ``runs`` (and ``messages``, the
mails that tell which of them ended: ``told_runs``),
``outbox`` (reports the index must look at again), ``rechecks`` (reports that must be
held again against the bodies below and twins), ``reuse_due`` (reports whose copied passages must be
looked for again), ``warc_files`` (how far a finished WARC file has been searched for records no row
knows).
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from archive.columns import DecimalText, UtcDateTime, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(16)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("region_code", Text),
    Column("agency", Words),
    Column("listings", JSON, nullable=False),
    Column("link_text", Words),
    Column("enabled", Boolean, nullable=False),
    Column("delay", Double),
    Column("expect_min", Integer),
    Column("expect_max", Integer),
    Column("family", Text, nullable=False, server_default="auto"),
    Column("hosts", JSON, nullable=False, server_default="[]"),
    Column("schedule", Text),
    Column("night", Text),
)

frontier = Table(
    "frontier",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("key", String(32), nullable=False),  # what tells one request from another
    Column("turn", Integer, nullable=False),  # lists go before what they link to
    Column("kind", Text, nullable=False),
    Column("url", Words, nullable=False),
    Column("post", JSON(none_as_null=True)),
    Column("title", Words),
    Column("year", Integer),
    Column("depth", Integer, nullable=False),
    Column("list_no", Integer, nullable=False),
    Column("found_on", Words),
    Column("score", Integer),
    Column("reasons", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("reason", Words),
    Column("found", JSON(none_as_null=True)),
    Column("added_at", UtcDateTime, nullable=False),
    Index("ux_frontier_source_id_key", "source_id", "key", unique=True),
    Index(None, "source_id", "state", "turn", "id"),
    sqlite_autoincrement=True,  # an address handed out must not look like one added since
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("url", Words, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("http_status", Integer),
    Column("crawl_state", Text, nullable=False),
    Column("content_type", Words),
    Column("size", BigInteger, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    Column("file_name", Words),
    Column("source_id", Text),
    Column("agency_hint", Words),
    Column("region_hint", Text),
    Column("link_text", Words),
    Column("link_year", Integer),
    Column("published_hint", Date),
    Index(None, "url", "fetched_at"),
    Index(None, "warc_file", "warc_offset"),
    Index(None, "last_seen_at"),
    Index(None, "id", "source_id", "fetched_at"),  # named in `archive.drift`
)


def _compared() -> tuple[Column[str], Column[Decimal], Column[Decimal]]:
    """What a reading is compared by with other bodies': a digest of its tables (of its bytes
    where these tell nothing), the totals of requests received and handled."""
    return (
        Column("twin_key", _ID),
        Column("received", DecimalText),
        Column("handled", DecimalText),
    )


agencies = Table(
    "agencies",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", Words, nullable=False),
    Column("region_code", Text),
    Column("type", Text),
    Column("level", Text),
    Column("parent_id", _ID, ForeignKey("agencies.id")),
    Column("successor_id", _ID, ForeignKey("agencies.id")),
    Column("aliases", JSON, nullable=False),
    Column("parent_by", Text),  # "derived" from the divisions, or set by a "person", which stays
    Column("pinyin", Text, nullable=False, server_default=""),  # of the name, without blanks
    Index(None, "region_code"),
    Index(None, "parent_id"),
    Index(None, "pinyin", "id"),
    Index(None, "type", "level", "region_code"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("agency_id", _ID, ForeignKey("agencies.id")),
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("title", Words),
    Column("agency", Words),
    Column("year", Integer),
    Column("region_code", Text),
    Column("province", Text),
    Column("city", Text),
    Column("county", Text),
    Column("agency_type", Text),
    Column("agency_level", Text),
    Column("form", Text),
    Column("published_on", Date),
    Column("url", Words, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("failing", Integer, nullable=False),
    *_compared(),
    Column("copy_of", _ID),  # the report that a person said this one is published again as
    Index(None, "agency_id", "year"),
    Index(None, "copy_of"),
    Index(None, "twin_key"),
    Index(None, "first_seen_at"),
    Index(None, "province"),
    Index(None, "agency_type", "year", "province", "form"),
    Index(None, "region_code", "year", "first_seen_at"),
    Index(None, "agency_type", "year", "first_seen_at"),
    Index(None, "year", "first_seen_at"),
)

figures = Table(
    "figures",
    metadata,
    Column("report_id", _ID, ForeignKey("reports.id"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("value", DecimalText, nullable=False),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), primary_key=True),
    Column("report_id", _ID, ForeignKey("reports.id")),
    Column("reader_version", Text, nullable=False),
    Column("is_report", Boolean, nullable=False),
    Column("reason", Words),
    Column("title", Words),
    Column("agency", Words),
    Column("year", Integer),
    Column("agency_type", Text),
    Column("agency_level", Text),
    Column("region_code", Text),
    Column("province", Text),
    Column("city", Text),
    Column("county", Text),
    Column("published_on", Date),
    Column("drafted_on", Date),
    Column("index_number", Words),
    Column("form", Text),
    Column("confidence", JSON, nullable=False),
    Column("sections", JSON, nullable=False),
    *_compared(),
    Index(None, "report_id"),
    Index(None, "reader_version"),
    Index(None, "snapshot_id", "is_report"),  # named in `archive.drift`
)


def _of_reading() -> tuple[Column[str], Column[int]]:
    """Key of a row that belongs to a reading: its snapshot and its place in the list."""
    return (
        Column("snapshot_id", _ID, ForeignKey("readings.snapshot_id"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
    )


cells = Table(
    "cells",
    metadata,
    *_of_reading(),
    Column("table_id", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("column_id", Text, nullable=False),
    Column("raw", Words),
    Column("value", DecimalText),
    Column("state", Text, nullable=False),
    Column("unit", Text),
    Column("origin", Text, nullable=False),
    Column("place", JSON(none_as_null=True)),
    sqlite_with_rowid=False,  # the cells of a reading lie side by side
)

findings = Table(
    "findings",
    metadata,
    *_of_reading(),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("blank_as_zero", Boolean, nullable=False),
    Column("message", Words, nullable=False),
    Column("expected", DecimalText),
    Column("actual", DecimalText),
    Column("cells", JSON, nullable=False),
    sqlite_with_rowid=False,
)

issues = Table(
    "issues",
    metadata,
    *_of_reading(),
    Column("code", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("message", Words, nullable=False),
    Column("data", JSON, nullable=False),
    Index(None, "code"),
    sqlite_with_rowid=False,
)

evidence = Table(
    "evidence",
    metadata,
    *_of_reading(),
    Column("field", Text, nullable=False),
    Column("value", Words, nullable=False),
    Column("source", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("weight", Double, nullable=False),
    sqlite_with_rowid=False,
)

attachments = Table(
    "attachments",
    metadata,
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("url", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Words, nullable=False),  # as in addresses
    Column("page_title", Words),
    Column("told", JSON, nullable=False),  # [field, value, source, text, weight]
    Index(None, "address"),
    sqlite_with_rowid=False,
)

addresses = Table(
    "addresses",
    metadata,
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), primary_key=True),
    Column("address", Words, nullable=False),
    Index(None, "address"),
)

previews = Table(
    "previews",
    metadata,
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("old_version", Text, nullable=False),
    Column("new_version", Text, nullable=False),
    Column("told", JSON, nullable=False),
)

rereads = Table(
    "rereads",
    metadata,
    Column("snapshot_id", _ID, ForeignKey("snapshots.id"), primary_key=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("report_id", _ID, ForeignKey("reports.id"), nullable=False),
    Column("url", Words, nullable=False),
    Column("old_snapshot_id", _ID, ForeignKey("snapshots.id"), nullable=False),
    Column("new_snapshot_id", _ID, ForeignKey("snapshots.id"), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("difference", JSON, nullable=False),
    Index(None, "report_id"),
    Index(None, "seen_at"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("progress", Double, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("log", Words, nullable=False),
    Column("error", Words),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("run_after", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", UtcDateTime),
    Index(None, "state", "run_after"),
    Index(None, "kind", "target"),
    Index(None, "finished_at"),
    sqlite_autoincrement=True,  # a run's number is never given again
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False),  # the mail's own name, the same at every try
    Column("made_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),  # not tried again before
    Column("sent_at", UtcDateTime),
    sqlite_autoincrement=True,
)

told_runs = Table(
    "told_runs",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False),
    Index(None, "message_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("report_id", _ID, nullable=False, unique=True),
    sqlite_autoincrement=True,  # a report touched again must not look like the one just done
)

moved = Table(
    "moved",
    metadata,
    Column("old_id", _ID, primary_key=True),
    Column("report_id", _ID, nullable=False),
    Index(None, "report_id"),
)

rechecks = Table("rechecks", metadata, Column("report_id", _ID, primary_key=True))

section_prints = Table(
    "section_prints",
    metadata,
    Column("print", BigInteger, primary_key=True, autoincrement=False),
    Column("report_id", _ID, ForeignKey("reports.id"), primary_key=True),
    Column("section", Integer, primary_key=True, autoincrement=False),
    Index(None, "report_id"),
    sqlite_with_rowid=False,
)

reuse = Table(
    "reuse",
    metadata,
    Column("report_id", _ID, ForeignKey("reports.id"), primary_key=True),
    Column("section", Integer, primary_key=True, autoincrement=False),
    Column("other_id", _ID, ForeignKey("reports.id"), primary_key=True),
    Column("other_section", Integer, primary_key=True, autoincrement=False),
    Column("similarity", Double, nullable=False),
    Column("length", Integer, nullable=False),
    Index(None, "other_id"),
    sqlite_with_rowid=False,
)

reuse_due = Table("reuse_due", metadata, Column("report_id", _ID, primary_key=True))

warc_files = Table(
    "warc_files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("searched_bytes", BigInteger, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("url", Words, primary_key=True),
    Column("source_id", Text),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("last_state", Text, nullable=False),
    Column("last_ok", UtcDateTime),
    Column("misses", Integer, nullable=False),
    Column("first_missed", UtcDateTime),
    Column("gone_at", UtcDateTime),
    Column("etag", Words),
    Column("last_modified", Words),
    Index(None, "source_id", "last_seen"),
    Index(None, "gone_at"),
)

reading_errors = Table(
    "reading_errors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receipt", _ID, nullable=False, unique=True),
    Column("report_id", _ID, nullable=False),  # no foreign key: it outlives a re-reading
    Column("snapshot_id", _ID, nullable=False),
    Column("cell", Text),
    Column("said", Words, nullable=False),
    Column("proposed", Words),
    Column("contact", Words),
    Column("address_key", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Index(None, "address_key", "created_at"),
    Index(None, "created_at"),
    Index(None, "report_id"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)
