"""SIGKILL at random moments of a crawl: nothing acknowledged is lost, nothing is kept twice."""

from __future__ import annotations

from tests.crawler.killing import EACH, killed_crawls

ROUNDS = 5


def test_killed_crawls_lose_and_double_nothing() -> None:
    """After every kill what was acknowledged is there and whole, every crawl taken up again
    ends, and then each report of the site is there once."""
    done = killed_crawls(ROUNDS, seed=20250131)
    assert (done["kills"], done["reports"]) == (ROUNDS, done["completed"] * EACH)  # type: ignore[operator] # numbers
