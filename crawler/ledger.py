"""The crawl's books: what was fetched is kept in groups, and only then counted and told.

A group of up to 32 pages, or of half a second, shares one fsync and one transaction. In the same
transaction the frontier's rows are closed and what the pages led to is added, so that a kill
finds either all of it or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import get_args

from sqlalchemy import Connection

from archive import frontier, visit_records, visits
from archive.catalog import Catalog
from archive.frontier import Address, Closed, Waiting
from archive.keep import keep_all, mark_seen
from archive.records import Kept
from archive.unmodified import append_unmodified, held
from archive.visits import Validators
from archive.warc import WarcStore
from crawler.entry import Entry
from crawler.outcomes import Failure, Limits, State, no_counts
from crawler.tally import counted, of_one

GROUP = 32
GROUP_SECONDS = 0.5
_GROUP_BYTES = 32 << 20
_HANDFUL = 64
_MOST_TOLD = 1000


class Ledger:
    """The books of one source's crawl. Not for several threads."""

    def __init__(
        self,
        store: WarcStore,
        catalog: Catalog,
        source_id: str,
        limits: Limits,
        apart: timedelta,
        frontier_id: str | None = None,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._source_id = source_id
        self._rows = frontier_id or source_id
        self._apart = apart
        self._most = {
            "listing": limits.listing_pages,
            "report": limits.report_pages,
            "attachment": limits.report_pages,
            "revisit": limits.report_pages,
        }
        self._entries: list[Entry] = []
        self._bytes = 0
        self._since = 0.0
        self._handed_out: set[int] = set()
        self._looked_back = False
        self.conditions: dict[int, Validators] = {}
        self._known: Counter[str] = Counter()
        self.counts = no_counts()
        self.left: Counter[str] = Counter()

    def begin(self, listings: Sequence[str], only: str | None = None) -> list[Failure]:
        """Opens the books: counts and failures of the crawl that is gone on with, if there is
        one. With ``only`` that one address stands in them, and what else was met is left alone."""
        with self._catalog.begin() as conn:
            frontier.begin(conn, self._rows, listings if only is None else ())
            if only is not None:
                frontier.add(conn, self._rows, [Address(kind="report", url=only)])
                self._looked_back = True
        with self._catalog.read() as conn:
            groups = frontier.tally(conn, self._rows)
            failed = frontier.failures(conn, self._rows, _MOST_TOLD)
        for (kind, _, _), number in groups.items():
            self._known[kind] += number
        self.counts = counted(groups)
        known = frozenset(get_args(State))
        return [Failure(url, state, why) for url, state, why in failed if state in known]  # type: ignore[arg-type] # State, just looked up

    def take(self) -> list[Waiting]:
        """The next few addresses to ask for; none when none is left. At the end come those that
        held a document once and that no list names any more."""
        found = self._take()
        if not found and not self._handed_out and not self._looked_back:
            self._looked_back = True
            self._look_back()
            found = self._take()
        return found

    def _take(self) -> list[Waiting]:
        with self._catalog.read() as conn:
            found = frontier.waiting(conn, self._rows, _HANDFUL, self._handed_out)
            for item in found:
                known = visits.validators(conn, item.address.url)
                if known is not None and item.address.kind != "listing":
                    self.conditions[item.id] = known
        self._handed_out |= {item.id for item in found}
        return found

    def _look_back(self) -> None:
        with self._catalog.begin() as conn:
            since = frontier.began_at(conn, self._rows)
            if since is None:
                return
            missing = visits.unvisited(conn, self._source_id, since)
            addresses = [Address(kind="revisit", url=url, depth=1) for url in missing]
            added = frontier.add(conn, self._rows, addresses, {"revisit": self._most["revisit"]})
        self._known["revisit"] += added["revisit"]

    def note(self, entry: Entry) -> None:
        """Notes what came of an address, to be kept with the next group."""
        if not self._entries:
            self._since = monotonic()
        self._entries.append(entry)
        self._bytes += len(entry.arrival.body) if entry.arrival else 0

    @property
    def due(self) -> bool:
        """Whether the group is large or old enough to be kept."""
        if not self._entries:
            return False
        if len(self._entries) >= GROUP or self._bytes >= _GROUP_BYTES:
            return True
        return monotonic() - self._since >= GROUP_SECONDS

    def flush(self) -> list[Failure] | None:
        """Keeps the group: when this returns, all of it is acknowledged. Its failures, None when
        there was nothing to keep. ArchiveError or OSError when the archive cannot take it."""
        if not self._entries:
            return None
        entries, self._entries, self._bytes = self._entries, [], 0
        added: Counter[str] = Counter()
        kept_of: dict[int, Kept] = {}

        def also(conn: Connection, kept: list[Kept]) -> None:
            every = iter(kept)
            kept_of.update(
                {entry.waiting.id: next(every) for entry in entries if entry.arrival is not None}
            )
            for _, snapshot, at in met:
                mark_seen(conn, snapshot, at)
            for entry in entries:
                added.update(self._write(conn, entry, kept_of.get(entry.waiting.id), added))

        arrivals = [entry.arrival for entry in entries if entry.arrival is not None]
        met = self._met_again(entries)
        visited = self._record_visits(entries, {entry.waiting.id for entry, _, _ in met})
        if arrivals or met or visited:
            keep_all(self._store, self._catalog, arrivals, also)
        else:
            with self._catalog.begin() as conn:
                also(conn, [])
        self._count(entries, kept_of, added)
        return [entry.failure for entry in entries if entry.failure is not None]

    def _met_again(self, entries: Sequence[Entry]) -> list[tuple[Entry, str, datetime]]:
        """Appends a revisit record for each answer that what we hold is unchanged; the snapshots
        met, and when."""
        same = [entry for entry in entries if entry.http_status == 304]
        if not same:
            return []
        with self._catalog.read() as conn:
            holding = [(entry, held(conn, entry.answered_at)) for entry in same]
        return [
            (
                entry,
                earlier.id,
                append_unmodified(
                    self._store, earlier, fetched_at=entry.at,
                    headers=entry.headers, request_headers=entry.request_headers,
                ),
            )
            for entry, earlier in holding
            if earlier is not None
        ]  # fmt: skip

    def _record_visits(self, entries: Sequence[Entry], met: Collection[int]) -> bool:
        """Appends a record for each visit that no page's own record tells of; whether there was
        one."""
        alone = [
            visit
            for entry in entries
            for visit in entry.met(self._source_id)
            if visit.url != entry.answered_at
            or (entry.arrival is None and entry.waiting.id not in met)
        ]
        for visit in alone:
            visit_records.append(self._store, visit)
        return bool(alone)

    def _write(
        self, conn: Connection, entry: Entry, kept: Kept | None, added: Mapping[str, int]
    ) -> Counter[str]:
        outcome: str = entry.state
        if kept is not None and entry.failure is None:
            outcome = "new" if kept.new else "unchanged"
        reason = entry.failure.reason if entry.failure else None
        closed = Closed(outcome, reason, entry.failure is not None, entry.found)
        frontier.close(conn, entry.waiting.id, closed)
        for met in entry.met(self._source_id):
            visit_records.note(conn, met, self._apart)
        if not entry.addresses:
            return Counter()
        room = {
            kind: most - self._known[kind] - added.get(kind, 0) for kind, most in self._most.items()
        }
        return frontier.add(conn, self._rows, entry.addresses, room)

    def _count(
        self, entries: Sequence[Entry], kept_of: Mapping[int, Kept], added: Mapping[str, int]
    ) -> None:
        for name, number in added.items():
            (self.left if name.startswith("left_") else self._known)[name] += number
        self.counts["found"] += added.get("report", 0)
        for entry in entries:
            self._handed_out.discard(entry.waiting.id)
            kept = kept_of.get(entry.waiting.id)
            kind, failed = entry.waiting.address.kind, entry.failure is not None
            self.counts.update(of_one(kind, entry.state, failed=failed))
            if kept is not None:
                self.counts["new" if kept.new else "unchanged"] += 1
            elif entry.state == "unchanged":
                self.counts["unchanged"] += 1
