"""What the portal tells of itself to Prometheus."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from portal.app import create_app
from tests.browser.conftest import portal
from tests.portal.shelf import Shelf, report

Sample = tuple[str, frozenset[tuple[str, str]]]


def samples(text: str) -> dict[Sample, float]:
    """Every number by its name and labels."""
    families = text_string_to_metric_families(text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def of(name: str, **labels: str) -> Sample:
    """A sample's key."""
    return name, frozenset(labels.items())


@pytest.mark.parametrize(
    ("path", "endpoint", "status"),
    [
        ("/about", "pages.about", "200"),
        ("/reports/none", "pages.report", "404"),
        ("/x", "none", "404"),
    ],
)
def test_requests_are_counted(shelf: Shelf, path: str, endpoint: str, status: str) -> None:
    """By endpoint and status, from the shelf of pages or not."""
    client = shelf.client
    for _ in range(3):
        client.get(path)
    told = samples(client.get("/metrics").text)
    assert told[of("nianbao_requests_total", endpoint=endpoint, status=status)] == 3
    assert told[of("nianbao_request_seconds_count", endpoint=endpoint)] == 3


def test_a_page_not_sent_again_is_counted_so(shelf: Shelf) -> None:
    """304 is a status like others."""
    etag = shelf.client.get("/about").headers["ETag"]
    shelf.client.get("/about", headers={"If-None-Match": etag})
    told = samples(shelf.client.get("/metrics").text)
    assert told[of("nianbao_requests_total", endpoint="pages.about", status="304")] == 1


def test_what_is_held_is_told(shelf: Shelf) -> None:
    """Reports in catalog and index, what waits, runs by state."""
    shelf.put(report())
    shelf.index()
    shelf.put(report(year=2022))
    told = samples(shelf.client.get("/metrics").text)
    names = ("index_up", "index_damaged", "index_reports", "catalog_reports", "index_waiting")
    held = [told[of(f"nianbao_{name}")] for name in names]
    assert (held, told[of("nianbao_runs", state="queued")]) == ([1, 0, 1, 2, 2], 0)


def test_a_portal_without_an_index_tells_so(shelf: Shelf) -> None:
    """It is scraped all the same."""
    assert samples(shelf.client.get("/metrics").text)[of("nianbao_index_up")] == 0


def test_no_word_of_a_reader_is_told(shelf: Shelf) -> None:
    """Neither a query nor an address."""
    shelf.client.get("/search?q=秘密的话")
    shelf.client.get("/reports/0123456789abcdef")
    text = shelf.client.get("/metrics").text
    assert ("秘密" in text, "0123456789abcdef" in text) == (False, False)


def test_each_app_counts_for_itself(shelf: Shelf) -> None:
    """Two in one process do not add up."""
    shelf.client.get("/about")
    other = create_app(shelf.settings, shelf.engine, shelf.catalog, shelf.store).test_client()
    assert of("nianbao_requests_total", endpoint="pages.about", status="200") not in samples(
        other.get("/metrics").text
    )


def test_all_workers_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever worker is asked, it tells the requests of both."""
    monkeypatch.setenv("NIANBAO_PORTAL_WORKERS", "2")

    def get(path: str) -> str:
        with urllib.request.urlopen(f"{address}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    with portal(tmp_path / "home") as address:
        for _ in range(30):
            get("/about")
        told = [samples(get("/metrics")) for _ in range(6)]
    key = of("nianbao_requests_total", endpoint="pages.about", status="200")
    assert {each[key] for each in told} == {30}
