"""Which sections of a report stand in others: found by their prints, made sure by their texts.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from archive.prints import Outline, outlines, sharing
from archive.tables import reports, reuse
from reports.masked import Masked, mask, own_names
from reports.passages import share, shared_passages

MOST_YEARS = 10
"""Other years' reports of the same body that a report is held against, the likest."""
MOST_BODIES = 10
"""Other bodies' reports that a report is held against, the likest."""
LEAST = 80
"""Masked characters that two sections must share, all passages together."""
SMALL = 60
"""The same for a section of which that is most."""
MOST_OF = 0.5

_MOST_TRIED = 2  # times as many are held against it by their texts as are kept


@dataclass(frozen=True, slots=True)
class Alike:
    """A section (its place in the report, from 0) that stands in another report: the part of it
    that does (0 to 1), and how many masked characters that is."""

    report_id: str
    section: int
    other_report_id: str
    other_section: int
    similarity: float
    length: int


def alike(conn: Connection, report_id: str) -> list[Alike]:
    """The sections of this report that stand in another, of the same body in other years or of
    other bodies, the most text first. Bounded however many reports share their phrases."""
    own = outlines(conn, [report_id]).get(report_id)
    if own is None:
        return []
    pairs = _candidates(conn, report_id, own.agency_id)
    others = outlines(conn, list(pairs))
    mine = _masked(own)
    found: dict[bool, list[list[Alike]]] = {True: [], False: []}
    for other_id, places in pairs.items():
        other = others[other_id]
        links = _links(report_id, mine, other_id, _masked(other), places)
        if links:
            found[_one_body(own.agency_id, other.agency_id)].append(links)
    best = [
        links
        for same, most in ((True, MOST_YEARS), (False, MOST_BODIES))
        for links in sorted(found[same], key=_weight)[:most]
    ]
    return sorted((link for links in best for link in links), key=_order)


def _candidates(
    conn: Connection, report_id: str, agency_id: str | None
) -> dict[str, list[tuple[int, int]]]:
    """Pairs of sections by the other report's id, of the reports that share most prints."""
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    prints: dict[str, int] = defaultdict(int)
    for row in sharing(conn, report_id):
        pairs[row.other_id].append((row.section, row.other_section))
        prints[row.other_id] += row.prints
    same = _same_body(conn, agency_id) if pairs else frozenset()
    ranked = sorted(pairs, key=lambda other: (-prints[other], other))
    years = [other for other in ranked if other in same][: MOST_YEARS * _MOST_TRIED]
    bodies = [other for other in ranked if other not in same][: MOST_BODIES * _MOST_TRIED]
    return {other: sorted(pairs[other]) for other in (*years, *bodies)}


def _same_body(conn: Connection, agency_id: str | None) -> frozenset[str]:
    if agency_id is None:
        return frozenset()
    query = select(reports.c.id).where(reports.c.agency_id == agency_id)
    return frozenset(conn.scalars(query))


def _one_body(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _masked(outline: Outline) -> Callable[[int], Masked]:
    """The masked section at a place, made when it is first asked for."""
    names = own_names(outline.agency, outline.region)

    @cache
    def section(place: int) -> Masked:
        return mask(outline.sections[place].text, names)

    return section


def _links(
    report_id: str,
    mine: Callable[[int], Masked],
    other_id: str,
    theirs: Callable[[int], Masked],
    places: Iterable[tuple[int, int]],
) -> list[Alike]:
    """Each section with the one of the other report that it shares most with."""
    best: dict[int, Alike] = {}
    for section, other_section in places:
        passages = shared_passages(mine(section), theirs(other_section))
        length = sum(passage.length for passage in passages)
        part = share(passages, mine(section))
        enough = length >= LEAST or (length >= SMALL and part >= MOST_OF)
        if enough and (section not in best or length > best[section].length):
            best[section] = Alike(report_id, section, other_id, other_section, part, length)
    return list(best.values())


def _weight(links: list[Alike]) -> tuple[int, str]:
    return -sum(link.length for link in links), links[0].other_report_id


def _order(link: Alike) -> tuple[int, str, int]:
    return -link.length, link.other_report_id, link.section


def save(conn: Connection, report_id: str, links: Iterable[Alike]) -> bool:
    """Puts what was found of the report in place of what was found before; whether it differs."""
    new = set(links)
    if new == set(of(conn, report_id)):
        return False
    conn.execute(delete(reuse).where(reuse.c.report_id == report_id))
    rows = [
        {
            "report_id": report_id, "section": link.section,
            "other_id": link.other_report_id, "other_section": link.other_section,
            "similarity": link.similarity, "length": link.length,
        }
        for link in sorted(new, key=_order)
    ]  # fmt: skip
    if rows:
        conn.execute(insert(reuse), rows)
    return True


def of(conn: Connection, report_id: str) -> list[Alike]:
    """What was found of the report, the most text first."""
    rows = conn.execute(_of(), {"report_id": report_id})
    return [
        Alike(r.report_id, r.section, r.other_id, r.other_section, r.similarity, r.length)
        for r in rows
    ]


@cache
def _of() -> Select[Any]:
    query = select(reuse).where(reuse.c.report_id == bindparam("report_id"))
    return query.order_by(reuse.c.length.desc(), reuse.c.other_id, reuse.c.section)
