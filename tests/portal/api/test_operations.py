"""The contract of each operation: what it answers, how it is walked, what it refuses."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import moves, visits
from portal.api import cursors
from portal.payload import COLUMNS
from reports.model import AnnualReport, Cell, Place, Region, to_json
from tests.portal.shelf import FETCHED, HOSTILE, Shelf, broken_sum, open_shelf, report

HUANGSHI = Region("420200", "湖北省", "黄石市", None)
V1 = "/api/v1"


def ask(client: FlaskClient, path: str, status: int = 200) -> Any:
    """The JSON at that address below the API, which must answer with that status."""
    answer = client.get(V1 + path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.content_type.startswith("application/json")
    return answer.get_json()


def walk(client: FlaskClient, path: str, name: str) -> Iterator[Any]:
    """Every item of a list, page after page, as `next` and the Link header lead."""
    following: str | None = V1 + path
    while following:
        answer = client.get(following)
        told = answer.get_json()
        yield from told[name]
        following = told["next"]
        link = f'<{following}>; rel="next"' if following else None
        assert answer.headers.get("Link") == link


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Twenty-three reports of as many bodies in 黄石市, three of them seen at one time, one edited
    and one withdrawn. To be read only."""
    shelf = open_shelf(tmp_path_factory.mktemp("many") / "home")
    for number in range(23):
        read = report(
            agency=f"黄石市第{number:02}局",
            region=HUANGSHI,
            year=2010 + number % 12,
            title=f"第{number}局报告",
            agency_type="公安" if number % 2 else "水利",
        )
        at = FETCHED + timedelta(hours=max(number, 2))
        shelf.put(read, body=str(number).encode(), fetched_at=at)
    old = report(agency="黄石市第00局", region=HUANGSHI, year=2010, title="改过")
    place = "http://www.example.gov.cn/nb/{}.html"
    shelf.put(old, body=b"new", url=place.format(0), fetched_at=FETCHED + timedelta(days=2))
    with shelf.catalog.begin() as conn:
        for day in (5, 9):
            visits.seen(conn, place.format(3), "a", "gone", FETCHED + timedelta(days=day))
    shelf.index()
    yield shelf
    shelf.close()


def test_a_search_finds_what_the_page_finds(client: FlaskClient) -> None:
    """The same hits in the same order as the list of the page, with all its members."""
    found = ask(client, "/search?q=行政处罚&limit=100")
    listed = client.get("/search.json?q=行政处罚").get_json()
    assert [{name: hit[name] for name in COLUMNS} for hit in found["hits"]] == listed["hits"]


def test_facets_name_values_that_can_be_asked_for(client: FlaskClient) -> None:
    """A place by its code, with its name beside it."""
    facets = ask(client, "/search")["facets"]
    assert facets["province"][0] == {"value": "420000", "name": "湖北省", "count": 12}
    assert ask(client, "/search?region=420000")["total"] == 12


def test_words_that_are_no_query_find_nothing(client: FlaskClient) -> None:
    """200 with the sentence, as on the page."""
    found = ask(client, "/search?q=" + quote("新收>abc"))
    assert (found["total"], found["hits"], len(found["notices"]), found["next"]) == (0, [], 1, None)


def test_a_name_put_right_is_told(client: FlaskClient) -> None:
    """What was searched instead stands beside the hits."""
    found = ask(client, "/search?q=" + quote("大治市水利局"))
    assert (found["instead"], found["total"] > 0) == ("大冶市水利局", True)


def test_suggestions_say_where_they_lead(client: FlaskClient) -> None:
    """An agency to its page, a place to its own; each address answers."""
    found = ask(client, "/suggest?q=daye")["suggestions"]
    kinds = {one["text"]: one["kind"] for one in found}
    assert (kinds["大冶市"], kinds["大冶市水利局"]) == ("region", "agency")
    assert {client.get(one["url"]).status_code for one in found} == {200}


