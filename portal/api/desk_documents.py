"""Operations on documents: those worth a look, corrections of what was read, reading again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal

from sqlalchemy import Connection

from archive import corrections, previews, readings, review, runs, snapshots
from archive import reports as catalog_reports
from archive.audit import Actor
from archive.corrections import FIELDS, Correction
from archive.records import Snapshot
from archive.review import Asked
from portal.api import cursors
from portal.api import review_models as models
from portal.api.bearer import caller
from portal.api.deeds import deed
from portal.api.desk_bodies import CellBody, FieldBody, WithdrawalBody
from portal.api.desk_models import RunsAsked
from portal.api.desk_parameters import ReviewParameters
from portal.api.desk_runs import queued
from portal.api.paging import following, page, text
from portal.api.parameters import Parameters
from portal.errors import NotHeld
from portal.held import shown_no_more
from portal.house import house
from portal.language import noted


def review_list(asked: ReviewParameters) -> models.ReviewAnswer:
    """One page of documents worth a look."""
    after = cursors.opened("review", asked.cursor, text) if asked.cursor else None
    with house().catalog.read() as conn:
        found = review.listed(conn, Asked(asked.why, asked.code), asked.limit + 1, after=after)
        counted = review.counted(conn, asked.code)
    shown, last = page(found, asked.limit)
    return models.ReviewAnswer(
        total=counted[asked.why],
        whys={why: count for why, count in counted.items() if why is not None},
        documents=tuple(models.DoubtfulAnswer(**asdict(one)) for one in shown),
        next=following("review", last.snapshot_id) if last else None,
    )


def document(asked: Parameters, snapshot_id: str) -> models.DocumentAnswer:
    """A document as we read it, and what people said of it."""
    del asked
    with house().catalog.read() as conn:
        snapshot = _snapshot(conn, snapshot_id)
        read = readings.own(conn, snapshot_id)
        filed = catalog_reports.by_snapshot(conn, snapshot_id)
        said = corrections.history(conn, snapshot.url)
    if read is None:
        raise NotHeld(noted("这份文档还没有读过。"))
    return models.DocumentAnswer(
        snapshot_id=snapshot_id,
        report_id=filed,
        url=snapshot.url,
        is_report=read.is_report,
        reason=read.reason,
        fields={name: corrections.as_read(read, name) for name in FIELDS},
        confidence=read.confidence,
        issues=read.issues,
        corrections=tuple(map(_correction, said)),
    )


def correct_field(
    asked: Parameters, sent: FieldBody, snapshot_id: str, field: str
) -> models.CorrectionAnswer:
    """Says what a field is."""
    del asked
    if field not in FIELDS:
        raise NotHeld(noted("没有这一项信息。"))

    def say(conn: Connection, by: Actor) -> Correction:
        return corrections.correct_field(conn, by, snapshot_id, field, sent.value, sent.reason)

    return _corrected(snapshot_id, say)


def correct_cell(
    asked: Parameters, sent: CellBody, snapshot_id: str, key: str
) -> models.CorrectionAnswer:
    """Says what a cell prints and the number that it states."""
    del asked
    if key in FIELDS:
        raise NotHeld(noted("没有这一格。"))
    value = None if sent.value is None else Decimal(sent.value)

    def say(conn: Connection, by: Actor) -> Correction:
        return corrections.correct_cell(conn, by, snapshot_id, key, sent.raw, value, sent.reason)

    return _corrected(snapshot_id, say)


def withdraw(asked: Parameters, sent: WithdrawalBody, snapshot_id: str) -> models.CorrectionAnswer:
    """Takes a correction back."""
    del asked

    def say(conn: Connection, by: Actor) -> Correction:
        return corrections.withdraw(conn, by, snapshot_id, sent.name, sent.reason)

    return _corrected(snapshot_id, say)


def reread(asked: Parameters, snapshot_id: str) -> RunsAsked:
    """Has a document read again by the reader of now."""
    del asked
    with house().catalog.read() as conn:
        _snapshot(conn, snapshot_id)
    return queued("read", [snapshot_id])


def ask_preview(asked: Parameters, snapshot_id: str) -> RunsAsked:
    """Has a worker find out what reading a document again would change."""
    del asked
    with house().catalog.read() as conn:
        _snapshot(conn, snapshot_id)
    return queued("preview", [snapshot_id])


def preview(asked: Parameters, snapshot_id: str) -> models.PreviewAnswer:
    """What reading a document again would change."""
    del asked
    with house().catalog.read() as conn:
        _snapshot(conn, snapshot_id)
        found = previews.of(conn, snapshot_id)
    if found is None:
        raise NotHeld(noted("这份文档还没有试读，或试读之后又读过了。"))
    same = set(models.PreviewAnswer.model_fields) - {"appeared", "disappeared", "kept"}
    return models.PreviewAnswer(
        **{name: getattr(found, name) for name in same},
        appeared=tuple(models.ToldFinding(**asdict(one)) for one in found.appeared),
        disappeared=tuple(models.ToldFinding(**asdict(one)) for one in found.disappeared),
        kept=tuple(models.KeptCorrection(**asdict(one)) for one in found.kept),
    )


def _corrected(
    snapshot_id: str, say: Callable[[Connection, Actor], Correction]
) -> models.CorrectionAnswer:
    with deed() as conn:
        _snapshot(conn, snapshot_id)
        made = say(conn, caller().actor)
    runs.request(house().catalog, "read")
    return _correction(made)


def _correction(one: Correction) -> models.CorrectionAnswer:
    same = set(models.CorrectionAnswer.model_fields)
    return models.CorrectionAnswer(**{name: getattr(one, name) for name in same})


def _snapshot(conn: Connection, snapshot_id: str) -> Snapshot:
    found = snapshots.get(conn, snapshot_id)
    if found is None:
        raise NotHeld(noted("没有这份文档。"))
    shown_no_more(conn, snapshot_id)
    return found
