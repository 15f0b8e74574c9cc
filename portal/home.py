"""The home page as values: totals, provinces held, what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.records import FindingSummary, ReportSummary, Totals
from portal import words
from portal.links import PlaceCount
from reports import divisions


@dataclass(frozen=True, slots=True)
class HomeView:
    """All that the home page shows; ``years`` and ``last_fetch`` are None of an empty catalog."""

    totals: Totals
    years: str | None
    last_fetch: str | None
    newest: tuple[ReportSummary, ...]
    findings: tuple[FindingSummary, ...]
    provinces: tuple[PlaceCount, ...]


def home_view(
    totals: Totals,
    newest: Sequence[ReportSummary],
    findings: Sequence[FindingSummary],
    held: Mapping[str, int],
) -> HomeView:
    """The home page; ``held`` counts reports by the province's name or code."""
    return HomeView(
        totals=totals,
        years=_span(totals.first_year, totals.last_year),
        last_fetch=words.local_day(totals.last_fetch) if totals.last_fetch else None,
        newest=tuple(newest),
        findings=tuple(findings),
        provinces=_provinces(held),
    )


def _span(first: int | None, last: int | None) -> str | None:
    if first is None or last is None:
        return None
    return str(first) if first == last else f"{first}–{last}"


def _provinces(held: Mapping[str, int]) -> tuple[PlaceCount, ...]:
    found = (
        PlaceCount(d.code, d.name, held.get(d.name, 0) or held.get(d.code, 0))
        for d in divisions.provinces()
    )
    return tuple(province for province in found if province.count)
