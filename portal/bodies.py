"""Bodies: the list of all by letter, place, type and words, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from archive import agency_decisions, browsing, figures, listing, reports
from archive.agency_decisions import lineage
from archive.browsing import OTHER
from archive.listing import Agency, AgencyFilter
from archive.records import ReportSummary
from portal import addresses, asked, links, words
from portal.counted import counted
from portal.held import held_body
from portal.holdings import holdings
from portal.language import gettext as _
from portal.links import Link
from portal.series import Series, series
from reports import divisions
from reports.model import AGENCY_TYPES, LEVELS

PAGE_SIZE = 60
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OTHER_LETTER = "other"
_PEERS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for."""

    words: str | None
    region: str | None
    type: str | None
    level: str | None
    initial: str | None
    page: int

    @property
    def filter(self) -> AgencyFilter:
        """Which bodies."""
        return AgencyFilter(self.region, self.type, self.level, self.words)

    @property
    def letter(self) -> str | None:
        """The letter, or `OTHER`."""
        return OTHER if self.initial == _OTHER_LETTER else self.initial

    def pairs(self, **changed: str | None) -> list[tuple[str, str]]:
        """The parameters of the same list from its first page, with these changed."""
        values = {
            "q": self.words, "region": self.region, "type": self.type, "level": self.level,
            "initial": self.initial,
        } | changed  # fmt: skip
        return [(name, value) for name, value in values.items() if value]


@dataclass(frozen=True, slots=True)
class BodiesView:
    """A page of the list: ``groups`` are its bodies by letter."""

    wanted: Wanted
    total: int
    everything: int
    groups: tuple[tuple[str, tuple[Agency, ...]], ...]
    letters: tuple[tuple[str, int, str | None], ...]
    places: tuple[tuple[str, int, str], ...]
    chips: tuple[Link, ...]
    previous: str | None
    next: str | None
    address: str
    json: str
    csv: str
    types: tuple[str, ...] = AGENCY_TYPES
    levels: tuple[str, ...] = LEVELS


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body's page: its reports newest first, its figures, who stands above, before, behind and
    beside it. ``across`` tells whether reports and figures are those of the whole ``line`` of bodies
    that took over from one another; ``switch`` leads to the other view where there is a line."""

    body: Agency
    path: tuple[Link, ...]
    place: str | None
    held: tuple[ReportSummary, ...]
    series: Series | None
    parent: Agency | None
    predecessors: tuple[Agency, ...]
    successors: tuple[Agency, ...]
    line: tuple[Agency, ...]
    across: bool
    switch: str | None
    peers: tuple[Agency, ...]
    around: str | None
    search: str
    feed: str
    json: str
    csv: str


def wanted() -> Wanted:
    """What this request asks for. BadParameter for what no link of ours could hold."""
    region = asked.one("region", lambda code: divisions.by_code(code) is not None)
    place = divisions.by_code(region) if region else None
    return Wanted(
        asked.one("q", lambda text: len(text) <= asked.MOST),
        place.code if place else None,
        asked.one("type", lambda name: name in AGENCY_TYPES),
        asked.one("level", lambda name: name in LEVELS),
        asked.one("initial", lambda letter: letter in LETTERS or letter == _OTHER_LETTER),
        asked.page(),
    )


def bodies_view(conn: Connection, want: Wanted) -> BodiesView:
    """The page of the list. NotHeld behind its last."""
    total = browsing.count_bodies(conn, want.filter, want.letter)
    asked.within_pages(want.page, total, PAGE_SIZE)
    offset = (want.page - 1) * PAGE_SIZE
    found = browsing.bodies(conn, want.filter, want.letter, offset, PAGE_SIZE)
    counts = counted(conn, "initials", lambda: browsing.initials(conn))
    spelled = browsing.letters(conn, [body.id for body in found])
    held = holdings(conn)
    return BodiesView(
        wanted=want,
        total=total,
        everything=held.agencies,
        groups=tuple(
            (letter, tuple(bodies))
            for letter, bodies in groupby(found, key=lambda body: spelled[body.id])
        ),
        letters=tuple(_letters(want, counts)),
        places=tuple(
            (words.place_name(place.code), held.place(place.code).agencies,
             _address(want.pairs(region=place.code, initial=None)))
            for place in divisions.provinces()
            if held.place(place.code).agencies
        ),
        chips=tuple(_chips(want)),
        previous=_address(want.pairs(), want.page - 1) if want.page > 1 else None,
        next=_address(want.pairs(), want.page + 1) if want.page * PAGE_SIZE < total else None,
        address=_address(want.pairs(), want.page),
        json=addresses.address("/agencies.json", want.pairs()),
        csv=addresses.address("/agencies.csv", want.pairs()),
    )  # fmt: skip


def every(conn: Connection, want: Wanted) -> Iterator[Agency]:
    """All pages of the list, fetched some at a time."""
    offset, size = 0, 500
    while some := browsing.bodies(conn, want.filter, want.letter, offset, size):
        yield from some
        offset += size


def body_view(conn: Connection, agency_id: str, *, across: bool = False) -> BodyView:
    """The page of a body, ``across`` with the years of those before and behind it. NotHeld for an
    unknown id."""
    body = held_body(conn, agency_id)
    spoken = bool(agency_decisions.holding(conn, body.id))  # of few bodies anything was decided
    before = listing.several(conn, agency_decisions.predecessors(conn, body.id)) if spoken else []
    after = listing.several(conn, agency_decisions.successors(conn, body.id)) if spoken else []
    line = listing.several(conn, lineage(conn, body.id)) if before or after else []
    across = across and bool(line)
    held = _in_line(conn, body, line) if across else reports.same_agency(conn, body.id)
    around = _around(body)
    code = body.region_code
    query = f'{_FIELD}:"{body.name.replace(chr(34), "")}"'
    return BodyView(
        body=body,
        path=links.regions(divisions.region_codes(code or "")),
        place=words.place_name(code) if code else None,
        held=tuple(held),
        series=series(held, figures.stated(conn, [item.id for item in held]), body.name),
        parent=listing.body(conn, body.parent_id) if body.parent_id else None,
        predecessors=tuple(before),
        successors=tuple(after),
        line=tuple(line),
        across=across,
        switch=_switch(body, across) if line else None,
        peers=tuple(browsing.peers(conn, body, _PEERS)),
        around=words.place_name(around) if around else None,
        search=addresses.address("/search", [("q", query)]),
        feed=addresses.address("/feed.atom", [("q", query)]),
        json=addresses.address(f"/agencies/{body.id}.json"),
        csv=addresses.address(f"/agencies/{body.id}.csv"),
    )


def _in_line(conn: Connection, body: Agency, line: Sequence[Agency]) -> list[ReportSummary]:
    """The reports of the whole line, newest first; of a year that several have the body's own."""
    every = [one for other in line for one in reports.same_agency(conn, other.id)]
    own = {one.year for one in every if one.agency_id == body.id}
    found = [one for one in every if one.agency_id == body.id or one.year not in own]
    return sorted(found, key=lambda one: (-(one.year or 0), one.id))


