"""Wrong addresses and rooms that are down: a sentence, the right status, and a way on."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from reports.model import AnnualReport
from tests.portal.page import get, href, one, text
from tests.portal.shelf import Shelf, report


@pytest.mark.parametrize(
    "path",
    [
        "/search?year=abc", "/search?page=0", "/search?page=999999999999999999999",
        "/search?region=999999", "/search?type=%3Cscript%3E", "/search?sort=price",
        "/search?lang=xx", "/search?year=%FF%FE", "/search?year=2020&year=" + "9" * 3000,
    ],
)  # fmt: skip
def test_a_bad_parameter_is_400(client: FlaskClient, path: str) -> None:
    """And the page names it."""
    assert "参数" in text(get(client, path, 400), "main .lead")


@pytest.mark.parametrize(
    "path",
    [
        "/reports/0000000000000000", "/reports/..", "/reports/%00", "/reports/%E5%A4%A7/original",
        "/agencies/0000000000000000", "/regions/999999", "/regions/%EF%BC%94%EF%BC%92",
        "/nothing/here", "/static/../app.py", "/static/none.css",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    """Whatever stands in the address."""
    assert text(get(client, path, 404), ".status") == "404"


@pytest.mark.parametrize(
    ("path", "status"), [("/search?year=x", 400), ("/reports/none", 404), ("/none", 404)]
)
def test_every_error_page_leads_on(client: FlaskClient, path: str, status: int) -> None:
    """A search box and the way home."""
    main = one(get(client, path, status), "main")
    assert (one(main, "form")["action"], href(one(main, ".onward a"))) == ("/search", "/")


def test_without_an_index_search_is_503(shelf: Shelf) -> None:
    """The sentence says that the search is down, and when to come back."""
    answer = shelf.client.get("/search?q=水利")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "检索暂不可用" in page, answer.headers["Retry-After"]) == (
        503,
        True,
        "30",
    )


def test_reports_can_be_read_without_an_index(shelf: Shelf) -> None:
    """The catalog is enough for the home page and the report page."""
    id_ = shelf.put(report())
    codes = [shelf.client.get(path).status_code for path in ("/", f"/reports/{id_}")]
    assert codes == [200, 200]


def test_a_report_that_only_the_index_holds_is_still_listed(shelf: Shelf) -> None:
    """A hit whose report the catalog has dropped shows without passages."""
    snapshot = shelf.keep(report())
    shelf.file(snapshot, report())
    shelf.index()
    shelf.file(snapshot, AnnualReport(False, "正文不是年度报告。"))
    page = get(shelf.client, "/search?q=水利")
    assert (len(page.select(".results > li")), page.select(".passages")) == (1, [])


def test_errors_as_json_have_a_code(client: FlaskClient) -> None:
    """Where the address ends in .json the error is an object."""
    answer = client.get("/search.json?year=abc")
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"], "year" in error["message"]) == (
        400,
        "bad_parameter",
        True,
    )


def test_a_closed_index_as_json_is_503(shelf: Shelf) -> None:
    """With the same code that the log has."""
    answer = shelf.client.get("/search.json?q=x")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "engine_down")


def test_posting_is_405_and_says_what_is_allowed(client: FlaskClient) -> None:
    """Pages are only read."""
    answer = client.post("/search")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_a_fault_of_ours_is_a_page_too(shelf: Shelf) -> None:
    """A lost table is a 503 page with a sentence and no traceback."""
    with shelf.catalog.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE snapshots RENAME TO gone")
    answer = shelf.client.get("/")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "目录暂不可用" in page, "sqlite" in page.lower()) == (
        503,
        True,
        False,
    )


def test_an_unforeseen_fault_is_a_page_without_its_cause(shelf: Shelf) -> None:
    """Whatever a view raises is a 500 page; the cause goes to the log, not to the reader."""
    shelf.app.add_url_rule("/fault", view_func=lambda: str(1 // 0))
    page = get(shelf.client, "/fault", 500)
    assert (text(page, ".status"), "ZeroDivision" in page.get_text()) == ("500", False)


def test_alive_without_asking_anyone(shelf: Shelf) -> None:
    """/healthz answers even when nothing is indexed."""
    assert shelf.client.get("/healthz").data == b"ok\n"


def test_ready_once_there_is_an_index(shelf: Shelf) -> None:
    """/readyz is 503 before the first index and 200 after."""
    before = shelf.client.get("/readyz").status_code
    shelf.put(report())
    shelf.index()
    after = shelf.client.get("/readyz")
    assert (before, after.status_code, after.get_json()["index"]["reports"]) == (503, 200, 1)


def test_robots_may_read_pages_but_not_search(client: FlaskClient) -> None:
    """Searches are endless and originals are others' pages."""
    told = client.get("/robots.txt").get_data(as_text=True)
    assert ("Disallow: /search" in told, "Disallow: /reports/*/original" in told) == (True, True)


@pytest.mark.parametrize("path", ["/", "/search?lang=en", "/nope", "/api/v1/search", "/robots.txt"])
def test_a_host_that_cannot_be_is_400(client: FlaskClient, path: str) -> None:
    """A label of more than 63 letters is no name; a plain sentence, since no link could lead on."""
    answer = client.get(path, headers={"Host": "a" * 300})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
