"""robots.txt after RFC 9309: what its answer allows.

Protego reads the rules; what a missing or broken robots.txt means is decided here, because
Scrapy's own middleware goes on where the RFC says to stop (server errors, no answer at all).
"""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

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

    def objection(self, url: str, user_agent: str) -> str | None:
        """Why this address may not be crawled, as a sentence; None if it may."""
        if self.refused:
            return self.refused
        if self.rules is None or self.rules.can_fetch(url, product(user_agent)):
            return None
        return "robots.txt 不允许抓取这个地址。"


def answered(status: int, body: bytes) -> Robots:
    """What an answer means: 2xx is read, 5xx refuses everything, any other (4xx, redirects
    that lead nowhere) leaves the crawler free."""
    if 200 <= status < 300:
        return Robots(rules=Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", "replace")))
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
