"""robots.txt after RFC 9309: what its answer allows.

Protego reads the rules; what a missing or broken robots.txt means is decided here, because
Scrapy's own middleware goes on where the RFC says to stop (server errors, no answer at all).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protego import Protego

from archive import entity
from crawler.outcomes import State

# RFC 9309, 2.5: a crawler must read at least 500 kibibytes
MOST_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says. ``rules`` None: everything may be crawled, or, with
    ``refused`` set (a sentence), nothing may. ``state`` is that of a refused address."""

    rules: Protego | None = None
    refused: str | None = None
    state: State = "refused_by_robots"

    def pause(self, user_agent: str) -> float:
        """The seconds between two requests that it asks for (Crawl-delay), 0 when none."""
        asked = self.rules.crawl_delay(product(user_agent)) if self.rules else None
        return max(asked or 0.0, 0.0)

    def objection(self, url: str, user_agent: str) -> str | None:
        """Why this address may not be crawled, as a sentence; None if it may."""
        if self.refused:
            return self.refused
        if self.rules is None or self.rules.can_fetch(url, product(user_agent)):
            return None
        return "robots.txt 不允许抓取这个地址。"


def answered(status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Robots:
    """What an answer means: 2xx is read, with its coding undone (one that cannot be undone is
    no answer), 5xx refuses everything, any other (4xx, redirects that lead nowhere) leaves the
    crawler free."""
    if 200 <= status < 300:
        found = entity.opened(body, headers, 8 * MOST_BYTES)
        ours = found.fault == "cut" and len(body) >= MOST_BYTES  # cut at our own cap
        if found.fault not in {None, "mislabelled"} and not ours:
            return unreachable("内容无法解开")
        text = found.body[:MOST_BYTES].decode("utf-8-sig", "replace")
        return Robots(rules=Protego.parse(text))
    if status >= 500:
        return Robots(refused=f"robots.txt 返回 {status}，按 RFC 9309 整站不抓取。")
    return Robots()


def unreachable(reason: str) -> Robots:
    """No answer: nothing may be crawled until there is one."""
    return Robots(
        refused=f"robots.txt 无法取得（{reason}），按 RFC 9309 整站不抓取。", state="unreachable"
    )


def product(user_agent: str) -> str:
    """The product token of a User-Agent, which groups of robots.txt are named for."""
    return user_agent.partition("/")[0].strip()
