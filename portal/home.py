"""The home page as values: totals, the map, what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection

from archive import browsing, reports
from archive.browsing import Sum
from archive.records import FindingSummary, ReportSummary
from portal import tilemap, words
from portal.counted import counted
from portal.findings import asked_by
from portal.holdings import Holdings, holdings
from portal.metrics import SHARES
from portal.tilemap import HELD, MapView

_LATEST = 5
_TRIES = ("行政处罚", "行政复议 结果纠正", '"不予公开"', "新收>100")
"""Searches to begin with, in the words of the query language and of the reports."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """All that the home page shows; ``years`` and ``last_fetch`` are None of an empty catalog."""

    reports: int
    agencies: int
    years: str | None
    last_fetch: str | None
    newest: tuple[ReportSummary, ...]
    findings: tuple[FindingSummary, ...]
    map: MapView
    tries: tuple[str, ...] = _TRIES

    def asked(self, finding: FindingSummary) -> str:
        """What the rule of a finding asks, in the language of the page."""
        return asked_by(finding.rule)


def home_view(conn: Connection, metric: str) -> HomeView:
    """The home page with the map of this metric."""
    held = holdings(conn)
    fetched = browsing.last_fetch(conn)
    year = complete_year(held, datetime.now(UTC))
    return HomeView(
        reports=held.reports,
        agencies=held.agencies,
        years=span(held.years),
        last_fetch=words.local_day(fetched) if fetched else None,
        newest=tuple(reports.newest(conn, _LATEST)),
        findings=tuple(reports.latest_findings(conn, _LATEST)),
        map=tilemap.map_view(metric, year, _values(conn, held, metric, year)),
    )


def complete_year(held: Holdings, now: datetime) -> int | None:
    """The newest year held whose reports are all due: the deadline (31 March of the year after)
    has passed. The newest of all where none is."""
    today = now.astimezone(words.CHINA).date()
    due = today.year - 1 if (today.month, today.day) > (3, 31) else today.year - 2
    done = [year for year in held.years if year <= due]
    return max(done or held.years, default=None)


def span(years: tuple[int, ...]) -> str | None:
    """``2008–2023``, or the one year; None of none."""
    if not years:
        return None
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _values(conn: Connection, held: Holdings, metric: str, year: int | None) -> Mapping[str, Sum]:
    if metric == HELD:
        return {str(k): Sum(Decimal(n), n) for k, n in held.by("province").items()}
    if year is None:
        return {}
    name = f"map {metric} {year}"
    if metric in SHARES:
        return counted(conn, name, lambda: browsing.shares(conn, year, *SHARES[metric]))
    return counted(conn, name, lambda: browsing.sums(conn, year, metric))
