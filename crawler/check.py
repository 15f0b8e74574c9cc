"""A source looked at before it is crawled: one list page fetched, and what would be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.settings import Settings
from archive.sources import Source
from crawler.outcomes import Limits
from crawler.run import look

_LIMITS = Limits(listing_pages=1, report_pages=0, seconds=180.0)


@dataclass(frozen=True, slots=True)
class Taken:
    """A link that would be taken, with why."""

    title: str
    url: str
    year: int | None
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What one page of a source showed. ``state`` is that of its answer, ``no_reports`` for a
    page that links none; ``passed`` speak of reports and would be left, ``pages`` is how many
    list pages follow, ``issues`` what stays in doubt, ``signs`` why it is that family."""

    source: Source
    state: str
    reason: str
    family: str = ""
    signs: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    more: int = 0
    passed: tuple[str, ...] = ()
    pages: int = 0
    issues: tuple[str, ...] = ()


def check(source: Source, settings: Settings) -> Checked:
    """Fetches the source's first list page, after its robots.txt, and keeps nothing.
    `crawler.run.CrawlFailed` when the child cannot do its work."""
    seen: list[Mapping[str, Any]] = []
    result = look(source, settings, _LIMITS, seen.append)
    if not seen:
        failure = next(iter(result.failures), None)
        if failure is not None:
            return Checked(source, failure.state, failure.reason)
        told = next(iter(result.notes), None)
        return Checked(source, told.code if told else "unreachable", told.message if told else "")
    page = seen[0]
    taken = tuple(_taken(link) for link in page["links"])
    return Checked(
        source,
        "ok" if taken else "no_reports",
        "" if taken else "这一页上没有看到年报的链接。",
        family=page["family"],
        signs=tuple(page["signs"]),
        taken=taken,
        more=page["taken"] - len(taken),
        passed=tuple(title for title, _, _ in page["passed"]),
        pages=len(page["pages"]),
        issues=tuple(page["issues"])
        + tuple(f"{number} 个链接指向 {host}" for host, number in page["left"].items()),
    )


def _taken(link: Mapping[str, Any]) -> Taken:
    return Taken(
        link["title"] or "", link["url"], link["year"], link["score"] or 0, tuple(link["reasons"])
    )
