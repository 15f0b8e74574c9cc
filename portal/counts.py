"""Counts as bars: what a list of types, years or provinces shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.addresses import address

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with where it leads (``path`` without the language, ``url`` with it); ``name`` is
    how ``value`` reads, ``share`` its part of the largest in percent, at least 1 (0 of none)."""

    value: str
    name: str
    count: int
    share: int
    path: str
    url: str


def bars(
    counts: Mapping[str, int],
    path: Callable[[str], tuple[str, Pairs]],
    *,
    largest_first: bool = False,
    label: Callable[[str], str] = str,
) -> tuple[Bar, ...]:
    """Each count as a bar: by name, the last name first (years), or the largest first."""
    most = max(counts.values(), default=1)
    names = sorted(counts, reverse=True)
    if largest_first:
        names.sort(key=lambda name: -counts[name])
    return tuple(_bar(name, label(name), counts[name], most, *path(name)) for name in names)


def _bar(value: str, name: str, count: int, most: int, path: str, pairs: Pairs) -> Bar:
    share = max(1, count * 100 // max(most, 1)) if count else 0
    plain = f"{path}?{urlencode(pairs)}" if pairs else path
    return Bar(value, name, count, share, plain, address(path, pairs))
