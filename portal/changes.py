"""The change feed as values: a page by day, rows of data, entries of a feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archive.changes import KINDS, Change, Kind
from archive.records import ReportSummary
from portal import addresses, asked, words
from portal.atom import Entry
from portal.differences import summary
from portal.language import gettext as _
from portal.language import noted
from portal.links import Link
from portal.security import web_host
from portal.state import MAX_PAGE

PAGE_SIZE = 30
KIND_NAMES: Mapping[Kind, str] = {
    "new": noted("新收录"),
    "edited": noted("悄悄改动"),
    "withdrawn": noted("源站已撤"),
}
COLUMNS = (
    "kind", "at", "report", "title", "agency", "year", "url", "source_url", "revision", "cells",
    "sections", "fields", "last_seen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for."""

    kind: Kind | None
    page: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change in a line: ``url`` leads to where it can be looked at, ``detail`` says more."""

    kind: Kind
    name: str
    label: str
    url: str
    title: str | None
    detail: str
    host: str | None


@dataclass(frozen=True, slots=True)
class ChangesView:
    """All that the page shows; ``days`` are China's."""

    total: int
    kinds: tuple[Link, ...]
    days: tuple[tuple[str, tuple[ChangeView, ...]], ...]
    page: int
    newer: str | None
    older: str | None
    json: str
    csv: str
    atom: str


def wanted() -> Asked:
    """What this request asks for. BadParameter for a kind or page that there cannot be, and for
    several."""
    kind = asked.one("kind", lambda name: name in KINDS)
    return Asked(next((name for name in KINDS if name == kind), None), asked.page())


def address(kind: Kind | None, page: int = 1, ending: str = "") -> str:
    """The address of that list."""
    named = {"kind": kind, "page": str(page) if page > 1 else None}
    pairs = [(name, value) for name, value in named.items() if value]
    return addresses.address(f"/changes{ending}", pairs)


def changes_view(wanted: Asked, found: Iterable[Change], total: int) -> ChangesView:
    """The page of these changes, ``total`` being all there are of the kind."""
    kind, page = wanted.kind, wanted.page
    more = total > page * PAGE_SIZE and page < MAX_PAGE
    days = groupby(found, key=lambda change: words.local_day(change.at))
    return ChangesView(
        total=total,
        kinds=(
            Link(_("全部"), address(None), kind is None),
            *(Link(_(KIND_NAMES[name]), address(name), name == kind) for name in KINDS),
        ),
        days=tuple((day, tuple(map(_view, changes))) for day, changes in days),
        page=page,
        newer=address(kind, page - 1) if page > 1 else None,
        older=address(kind, page + 1) if more else None,
        json=address(kind, ending=".json"),
        csv=address(kind, ending=".csv"),
        atom=address(kind, ending=".atom"),
    )


def entry(change: Change) -> Entry:
    """A change in a feed."""
    view = _view(change)
    return Entry(
        name=":".join(
            (change.kind, change.report.id, change.revision or "", change.at.isoformat())
        ),
        title=f"{view.name}：{view.label}",
        path=view.url,
        updated=change.at,
        summary=" · ".join(part for part in (view.title, view.detail, view.host) if part),
        author=change.report.agency,
    )


def payload(change: Change) -> dict[str, Any]:
    """A change as plain values, in the order of `COLUMNS`; None for what its kind has not."""
    report, edited = change.report, change.kind == "edited"
    return {
        "kind": change.kind,
        "at": change.at.isoformat(),
        "report": report.id,
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "url": _target(change),
        "source_url": change.url,
        "revision": change.revision,
        "cells": change.cells if edited else None,
        "sections": change.sections if edited else None,
        "fields": change.fields if edited else None,
        "last_seen": change.last_seen.isoformat() if change.last_seen else None,
    }


def _target(change: Change) -> str:
    page = f"/reports/{change.report.id}"
    return page if change.kind == "new" else f"{page}/versions"


def _view(change: Change) -> ChangeView:
    report = change.report
    agency = report.agency or _(words.UNKNOWN_AGENCY)
    return ChangeView(
        kind=change.kind,
        name=_(KIND_NAMES[change.kind]),
        label=_label(agency, report.year),
        url=addresses.address(_target(change)),
        title=_more(report),
        detail=_detail(change),
        host=web_host(change.url),
    )


def _more(report: ReportSummary) -> str | None:
    """The printed title, where it says more than body and year."""
    known = (report.agency, str(report.year))
    said = report.title and all(part and part in report.title for part in known)
    return None if said else report.title


def _label(agency: str, year: int | None) -> str:
    if year is None:
        return _("%(agency)s 年报", agency=agency)
    return _("%(agency)s %(year)s 年年报", agency=agency, year=year)


def _detail(change: Change) -> str:
    if change.kind == "edited":
        return _("改动 %(parts)s", parts=summary(change.cells, change.sections, change.fields))
    if change.kind == "withdrawn" and change.last_seen:
        return _("最后见到 %(day)s", day=words.local_day(change.last_seen))
    return ""
