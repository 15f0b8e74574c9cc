"""Lists as data: JSON, CSV and Atom pieces, and the addresses that send them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archive.tables import reports
from portal import atom, lists
from portal.exports import as_csv, as_json
from portal.payload import COLUMNS
from tests.portal.shelf import FETCHED, HOSTILE, Shelf, report

ATOM = "{http://www.w3.org/2005/Atom}"
VALUES = st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"])))


def _feed(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    return etree.fromstring(answer.data)


def _texts(feed: Any, path: str) -> list[str]:
    return [found.text for found in feed.findall("/".join(ATOM + name for name in path.split("/")))]


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=5))
def test_json_in_pieces_is_json(rows: list[dict[str, Any]]) -> None:
    """The pieces put together are the object."""
    text = "".join(as_json({"total": 3}, "rows", rows, {"notices": ["x"]}))
    assert json.loads(text) == {"total": 3, "rows": rows, "notices": ["x"]}


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=5))
def test_no_cell_begins_a_formula(rows: list[dict[str, Any]]) -> None:
    """Whatever a value is, a spreadsheet takes it for words; numbers stay numbers."""
    text = "".join(as_csv(("a", "b"), rows)).removeprefix("\ufeff")
    read = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    texts = [
        cell for cell in read if not cell.lstrip("-").isascii() or not cell.lstrip("-").isdigit()
    ]
    assert not [cell for cell in texts if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_a_cell_of_several_values_is_joined() -> None:
    """Passages stand in one cell; yes and no are words."""
    line = list(as_csv(("a", "b"), [{"a": ["x", "y"], "b": True}]))[1]
    assert line == "x … y,true\r\n"


@given(st.text(), st.text())
def test_any_words_make_a_feed(title: str, author: str) -> None:
    """What no XML can hold is left out, the rest is read as it was written."""
    entry = atom.Entry("n", title, "/x?a=1&b=2", FETCHED, title, author)
    text = "".join(atom.as_atom(atom.Feed(title, "/f", "/", (entry,)), "http://h/"))
    links = etree.fromstring(text.encode()).iterfind(f"{ATOM}entry/{ATOM}link")
    assert [link.get("href") for link in links] == ["http://h/x?a=1&b=2"]


def test_search_json_holds_all_pages(client: FlaskClient) -> None:
    """Fifteen hits although a page shows ten, whichever page is asked for, in the page's order."""
    found = client.get("/search.json?sort=newest&page=2").get_json()
    ids = [hit["id"] for hit in found["hits"]]
    assert (found["total"], len(set(ids)), list(found["hits"][0])) == (15, 15, list(COLUMNS))


def test_search_csv_holds_the_same(client: FlaskClient) -> None:
    """The same hits in the same order, for a spreadsheet."""
    data = client.get("/search.json?q=行政处罚").get_json()["hits"]
    answer = client.get("/search.csv?q=行政处罚")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert [row[0] for row in rows[1:]] == [hit["id"] for hit in data]
    assert rows[0] == list(COLUMNS)


def test_a_list_ends_where_its_pages_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no page can show is not in the data either; the total says what there is."""
    monkeypatch.setattr(lists, "MOST", 4)
    found = client.get("/search.json").get_json()
    assert (found["total"], len(found["hits"])) == (15, 4)


def test_a_list_is_of_one_state_of_the_index(shelf: Shelf) -> None:
    """Reports that come or go while it is sent change nothing of it."""
    ids = [shelf.put(report(year=year), body=str(year).encode()) for year in range(2012, 2020)]
    shelf.index(ids[:6])
    answer = shelf.client.get("/search.json", buffered=False)
    shelf.index(ids)
    assert len(json.loads(answer.get_data())["hits"]) == 6


def test_the_feed_of_a_search_tells_what_came_last(shelf: Shelf) -> None:
    """Latest first by when the archive saw it first, whatever year it is of."""
    ids = [shelf.put(report(year=year), body=str(year).encode()) for year in (2020, 2023, 2021)]
    with shelf.catalog.begin() as conn:
        for day, id_ in enumerate(ids):
            came = reports.update().where(reports.c.id == id_)
            conn.execute(came.values(first_seen_at=FETCHED + timedelta(days=day)))
    shelf.index()
    feed = _feed(shelf.client, "/feed.atom?region=420281")
    links = [found.get("href") for found in feed.findall(f"{ATOM}entry/{ATOM}link")]
    assert links == [f"http://localhost/reports/{id_}" for id_ in reversed(ids)]
    assert _texts(feed, "updated") == ["2024-02-02T17:30:00Z"]
    assert _texts(feed, "entry/updated")[0] == "2024-02-02T17:30:00Z"


def test_a_feed_says_where_it_stands(client: FlaskClient) -> None:
    """Its own address, and the page that shows the same."""
    feed = _feed(client, "/feed.atom?year=2020&q=行政处罚&page=3")
    links = {found.get("rel"): found.get("href") for found in feed.findall(f"{ATOM}link")}
    asked = "q=%E8%A1%8C%E6%94%BF%E5%A4%84%E7%BD%9A&year=2020"
    assert links == {
        "self": f"http://localhost/feed.atom?{asked}",
        "alternate": f"http://localhost/search?{asked}&sort=newest",
    }


def test_ids_of_a_feed_do_not_hang_on_the_host(client: FlaskClient) -> None:
    """A reader that meets the archive elsewhere meets the same entries."""
    here = _feed(client, "/feed.atom")
    there = etree.fromstring(client.get("/feed.atom", base_url="https://other.example").data)
    assert _texts(here, "entry/id") == _texts(there, "entry/id")
    assert len(set(_texts(here, "entry/id"))) == 15


def test_a_feed_of_nothing_is_a_feed(client: FlaskClient) -> None:
    """With a time, as every feed must have."""
    feed = _feed(client, "/feed.atom?year=1999")
    assert (_texts(feed, "entry/id"), _texts(feed, "updated")) == ([], ["1970-01-01T00:00:00Z"])


@pytest.mark.parametrize("ending", ["json", "csv", "atom"])
def test_words_that_are_no_query_find_nothing(client: FlaskClient, ending: str) -> None:
    """As on the page that is no error."""
    name = "feed" if ending == "atom" else "search"
    answer = client.get(f"/{name}.{ending}?q=新收>abc")
    assert (answer.status_code, "/reports/" in answer.get_data(as_text=True)) == (200, False)


@pytest.mark.parametrize("path", ["/search.json", "/search.csv", "/feed.atom", "/changes.atom"])
def test_a_bad_parameter_is_told_as_an_object(client: FlaskClient, path: str) -> None:
    """400, with a code that programs can go by."""
    name = "kind" if path.startswith("/changes") else "year"
    answer = client.get(f"{path}?{name}=x")
    assert (answer.status_code, answer.get_json()["error"]["parameter"]) == (400, name)


@pytest.mark.parametrize("path", ["/search.json", "/search.csv", "/feed.atom"])
def test_without_an_index_lists_are_503(shelf: Shelf, path: str) -> None:
    """Before anything is sent."""
    answer = shelf.client.get(path)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "engine_down")


def test_changes_as_a_feed(shelf: Shelf) -> None:
    """Every change is an entry of its own, hostile titles are words."""
    shelf.put(report(title=HOSTILE))
    feed = _feed(shelf.client, "/changes.atom?kind=new")
    assert [HOSTILE in text for text in _texts(feed, "entry/summary")] == [True]
    assert datetime.fromisoformat(_texts(feed, "updated")[0]).tzinfo == UTC
