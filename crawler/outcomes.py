"""What came of a fetch, and of a whole crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal[
    "ok", "refused_by_robots", "refused_address", "unreachable", "http_error", "too_large",
    "empty", "challenge", "too_few", "too_many",
]  # fmt: skip

# 521: 加速乐, 412: 瑞数; both serve browsers and decline programs, which is not "gone"
_CHALLENGES = frozenset({412, 521})


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that gave no report page, its state, and a sentence for the reader."""

    url: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """``counts``: listings, found, fetched, new, unchanged, failed, and ``failed_<state>`` for
    each state that occurred. ``finished``: False when a cap or a stop ended it early."""

    counts: Mapping[str, int]
    failures: tuple[Failure, ...]
    finished: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a crawl of one source ends by itself; times in seconds."""

    listing_pages: int = 200
    report_pages: int = 20_000
    seconds: float = 6 * 3600.0
    request_seconds: float = 60.0


class Tally:
    """Counts and failures as a crawl goes on."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter(
            dict.fromkeys(("listings", "found", "fetched", "new", "unchanged", "failed"), 0)
        )
        self.failures: list[Failure] = []

    def fail(self, url: str, state: State, reason: str) -> Failure:
        """Notes an address that gave no report page."""
        failure = Failure(url, state, reason)
        self.failures.append(failure)
        self.counts["failed"] += 1
        self.counts[f"failed_{state}"] += 1
        return failure


def judge(status: int, body: bytes, *, cut: bool) -> tuple[State, str]:
    """The state of an answer and a sentence about it; ``cut``: the size cap ended the body."""
    if status in _CHALLENGES:
        return "challenge", f"网站返回 {status} 验证页，不再继续。"
    if not 200 <= status < 300:
        return "http_error", f"网站返回 {status}。"
    if cut:
        return "too_large", f"文件超过大小上限，只保存了前 {len(body)} 字节。"
    if not body.strip():
        return "empty", "网站返回空白内容。"
    return "ok", ""
