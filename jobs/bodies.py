"""Reports held against those of other bodies: the sums of what stands below, and twins (G)."""

from __future__ import annotations

from collections.abc import Sequence

from archive import neighbours, rechecks
from archive import reports as catalog_reports
from archive.neighbours import BodiesBelow, TwinReport
from jobs.context import Context
from jobs.progress import Outcome, Progress, silent
from reports.checks.bodies import Below, Twin, check_totals, check_twins, expected_below
from reports.model import AnnualReport, Finding

_AT_ONCE = 50  # reports in a transaction


def check_bodies(
    context: Context, report_ids: Sequence[str] = (), *, progress: Progress = silent
) -> Outcome:
    """Computes again what other bodies' reports of the year say of these reports, and of those
    that wait for it. The bodies below come as two totals each and not as whole reports, so a
    province's 3,000 are one query. Counts: compared (reports that changed by it)."""
    outcome = Outcome()
    with context.catalog.read() as conn:
        names = sorted({*rechecks.waiting(conn), *report_ids})
    for start in range(0, len(names), _AT_ONCE):
        batch = names[start : start + _AT_ONCE]
        outcome.count({"compared": _check(context, batch)})
        progress("与上下级核对", start + len(batch), len(names))
    return outcome


def _check(context: Context, names: Sequence[str]) -> int:
    """How many of these reports changed; in one transaction they are also taken off the list."""
    changed = 0
    with context.catalog.begin() as conn:
        below = neighbours.below(conn, names)
        twins = neighbours.twins(conn, names)
        concerned = below.keys() | twins.keys() | neighbours.judged_by_bodies(conn, names)
        for record in list(catalog_reports.many(conn, sorted(concerned))):
            found = _findings(record.report, below.get(record.id), twins.get(record.id, ()))
            changed += neighbours.save_neighbour_findings(conn, record.id, found, "bodies")
        rechecks.done(conn, names)
    return changed


def _findings(
    report: AnnualReport, bodies: BodiesBelow | None, twins: Sequence[TwinReport]
) -> tuple[Finding, ...]:
    alike = [Twin(twin.agency, twin.region, twin.same_bytes) for twin in twins]
    copied = check_twins(report, alike)
    if bodies is None:
        return copied
    known = [Below(item.agency, item.received, item.handled) for item in bodies.reports]
    expected = expected_below(bodies.code, bodies.bodies) if bodies.code else None
    return (*check_totals(report, known, expected), *copied)