def test_a_name_of_two_bodies_leads_to_a_search(shelf: Shelf) -> None:
    """Rather than to one of them."""
    for code, county in (("420281", "大冶市"), ("420222", "阳新县")):
        place = Region(code, "湖北省", "黄石市", county)
        shelf.put(report(agency="水利局", region=place), body=code.encode())
    shelf.index()
    found = ask(shelf.client, "/suggest?q=水利局")["suggestions"]
    assert {
        "text": "水利局",
        "kind": "search",
        "id": None,
        "url": f"/search?q={quote('水利局')}",
    } in found


def test_a_report_is_whole(shelf: Shelf) -> None:
    """Every field that extract prints, value for value, and where each cell stands."""
    at = Place(0, 3, 2, page=4, box=(1.5, 2.0, 3.25, 4.0))
    cells = (
        Cell("requests", "received", "total", "12", Decimal(12), "number", "count", at, "ocr"),
    )
    read = report(cells=cells, findings=(broken_sum(),), confidence={"year": 0.9})
    told = ask(shelf.client, f"/reports/{shelf.put(read)}")
    assert {name: told[name] for name in AnnualReport.__dataclass_fields__} == to_json(read)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("50423023.14", "50423023.14"), ("12345678901234567890.123", "12345678901234567890.123"),
        ("0.1", "0.1"), ("7", "7"), ("-3", "-3"), ("9007199254740993", "9007199254740993"),
        ("1E+6", "1000000"), ("1E+400", "1E+400"),
    ],
)  # fmt: skip
def test_numbers_keep_every_digit(shelf: Shelf, value: str, printed: str) -> None:
    """A decimal is a JSON number, digit by digit, whatever a float can hold."""
    cell = Cell("proactive", "fees", "amount", "x", Decimal(value), "number", "yuan")
    answer = shelf.client.get(f"{V1}/reports/{shelf.put(report(cells=(cell,)))}")
    assert f'"value": {printed}, "state"' in answer.get_data(as_text=True)


def test_a_report_tells_its_snapshots_and_revisions(many: Shelf) -> None:
    """The copy that speaks, the others, and what changed between them."""
    id_ = ask(many.client, "/changes?kind=edited")["changes"][0]["report"]
    told = ask(many.client, f"/reports/{id_}")
    assert len(told["snapshot"]["sha256"]) == 64
    assert [len(told[name]) for name in ("copies", "revisions")] == [1, 1]
    assert told["revisions"][0]["new_snapshot"] == told["snapshot"]["id"]
    assert [one["field"] for one in told["revisions"][0]["difference"]["fields"]] == ["title"]
    urls = (*told["urls"].values(), told["copies"][0]["original"])
    assert {many.client.get(url).status_code for url in urls if url.startswith("/")} == {200}


def test_a_report_tells_that_it_was_withdrawn(many: Shelf) -> None:
    """Since when, and when it was last met."""
    id_ = ask(many.client, "/changes?kind=withdrawn")["changes"][0]["report"]
    told = ask(many.client, f"/reports/{id_}")["withdrawn"]
    assert told == {"since": "2024-02-09T17:30:00+00:00", "last_seen": "2024-01-31T20:30:00+00:00"}


def test_a_hostile_title_is_words(shelf: Shelf) -> None:
    """Markup of a page is a string of the answer, and nothing takes the answer for a page."""
    answer = shelf.client.get(f"{V1}/reports/{shelf.put(report(title=HOSTILE))}")
    assert answer.get_json()["title"] == HOSTILE
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == (
        "application/json",
        "nosniff",
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 23), ("region=420000", 23), ("region=420281", 0), ("type=公安", 11),
        ("level=county&type=水利", 12), ("q=第03", 1), ("q=%25", 0),
    ],
)  # fmt: skip
def test_agencies_are_filtered(many: Shelf, query: str, count: int) -> None:
    """By division with all below, type, level, and words of the name as they stand."""
    assert len(ask(many.client, f"/agencies?limit=100&{query}")["agencies"]) == count


