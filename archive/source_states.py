"""How sources are doing: what is crawled, and what the last crawl found (`archive.drift` says how well
its pages are read)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from archive.runs import Run
from archive.tables import runs

_OPEN = ("queued", "running")


def last_crawls(conn: Connection, *, ended: bool) -> dict[str, Run]:
    """Each source's last crawl that has ended, or the one that waits or is under way."""
    is_open = runs.c.state.in_(_OPEN)
    own = (runs.c.kind == "crawl") & (~is_open if ended else is_open)
    last = select(func.max(runs.c.id)).where(own).group_by(runs.c.target)
    rows = conn.execute(select(runs).where(runs.c.id.in_(last))).mappings()
    return {row["target"]: Run(**row) for row in rows}
