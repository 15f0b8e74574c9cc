"""Every link of ours leads somewhere, and stays in the language of its page."""

from __future__ import annotations

from collections import deque
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

MOST = 400
"""Pages that are followed; the filters of a search combine without end."""


def _local(page: BeautifulSoup) -> list[str]:
    """Where a page's links lead within the portal, the switch of language left out."""
    found = [str(a["href"]) for a in page.select("a[href]:not(.tongue)")]
    return [href.partition("#")[0] for href in found if href.startswith("/")]


def _kind(href: str) -> tuple[str, tuple[str, ...]]:
    """What makes a link one of a kind: of searches only a few of each need be followed."""
    parts = urlsplit(href)
    return parts.path, tuple(sorted(parse_qs(parts.query))) if parts.path == "/search" else (
        parts.query,
    )


@pytest.mark.parametrize("start", ["/", "/?lang=en"])
def test_every_link_leads_somewhere(client: FlaskClient, start: str) -> None:
    """Followed from the home page: each answers 200, and an English page leads to English ones."""
    waiting, seen = deque([start]), {_kind(start)}
    broken = []
    while waiting and len(seen) < MOST:
        href = waiting.popleft()
        with client.get(href) as answer:
            if answer.status_code != 200:
                broken.append((answer.status_code, href))
            if answer.mimetype != "text/html" or href.partition("?")[0].endswith("/original"):
                continue
            page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
        for onward in _local(page):
            if "lang=en" in start and "lang=en" not in onward and not _data(onward):
                broken.append((0, f"{href} → {onward}"))
            if _kind(onward) not in seen:
                seen.add(_kind(onward))
                waiting.append(onward)
    assert broken == []


def _data(href: str) -> bool:
    """Data speak no language: originals, JSON, CSV, feeds, the API."""
    path = urlsplit(href).path
    return path.endswith(
        ("/original", ".json", ".csv", ".atom", ".xml", ".bib")
    ) or path.startswith("/api/v1")
