"""What readers of the portal ask for: searches that come as often as searches do, reports of all kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from urllib.parse import urlencode

from indexer.port import ReportDocument

_HAN = re.compile("[\u4e00-\u9fa5]{4,}")
_KINDS = ("name", "name and year", "words", "phrase", "facet", "newest", "further page")
_WEIGHTS = (25, 15, 20, 15, 15, 5, 5)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search; ``text`` in quotes is a phrase. ``region`` is a code, ``province`` its name."""

    kind: str
    text: str = ""
    year: int | None = None
    region: str | None = None
    province: str | None = None
    agency_type: str | None = None
    newest: bool = False
    page: int = 1


def draw(sample: Sequence[ReportDocument], count: int, seed: int = 7) -> list[Wanted]:
    """So many searches, no two alike, the commonest first: names, words and phrases of the
    reports themselves, some narrowed, sorted or turned to a further page."""
    source = Random(seed)
    found: dict[Wanted, None] = {}
    while len(found) < count:
        like = source.choice(sample)
        found[_wanted(source.choices(_KINDS, _WEIGHTS)[0], like, source)] = None
    return list(found)


def _wanted(kind: str, like: ReportDocument, source: Random) -> Wanted:
    if kind.startswith("name"):
        year = f" {like.year}" if kind == "name and year" else ""
        return Wanted(kind, f"{like.agency}{year}")
    if kind == "phrase":
        return Wanted(kind, f'"{_piece(like, source, source.randint(4, 8))}"')
    text = " ".join(_piece(like, source, 2) for _ in range(source.randint(1, 3)))
    if kind == "facet":
        region, province = like.region_codes[0], like.province
        return source.choice(
            [
                Wanted(kind, text, year=like.year),
                Wanted(kind, text, region=region, province=province),
                Wanted(kind, text, agency_type=like.agency_type),
                Wanted(kind, text, year=like.year, region=region, province=province),
            ]
        )
    page = source.randint(2, 5) if kind == "further page" else 1
    return Wanted(kind, text, newest=kind == "newest", page=page)


def _piece(like: ReportDocument, source: Random, length: int) -> str:
    """Characters side by side in the report's text, from the beginning of a stretch of them:
    there, two are a word more often than not."""
    stretches = [found for found in _stretches(like.body) if len(found) >= length]
    return source.choice(stretches)[:length] if stretches else "政府信息公开"[:length]


@lru_cache(maxsize=4096)
def _stretches(body: str) -> list[str]:
    return _HAN.findall(body)


def address(wanted: Wanted) -> str:
    """The address of the search in the portal."""
    return "/search?" + urlencode(list(_pairs(wanted)))


def _pairs(wanted: Wanted) -> Iterator[tuple[str, str]]:
    yield "q", wanted.text
    if wanted.year:
        yield "year", str(wanted.year)
    if wanted.region:
        yield "region", wanted.region
    if wanted.agency_type:
        yield "type", wanted.agency_type
    if wanted.newest:
        yield "sort", "newest"
    if wanted.page > 1:
        yield "page", str(wanted.page)
