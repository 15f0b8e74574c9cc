"""What a page weighs on its way to a reader: the page, its style sheet, script and icon, compressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pytest
from flask.testing import FlaskClient

from reports.model import Hints
from reports.reader import read
from samples.corpus import reports
from samples.render import text
from samples.volume import long_reports
from tests.portal.shelf import Shelf, open_shelf

MOST = 150_000
_LOADED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A shelf with the longest of the made-up reports among others."""
    shelf = open_shelf(tmp_path_factory.mktemp("weight") / "home")
    longest = max((text(each) for each in reports()), key=len)
    for printed in (longest, *(made.text for made in islice(long_reports(12), 12))):
        shelf.put(read(printed.encode(), Hints(None, None, None, None)))
    shelf.index()
    yield shelf
    shelf.close()


def weight(client: FlaskClient, path: str) -> int:
    """Bytes over the wire of the page and what it loads, as gzip: Brotli makes less."""
    headers = {"Accept-Encoding": "gzip"}
    page = client.get(path, headers=headers)
    loaded = set(_LOADED.findall(client.get(path).text))
    assert loaded
    return len(page.data) + sum(len(client.get(each, headers=headers).data) for each in loaded)


def test_no_report_page_weighs_too_much(stocked: Shelf) -> None:
    """Of all on the shelf, the longest of the samples among them."""
    client = stocked.client
    weights = [weight(client, f"/reports/{name}") for name in stocked.engine.ids()]
    assert len(weights) > 1
    assert max(weights) < MOST


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=公开", "/search?q=nothing-like-it", "/search?sort=newest", "/changes", "/about",
     "/regions/420281", "/none", "/?lang=en"],
)  # fmt: skip
def test_no_page_weighs_too_much(stocked: Shelf, path: str) -> None:
    """Of every type."""
    assert weight(stocked.client, path) < MOST


def test_a_versions_page_does_not_weigh_too_much(library: Shelf) -> None:
    """Nor one of an agency."""
    name = min(library.engine.ids())
    assert weight(library.client, f"/reports/{name}/versions") < MOST
