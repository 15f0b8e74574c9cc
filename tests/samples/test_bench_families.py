"""The bench and the crawler's families agree: every report is found by reading the lists."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag, urlencode

import pytest

from crawler.families import PageRequest, ReportLink, read_listing
from crawler.families.trail import Trail
from samples.bench import Bench, columns, friendly
from tests.samples.asking import ask

NAMES = tuple(columns())


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """All columns, small."""
    with friendly() as running:
        yield running


def followed(listing: str) -> tuple[set[str], dict[str, ReportLink]]:
    """The families that a list's pages were taken for, and the links on all of them."""
    waiting, trail = [PageRequest(listing)], Trail()
    families: set[str] = set()
    links: dict[str, ReportLink] = {}
    while waiting:
        request = waiting.pop(0)
        body = None
        if request.method == "POST":
            body = (request.body or urlencode(request.form)).encode()
        answer = ask(urldefrag(request.url).url, request.method, body, dict(request.headers))
        assert answer.status == 200, request.url
        kind = answer.headers["content-type"]
        listed = read_listing(answer.body, request.url, kind, asked=request)
        families.add(listed.family)
        links |= {link.url: link for link in listed.links}
        more, _ = trail.follow(listed)
        waiting += more
    return families, links


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_listed_for_its_family(bench: Bench, name: str) -> None:
    """Following the list from its first page leads to every report, and `auto` knows the family."""
    families, links = followed(bench.sites[name].listing)
    missed = [truth.url for truth in bench.truth(name) if truth.url not in links]
    assert (missed, families) == ([], {bench.sites[name].family})
