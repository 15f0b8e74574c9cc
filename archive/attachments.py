"""Pages and the files they carry: which snapshot is attached to which, and what is read again.

A file is attached to a page when its address is that of a link on the page; http and https are
alike, and so are the spellings of a percent-encoded name. What page and link say of the file are
hints for reading it, so a file is read again when that changes: the order in which page and file
come makes no difference, and the mark stands in the catalog until it is done. Every function works
in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select

from archive import attachment_decisions as decisions
from archive import columns
from archive.columns import storable
from archive.records import AttachedFile, CarryingPage, Snapshot
from archive.tables import addresses, attachments, readings, rereads, snapshots
from reports.model import Attachment, Evidence

_SAFE = "/:@!$&'()*+,;=?~-._"
_MOST_PAGES = 5
_MOST_FILES = 12
"""A page with more files is a list of other bodies' and other years' reports."""
_BATCH = 500


def same_address(url: str) -> str:
    """The address in the form by which two are the same: without scheme, fragment and usual
    port, percent-encoding written out alike."""
    try:
        parts = urlsplit(storable(url.strip()))
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return url
    host = parts.hostname if port in {None, 80, 443} else f"{parts.hostname}:{port}"
    query = f"?{_encoded(parts.query)}" if parts.query else ""
    return f"//{host}{_encoded(parts.path) or '/'}{query}"


def _encoded(part: str) -> str:
    return quote_from_bytes(unquote_to_bytes(part), safe=_SAFE)


def told(conn: Connection, url: str) -> tuple[Evidence, ...]:
    """What pages say of the file at that address: of each page its newest snapshot that links
    the file, of each statement the one with the most weight."""
    here = same_address(url)
    pages = [row for row in _carrying(conn, (here,)) if same_address(row["page_url"]) != here]
    best: dict[tuple[str, str, str], Evidence] = {}
    for row in pages[:_MOST_PAGES]:
        for item in (Evidence(*values) for values in row["told"]):
            key = (item.field, item.value, item.source)
            if key not in best or best[key].weight < item.weight:
                best[key] = item
    return tuple(best[key] for key in sorted(best))


def _carrying(conn: Connection, here: Collection[str]) -> list[RowMapping]:
    """Links to these addresses, one a page (of its newest snapshot that has it), by the page's
    address."""
    newest: dict[tuple[str, str], RowMapping] = {}
    for row in conn.execute(_links_to(), {"ids": list(here)}).mappings():
        newest[same_address(row["page_url"]), row["address"]] = row
    return [newest[key] for key in sorted(newest)]


@cache
def _links_to() -> Select[Any]:
    return (
        select(attachments, snapshots.c.url.label("page_url"))
        .join(snapshots, snapshots.c.id == attachments.c.snapshot_id)
        .where(attachments.c.address.in_(columns.ids()))
        .order_by(snapshots.c.fetched_at, snapshots.c.id, attachments.c.position.desc())
    )


def file(
    conn: Connection, snapshot: Snapshot, found: Sequence[Attachment], used: tuple[Evidence, ...]
) -> None:
    """Files what reading a snapshot found of links, in place of what was found before. Files of
    which pages now say something else are marked; so is the snapshot itself unless the hints it
    was read with (``used``) are still what pages say."""
    _put_address(conn, snapshot)
    new = [_row(snapshot.id, number, item) for number, item in enumerate(found)]
    _replace(conn, snapshot, new)
    conn.execute(delete(rereads).where(rereads.c.snapshot_id == snapshot.id))
    if told(conn, snapshot.url) != used:
        mark(conn, [snapshot.id])


def file_again(conn: Connection, url: str) -> None:
    """Files the links of every snapshot of a page once more, for people said of its files what
    the page does not."""
    for name in _read_at(conn, [same_address(url)]):
        _replace(conn, next(_snapshots(conn, [name])), links_of(conn, name))


def links_of(conn: Connection, snapshot_id: str) -> list[dict[str, object]]:
    """The rows of a page's links, in their order."""
    mine = attachments.c.snapshot_id == snapshot_id
    query = select(attachments).where(mine).order_by(attachments.c.position)
    return [dict(row) for row in conn.execute(query).mappings()]


def _replace(conn: Connection, snapshot: Snapshot, found: list[dict[str, object]]) -> None:
    """Puts these links, and what people said of them, in place of the snapshot's; files of which
    pages now say something else are marked."""
    mine = attachments.c.snapshot_id == snapshot.id
    old = links_of(conn, snapshot.id)
    here = same_address(snapshot.url)
    new = [dict(row) for row in decisions.applied(conn, here, snapshot.id, found)]
    if old != new:
        touched = {str(row["address"]) for row in (*old, *new)}
        urls = _read_at(conn, touched)
        before = {url: told(conn, url) for url in urls.values()}
        conn.execute(delete(attachments).where(mine))
        if new:
            conn.execute(insert(attachments), new)
        mark(conn, [name for name, url in urls.items() if told(conn, url) != before[url]])


