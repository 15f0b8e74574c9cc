"""A column of the test bench: its addresses, its lines, and what it answers to a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache
from hashlib import md5
from typing import Literal

from samples import render
from samples.bench_ledger import Entry, Ledger, state
from samples.bench_reports import article, body
from samples.bench_shapes import Shape
from samples.pages import Page
from samples.prose import NOTICE
from samples.serving import Asked

PER_PAGE = 15
_FIRST_ID, _ID_STEP = 1_000_003, 7
_DECOYS = (
    ("政府信息公开指南", date(2021, 6, 18)),
    ("关于做好2022年政府信息公开工作年度报告编制和发布工作的通知", date(2022, 12, 11)),
    ("2022年部门预算公开说明", date(2022, 2, 10)),
)
_DECOY_TEXT = f"<p>（{NOTICE}。）本页说明办事的依据、材料和时限，与年度工作无关。</p>"
_PIECES = {
    "id": r"(?P<id>\d{7,12})", "hex32": "(?P<hex>[0-9a-f]{32})", "hex24": "(?P<hex>[0-9a-f]{24})",
    "area": r"11\d{6}(?P<body>\d{9})X", "dept": r"(?P<body>\d{1,6})", "year": r"(?P<year>\d{4})",
    "ym": r"\d{6}", "ymd": r"\d{8}", "day": r"\d{4}-\d\d-\d\d", "y": r"\d{4}", "m": r"\d{1,2}",
    "d": r"\d{1,2}",
}  # fmt: skip

MISSING = Page(f"<html><body>404 Not Found（{NOTICE}）</body></html>".encode(), status=404)
SOFT_404 = Page(
    f"<html><head><title>页面不存在</title></head><body><p>对不起，您访问的页面不存在或已被删除。"
    f"</p><p>{NOTICE}</p></body></html>".encode()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list page."""

    path: str
    title: str
    date: str


