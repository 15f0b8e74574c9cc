"""What the desk shows of a document: what was read beside its doubts, and what people said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy import Connection

from archive import corrections, review
from archive.corrections import FIELDS, Correction
from archive.records import ReportRecord, Snapshot
from archive.review import UNSURE, WHYS, Asked, Doubtful, Near
from portal.admin.words import local_time
from portal.cells import cell_named
from portal.language import gettext, noted
from portal.metadata import confidence_words
from portal.originals import is_shown, safe_type
from portal.security import FRAMING_POLICY
from portal.state import BadParameter
from portal.words import FIELD_NAMES, UNKNOWN_AGENCY, report_name, value_name
from reports.model import AGENCY_TYPES, LEVELS, AnnualReport

HINTS: Mapping[str, str] = {
    "region": noted("六位区划代码。"),
    "year": noted("四位数字。"),
    "published_on": noted("如 2024-01-31。"),
    "drafted_on": noted("如 2024-01-31。"),
}
_YES_NO: Mapping[str, str] = {"true": noted("是"), "false": noted("不是")}
_MOST_CODE = 60


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as it stands; ``sure`` in words, ``doubted`` where it rests on little."""

    field: str
    name: str
    value: str | None
    sure: str | None
    doubted: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A correction: of what, what had been read, what it is; ``waits`` for a worker."""

    name: str
    key: str
    url: str | None
    read: str
    value: str
    withdrawn: bool
    waits: bool
    reason: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Step:
    """A document to go to: its name and its page at the desk."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Original:
    """Archived bytes beside what was read of them: where they are sent from, and whether a browser
    shows these in a frame; ``kind`` is their type."""

    url: str
    shown: bool
    kind: str


def framing(page: str) -> Response:
    """The page under the policy by which it may show an original in a frame."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAMING_POLICY
    return response


def original_of(snapshot: Snapshot, report_id: str | None) -> Original:
    """The original of a document; a report's is the public one, which needs nobody to be logged in."""
    if report_id is None:
        url = url_for("admin.document_original", snapshot_id=snapshot.id)
    else:
        url = url_for("pages.original", report_id=report_id, snapshot=snapshot.id, lang=None)
    kind = safe_type(snapshot.content_type)[2].upper()
    return Original(url, is_shown(snapshot.content_type), kind)


def asked() -> Asked:
    """The list that the address names. BadParameter for a kind of doubt that there is not."""
    why, code = request.args.get("why") or None, request.args.get("code") or None
    known = next((one for one in WHYS if one == why), None)
    if why is not None and known is None:
        raise BadParameter("why", why)
    if code is not None and len(code) > _MOST_CODE:
        raise BadParameter("code", code)
    return Asked(known, code)


def field_rows(report: AnnualReport) -> tuple[FieldRow, ...]:
    """All fields that may be corrected, as they stand."""
    said = {item.field for item in report.evidence if item.source == "correction"}
    return tuple(_field(report, field, field in said) for field in FIELDS)


def _field(report: AnnualReport, field: str, corrected: bool) -> FieldRow:
    value, sure = corrections.as_read(report, field), report.confidence.get(field)
    return FieldRow(
        field=field,
        name=gettext(FIELD_NAMES[field]),
        value=said_value(field, value) or None,
        sure=confidence_words(sure) if value and sure is not None else None,
        doubted=sure is not None and sure < UNSURE,
        corrected=corrected,
    )


def said_value(field: str, value: Any) -> str:
    """A value of a field or cell as it is read; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        raw, number = value["raw"], value["value"]
        if raw is None:
            return gettext("没有这一格")
        return raw if number in {None, raw} else f"{raw} → {number}"
    if field == "is_report":
        return gettext(_YES_NO.get(str(value), str(value)))
    if field == "agency_level":
        return value_name("level", str(value))
    return gettext(value) if field == "agency_type" else str(value)


def choices(field: str) -> tuple[tuple[str, str], ...] | None:
    """What a field can be, where that is a list: values with their names."""
    values: Mapping[str, Sequence[str]] = {
        "is_report": tuple(_YES_NO), "agency_type": AGENCY_TYPES, "agency_level": LEVELS,
    }  # fmt: skip
    if field not in values:
        return None
    return tuple((value, said_value(field, value)) for value in values[field])


def said_rows(record: ReportRecord, said: Sequence[Correction]) -> tuple[SaidRow, ...]:
    """Corrections of a report, in words, the last first."""
    return tuple(_said(record, one) for one in reversed(said))


def _said(record: ReportRecord, one: Correction) -> SaidRow:
    field = one.name in FIELDS
    cell = None if field else cell_named(record, one.name)
    name = gettext(FIELD_NAMES[one.name]) if field else cell.name if cell else one.name
    url = None
    if field:
        url = url_for("admin.report_field", report_id=record.id, field=one.name)
    elif cell:
        url = url_for("admin.report_cell", report_id=record.id, key=one.name)
    stands = corrections.as_read(record.report, one.name)
    return SaidRow(
        name=name,
        key=one.name,
        url=url,
        read=said_value(one.name, one.read),
        value=said_value(one.name, one.value),
        withdrawn=one.withdrawn,
        waits=not one.withdrawn and stands != one.value,
        reason=one.reason,
        who=one.who,
        at=local_time(one.at),
    )


def steps(conn: Connection, wanted: Asked, snapshot_id: str) -> tuple[Step | None, Step | None]:
    """Where the list leads from a document: to the one before and the one after."""
    found: Near = review.near(conn, wanted, snapshot_id)
    return _step(found.before, wanted), _step(found.after, wanted)


def _step(one: Doubtful | None, wanted: Asked) -> Step | None:
    return None if one is None else Step(doubtful_name(one), desk_address(one, wanted))


def doubtful_name(one: Doubtful) -> str:
    """A document in a line: body and year, else its title, else its address."""
    if one.agency or one.year:
        return report_name(one.agency, one.year)
    return one.title or (gettext(UNKNOWN_AGENCY) if one.report_id else one.url)


def desk_address(one: Doubtful, wanted: Asked) -> str:
    """The document's page at the desk, from which the list goes on."""
    listed = {"why": wanted.why, "code": wanted.code}
    if one.report_id is not None:
        return url_for("admin.report", report_id=one.report_id, **listed)  # type: ignore[arg-type]
    return url_for("admin.document", snapshot_id=one.snapshot_id, **listed)  # type: ignore[arg-type]
