"""What a crawl of sources would ask for, before it is asked for: told from what is known, with
nothing fetched.

A crawl looks at a source's lists, and at every document of it that a site once gave and has not taken
away. What the lists will newly name is not known; nor how large a list is, for lists are not kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, exists, func, literal, select

from archive import frontier, source_states
from archive.addresses import host_of
from archive.errors import DeskError
from archive.runs import Run
from archive.sources import Source, all_
from archive.tables import frontier as frontier_rows
from archive.tables import snapshots, visits

_REFUSED = ("refused_by_robots", "refused_address")
_MOST_KEYS = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crawl of a source would ask for: ``lists`` pages of lists, ``documents`` known (or, of a source
    never crawled, expected: ``guessed``), of which ``conditional`` are asked whether they have
    changed. ``least`` and ``most`` are bytes of documents, if none of these has and if each is sent
    whole. ``by_host`` counts requests, robots.txt with them; ``delay`` is the pause between two, in
    seconds. ``refused`` addresses were refused by robots.txt or as inner networks the last time.
    ``goes_on`` where a crawl was left off; ``open`` is a run that waits or is under way."""

    source: Source
    lists: int
    documents: int
    guessed: bool
    conditional: int
    least: int
    most: int
    by_host: Mapping[str, int]
    delay: float
    refused: int
    goes_on: bool
    open: Run | None

    @property
    def requests(self) -> int:
        """All requests."""
        return sum(self.by_host.values())

    @property
    def seconds(self) -> float:
        """How long the crawl takes at least: hosts are asked side by side, each with its pauses."""
        return max(self.by_host.values(), default=0) * self.delay


@dataclass(frozen=True, slots=True)
class Whole:
    """Several plans together. ``alone`` is the time in seconds that one worker takes at least,
    ``together`` that of as many workers as there are sources: a host is asked by one at a time."""

    requests: int
    least: int
    most: int
    by_host: Mapping[str, tuple[int, float]]
    alone: float
    together: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sources that are to be crawled, and those that were meant and are disabled."""

    sources: tuple[Source, ...]
    disabled: tuple[Source, ...]


def chosen(
    conn: Connection, names: Collection[str] = (), region: str | None = None, *, every: bool = False
) -> Chosen:
    """The sources of these names, whether enabled or not; and of a division with all below it, or
    of all, those enabled. DeskError for a name or a region without any source."""
    known = all_(conn)
    if unknown := set(names) - {source.id for source in known}:
        raise DeskError("没有来源 %(name)s。", name=min(unknown))
    meant = [one for one in known if every or (region is not None and lies_in(one, region))]
    if region is not None and not meant:
        raise DeskError("区划 %(code)s 没有来源。", code=region)
    named = [one for one in known if one.id in names]
    enabled = [one for one in meant if one.enabled and one not in named]
    return Chosen((*named, *enabled), tuple(one for one in meant if not one.enabled))


def lies_in(source: Source, region: str) -> bool:
    """Whether the source's place is that division or lies below it."""
    stem = region.removesuffix("00").removesuffix("00")
    return bool(stem) and (source.region_code or "").startswith(stem)


def plans(
    conn: Connection, sources: Sequence[Source], usual_delay: float, now: datetime
) -> list[Plan]:
    """A plan for each source, in their order; ``usual_delay`` in seconds is that of sources without
    one of their own."""
    last = source_states.last_crawls(conn, ended=True)
    open_ = source_states.last_crawls(conn, ended=False)
    left_off = _left_off(conn, [one.id for one in sources], now)
    known = _known(conn, [one.id for one in sources], left_off)
    return [
        _plan(
            conn, one, known.get(one.id, []), last.get(one.id), open_.get(one.id),
            usual_delay if one.delay is None else one.delay, one.id in left_off,
        )
        for one in sources
    ]  # fmt: skip


