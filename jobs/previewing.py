"""What reading a document again would change, before it does: a worker reads it and keeps what
differs; nothing of the report changes."""

from __future__ import annotations

from datetime import UTC, datetime

from archive import previews, snapshots
from archive.previews import Preview, Told
from jobs import steps
from jobs.context import Context
from jobs.errors import UnknownTarget
from jobs.progress import Outcome, Progress
from jobs.rereading import Reread, lines
from reports.model import Finding


def preview(context: Context, target: str, progress: Progress) -> Outcome:
    """Reads the snapshot whose id is the target, and keeps what would change (`archive.previews`);
    the run's log tells it too. Counts: read, changed."""
    with context.catalog.read() as conn:
        snapshot = snapshots.get(conn, target)
    if snapshot is None:
        raise UnknownTarget(f"没有快照 {target}")
    told: list[Reread] = []
    outcome = steps.preview(context, [snapshot], told.append, progress=progress)
    for reread in told:
        outcome.count({"changed": int(not reread.change.empty)})
        outcome.log += lines(reread)
        with context.catalog.begin() as conn:
            previews.save(conn, _preview(reread))
    return outcome


def _preview(reread: Reread) -> Preview:
    change = reread.change
    return Preview(
        snapshot_id=reread.snapshot.id,
        made_at=datetime.now(UTC),
        old_version=reread.old.reader_version,
        new_version=reread.new.reader_version,
        difference=change.difference,
        appeared=tuple(map(_told, change.appeared)),
        disappeared=tuple(map(_told, change.disappeared)),
        issues=change.issues,
        kept=reread.kept,
    )


def _told(finding: Finding) -> Told:
    return Told(finding.rule, finding.message)
