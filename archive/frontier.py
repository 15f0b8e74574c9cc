"""Where a crawl stands: every address of a source's crawl under way, asked for or waiting.

A crawl that is killed goes on from here. Rows are closed in the transaction that keeps what was
fetched, and all of a source's rows go when its crawl has ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from archive.tables import frontier
from archive.warc_records import address as uri

Kind = Literal["listing", "report", "attachment", "revisit"]

_MOST_KEYS = 500
STALE = timedelta(days=7)
_TURNS: Mapping[str, int] = {"listing": 0, "report": 1, "attachment": 1, "revisit": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address to ask for. ``post`` holds ``form``, ``body`` and ``headers`` of a request that
    is more than a plain GET; ``list_no`` is the listing of the source that led here, ``depth``
    how often a page inside a page was followed; ``score`` and ``reasons`` are the link's."""

    kind: Kind
    url: str
    post: Mapping[str, Any] | None = None
    title: str | None = None
    year: int | None = None
    depth: int = 0
    list_no: int = 0
    found_on: str | None = None
    score: int | None = None
    reasons: Sequence[str] = ()

    @property
    def key(self) -> str:
        """The same for addresses that ask for the same."""
        asked = "" if self.post is None else f"{self.post.get('form')}{self.post.get('body')}"
        return sha256(f"{uri(self.url)}\n{asked}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address of the frontier with its row's number."""

    id: int
    address: Address


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of an address: ``outcome`` is new, unchanged or a state; ``failed`` with a
    ``reason``. ``found`` is what a listing's page showed beside its links."""

    outcome: str
    reason: str | None = None
    failed: bool = False
    found: Mapping[str, Any] | None = None


def begin(conn: Connection, source_id: str, listings: Iterable[str]) -> bool:
    """Puts the source's listings into its frontier; whether a crawl is gone on with. One left
    off a week ago and more is begun anew, for its lists have changed since."""
    oldest = began_at(conn, source_id)
    goes_on = oldest is not None and oldest > datetime.now(UTC) - STALE
    if not goes_on:
        clear(conn, source_id)
    seeds = [
        Address(kind="listing", url=url, list_no=number) for number, url in enumerate(listings)
    ]
    add(conn, source_id, seeds)
    return goes_on


def add(
    conn: Connection,
    source_id: str,
    addresses: Sequence[Address],
    room: Mapping[str, int] | None = None,
) -> Counter[str]:
    """Adds what is not there yet, of each kind as many as there is ``room`` for; how many of
    each kind were added, and as ``left_<kind>`` how many there was no room for."""
    fresh = {address.key: address for address in reversed(addresses)}
    for known in _known(conn, source_id, list(fresh)):
        del fresh[known]
    result: Counter[str] = Counter()
    rows = []
    moment = datetime.now(UTC)
    for key, address in reversed(fresh.items()):
        if room is not None and result[address.kind] >= room.get(address.kind, 0):
            result[f"left_{address.kind}"] += 1
            continue
        result[address.kind] += 1
        rows.append(_row(source_id, key, address, moment))
    if rows:
        conn.execute(insert(frontier), rows)
    return result


def waiting(
    conn: Connection, source_id: str, limit: int, handed_out: Collection[int] = ()
) -> list[Waiting]:
    """The next addresses to ask for, lists first; without those that are ``handed_out``."""
    query = (
        select(frontier)
        .where(_of(source_id), frontier.c.state == "waiting", frontier.c.id.not_in(handed_out))
        .order_by(frontier.c.turn, frontier.c.id)
        .limit(limit)
    )
    return [Waiting(row["id"], _address(row)) for row in conn.execute(query).mappings()]


def close(conn: Connection, row_id: int, closed: Closed) -> None:
    """Notes what came of an address: it is not asked for again."""
    values = {
        "state": "failed" if closed.failed else "done",
        "outcome": closed.outcome,
        "reason": closed.reason,
        "found": None if closed.found is None else dict(closed.found),
    }
    conn.execute(update(frontier).where(frontier.c.id == row_id).values(values))


def tally(conn: Connection, source_id: str) -> Counter[tuple[str, str, str | None]]:
    """How many addresses there are of each (kind, state, outcome)."""
    groups = (frontier.c.kind, frontier.c.state, frontier.c.outcome)
    query = select(*groups, func.count()).where(_of(source_id)).group_by(*groups)
    return Counter({(kind, state, outcome): n for kind, state, outcome, n in conn.execute(query)})


def failures(conn: Connection, source_id: str, limit: int) -> list[tuple[str, str, str]]:
    """Address, outcome and reason of what failed, in the order it was found."""
    columns = (frontier.c.url, frontier.c.outcome, frontier.c.reason)
    query = select(*columns).where(_of(source_id), frontier.c.state == "failed")
    rows = conn.execute(query.order_by(frontier.c.id).limit(limit))
    return [(url, outcome or "", reason or "") for url, outcome, reason in rows]


def told(conn: Connection, source_id: str) -> Iterator[tuple[Address, Mapping[str, Any]]]:
    """Every page of which something is to be told, with that, in the order of their rows."""
    query = select(frontier).where(_of(source_id), frontier.c.found.is_not(None))
    for row in conn.execute(query.order_by(frontier.c.id)).mappings():
        yield _address(row), row["found"]


def listing_addresses(conn: Connection, source_id: str) -> list[Address]:
    """Every listing page there is, read or waiting."""
    query = select(frontier).where(_of(source_id), frontier.c.kind == "listing")
    return [_address(row) for row in conn.execute(query.order_by(frontier.c.id)).mappings()]


def began_at(conn: Connection, source_id: str) -> datetime | None:
    """When the source's crawl under way began."""
    query = select(frontier.c.added_at).where(_of(source_id)).order_by(frontier.c.id).limit(1)
    return conn.scalar(query)


def clear(conn: Connection, source_id: str) -> None:
    """Forgets the source's crawl."""
    conn.execute(delete(frontier).where(_of(source_id)))


def _of(source_id: str) -> Any:
    return frontier.c.source_id == source_id


def _known(conn: Connection, source_id: str, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for first in range(0, len(keys), _MOST_KEYS):
        some = frontier.c.key.in_(keys[first : first + _MOST_KEYS])
        found |= set(conn.scalars(select(frontier.c.key).where(_of(source_id), some)))
    return found


def _row(source_id: str, key: str, address: Address, moment: datetime) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "key": key,
        "turn": _TURNS[address.kind],
        "kind": address.kind,
        "url": address.url,
        "post": None if address.post is None else dict(address.post),
        "title": address.title,
        "year": address.year,
        "depth": address.depth,
        "list_no": address.list_no,
        "found_on": address.found_on,
        "score": address.score,
        "reasons": list(address.reasons),
        "state": "waiting",
        "added_at": moment,
    }


def _address(row: RowMapping) -> Address:
    names = ("kind", "url", "post", "title", "year", "depth", "list_no", "found_on", "score")
    values = {name: row[name] for name in names}
    return Address(**values, reasons=tuple(row["reasons"]))
