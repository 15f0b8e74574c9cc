"""What a list page gives: links to reports, the pages that follow, and what stays in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Pairs = tuple[tuple[str, str], ...]

ENOUGH = 2
"""The score from which on a link is taken for an annual report."""


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A link and how likely it leads to an annual report. ``year`` is the one the title (or the
    heading above it) names, never that of a date; ``agency`` as printed; ``date`` as printed
    beside the link; ``reasons`` add up to the score; ``leads_out``: its host is not the page's."""

    url: str
    title: str
    year: int | None
    score: int
    agency: str | None = None
    date: date | None = None
    reasons: tuple[str, ...] = ()
    leads_out: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A further list page and how to ask for it. A POST carries either ``form`` (fields to be
    form-encoded in UTF-8) or ``body`` (JSON text); a GET neither. ``headers`` go beside ours."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    form: Pairs = ()
    body: str | None = None
    headers: Pairs = ()

    @property
    def key(self) -> str:
        """What tells one request from another: two of the same key ask for the same page."""
        fields = "&".join(f"{name}={value}" for name, value in self.form)
        return "\n".join((self.method, self.url, fields, self.body or ""))

    def at(self, url: str) -> PageRequest:
        """The same request at another address."""
        return replace(self, url=url)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about a list page that we could not read or would not follow: a stable code, a
    Chinese sentence for the admin."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page read. ``links`` score `ENOUGH` or more, in the page's order, each address
    once; ``passed`` speak of reports or disclosure and score less. ``family`` is the one that
    read the page, ``signs`` say why it was that one; ``fingerprint`` is the same for pages that
    link the same things, whatever their pagers say."""

    links: tuple[ReportLink, ...]
    next_pages: tuple[PageRequest, ...]
    issues: tuple[Issue, ...] = ()
    passed: tuple[ReportLink, ...] = ()
    family: str = "plain"
    signs: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one family found on a page, before the guards have looked at it."""

    links: tuple[ReportLink, ...] = ()
    next_pages: tuple[PageRequest, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that speaks for a family; signs of one family add up."""

    weight: int
    reason: str
