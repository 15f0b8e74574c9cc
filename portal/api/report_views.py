"""The operation on one report."""

from __future__ import annotations

from archive import visits
from archive.records import ReportRecord, Revision, Snapshot
from portal.api import report_models as models
from portal.api.parameters import Parameters
from portal.held import held_report
from portal.house import house


def report(asked: Parameters, report_id: str) -> models.ReportAnswer:
    """A report, whole."""
    del asked
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        gone = visits.withdrawn(conn, report_id)
    page = f"/reports/{record.id}"
    return models.ReportAnswer(
        id=record.id,
        agency_id=record.agency_id,
        urls=models.Urls(
            page=page,
            original=f"{page}/original",
            versions=f"{page}/versions",
            source=record.snapshot.url,
        ),
        **{name: getattr(record.report, name) for name in record.report.__dataclass_fields__},
        snapshot=_snapshot(record, record.snapshot),
        copies=tuple(_snapshot(record, copy) for copy in record.copies),
        revisions=tuple(map(_revision, record.revisions)),
        withdrawn=(
            models.WithdrawnAnswer(since=gone.since, last_seen=gone.last_seen) if gone else None
        ),
        copy_of=record.copy_of,
    )


def _snapshot(record: ReportRecord, kept: Snapshot) -> models.SnapshotAnswer:
    same = set(models.SnapshotAnswer.model_fields) - {"original"}
    return models.SnapshotAnswer(
        **{name: getattr(kept, name) for name in same},
        original=f"/reports/{record.id}/original?snapshot={kept.id}",
    )


def _revision(change: Revision) -> models.RevisionAnswer:
    return models.RevisionAnswer(
        **{name: getattr(change, name) for name in models.RevisionAnswer.model_fields}
    )