def _switch(body: Agency, across: bool) -> str:
    return addresses.address(f"/agencies/{body.id}", [] if across else [(ACROSS, "1")])


ACROSS = "across"
"""The parameter that asks for the years of the whole line of bodies."""
_FIELD = "机关"
"""The word of the query language that narrows to bodies."""


def _around(body: Agency) -> str | None:
    codes = divisions.region_codes(body.region_code or "")
    return codes[-2] if len(codes) > 1 else None


def _letters(want: Wanted, counts: Mapping[str, int]) -> Iterator[tuple[str, int, str | None]]:
    for letter in (*LETTERS, OTHER):
        count = counts.get(letter, 0)
        if letter == OTHER and not count:
            continue
        name = _OTHER_LETTER if letter == OTHER else letter
        yield letter, count, _address(want.pairs(initial=name)) if count else None


def _chips(want: Wanted) -> Iterator[Link]:
    """What narrows the list, each a link to the list without it."""
    named = {
        "q": f"“{want.words}”",
        "region": words.place_name(want.region) if want.region else "",
        "type": _(want.type) if want.type else "",
        "level": words.value_name("level", want.level) if want.level else "",
        "initial": want.letter or "",
    }
    given = dict(want.pairs())
    for name, label in named.items():
        if name in given:
            yield Link(label, _address(want.pairs(**{name: None})))


def _address(pairs: list[tuple[str, str]], page: int = 1) -> str:
    return addresses.address("/agencies/", [*pairs, *([("page", str(page))] if page > 1 else [])])