def test_an_agency_has_its_reports(client: FlaskClient) -> None:
    """Newest year first, each with its address."""
    first = ask(client, "/agencies?q=大冶市水利局")["agencies"][0]
    told = ask(client, f"/agencies/{first['id']}")
    assert [line["year"] for line in told["held"]] == list(range(2023, 2011, -1))
    assert (told["reports"], told["first_year"], told["last_year"]) == (12, 2012, 2023)


def test_regions_go_down_from_the_provinces(client: FlaskClient) -> None:
    """Thirty-four of them; below one its own parts; a code of old leads to today's."""
    assert len(ask(client, "/regions")["regions"]) == 34
    codes = [one["code"] for one in ask(client, "/regions?parent=420200")["regions"]]
    assert ("420281" in codes, len(codes)) == (True, 6)


def test_a_region_has_its_place(client: FlaskClient) -> None:
    """What is above it, what it was called, and how many reports it has."""
    told = ask(client, "/regions/320813")
    assert [one["name"] for one in told["path"]] == ["江苏省", "淮安市", "洪泽区"]
    assert [one["name"] for one in told["formerly"]] == ["洪泽县"]
    assert told["reports"] == 1


LISTS = {
    "/search?sort=oldest": ("hits", "id"), "/search?q=报告": ("hits", "id"),
    "/agencies": ("agencies", "id"), "/regions?parent=420000": ("regions", "code"),
    "/changes": ("changes", "report"),
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 30))
def test_a_walk_meets_everything_once(many: Shelf, path: str, size: int) -> None:
    """In pages of any size, in the order of the whole."""
    name, key = LISTS[path]
    join = "&" if "?" in path else "?"
    whole = [one[key] for one in ask(many.client, f"{path}{join}limit=100")[name]]
    walked = [one[key] for one in walk(many.client, f"{path}{join}limit={size}", name)]
    assert walked == whole


@given(start=st.integers(0, 23), size=st.integers(1, 24))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_page_of_any_size_begins_anywhere(many: Shelf, start: int, size: int) -> None:
    """Though engines turn whole pages: a walk may change its step."""
    whole = [one["id"] for one in ask(many.client, "/search?sort=oldest&limit=100")["hits"]]
    cursor = f"&cursor={cursors.sealed('search', start)}" if start else ""
    found = ask(many.client, f"/search?sort=oldest&limit={size}{cursor}")["hits"]
    assert [one["id"] for one in found] == whole[start : start + size]


def test_what_comes_meanwhile_moves_nothing(shelf: Shelf) -> None:
    """A walk through agencies and changes meets what was there at its beginning once, although
    others come before and behind."""
    for number in range(6):
        shelf.put(report(agency=f"第{number * 2}局", region=None), body=str(number).encode())
    for path, name, key in (("/agencies", "agencies", "id"), ("/changes", "changes", "report")):
        there = {one[key] for one in ask(shelf.client, path)[name]}
        met = []
        for step, one in enumerate(walk(shelf.client, f"{path}?limit=2", name)):
            met.append(one[key])
            if step < 6:
                shelf.put(
                    report(agency=f"第{step * 2 + 1}局", region=None), body=f"{path}{step}".encode()
                )
        assert sorted(one for one in met if one in there) == sorted(there)


