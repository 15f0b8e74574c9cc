"""Headline figures as they are read: their names, their numbers, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from portal import words
from portal.language import gettext, language, noted
from reports.forms import FORMS, METRICS

_NAMES = {metric.id: metric for metric in METRICS}
SHARES: Mapping[str, tuple[str, str]] = {"refused_share": ("refused", "handled")}
"""Figures made of two: the part and the whole."""
SHARE = frozenset(SHARES)
_SHARE_NAMES = {"refused_share": (noted("不予公开占比"), noted("不予公开占办理结果的比例"))}
_CARRIED = frozenset(metric.id for metric in METRICS) - {"charges"}


def metric_name(metric: str) -> str:
    """A figure's name in full. KeyError for none of ours."""
    return gettext(_SHARE_NAMES[metric][1] if metric in SHARE else _NAMES[metric].label)


def metric_short(metric: str) -> str:
    """A figure's name in a word or two."""
    return gettext(_SHARE_NAMES[metric][0] if metric in SHARE else _NAMES[metric].short)


def carries_over(metric: str) -> bool:
    """Whether the forms of 2019 and of 2021 measure the same by it."""
    return metric in _CARRIED


def shown(metric: str, value: Decimal) -> str:
    """The number in full: ``1,234`` or ``12.3%``."""
    if metric in SHARE:
        return f"{(value * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    return words.grouped(value)


def compact(value: Decimal) -> str:
    """A number in at most five characters: ``9876``, ``1.2万`` or ``12k``."""
    unit, name = (1000, "k") if language() == "en" else (10_000, words.TEN_THOUSAND)
    if value < 10_000:
        return f"{value:.0f}"
    for size, sign in ((unit, name), (unit * unit, "M" if unit == 1000 else words.HUNDRED_MILLION)):
        if value < size * (1000 if unit == 1000 else 10_000):
            part = value / size
            return f"{part:.1f}{sign}" if part < 10 else f"{part:.0f}{sign}"
    return f"{value:.0e}"


def anchor(metric: str, form: str | None) -> str:
    """Where a report of this form prints the figure: the anchor of its first cell."""
    table, row, column = _NAMES[metric].cells[0].split("/")
    if row.endswith("*"):
        rows = FORMS[form].tables[table] if form in FORMS else ()  # type: ignore[index]
        row = next((item.id for item in rows if item.id.startswith(row[:-1])), row[:-2])
    return f"{table}.{row}.{column}"