def _put_address(conn: Connection, snapshot: Snapshot) -> None:
    known = select(addresses.c.snapshot_id).where(addresses.c.snapshot_id == snapshot.id)
    if conn.scalar(known) is None:
        here = same_address(snapshot.url)
        conn.execute(insert(addresses).values(snapshot_id=snapshot.id, address=here))


def _row(snapshot_id: str, number: int, item: Attachment) -> dict[str, object]:
    return {
        "snapshot_id": snapshot_id,
        "position": number,
        "url": storable(item.url),
        "text": storable(item.text),
        "kind": item.kind,
        "address": same_address(item.url),
        "page_title": storable(item.page_title) if item.page_title else None,
        "told": [[_plain(value) for value in asdict(said).values()] for said in item.told],
    }


def _plain(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _read_at(conn: Connection, here: Iterable[str]) -> dict[str, str]:
    """Snapshots at these addresses that have a reading: their ids and addresses as kept."""
    rest = sorted(here)
    found: dict[str, str] = {}
    for start in range(0, len(rest), _BATCH):
        query = (
            select(snapshots.c.id, snapshots.c.url)
            .join(addresses, addresses.c.snapshot_id == snapshots.c.id)
            .join(readings, readings.c.snapshot_id == snapshots.c.id)
            .where(addresses.c.address.in_(rest[start : start + _BATCH]))
        )
        found.update((row.id, row.url) for row in conn.execute(query))
    return found


def mark(conn: Connection, ids: Collection[str]) -> None:
    """Marks snapshots to be read again."""
    known = set(conn.scalars(select(rereads.c.snapshot_id).where(rereads.c.snapshot_id.in_(ids))))
    new = [{"snapshot_id": name} for name in sorted(set(ids) - known)]
    if new:
        conn.execute(insert(rereads), new)


def waiting(conn: Connection) -> list[Snapshot]:
    """Snapshots to be read again for what pages say of them, oldest first."""
    query = select(snapshots).join(rereads, rereads.c.snapshot_id == snapshots.c.id)
    rows = conn.execute(query.order_by(snapshots.c.fetched_at, snapshots.c.id))
    return [Snapshot(**row) for row in rows.mappings()]


def pages_of(conn: Connection, copies: Collection[Snapshot]) -> list[CarryingPage]:
    """The pages that carry one of these snapshots, each once."""
    own = {same_address(copy.url) for copy in copies}
    found: dict[str, CarryingPage] = {}
    for row in _carrying(conn, own):
        here = same_address(row["page_url"])
        page = next(_snapshots(conn, [row["snapshot_id"]]))
        found.setdefault(here, CarryingPage(page, row["page_title"], _report(conn, page.id)))
    return list(found.values())


def files_of(conn: Connection, pages: Collection[Snapshot]) -> list[AttachedFile]:
    """The files that these pages carry, in their order, each once; of a page that is a list of
    reports none."""
    found: dict[str, AttachedFile] = {}
    for page in pages:
        rows = conn.execute(_links_of(), {"ids": [page.id]}).mappings().all()
        for row in rows if len(rows) <= _MOST_FILES else ():
            if row["address"] not in found:
                kept = _kept(conn, row["address"])
                report = _report(conn, kept.id) if kept else None
                found[row["address"]] = AttachedFile(
                    row["url"], row["text"], row["kind"], kept, report
                )
    return list(found.values())


def kept_at(conn: Connection, url: str) -> Snapshot | None:
    """The newest snapshot that was read at an address."""
    return _kept(conn, same_address(url))


@cache
def _links_of() -> Select[Any]:
    query = select(attachments).where(attachments.c.snapshot_id.in_(columns.ids()))
    return query.order_by(attachments.c.position)


def _kept(conn: Connection, here: str) -> Snapshot | None:
    """The newest snapshot that was read at that address."""
    query = select(addresses.c.snapshot_id).where(addresses.c.address == here)
    kept = _snapshots(conn, conn.scalars(query).all())
    return max(kept, key=lambda item: (item.last_seen_at, item.fetched_at, item.id), default=None)


def _snapshots(conn: Connection, ids: Collection[str]) -> Iterator[Snapshot]:
    for row in conn.execute(select(snapshots).where(snapshots.c.id.in_(ids))).mappings():
        yield Snapshot(**row)


def _report(conn: Connection, snapshot_id: str) -> str | None:
    query = select(readings.c.report_id).where(readings.c.snapshot_id == snapshot_id)
    found: str | None = conn.scalar(query)
    return found
