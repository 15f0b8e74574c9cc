"""Site maps, rules for robots, and what browsers need to search from their own boxes."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from portal import discovery
from tests.portal.page import get, one
from tests.portal.shelf import HOSTILE, Shelf, report

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def _places(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8")
    return [str(found.text) for found in etree.fromstring(answer.data).iter(f"{MAP}loc")]


def _path(address: str) -> str:
    assert address.startswith("http://localhost/")
    return unquote(urlsplit(address).path)


def test_the_site_map_holds_every_report_and_agency(library: Shelf) -> None:
    """Each once, through the parts that the index names; and every address answers."""
    client = library.client
    parts = [_path(place) for place in _places(client, "/sitemap.xml")]
    places = [_path(place) for part in parts for place in _places(client, part)]
    reports = [place for place in places if place.startswith("/reports/")]
    assert sorted(reports) == sorted(f"/reports/{id_}" for id_ in library.engine.ids())
    assert len(set(places)) == len(places)
    assert {client.get(place).status_code for place in places} == {200}


def test_places_with_reports_come_with_those_above(client: FlaskClient) -> None:
    """大冶市 with 黄石市 and 湖北省."""
    places = {_path(place) for place in _places(client, "/sitemap-regions.xml")}
    assert {"/regions/420281", "/regions/420200", "/regions/420000"} <= places


def test_many_reports_are_parted_by_their_first_digits(
    library: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts hold together what one would, and say when something in them changed."""
    whole = _places(library.client, "/sitemap-reports.xml")
    monkeypatch.setattr(discovery, "PART", 5)
    monkeypatch.setattr(discovery, "_BATCH", 2)
    index: Any = etree.fromstring(library.client.get("/sitemap.xml?again").data)
    parts = [part for part in index if "/sitemap-reports-" in part[0].text]
    found = [_places(library.client, _path(part[0].text)) for part in parts]
    assert (len(parts), [place for places in found for place in places]) == (16, whole)
    assert [len(part) == 2 for part in parts] == [bool(places) for places in found]


def test_each_report_says_when_it_was_fetched(client: FlaskClient) -> None:
    """As W3C's format has it."""
    told = client.get("/sitemap-reports.xml").get_data(as_text=True)
    assert told.count("<lastmod>2024-01-31T") == 15


@pytest.mark.parametrize(
    "part", ["reports-a", "none", "reports-", "agencies-..", "reports-xyz", "%00"]
)
def test_a_part_that_there_is_not_is_404(client: FlaskClient, part: str) -> None:
    """Fifteen reports make one part."""
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_find_the_site_map(client: FlaskClient) -> None:
    """And keep out of what never ends, and of the desk."""
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert {"Disallow: /search", "Disallow: /feed.atom", "Disallow: /admin/"} <= set(lines)


def test_every_page_leads_to_the_search_of_browsers(client: FlaskClient) -> None:
    """With the language of the page."""
    found = one(get(client, "/about?lang=en"), 'link[rel="search"]')
    assert (found["href"], found["type"]) == (
        "/opensearch.xml?lang=en",
        "application/opensearchdescription+xml",
    )


def _urls(client: FlaskClient, path: str) -> dict[str, str]:
    described: Any = etree.fromstring(client.get(path).data)
    return {found.get("type"): found.get("template") for found in described.iter(f"{SEARCH}Url")}


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_what_opensearch_names_answers(client: FlaskClient, lang: str) -> None:
    """With words in place of theirs, as a page, as a feed and as suggestions."""
    urls = _urls(client, f"/opensearch.xml{lang}")
    kinds = {}
    for kind, template in urls.items():
        answer = client.get(template.replace("{searchTerms}", "水利"))
        kinds[kind] = answer.mimetype if answer.status_code == 200 else answer.status_code
    assert kinds == {kind: kind for kind in urls}
    assert len(kinds) == 4


def test_suggestions_for_a_search_box(client: FlaskClient) -> None:
    """What was typed, the names, and where each leads."""
    typed, names, _, places = client.get("/suggest.json?q=dayeshi").get_json()
    assert (typed, names[0], len(names) == len(places)) == ("dayeshi", "大冶市", True)
    assert client.get(places[0]).status_code == 200


def test_words_typed_are_given_back_as_words(client: FlaskClient) -> None:
    """No one takes the answer for a page."""
    answer = client.get("/suggest.json", query_string={"q": HOSTILE})
    assert answer.get_json()[0] == HOSTILE
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == (
        "application/x-suggestions+json",
        "nosniff",
    )


def test_a_search_leads_to_its_data(client: FlaskClient) -> None:
    """JSON, CSV and a feed of the same search, each of which answers."""
    page = get(client, "/search?q=水利&year=2020&page=1&sort=oldest")
    links = [str(found["href"]) for found in page.select(".as-data a")]
    assert [link.partition("?")[0] for link in links] == [
        "/search.json",
        "/search.csv",
        "/feed.atom",
    ]
    assert all("year=2020" in link for link in links)
    assert {client.get(link).status_code for link in links} == {200}


def test_an_empty_archive_has_a_site_map(shelf: Shelf) -> None:
    """Of its own pages; and a report is in it as soon as it is filed."""
    before = _places(shelf.client, "/sitemap-reports.xml")
    id_ = shelf.put(report())
    assert (before, _places(shelf.client, "/sitemap-reports.xml")) == (
        [],
        [f"http://localhost/reports/{id_}"],
    )
