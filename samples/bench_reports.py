"""Report pages of the test bench: a prototype for each kind of body and year, names put in.

Writing a report takes milliseconds and filling one in takes a tenth of one, so the server is not
what a benchmark of crawlers measures. Prototypes are bounded by kinds and years, not by pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from markupsafe import escape

from samples import render
from samples.agencies import Agency, many
from samples.bench_ledger import Entry
from samples.corpus import LONG_YEARS, SampleReport, of_agency

_NAME, _PLACE, _AREA = "〖机关〗", "〖地方〗", "〖区号〗"
_TITLE, _DAY, _INDEX, _BODY, _EXTRA = "〖标题〗", "〖日期〗", "〖索引〗", "〖正文〗", "〖附件〗"
_EDITED_CELL = "proactive.licences.decisions"
_ADDED = "（本段于发布后补充。）"


def report(entry: Entry, seed: int, *, edited: bool = False) -> SampleReport:
    """The report itself, its years before it worked out (some milliseconds)."""
    *_, made = of_agency(entry.agency, range(LONG_YEARS[0], entry.year + 1), seed)
    return _edited(made) if edited else made


def body(entry: Entry, seed: int, *, edited: bool = False, spans: bool = False) -> str:
    """The report as HTML, without the page around it."""
    agency = entry.agency
    text = _prototype(agency.kind, entry.year, seed, edited, spans)
    text = text.replace(_NAME, agency.name).replace(_PLACE, agency.place)
    return text.replace(_AREA, agency.area_code)


def article(
    site: Mapping[str, str], entry: Entry, inner: str, *, charset: str = "utf-8", extra: str = ""
) -> str:
    """A page of ``site`` (keys name, home, colour, opening, closing: the tags of its container)
    around ``inner``, with ``extra`` (links to files, frames) after it."""
    index = f"{entry.agency.region_code}/{entry.year + 1}-{entry.number % 90_000:05d}"
    text = _frame(tuple(sorted(site.items())), charset)
    text = text.replace(_TITLE, entry.title).replace(_NAME, entry.agency.name)
    text = text.replace(_DAY, entry.published.isoformat()).replace(_INDEX, index)
    return text.replace(_BODY, inner).replace(_EXTRA, extra)


def _edited(made: SampleReport) -> SampleReport:
    """The report after a quiet change: one cell, or in free form one sentence."""
    if made.cells:
        printed = made.cells[_EDITED_CELL]
        number = int(printed) + 1 if printed.isdecimal() else 1
        return replace(made, cells={**made.cells, _EDITED_CELL: str(number)})
    first, *others = made.sections
    longer = replace(first, paragraphs=(*first.paragraphs, _ADDED))
    return replace(made, sections=(longer, *others))


@lru_cache(maxsize=1024)
def _prototype(kind: str, year: int, seed: int, edited: bool, spans: bool) -> str:
    made = _series(kind, seed)[year - LONG_YEARS[0]]
    made = _edited(made) if edited else made
    context = {"report": made, "tables": render.report_tables(made), "spans": spans}
    return render.page("bench_report", context)


@lru_cache(maxsize=32)
def _series(kind: str, seed: int) -> tuple[SampleReport, ...]:
    model = next(agency for agency in many() if agency.kind == kind)
    own = f"本{model.own[-2:]}" if kind == "zf" else model.own
    blank: Agency = replace(
        model, slug=f"bench-{kind}", name=_NAME, place=_PLACE, own=own, area_code=_AREA
    )
    return tuple(of_agency(blank, LONG_YEARS, seed))


@lru_cache(maxsize=256)
def _frame(site: tuple[tuple[str, str], ...], charset: str) -> str:
    context = {
        "site": dict(site), "charset": charset, "title": _TITLE, "issuer": _NAME,
        "published": _DAY, "index_number": _INDEX, "inner": _BODY, "extra": _EXTRA,
    }  # fmt: skip
    return render.page("bench_article", context)


def safe(text: str) -> str:
    """Text as it stands in HTML."""
    return str(escape(text))
