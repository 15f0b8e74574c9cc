"""The index's fields: what a report document becomes in Whoosh.

=====================  ==========================================================================
``id``                 the report's id, unique
``<part>_words``       words with positions, for ranking; parts are title, agency and body
``<part>_bigrams``     overlapping character pairs with positions: adjacent pairs are a string
``chars``              the distinct characters of all parts, for queries of one character
``year`` …             terms for the filters of the query language; ``regions`` holds every code
                       from the province down
``metric_<id>``        a number, absent when the report does not state it
``facet_<name>``       column: the value that is counted, a place as ``420000 湖北省``
``key_<name>``         column: what results are narrowed and sorted by
``shown``              stored: what a hit shows. The body is not stored
=====================  ==========================================================================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from whoosh import columns, fields

from indexer.analysis import BigramTokenizer, CharTokenizer, WordTokenizer
from indexer.port import FacetName, ReportDocument
from reports.forms import METRICS

PARTS: tuple[str, ...] = ("title", "agency", "body")
PLACES: tuple[FacetName, ...] = ("province", "city", "county")
FACETS: tuple[FacetName, ...] = (
    "year", *PLACES, "agency_type", "agency_level", "form", "findings"
)  # fmt: skip
KEYS: tuple[str, ...] = ("id", "regions", "agency", "published")


def schema() -> fields.Schema:
    """A new schema of the index."""
    made = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        chars=fields.TEXT(analyzer=CharTokenizer(), phrase=False),
        shown=fields.STORED(),
        year=fields.ID(),
        regions=fields.KEYWORD(),
        agency_type=fields.ID(),
    )
    for part in PARTS:
        made.add(f"{part}_words", fields.TEXT(analyzer=WordTokenizer()))
        made.add(f"{part}_bigrams", fields.TEXT(analyzer=BigramTokenizer()))
    for metric in METRICS:
        made.add(f"metric_{metric.id}", fields.NUMERIC(numtype=float, shift_step=0))
    for facet in FACETS:
        made.add(f"facet_{facet}", fields.COLUMN(columns.RefBytesColumn()))
    for key in KEYS:
        made.add(f"key_{key}", fields.COLUMN(columns.VarBytesColumn()))
    return made


def with_ancestors(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes and those above them, outermost first: 420281 lies in 420200 and in 420000."""
    found = {above for code in codes for above in (code[:2] + "0000", code[:4] + "00", code)}
    return tuple(sorted(found))


def _places(document: ReportDocument) -> dict[str, str]:
    """The places to count by level, as ``code name``; levels without a name are left out."""
    if not document.region_codes:
        return {}
    deepest = document.region_codes[-1]
    codes = {"province": deepest[:2] + "0000", "city": deepest[:4] + "00", "county": deepest}
    for code in document.region_codes[:-1]:
        if not code.endswith("0000"):
            codes["city"] = code
    names = {"province": document.province, "city": document.city, "county": document.county}
    return {level: f"{codes[level]} {name}" for level, name in names.items() if name}


def _shown(document: ReportDocument) -> dict[str, Any]:
    places = dict.fromkeys(filter(None, (document.province, document.city, document.county)))
    return {
        "title": document.title,
        "agency": document.agency,
        "year": document.year,
        "region": " ".join(places) or None,
        "region_codes": tuple(document.region_codes),
        "agency_type": document.agency_type,
        "agency_level": document.agency_level,
        "form": document.form,
        "source_url": document.source_url,
        "has_findings": document.has_findings,
    }


def _columns(document: ReportDocument) -> dict[str, bytes]:
    published = document.published_on
    values = {
        "facet_year": f"{document.year:04}" if document.year else None,
        "facet_agency_type": document.agency_type,
        "facet_agency_level": document.agency_level,
        "facet_form": document.form,
        "facet_findings": "1" if document.has_findings else "0",
        "key_id": document.id,
        "key_regions": " ".join(with_ancestors(document.region_codes)),
        "key_agency": document.agency,
        "key_published": str(published.toordinal()) if published else None,
        **{f"facet_{level}": place for level, place in _places(document).items()},
    }
    return {name: value.encode("utf-8", "replace") for name, value in values.items() if value}


def document_fields(document: ReportDocument) -> dict[str, Any]:
    """The field values of a document, as Whoosh's ``add_document`` takes them."""
    parts = {"title": document.title, "agency": document.agency or "", "body": document.body}
    values: dict[str, Any] = {
        "id": document.id,
        "chars": " ".join(parts.values()),
        "shown": _shown(document),
        **_columns(document),
    }
    for part, text in parts.items():
        if text:
            values[f"{part}_words"] = values[f"{part}_bigrams"] = text
    if document.year:
        values["year"] = f"{document.year:04}"
    if document.region_codes:
        values["regions"] = " ".join(with_ancestors(document.region_codes))
    if document.agency_type:
        values["agency_type"] = document.agency_type
    for metric in METRICS:
        number = document.metrics.get(metric.id)
        if number is not None and math.isfinite(number):
            values[f"metric_{metric.id}"] = float(number) + 0.0  # never -0.0: see compile
    return values
