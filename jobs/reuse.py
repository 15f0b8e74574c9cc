"""Looks for copied passages: of every report that waits for it, which sections stand in others."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from archive import prints, reuse
from archive.reuse import Alike
from jobs.context import Context
from jobs.progress import Outcome, Progress, silent

_AT_ONCE = 20  # reports in a transaction: no long hold on the lock


def find_reuse(context: Context, *, progress: Progress = silent) -> Outcome:
    """Finds anew the copied passages of the reports that arrived, changed or lost someone who
    shared some. What waits is written in the catalog, so a kill loses nothing. Texts are compared
    while others may write, who would else wait for seconds. Counts: reuse (reports of which
    something else was found than before)."""
    outcome = Outcome()
    with context.catalog.read() as conn:
        waiting = prints.due(conn)
    for start in range(0, len(waiting), _AT_ONCE):
        names = waiting[start : start + _AT_ONCE]
        before = context.catalog.version()
        with context.catalog.read() as conn:
            found = _compared(conn, names)
        with context.catalog.begin() as conn:
            # compared again where somebody has written meanwhile: it may be of these reports
            if before is None or context.catalog.version() != before:
                found = _compared(conn, names)
            for name, links in found.items():
                outcome.count({"reuse": int(reuse.save(conn, name, links))})
            prints.done(conn, names)
        progress("查找相同文字", start + len(names), len(waiting))
    return outcome


def _compared(conn: Connection, names: Iterable[str]) -> dict[str, list[Alike]]:
    return {name: reuse.alike(conn, name) for name in names}
