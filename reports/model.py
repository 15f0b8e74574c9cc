"""Core types: what a report is once it has been read.

Field names are those of the JSON that ``nianbao extract --json`` prints. A value the
document does not support is None, never a guess and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

READER_VERSION = "2"
"""Raised whenever the reader may give another result for the same bytes."""

Level = Literal["national", "province", "prefecture", "county", "township"]
FormId = Literal["free", "2019", "2021"]
TableKind = Literal["proactive", "requests", "remedies"]
CellState = Literal["number", "blank", "mark", "missing"]
Unit = Literal["count", "yuan"]
Origin = Literal["text", "ocr", "correction"]
Severity = Literal["E", "W", "I"]
Status = Literal["pass", "fail", "not_assessable"]
Found = Literal["link", "frame", "viewer", "script"]

FAULTS: tuple[Severity, ...] = ("E", "W")
"""Severities of a failing finding that make its report one with findings; I is worth a look."""

TABLES: tuple[TableKind, ...] = ("proactive", "requests", "remedies")

AGENCY_TYPES: tuple[str, ...] = (
    "政府及办公厅(室)", "城管执法", "公安", "司法", "教育", "科技", "工信", "民政", "财政", "人社",
    "自然资源", "生态环境", "住建", "交通", "水利", "农业农村", "商务", "文旅", "卫健", "应急",
    "审计", "市场监管", "国资", "税务", "统计", "医保", "发改", "街道乡镇", "开发区", "其他",
)  # fmt: skip
LEVELS: tuple[Level, ...] = ("national", "province", "prefecture", "county", "township")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands in the document: page (from 1, PDF only), table, row and column of
    its grid (from 0), and on a PDF page its box (x0, top, x1, bottom, in points)."""

    table: int
    row: int
    column: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the form; ``raw`` as printed without outer white space, None when missing."""

    table: TableKind
    row: str
    column: str
    raw: str | None
    value: Decimal | None
    state: CellState
    unit: Unit | None
    at: Place | None = None
    origin: Origin = "text"

    @property
    def key(self) -> str:
        """The cell's anchor and address, ``table.row.column``."""
        return f"{self.table}.{self.row}.{self.column}"


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell that a finding looks at, in the report of ``year``."""

    table: TableKind
    row: str
    column: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one instance of a rule says of the body's own report; published with it."""

    rule: str
    severity: Severity
    status: Status
    blank_as_zero: bool
    message: str
    expected: Decimal | None
    actual: Decimal | None
    cells: tuple[CellRef, ...]

    @property
    def is_fault(self) -> bool:
        """Whether its report counts as one with findings."""
        return self.status == "fail" and self.severity in FAULTS


@dataclass(frozen=True, slots=True)
class Issue:
    """What we could not read, or doubt; ours to mend, shown to admins."""

    code: str
    stage: str
    message: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a metadata field has its value; ``weight`` between 0 and 1."""

    field: str
    value: str
    source: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Region:
    """A division of today: GB/T 2260 code and the names above it."""

    code: str
    province: str
    city: str | None
    county: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """``number`` 1–6 or None (what precedes section 一, or a free-form heading). In ``text``
    each paragraph is a line; a printed table row is a line whose cells are parted by tabs."""

    number: int | None
    heading: str | None
    text: str


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """One document as read; every other field is null or empty when ``is_report`` is false."""

    is_report: bool
    reason: str | None
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    agency_type: str | None = None
    agency_level: Level | None = None
    region: Region | None = None
    published_on: date | None = None
    drafted_on: date | None = None
    index_number: str | None = None
    form: FormId | None = None
    sections: tuple[Section, ...] = ()
    cells: tuple[Cell, ...] = ()
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    reader_version: str = READER_VERSION

    def cell(self, table: str, row: str, column: str) -> Cell | None:
        """The cell of that name, or None when the form has none."""
        for cell in self.cells:
            if (cell.table, cell.row, cell.column) == (table, row, column):
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document from outside: its address, and what a manifest or source
    says of the body and its division; of a file, what the pages that carry it say."""

    url: str | None = None
    content_type: str | None = None
    agency: str | None = None
    region_code: str | None = None
    page: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that a page carries: its absolute address, the words of the link (else the
    file's name), the kind its name says (pdf, docx, …) and how it was found. ``score`` says how
    likely it is an annual report, ``page_title`` is the page's own title, and ``told`` what link
    and page say of the document, for its `Hints`."""

    url: str
    text: str
    kind: str
    found: Found
    score: int
    page_title: str | None = None
    told: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRead:
    """The report in a document's bytes, and the documents that it carries when it is a page."""

    report: AnnualReport
    attachments: tuple[Attachment, ...] = ()


def number(value: Decimal) -> int | float:
    """A Decimal as a JSON number: an int when it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def to_json(value: Any) -> Any:
    """A core type as plain JSON values: Decimals as numbers, dates as ISO 8601 text."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: to_json(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return value
