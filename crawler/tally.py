"""The counts of a crawl: of addresses closed now, and of those of a crawl gone on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from crawler.outcomes import COUNTS, no_counts

_NOT_FETCHED = frozenset({"refused_by_robots", "refused_address", "unreachable"})


def of_one(kind: str, outcome: str, *, failed: bool) -> Counter[str]:
    """What one closed address adds to the counts, new and unchanged left out."""
    result: Counter[str] = Counter()
    if failed:
        result.update(("failed", f"failed_{outcome}"))
    if kind == "listing":
        result["listings"] += not failed
    elif outcome not in _NOT_FETCHED:
        result["fetched"] += 1
        result["attachments"] += kind == "attachment"
    return result


def counted(groups: Mapping[tuple[str, str, str | None], int]) -> Counter[str]:
    """The counts of a crawl so far, by its frontier (`archive.frontier.tally`)."""
    counts = no_counts()
    for (kind, state, outcome), number in groups.items():
        counts["found"] += number if kind == "report" else 0
        if state == "waiting":
            continue
        for name, each in of_one(kind, outcome or "", failed=state == "failed").items():
            counts[name] += number * each
        if kind != "listing":
            name = "new" if outcome == "too_large" else outcome or ""
            counts[name] += number if name in COUNTS else 0
    return counts
