"""A search as JSON: the shape of ``nianbao search --json`` and of ``/search.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.port import FacetName, ReportQuery, SearchHit, SearchPage
from portal.passages import plain_passages

FACETS: tuple[FacetName, ...] = (
    "year", "province", "city", "agency_type", "agency_level", "form"
)  # fmt: skip
COLUMNS = (
    "id", "title", "agency", "year", "region", "agency_type", "score", "url", "source_url", "passages",
)  # fmt: skip
PASSAGES = 2


def search_payload(
    query: ReportQuery, page: SearchPage, texts: Mapping[str, str], base: str = ""
) -> dict[str, Any]:
    """The page as plain JSON values. ``texts`` holds the hits' text by id; ``base`` goes before
    the path of each report's page."""
    searched = page.instead or query.text
    hits = [hit_payload(hit, texts.get(hit.id, ""), searched, base) for hit in page.hits]
    return {"total": page.total, "hits": hits, **beside(page)}


def beside(page: SearchPage) -> dict[str, Any]:
    """What stands beside the hits."""
    facets = {
        name: [[_value(name, item.value), item.count] for item in page.facets.get(name, ())]
        for name in FACETS
    }
    return {"facets": facets, "notices": list(page.notices)}


def hit_payload(hit: SearchHit, text: str, query: str, base: str = "") -> dict[str, Any]:
    """A hit as plain JSON values, in the order of `COLUMNS`; passages are cut from ``text``."""
    return {
        "id": hit.id,
        "title": hit.title,
        "agency": hit.agency,
        "year": hit.year,
        "region": hit.region,
        "agency_type": hit.agency_type,
        "score": hit.score,
        "url": f"{base}/reports/{hit.id}",
        "source_url": hit.source_url,
        "passages": plain_passages(text, query, PASSAGES),
    }


def _value(name: FacetName, value: str) -> int | str:
    return int(value) if name == "year" and value.isdecimal() else value
