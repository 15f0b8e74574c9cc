"""Words that stand in data and not in code, and which the English pages say in English."""

from __future__ import annotations

from collections.abc import Iterator

from reports import divisions
from reports.model import AGENCY_TYPES


def data_messages() -> Iterator[str]:
    """Every such word: types of agency and the names of provinces."""
    yield from AGENCY_TYPES
    for province in divisions.provinces():
        yield province.name
