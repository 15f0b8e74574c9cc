"""What lists hold as plain rows, for their JSON and CSV; addresses are paths of this portal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from archive.listing import Agency
from archive.records import ReportSummary
from portal.holdings import Holdings
from reports import divisions
from reports.divisions import Division
from reports.forms import METRICS

AGENCY = (
    "id", "name", "region", "type", "level", "parent", "reports", "first_year", "last_year", "url",
)  # fmt: skip
REPORT = (
    "id", "title", "agency", "agency_id", "year", "region", "province", "city", "county",
    "agency_type", "agency_level", "form", "published_on", "findings", "url", "source_url",
)  # fmt: skip
FIGURES = tuple(metric.id for metric in METRICS)
REGION = ("code", "name", "level", "parent", "reports", "agencies", "url")
COUNT = ("name", "reports", "url")


def agency(body: Agency) -> dict[str, Any]:
    """A body; the members of `AGENCY`."""
    return {
        "id": body.id,
        "name": body.name,
        "region": body.region_code,
        "type": body.type,
        "level": body.level,
        "parent": body.parent_id,
        "reports": body.reports,
        "first_year": body.first_year,
        "last_year": body.last_year,
        "url": f"/agencies/{body.id}",
    }


def report(item: ReportSummary) -> dict[str, Any]:
    """A report; the members of `REPORT`. ``findings`` counts what does not tie out."""
    return {
        "id": item.id,
        "title": item.title,
        "agency": item.agency,
        "agency_id": item.agency_id,
        "year": item.year,
        "region": item.region_code,
        "province": item.province,
        "city": item.city,
        "county": item.county,
        "agency_type": item.agency_type,
        "agency_level": item.agency_level,
        "form": item.form,
        "published_on": item.published_on.isoformat() if item.published_on else None,
        "findings": item.failing,
        "url": f"/reports/{item.id}",
        "source_url": item.url,
    }


def with_figures(
    items: Iterable[ReportSummary], stated: Mapping[str, Mapping[str, Decimal]]
) -> Iterator[dict[str, Any]]:
    """Reports with their headline figures; None where a report does not state one."""
    for item in items:
        told = stated.get(item.id, {})
        figures = {name: _number(told.get(name)) for name in FIGURES}
        yield report(item) | figures


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def region(place: Division, held: Holdings) -> dict[str, Any]:
    """A division with what is held of it and all below; the members of `REGION`."""
    here = held.place(place.code)
    return {
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "parent": place.parent,
        "reports": here.reports,
        "agencies": here.agencies,
        "url": f"/regions/{place.code}",
    }


def regions(held: Holdings) -> Iterator[dict[str, Any]]:
    """Every division of today."""
    return (region(place, held) for place in divisions.divisions())
