"""An answer of Scrapy's as the archive takes it: the entity as sent, headers as received."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from archive.frontier import Address
from archive.snapshots import Arrival
from archive.sources import Source
from archive.visits import Validators
from crawler.outcomes import State

_LONGEST_LINK = 300


def arrival(
    source: Source, asked: Address, response: Response, state: State, most_bytes: int
) -> Arrival:
    """What is kept of an answer, cut at so many bytes, with what its source and the list that
    linked it say of it."""
    head, listed = response.meta["head"], asked.kind == "report"
    return Arrival(
        url=response.url, body=response.body[:most_bytes],
        content_type=header(response, "Content-Type"), fetched_at=datetime.now(UTC),
        http_status=response.status, reason=head.reason, headers=head.headers,
        request_headers=sent(response.request), source_id=source.id, agency=source.agency,
        region_code=source.region_code,
        truncated="length" if len(response.body) > most_bytes else None, crawl_state=state,
        link_text=(asked.title or "")[:_LONGEST_LINK] if listed else None,
        link_year=asked.year if listed else None,
    )  # fmt: skip


def header(response: Response, name: str) -> str | None:
    """A header's last value; None when there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def validators(response: Response) -> Validators:
    """What the server sent to be asked with the next time."""
    return Validators(header(response, "ETag"), header(response, "Last-Modified"))


def sent(request: Request | None) -> list[tuple[str, str]]:
    """The headers of a request."""
    headers = request.headers.items() if request else ()
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers
        for value in values
    ]
