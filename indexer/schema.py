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
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import columns, fields, formats

from indexer.analysis import (
    BigramTokenizer,
    CharTokenizer,
    Segmenter,
    WordTokenizer,
)
from indexer.port import FacetName, ReportDocument
from indexer.segments.postings import ArrayPositions
from reports.forms import METRICS

PARTS: tuple[str, ...] = ("title", "agency", "body")
PLACES: tuple[FacetName, ...] = ("province", "city", "county")
FACETS: tuple[FacetName, ...] = (
    "year", *PLACES, "agency_type", "agency_level", "form", "findings"
)  # fmt: skip
KEYS = {
    "id": columns.VarBytesColumn(),
    "regions": columns.RefBytesColumn(),
    "agency": columns.VarBytesColumn(),
    "published": columns.NumericColumn("i"),
}
"""Columns that are not counted; ``published`` is a day number, 0 where unknown."""


def schema(segment: Segmenter | None = None) -> fields.Schema:
    """A new schema of the index, whose words are cut by ``segment``."""
    made = fields.Schema(id=fields.ID(stored=True, unique=True), shown=fields.STORED())
    for part in PARTS:
        made.add(f"{part}_words", _positions(WordTokenizer(segment), step=1))
        made.add(f"{part}_bigrams", _positions(BigramTokenizer(), step=2))
    made.add("chars", _existence(fields.TEXT(analyzer=CharTokenizer(), phrase=False)))
    for name in ("year", "agency_type"):
        made.add(name, fields.ID())
    made.add("regions", _existence(fields.KEYWORD()))
    for metric in METRICS:
        made.add(f"metric_{metric.id}", fields.NUMERIC(numtype=float, shift_step=0))
    for facet in FACETS:
        made.add(f"facet_{facet}", fields.COLUMN(columns.RefBytesColumn()))
    for key, column in KEYS.items():
        made.add(f"key_{key}", fields.COLUMN(column))
    return made


def _positions(tokenizer: Any, step: int) -> fields.FieldType:
    made = fields.TEXT(analyzer=tokenizer)
    made.format = ArrayPositions(step=step)
    return made


def _existence(made: fields.FieldType) -> fields.FieldType:
    """Without counts: such a term stands in a document or does not."""
    made.format = formats.Existence()
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


def shown(document: ReportDocument) -> dict[str, Any]:
    """What is stored for a hit to show."""
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


def column_values(document: ReportDocument) -> dict[str, bytes | int]:
    """The document's column values by field; those it has not are left out."""
    values = {
        "facet_year": f"{document.year:04}" if document.year else None,
        "facet_agency_type": document.agency_type,
        "facet_agency_level": document.agency_level,
        "facet_form": document.form,
        "facet_findings": "1" if document.has_findings else "0",
        "key_id": document.id,
        "key_regions": " ".join(with_ancestors(document.region_codes)),
        "key_agency": document.agency,
        **{f"facet_{level}": place for level, place in _places(document).items()},
    }
    found: dict[str, bytes | int] = {
        name: value.encode("utf-8", "replace") for name, value in values.items() if value
    }
    if document.published_on:
        found["key_published"] = document.published_on.toordinal()
    return found


def texts(document: ReportDocument) -> dict[str, str]:
    """The document's texts by part."""
    agency = "\n".join((document.agency or "", *document.called))
    return {"title": document.title, "agency": agency, "body": document.body}


def single_terms(document: ReportDocument) -> Iterator[tuple[str, str | float]]:
    """The terms of fields that hold whole values, as field and value."""
    yield "id", document.id
    if document.year:
        yield "year", f"{document.year:04}"
    if document.agency_type:
        yield "agency_type", document.agency_type
    for code in with_ancestors(document.region_codes):
        yield "regions", code
    for metric in METRICS:
        number = document.metrics.get(metric.id)
        if number is not None and math.isfinite(number):
            yield f"metric_{metric.id}", float(number) + 0.0  # never -0.0: see compile
