"""Words that stand in data and not in code, and which the English pages say in English."""

from __future__ import annotations

from collections.abc import Iterator

from portal import explanations
from reports import divisions
from reports.forms import FORM_2019, METRICS
from reports.model import AGENCY_TYPES
from reports.rules import RULES


def data_messages() -> Iterator[str]:
    """Every such word: types of agency, names of provinces, what the rules ask, the labels of the
    forms and what they mean."""
    yield from AGENCY_TYPES
    for province in divisions.provinces():
        yield province.name
    for rule in RULES.values():
        yield rule.sentence
    yield from explanations.messages()
    for row in FORM_2019.tables["proactive"]:
        yield row.article or ""
    for metric in METRICS:
        yield metric.short
        yield metric.label
