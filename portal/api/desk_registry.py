"""Operations on bodies (renamed, merged, split, set above and after one another), on reports that
were published twice, on files of pages, and on documents added by their address or as a file."""

from __future__ import annotations

from sqlalchemy import Connection

from archive import (
    agency_decisions,
    agency_desk,
    copies,
    report_desk,
    runs,
    snapshots,
    source_safety,
    uploads,
)
from archive.errors import DeskError
from portal.api import registry_models as models
from portal.api.bearer import caller
from portal.api.deeds import deed
from portal.api.desk_bodies import ShowBody
from portal.api.desk_models import RunsAsked
from portal.api.desk_parameters import UploadParameters
from portal.api.desk_runs import queued
from portal.api.parameters import Parameters
from portal.api.problems import CannotBe
from portal.held import held_body, held_report
from portal.house import house


def decisions(asked: Parameters, agency_id: str) -> models.DecisionsAnswer:
    """What was decided of a body, and holds."""
    del asked
    with house().catalog.read() as conn:
        return _decided(conn, held_body(conn, agency_id).id)


def rename(asked: Parameters, sent: models.RenameBody, agency_id: str) -> models.DecisionsAnswer:
    """Gives a body another name."""
    del asked
    with deed() as conn:
        body = held_body(conn, agency_id).id
        agency_desk.rename(conn, caller().actor, body, sent.name, sent.reason)
        told = _decided(conn, body)
    return _indexed(told)


def merge(asked: Parameters, sent: models.OtherBody, agency_id: str) -> models.DecisionsAnswer:
    """Makes a body's reports those of another; what was decided of that."""
    del asked
    with deed() as conn:
        body, into = held_body(conn, agency_id).id, agency_desk.find(conn, sent.other)
        agency_desk.merge(conn, caller().actor, body, into, sent.reason)
        told = _decided(conn, into)
    return _indexed(told)


def split(asked: Parameters, sent: models.SplitBody, agency_id: str) -> models.DecisionsAnswer:
    """Gives a body's reports on some years to another."""
    del asked
    with deed() as conn:
        body = held_body(conn, agency_id).id
        agency_desk.split(conn, caller().actor, body, sent.years, sent.to, sent.reason)
        told = _decided(conn, body)
    return _indexed(told)


def set_parent(
    asked: Parameters, sent: models.ParentBody, agency_id: str
) -> models.DecisionsAnswer:
    """Says who stands above a body."""
    del asked
    with deed() as conn:
        body = held_body(conn, agency_id).id
        parent = None if sent.parent is None else agency_desk.find(conn, sent.parent)
        agency_desk.set_parent(conn, caller().actor, body, parent, sent.reason)
        told = _decided(conn, body)
    return _indexed(told)


def add_successor(
    asked: Parameters, sent: models.OtherBody, agency_id: str
) -> models.DecisionsAnswer:
    """Says who took over from a body."""
    del asked
    with deed() as conn:
        body, other = held_body(conn, agency_id).id, agency_desk.find(conn, sent.other)
        agency_desk.add_successor(conn, caller().actor, body, other, sent.reason)
        told = _decided(conn, body)
    return _indexed(told)


def end_decision(
    asked: Parameters, sent: ShowBody, agency_id: str, number: int
) -> models.DecisionsAnswer:
    """Takes a decision back."""
    del asked
    with deed() as conn:
        done = agency_desk.take_back(conn, caller().actor, number, sent.reason)
        told = _decided(conn, done.agency_id)
    del agency_id  # as on the page, the number alone says which
    return _indexed(told)


def mark_copy(asked: Parameters, sent: models.CopyBody, report_id: str) -> models.CopyAnswer:
    """Says that a report is a copy of another, or takes that back."""
    del asked
    with deed() as conn:
        record, by = held_report(conn, report_id), caller().actor
        if sent.of is None:
            report_desk.unmark_copy(conn, by, record.id, sent.reason)
        else:
            report_desk.mark_copy(conn, by, record.id, sent.of, sent.reason)
        told = models.CopyAnswer(report_id=record.id, of=copies.original(conn, record.id))
    runs.request(house().catalog, "index")
    return told


def relate_file(asked: Parameters, sent: models.FileBody, snapshot_id: str) -> models.FileAnswer:
    """Says that a file belongs to a page, or does not."""
    del asked
    with deed() as conn:
        by = caller().actor
        if sent.attached:
            report_desk.attach(conn, by, snapshot_id, sent.file, sent.text, sent.reason)
        else:
            kept = snapshots.get(conn, sent.file)
            address = kept.url if kept else sent.file
            report_desk.detach(conn, by, snapshot_id, address, sent.reason)
    runs.request(house().catalog, "read")
    return models.FileAnswer(page=snapshot_id, file=sent.file, attached=sent.attached)


def fetch_document(asked: Parameters, sent: models.FetchBody) -> RunsAsked:
    """Has a worker fetch one address by the rules of its source."""
    del asked
    url = sent.url.strip()
    try:
        source_safety.refuse(url, house().settings)
    except DeskError as refused:
        raise CannotBe.of(refused) from refused
    return queued("fetch", [url])


def upload_document(asked: UploadParameters, sent: bytes) -> models.UploadAnswer:
    """Keeps a file; a worker reads it."""
    try:
        kept = uploads.upload(
            house().settings, house().catalog, caller().actor, body=sent, name=asked.name,
            url=asked.published_at, published=asked.published_on, reason=asked.reason,
        )  # fmt: skip
    except DeskError as refused:
        raise CannotBe.of(refused) from refused
    if kept.new:
        runs.request(house().catalog, "read")
    found = kept.snapshot
    return models.UploadAnswer(
        snapshot_id=found.id, new=kept.new, url=found.url, sha256=found.sha256, size=found.size
    )


def most_bytes() -> int:
    """How large a file may be, as at the desk."""
    return house().settings.max_document_bytes


def _decided(conn: Connection, body: str) -> models.DecisionsAnswer:
    same = models.DecisionAnswer.model_fields
    found = agency_decisions.holding(conn, body)
    told = (models.DecisionAnswer(**{n: getattr(one, n) for n in same}) for one in found)
    return models.DecisionsAnswer(agency_id=body, decisions=tuple(told))


def _indexed(told: models.DecisionsAnswer) -> models.DecisionsAnswer:
    runs.request(house().catalog, "index")
    return told
