"""What came of a fetch, and of a whole crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal[
    "ok", "unchanged", "refused_by_robots", "refused_address", "unreachable", "http_error",
    "too_large", "damaged", "mislabelled", "empty", "challenge", "soft_404", "too_few", "too_many",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that gave no report page, its state, and a sentence for the reader."""

    url: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a crawl that an admin should know and that is no failure: a trap that was
    left alone, hosts that were not followed. ``code`` is stable; ``times`` it was met."""

    code: str
    where: str
    message: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """``counts``: listings, found, fetched, attachments, new, unchanged, failed, and
    ``failed_<state>`` for each state that occurred; of a crawl that was taken up again they count
    the whole. ``finished``: False when a cap, a stop or a site that is down ended it early."""

    counts: Mapping[str, int]
    failures: tuple[Failure, ...]
    finished: bool
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a crawl of one source ends by itself; times in seconds. ``volume_bytes``: of all that
    was kept by one process. ``silent_seconds``: a crawl
    that gives no sign of life for so long is stuck, and is ended."""

    listing_pages: int = 200
    report_pages: int = 20_000
    seconds: float = 6 * 3600.0
    request_seconds: float = 60.0
    silent_seconds: float = 300.0
    volume_bytes: int = 32 << 30


COUNTS = ("listings", "found", "fetched", "attachments", "new", "unchanged", "failed")


def no_counts() -> Counter[str]:
    """The counts of a crawl that has done nothing yet."""
    return Counter(dict.fromkeys(COUNTS, 0))
