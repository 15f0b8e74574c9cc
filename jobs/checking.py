"""A source looked at before it is crawled: one list page fetched, and what would be taken, told
in lines."""

from __future__ import annotations

from collections.abc import Iterator

from archive import sources
from crawler.check import Checked, check
from jobs.context import Context
from jobs.errors import UnknownTarget
from jobs.progress import Failure, Outcome, Progress

_SHOWN = 10


def check_source(context: Context, target: str, progress: Progress) -> Outcome:
    """Fetches one list page of the source and has the run's log show what would be taken; nothing
    is kept. `crawler.run.CrawlFailed` when it cannot be looked at."""
    with context.catalog.read() as conn:
        source = sources.get(conn, target)
    if source is None:
        raise UnknownTarget(f"没有来源 {target}")
    progress("试看", 0, 1)
    checked = check(source, context.settings)
    outcome = Outcome()
    outcome.log += ["　".join(cells) for cells in rows(checked)]
    if checked.state == "ok":
        outcome.count({"found": len(checked.taken) + checked.more})
    else:
        outcome.failures.append(Failure(source.id, checked.reason))
    return outcome


def rows(checked: Checked) -> Iterator[tuple[str, ...]]:
    """A source's state, then what would be taken, left and doubted: the cells of a line each."""
    source = checked.source
    signs = f"（{'；'.join(checked.signs)}）" if checked.signs else ""
    yield source.id, checked.state, f"{checked.family}{signs}"
    for link in checked.taken[:_SHOWN]:
        why = "；".join(link.reasons)
        yield "  取", str(link.score), str(link.year or ""), link.title, link.url, why
    if (more := len(checked.taken) + checked.more - _SHOWN) > 0:
        yield "  取", f"另有 {more} 个链接"
    for title in checked.passed[:_SHOWN]:
        yield "  不取", title
    if checked.pages:
        yield "  后页", str(checked.pages)
    for issue in checked.issues:
        yield "  注意", issue
