"""What came of one address, and the visits that it tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import visits
from archive.frontier import Address, Waiting
from archive.snapshots import Arrival
from archive.visit_records import Met
from archive.visits import Validators
from archive.warc import Headers
from archive.warc_records import address
from crawler.outcomes import Failure, State


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one address: the page to keep or None, what it led to, and its failure or
    None. ``state`` is the answer's, met ``at`` that time at the address ``url`` (None where none
    answered), ``validators`` what the server sent to be asked with, ``headers`` those of an answer
    without a page (304); ``found`` is a listing's (`archive.frontier.Closed`)."""

    waiting: Waiting
    state: State
    at: datetime
    arrival: Arrival | None = None
    addresses: Sequence[Address] = ()
    failure: Failure | None = None
    found: Mapping[str, Any] | None = None
    http_status: int | None = None
    validators: Validators | None = None
    headers: Headers = ()
    request_headers: Headers = ()
    url: str | None = None

    @property
    def answered_at(self) -> str:
        """The address that answered, redirects followed, else the one asked for."""
        return address(self.url or self.waiting.address.url)

    def met(self, source_id: str) -> Iterator[Met]:
        """The visits of a page or file: at the address asked for, and, where a redirect led to
        the document, at that one. None of a list page."""
        if self.waiting.address.kind == "listing":
            return
        sent = self.validators or Validators(None, None)
        state = visits.visit_state(self.state, self.http_status)
        places = [address(self.waiting.address.url)]
        if state in visits.PRESENT and self.answered_at not in places:
            places.append(self.answered_at)
        for place in places:
            yield Met(
                place, self.at, state, source_id, self.http_status, sent.etag, sent.last_modified
            )
