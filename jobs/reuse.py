"""Looks for copied passages: of every report that waits for it, which sections stand in others."""

from __future__ import annotations

from archive import prints, reuse
from jobs.context import Context
from jobs.progress import Outcome, Progress, silent

_AT_ONCE = 20  # reports in a transaction: no long hold on the lock


def find_reuse(context: Context, *, progress: Progress = silent) -> Outcome:
    """Finds anew the copied passages of the reports that arrived, changed or lost someone who
    shared some. What waits is written in the catalog, so a kill loses nothing. Counts: reuse
    (reports of which something else was found than before)."""
    outcome = Outcome()
    with context.catalog.read() as conn:
        waiting = prints.due(conn)
    for start in range(0, len(waiting), _AT_ONCE):
        names = waiting[start : start + _AT_ONCE]
        with context.catalog.begin() as conn:
            for name in names:
                outcome.count({"reuse": int(reuse.save(conn, name, reuse.alike(conn, name)))})
            prints.done(conn, names)
        progress("查找相同文字", start + len(names), len(waiting))
    return outcome