@pytest.mark.parametrize(
    ("path", "code", "parameter"),
    [
        ("/search?colour=red", "unknown_parameter", "colour"),
        ("/search?page=2", "unknown_parameter", "page"),
        ("/search?q=a&q=b", "repeated_parameter", "q"),
        ("/agencies?region=420000&region=110000", "repeated_parameter", "region"),
        ("/reports/x?q=1", "unknown_parameter", "q"),
        ("/search?year=2020.0", "bad_parameter", "year"),
        ("/search?year=2020&year=%D9%A2", "bad_parameter", "year"),
        ("/search?-year=x", "bad_parameter", "-year"),
        ("/search?" + "&".join(["year=2020"] * 41), "bad_parameter", "year"),
        ("/search?region=999999", "bad_parameter", "region"),
        ("/search?type=%3Cscript%3E", "bad_parameter", "type"),
        ("/search?sort=price", "bad_parameter", "sort"),
        ("/search?limit=0", "bad_parameter", "limit"),
        ("/search?limit=101", "bad_parameter", "limit"),
        ("/search?limit=+5", "bad_parameter", "limit"),
        ("/search?limit=", "bad_parameter", "limit"),
        ("/search?cursor=x", "bad_parameter", "cursor"),
        ("/search?cursor=%00%FF", "bad_parameter", "cursor"),
        ("/search?cursor=é", "bad_parameter", "cursor"),
        ("/suggest", "bad_parameter", "q"),
        ("/changes?kind=x", "bad_parameter", "kind"),
        ("/search?lang=fr", "bad_parameter", "lang"),
        ("/search?" + "x" * 3000 + "=1", "unknown_parameter", "x" * 3000),
    ],
)
def test_a_bad_parameter_is_named(
    client: FlaskClient, path: str, code: str, parameter: str
) -> None:
    """400, with a code that lasts, a sentence, and the name."""
    error = ask(client, path, 400)["error"]
    assert (error["code"], error["parameter"], bool(error["message"])) == (code, parameter, True)


@pytest.mark.parametrize(
    "key", [0, -1, 10_000, 1.5, "1", None, [1], {"a": 1}, ["x"], ["a", 1], ["a", "b", "c", "d"],
            ["2024-01-01", "new", "a", "b"], [[], [], [], []],
            ["0001-01-01T00:00:00+14:00", "new", "a", "b"]],
)  # fmt: skip
@pytest.mark.parametrize("name", ["search", "agencies", "changes"])
def test_a_forged_cursor_is_refused(client: FlaskClient, name: str, key: Any) -> None:
    """Sealed though it is, it holds no place of that list."""
    error = ask(client, f"/{name}?cursor={cursors.sealed(name, key)}", 400)["error"]
    assert error["parameter"] == "cursor"


@pytest.mark.parametrize(
    "text",
    [b'["agencies", ["\\ud800", "a"]]', b'["agencies", ' + b"[" * 5000, b"\xff", b"", b"1",
     b'["agencies", NaN]', b'["agencies", 1' + b"0" * 5000 + b"]"],
)  # fmt: skip
def test_nothing_in_a_cursor_is_a_fault_of_ours(client: FlaskClient, text: bytes) -> None:
    """Whoever knows how they are sealed may seal anything."""
    cursor = urlsafe_b64encode(sha256(text).digest()[:6] + text).decode()
    assert ask(client, f"/agencies?cursor={cursor}", 400)["error"]["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_refused(client: FlaskClient) -> None:
    """It would begin nowhere."""
    cursor = cursors.sealed("regions", "110000")
    assert ask(client, f"/agencies?cursor={cursor}", 400)["error"]["parameter"] == "cursor"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/reports/0000000000000000", 404, "not_found"), ("/agencies/%00", 404, "not_found"),
        ("/agencies/%ED%A0%80", 404, "not_found"), ("/regions/310100", 404, "not_found"),
        ("/nothing", 404, "not_found"), ("/reports/", 404, "not_found"),
        ("/search?q=" + "x" * 8000, 414, "address_too_long"),
    ],
)  # fmt: skip
def test_every_error_is_an_object(client: FlaskClient, path: str, status: int, code: str) -> None:
    """Of one shape, whatever went wrong."""
    assert ask(client, path, status)["error"]["code"] == code