def together(found: Iterable[Plan]) -> Whole:
    """Several plans added up."""
    hosts: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    every = list(found)
    for plan in every:
        for host, number in plan.by_host.items():
            before, seconds = hosts[host]
            hosts[host] = (before + number, seconds + number * plan.delay)
    return Whole(
        requests=sum(plan.requests for plan in every),
        least=sum(plan.least for plan in every),
        most=sum(plan.most for plan in every),
        by_host=dict(sorted(hosts.items(), key=lambda item: (-item[1][0], item[0]))),
        alone=sum(plan.seconds for plan in every),
        together=max((seconds for _, seconds in hosts.values()), default=0.0),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Documents of a source at one host; ``least`` and ``most`` as in `Plan`."""

    host: str
    documents: int
    conditional: int
    least: int
    most: int


def _plan(
    conn: Connection,
    source: Source,
    known: Sequence[_Known],
    last: Run | None,
    open_: Run | None,
    delay: float,
    goes_on: bool,
) -> Plan:
    by_host: dict[str, int] = defaultdict(int)
    for one in known:
        by_host[one.host] += one.documents
    waits = _waiting(conn, source.id) if goes_on else {}
    for (kind, host), number in waits.items():
        by_host[host] += number if kind != "listing" else 0
    documents, guessed = sum(by_host.values()), False
    if last is None and not documents:
        documents, guessed = source.expect_max or source.expect_min or 0, True
    hosts = [host for host in map(host_of, source.listings) if host] or [""]
    lists = sum(number for (kind, _), number in waits.items() if kind == "listing")
    if not goes_on:
        lists = max(len(source.listings), last.counts.get("listings", 0) if last else 0)
    by_host[hosts[0]] += lists + (documents if guessed else 0)
    return Plan(
        source=source,
        lists=lists,
        documents=documents,
        guessed=guessed,
        conditional=sum(one.conditional for one in known),
        least=sum(one.least for one in known),
        most=sum(one.most for one in known),
        by_host={host: number + 1 for host, number in by_host.items()},  # robots.txt
        delay=delay,
        refused=sum(last.counts.get(f"failed_{state}", 0) for state in _REFUSED) if last else 0,
        goes_on=goes_on,
        open=open_,
    )


def _left_off(conn: Connection, sources: Sequence[str], now: datetime) -> dict[str, datetime]:
    """When the crawls that would be gone on with began, by source."""
    began = select(frontier_rows.c.source_id, func.min(frontier_rows.c.added_at))
    rows = conn.execute(began.group_by(frontier_rows.c.source_id))
    fresh = {row[0]: row[1] for row in rows if row[1] > now - frontier.STALE}
    return {name: fresh[name] for name in sources if name in fresh}


def _waiting(conn: Connection, source_id: str) -> dict[tuple[str, str], int]:
    """Addresses that a crawl left off, by kind and host; documents that are known are left out."""
    own = (frontier_rows.c.source_id == source_id) & (frontier_rows.c.state == "waiting")
    seen = exists().where(visits.c.url == frontier_rows.c.url, _held())
    query = select(frontier_rows.c.kind, frontier_rows.c.url).where(own, ~seen)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for kind, url in conn.execute(query):
        found[kind, host_of(url) or ""] += 1
    return found


def _held() -> ColumnElement[bool]:
    return visits.c.last_ok.is_not(None) & visits.c.gone_at.is_(None)


def _known(
    conn: Connection, sources: Sequence[str], left_off: Mapping[str, datetime]
) -> dict[str, list[_Known]]:
    """What is known of these sources' documents, host by host; of a crawl that was left off what
    it has not visited yet."""
    found: dict[str, list[_Known]] = defaultdict(list)
    for start in range(0, len(sources), _MOST_KEYS):
        _add(
            conn,
            found,
            [one for one in sources[start : start + _MOST_KEYS] if one not in left_off],
            None,
        )
    for name, began in left_off.items():
        _add(conn, found, [name], began)
    return found


def _add(
    conn: Connection,
    found: dict[str, list[_Known]],
    sources: Sequence[str],
    before: datetime | None,
) -> None:
    newest = (
        select(snapshots.c.size)
        .where(snapshots.c.url == visits.c.url)
        .order_by(snapshots.c.fetched_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = ((visits.c.etag.is_not(None)) | (visits.c.last_modified.is_not(None))) & (
        visits.c.misses == 0
    )
    # up to the slash behind the host: whole addresses are too many to be looked at one by one
    site = func.substr(visits.c.url, 1, 7 + func.instr(func.substr(visits.c.url, 9), "/"))
    each = select(
        visits.c.source_id, site.label("site"), case((asked, 1), else_=0).label("asked"),
        func.coalesce(newest, literal(0)).label("size"),
    ).where(visits.c.source_id.in_(sources), _held())  # fmt: skip
    if before is not None:
        each = each.where(visits.c.last_seen < before)
    rows = each.subquery()
    query = select(
        rows.c.source_id, rows.c.site, func.count(), func.sum(rows.c.asked),
        func.sum(case((rows.c.asked == 1, 0), else_=rows.c.size)), func.sum(rows.c.size),
    ).group_by(rows.c.source_id, rows.c.site)  # fmt: skip
    for name, place, *numbers in conn.execute(query):
        found[name].append(_Known(host_of(place) or place, *numbers))