Validators = Literal["etag", "modified", "none"]
Special = Callable[["Column", Asked, int], Page | None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a family's shape with the reports of a ledger. ``lists`` answers for its list
    pages; ``special``, where there is one, is asked first; ``linked`` says what its lists link to
    where that is not the report's page. ``site`` is what pages are framed with."""

    shape: Shape
    ledger: Ledger
    lists: Special
    special: Special | None = None
    linked: Callable[[Column, int], str] | None = None
    validators: Validators = "none"
    site: dict[str, str] = field(default_factory=dict)

    def answer(self, asked: Asked, day: int) -> Page:
        """What the site answers on a day of the bench's clock."""
        special = self.special(self, asked, day) if self.special else None
        if special is not None:
            return special
        number = self.number(asked.path)
        if number is not None:
            return self.report_page(number, day)
        if asked.path in self.decoys:
            return Page(self._decoy(self.decoys[asked.path]).encode())
        return self.lists(self, asked, day) or MISSING

    def path(self, number: int) -> str:
        """The address of a report's page, or of a decoy's for the numbers after the last."""
        if number >= self.ledger.count:
            return list(self.decoys)[number - self.ledger.count]
        entry = self.ledger.entry(number)
        return self._address(number, entry.published, entry)

    def link(self, number: int) -> str:
        """What the list links to for a report."""
        return self.linked(self, number) if self.linked else self.path(number)

    def number(self, path: str) -> int | None:
        """The report whose page has that address, None for any other address."""
        found = _pattern(self.shape.article).fullmatch(path)
        if found is None:
            return None
        said = found.groupdict()
        if "body" in said:
            number = self.ledger.number(self._body(said["body"]), int(said["year"]))
        elif "hex" in said:
            number = int(said["hex"][-8:], 16)
        else:
            number = (int(said["id"]) - _FIRST_ID) // _ID_STEP
        if number is None or not 0 <= number < self.ledger.count:
            return None
        return number if self.path(number) == path else None

    @property
    def decoys(self) -> dict[str, int]:
        """Addresses of pages in the list that are no reports."""
        if "{year}" in self.shape.article:
            return {f"/bszn/{index}.html": index for index in range(len(_DECOYS))}
        first = self.ledger.count
        return {self._address(first + n, day): n for n, (_, day) in enumerate(_DECOYS)}

    @property
    def decoy_count(self) -> int:
        """How many lines stand before the reports."""
        return len(_DECOYS)

    def size(self, day: int) -> int:
        """How many lines the list has on a day."""
        return len(_DECOYS) + len(self.ledger.listed(day))

    def lines(self, start: int, stop: int, day: int) -> list[Line]:
        """Lines of the list, from 0: the decoys, then the reports, newest first."""
        own = len(_DECOYS)
        paths = list(self.decoys)
        shown = [
            Line(paths[n], _DECOYS[n][0], _DECOYS[n][1].isoformat())
            for n in range(start, min(stop, own))
        ]
        for number in self.ledger.listed(day)[max(0, start - own) : max(0, stop - own)]:
            entry = self.ledger.entry(number)
            path = self.link(number)
            shown.append(Line(path, entry.title, entry.published.isoformat()))
        return shown

    def report_page(self, number: int, day: int) -> Page:
        """The page of a report as it stands on a day."""
        standing = state(number, day)
        if standing in {"gone", "soft"}:
            return MISSING if standing == "gone" else SOFT_404
        entry, edited = self.ledger.entry(number), standing == "edited"
        html = article(self.site, entry, self.text(number, day))
        return Page(html.encode(), headers=self.headers(entry, edited=edited))

    def text(self, number: int, day: int) -> str:
        """The report itself as HTML, on a day."""
        edited = state(number, day) == "edited"
        entry = self.ledger.entry(number)
        return body(entry, self.ledger.seed, edited=edited, spans=self.shape.spans)

    def headers(self, entry: Entry, *, edited: bool) -> tuple[tuple[str, str], ...]:
        """ETag or Last-Modified, as far as the site sends them."""
        if self.validators == "etag":
            return (("ETag", f'"{entry.number:x}-{int(edited)}"'),)
        if self.validators == "modified":
            moment = datetime.combine(entry.published, time(9 + edited), UTC)
            return (("Last-Modified", format_datetime(moment, usegmt=True)),)
        return ()

    def list_page(self, lines: list[Line], pager: str, before: str = "") -> Page:
        """A list page of those lines; the pager is HTML."""
        folder = self.shape.home.rpartition("/")[0] + "/"
        if self.shape.relative:
            lines = [
                Line(line.path.replace(folder, "./", 1), line.title, line.date) for line in lines
            ]
        html = render.page(
            "bench_list",
            {
                "site": self.site, "title": "政府信息公开年报", "charset": "utf-8",
                "entries": lines, "pager": pager, "before": before,
            },
        )  # fmt: skip
        return Page(html.encode())

    def area(self, body_number: int) -> str:
        """The body's code in addresses: a credit code, or a number of the site."""
        if "{dept}" in self.shape.article:
            return str(100 + body_number)
        return f"11{self.ledger.agency(body_number).region_code}{body_number:09d}X"

    def _body(self, code: str) -> int:
        return int(code) - 100 if "{dept}" in self.shape.article else int(code)

    def _decoy(self, index: int) -> str:
        title, day = _DECOYS[index]
        entry = self.ledger.entry(0)
        text = article(self.site, entry, _DECOY_TEXT)
        return text.replace(entry.title, title).replace(entry.published.isoformat(), str(day))

    def _address(self, number: int, day: date, entry: Entry | None = None) -> str:
        digest = md5(f"{self.shape.id}/{number}".encode(), usedforsecurity=False).hexdigest()
        area = self.area(entry.body) if entry else ""
        return self.shape.article.format(
            id=_FIRST_ID + _ID_STEP * number, hex32=f"{digest[:24]}{number:08x}",
            hex24=f"{digest[:16]}{number:08x}", ym=f"{day:%Y%m}", ymd=f"{day:%Y%m%d}",
            day=day.isoformat(), y=day.year, m=day.month, d=day.day, area=area, dept=area,
            year=entry.year if entry else "",
        )  # fmt: skip


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(_PIECES[part] if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )
