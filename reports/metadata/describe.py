"""Who reports, for which year and place: the witnesses of every field weighed against each other.

Witnesses that agree add up, those that differ take from the confidence. A field that nothing
supports stays None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from reports import divisions
from reports.document import Document
from reports.metadata import dates, fields, kinds, naming
from reports.metadata.regions import Located, locate
from reports.metadata.unnamed import find_type
from reports.model import AnnualReport, Evidence, Hints, Level, Region
from reports.text import squeeze


def describe(document: Document, heading: fields.Heading, hints: Hints) -> AnnualReport:
    """The metadata of a report with its evidence, confidences (0 to 1 by field) and doubts; no
    sections, cells or findings."""
    text = "\n".join(document.paragraphs())
    evidence = [
        *fields.find_year(document, heading.title),
        *fields.year_in_address(hints.url),
        *naming.find_agency(document, heading),
        *dates.find_published(document),
        *dates.find_drafted(document),
        *fields.find_index_number(document),
        *(item for item in hints.page if item.field != "region"),
    ]
    if hints.agency:
        evidence.append(Evidence("agency", squeeze(hints.agency), "manifest", hints.agency, 0.65))
    printed = strongest(evidence, "agency")
    if printed is not None:
        printed = naming.fullest(printed, evidence)
    located = locate(printed, text, document.tags, hints.url, hints.region_code)
    if printed is not None and kinds.is_national(printed) and located.region is not None:
        located = Located(None)
    elif printed is None or not kinds.is_national(printed):
        located = _as_on_page(located, hints.page)
    agency = None
    if printed is not None:
        agency = naming.placed(naming.expand(printed, text), located.region)
    evidence += located.evidence
    if agency is not None:
        evidence += _by_name(agency, located.region)
    else:
        evidence += _unnamed(document, heading.title, hints.url, located.region)
    year = strongest(evidence, "year")
    level: Level | None = strongest(evidence, "agency_level")  # type: ignore[assignment]
    return AnnualReport(
        is_report=True,
        reason=None,
        title=heading.title,
        agency=agency,
        year=int(year) if year else None,
        agency_type=strongest(evidence, "agency_type"),
        agency_level=level,
        region=located.region,
        published_on=_date(strongest(evidence, "published_on")),
        drafted_on=_date(strongest(evidence, "drafted_on")),
        index_number=strongest(evidence, "index_number"),
        issues=located.issues,
        evidence=tuple(evidence),
        confidence={
            name: _confidence(evidence, name) for name in dict.fromkeys(e.field for e in evidence)
        },
    )


def _as_on_page(located: Located, page: tuple[Evidence, ...]) -> Located:
    """The region with what the pages that carry the file say: a witness more for the file's own,
    else theirs."""
    code = located.region.code if located.region else strongest(page, "region")
    told = tuple(item for item in page if item.field == "region" and item.value == code)
    if code is None or not told:
        return located
    return Located(divisions.region(code), (*located.evidence, *told), located.issues)


def _by_name(agency: str, region: Region | None) -> Iterator[Evidence]:
    kind = kinds.agency_type(agency)
    yield Evidence("agency_type", kind, "name", agency, 0.6 if kind == kinds.OTHER else 0.9)
    if level := kinds.agency_level(agency, region):
        own = kinds.agency_level(agency, None) is not None
        yield Evidence("agency_level", level, "name" if own else "region", agency, 0.85)


def _unnamed(
    document: Document, title: str | None, url: str | None, region: Region | None
) -> Iterator[Evidence]:
    told = tuple(find_type(document, title, url))
    yield from told
    # a body below the county is known by its name alone
    if told and region is not None and strongest(told, "agency_type") != kinds.TOWNSHIPS:
        level = kinds.region_level(region)
        yield Evidence("agency_level", str(level), "region", region.code, 0.4)


def strongest(evidence: Iterable[Evidence], field: str) -> str | None:
    """The value with the most weight behind it (independent witnesses add up); the first of
    those that weigh alike."""
    scores = _scores(evidence, field)
    return max(scores, key=lambda value: scores[value], default=None)


def _scores(evidence: Iterable[Evidence], field: str) -> Mapping[str, float]:
    """Weight of each value: one minus the chance that all its witnesses err."""
    doubts: dict[str, float] = defaultdict(lambda: 1.0)
    for item in evidence:
        if item.field == field:
            doubts[item.value] *= 1 - item.weight
    return {value: 1 - doubt for value, doubt in doubts.items()}


def _confidence(evidence: Iterable[Evidence], field: str) -> float:
    """Share of the strongest value among all that were stated, times its own weight."""
    scores = _scores(evidence, field)
    best = max(scores.values())
    return round(best * best / sum(scores.values()), 3)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
