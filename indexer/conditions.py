"""Conditions on numbers of the tables (新收>100), as Whoosh queries."""

from __future__ import annotations

import math

from whoosh.query.qcore import Query
from whoosh.query.ranges import NumericRange

from indexer.port import BadQuery, Comparison, MetricFilter
from indexer.sentences import said
from reports.forms import METRICS

_METRICS = {metric.id for metric in METRICS}


def condition(asked: MetricFilter) -> Query:
    """Reports whose number fits; BadQuery for an unknown number or one beyond all bounds."""
    if asked.metric not in _METRICS:
        raise BadQuery(said("没有“%(name)s”这个数目。", name=asked.metric[:20]))
    # Whoosh orders numbers by their bits, where -0.0 comes before 0.0; adding 0 makes it 0
    field, number = f"metric_{asked.metric}", asked.number + 0.0
    if not math.isfinite(number):
        raise BadQuery(said("条件里的数太大，或者不是数。"))
    ranges: dict[Comparison, Query] = {
        "<": NumericRange(field, None, number, endexcl=True),
        "<=": NumericRange(field, None, number),
        "=": NumericRange(field, number, number),
        ">=": NumericRange(field, number, None),
        ">": NumericRange(field, number, None, startexcl=True),
    }
    return ranges[asked.comparison]
