"""What the archive hands out: frozen values, rebuilt from rows; all times aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reports.diff import Difference
from reports.model import AnnualReport

UPLOADED = "uploaded"
"""Crawl state of a document that a person uploaded."""
WHOLE = frozenset({"ok", "mislabelled", UPLOADED})
"""Crawl states of what is the document, whole; ``mislabelled`` is an answer whose headers say that
it is compressed, which it is not."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Bytes as they stood at an address; ``size`` in bytes, ``sha256`` 64 hex digits.

    ``http_status`` is None for a local file; ``last_seen_at`` is when a crawl last met the
    same bytes there. ``agency_hint`` and ``region_hint`` (a division code) come from an import's
    manifest or from the source's registry row; ``link_text`` and ``link_year`` are what the
    list said that linked it; ``published_hint`` is the day of publication that whoever uploaded it
    gave.
    """

    id: str
    sha256: str
    url: str
    fetched_at: datetime
    last_seen_at: datetime
    http_status: int | None
    crawl_state: str
    content_type: str | None
    size: int
    warc_file: str
    warc_offset: int
    file_name: str | None
    source_id: str | None
    agency_hint: str | None
    region_hint: str | None
    link_text: str | None = None
    link_year: int | None = None
    published_hint: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot that is safely stored; ``new`` is false when the same bytes were known."""

    snapshot: Snapshot
    new: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What filing a reading did: ``changed`` when it says something else than before (or is
    the first), ``revision`` when it brought to light a change of the page itself."""

    report_id: str | None
    changed: bool
    revision: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """A change in what was read between two snapshots of one address by one reader."""

    id: str
    url: str
    old_snapshot: str
    new_snapshot: str
    seen_at: datetime
    reader_version: str
    difference: Difference


MISREAD = "misread"
"""Verdict on a finding that is a misreading of ours."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an editor said of a finding, known by its key (`archive.judgements.finding_key`);
    ``answer`` is what the body said of it."""

    id: int
    report_id: str
    finding: str
    rule: str
    verdict: str
    answer: str | None
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report with everything read from its chosen snapshot; ``copies`` are the others.
    ``judgements`` are what was said of its findings last, by their keys; ``faulty`` tells whether it
    has findings that count, those judged to be misread left out. ``copy_of`` is the report that it was published as before."""

    id: str
    agency_id: str | None
    report: AnnualReport
    snapshot: Snapshot
    copies: tuple[Snapshot, ...]
    revisions: tuple[Revision, ...]
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    faulty: bool = False
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class CarryingPage:
    """A page that carries a file: its newest snapshot that does, its title, and the report that
    snapshot is a copy of (None for a page that is only title and link)."""

    snapshot: Snapshot
    title: str | None
    report_id: str | None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that a page carries, with the words of its link; ``snapshot`` is our newest copy of
    it, ``report_id`` the report that this is a copy of."""

    url: str
    text: str
    kind: str
    snapshot: Snapshot | None
    report_id: str | None


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report in one line of a list; ``failing`` counts its findings that fail and
    are more than worth a look (severity E or W)."""

    id: str
    title: str | None
    agency_id: str | None
    agency: str | None
    year: int | None
    region_code: str | None
    province: str | None
    city: str | None
    county: str | None
    agency_type: str | None
    agency_level: str | None
    form: str | None
    published_on: date | None
    url: str
    fetched_at: datetime
    failing: int


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """A failing finding with the report it is about."""

    report_id: str
    title: str | None
    agency: str | None
    year: int | None
    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the catalog holds; None where it holds nothing."""

    reports: int
    agencies: int
    first_year: int | None
    last_year: int | None
    last_fetch: datetime | None


@dataclass(frozen=True, slots=True)
class Fixity:
    """What a check of every stored byte found: how many snapshots were looked at, the ids of
    damaged, missing and newly adopted ones (``file@offset`` for a record that no row knows),
    and the files whose torn tail was cut back."""

    snapshots: int
    damaged: list[str]
    missing: list[str]
    adopted: list[str]
    torn: list[str]