def test_other_methods_are_405(client: FlaskClient) -> None:
    """With what is allowed."""
    answer = client.post(f"{V1}/search")
    assert (
        answer.status_code,
        answer.get_json()["error"]["code"],
        "GET" in answer.headers["Allow"],
    ) == (
        405,
        "method_not_allowed",
        True,
    )


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/html", 406), ("application/json", 200), ("*/*", 200), ("application/*;q=0.1", 200)],
)
def test_only_json_is_answered(client: FlaskClient, accept: str, status: int) -> None:
    """Who will not have it is told so, in JSON all the same."""
    answer = client.get(f"{V1}/regions", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (status, "application/json")


@pytest.mark.parametrize("path", ["/regions", "/nothing", "/regions?x=1", "/openapi.json"])
def test_any_page_may_read_it_without_cookies(client: FlaskClient, path: str) -> None:
    """Answers and errors alike."""
    headers = client.get(V1 + path).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_page_elsewhere_may_ask_whether_anything_changed(client: FlaskClient) -> None:
    """A browser is told so before it sends the header that asks."""
    headers = client.options(f"{V1}/regions").headers
    assert (headers["Access-Control-Allow-Headers"], headers["Access-Control-Allow-Methods"]) == (
        "If-None-Match",
        "GET, HEAD",
    )


@pytest.mark.parametrize("path", ["/regions", "/search?q=水利", "/changes", "/openapi.json"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    """304 to who has the answer, open to any page like the answer itself."""
    etag = client.get(V1 + path).headers["ETag"]
    answer = client.get(V1 + path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["Access-Control-Allow-Origin"]) == (
        304,
        b"",
        "*",
    )


def test_an_answer_kept_is_not_for_who_will_not_have_it(client: FlaskClient) -> None:
    """Asked for as a page, what was just answered as JSON is refused all the same."""
    client.get(f"{V1}/regions?limit=3")
    answer = client.get(f"{V1}/regions?limit=3", headers={"Accept": "text/html"})
    assert (answer.status_code, "Accept" in client.get(f"{V1}/regions").vary) == (406, True)


def test_a_report_that_moved_leads_to_its_new_address(shelf: Shelf) -> None:
    """308, as its page does."""
    new = shelf.put(report())
    with shelf.catalog.begin() as conn:
        moves.note(conn, "0" * 16, new)
    answer = shelf.client.get(f"{V1}/reports/{'0' * 16}?lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (
        308,
        f"{V1}/reports/{new}?lang=en",
    )


def test_errors_are_told_in_english_too(client: FlaskClient) -> None:
    """The code stays what it is."""
    error = ask(client, "/search?lang=en&colour=red", 400)["error"]
    assert error == {
        "code": "unknown_parameter",
        "message": "There is no parameter “colour”.",
        "parameter": "colour",
    }


def test_pages_are_not_open_to_other_pages(client: FlaskClient) -> None:
    """Only the API is."""
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


def test_without_an_index_search_is_503(shelf: Shelf) -> None:
    """With when to ask again; what needs no index still answers."""
    answer = shelf.client.get(f"{V1}/search")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert ask(shelf.client, "/agencies") == {"agencies": [], "next": None}


@pytest.mark.parametrize("path", [*LISTS, "/suggest?q=h", "/regions/420000"])
def test_the_same_question_has_the_same_bytes(many: Shelf, path: str) -> None:
    """Nothing of now is in an answer."""
    first, second = (many.client.get(V1 + path).data for _ in range(2))
    assert first == second


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(["search", "suggest", "agencies", "regions", "changes", "reports/x"]),
    query=st.binary(max_size=60),
    name=st.sampled_from(["q", "cursor", "region", "type", "limit", "kind", "lang", "-year", ""]),
)
def test_no_bytes_are_a_fault_of_ours(many: Shelf, path: str, query: bytes, name: str) -> None:
    """Whatever stands in the query string, the answer is JSON and below 500."""
    asked = f"{V1}/{path}?{name}={quote(query)}"
    answer = many.client.get(asked)
    assert (answer.status_code < 500, answer.mimetype) == (True, "application/json")
