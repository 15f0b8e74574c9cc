"""The queue before people's eyes: asked for once, watched, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from archive import run_requests, runs, sources, visits
from archive.sources import Source
from archive.tables import runs as runs_table
from tests.portal.admin.office import HOUSE, Browser, Desk
from tests.portal.page import get, one, text, texts

DAYE = Source("daye", "大冶市政府", region_code="420281", listings=("http://www.example.gov.cn/",))
OWNER = "host:1:a"


@pytest.fixture
def admin(desk: Desk) -> Browser:
    """An admin's browser on a desk with one source."""
    with desk.catalog.begin() as conn:
        sources.put(conn, DAYE)
    return desk.browser("admin")


def _queued(desk: Desk) -> list[tuple[str, str]]:
    return [(run.kind, run.target) for run in runs.recent(desk.catalog, 100)]


@pytest.mark.parametrize(
    ("work", "queued"),
    [("read", ("read", "")), ("stale", ("read", "stale")), ("index", ("index", "")),
     ("rebuild", ("index", "rebuild")), ("verify", ("verify", "")), ("backup", ("backup", ""))],
)  # fmt: skip
def test_work_is_queued_and_led_to(admin: Browser, work: str, queued: tuple[str, str]) -> None:
    """A click queues the run, and leads to its page, where it waits."""
    answer = admin.post("/admin/runs", work=work)
    assert (answer.status_code, _queued(admin.desk)) == (303, [queued])
    assert text(admin.get(answer.location), ".state") == "等待"


def test_unknown_work_is_refused(admin: Browser) -> None:
    """Nothing that the form does not offer is queued."""
    assert (admin.post("/admin/runs", work="import").status_code, _queued(admin.desk)) == (400, [])


def test_asking_twice_is_doing_once(admin: Browser) -> None:
    """While it waits, and while it is under way, a second click leads to the same run."""
    first = admin.post("/admin/crawl", source="daye").location
    again = admin.post("/admin/crawl", source="daye").location
    runs.claim(admin.desk.catalog, OWNER, 60)
    under_way = admin.post("/admin/crawl", source="daye").location
    assert (again, under_way, len(_queued(admin.desk))) == (first, first, 1)


def test_a_run_put_off_is_due_when_asked_for(desk: Desk) -> None:
    """A crawl that waits to be tried again is not queued beside, but begins now."""
    later = datetime.now(UTC) + timedelta(hours=1)
    waiting = runs.request(desk.catalog, "crawl", "daye", run_after=later)
    assert run_requests.ask(desk.catalog, HOUSE, "crawl", ["daye"]) == [waiting.id]
    assert runs.claim(desk.catalog, OWNER, 60) is not None


def test_all_enabled_sources_are_crawled_at_a_click(admin: Browser) -> None:
    """Each once; one that is disabled is left."""
    with admin.desk.catalog.begin() as conn:
        sources.put(conn, Source("off", "停", listings=("http://b.example/",), enabled=False))
        sources.put(conn, Source("huang", "黄石", listings=("http://c.example/",)))
    answer = admin.post("/admin/crawl", all="enabled")
    assert sorted(_queued(admin.desk)) == [("crawl", "daye"), ("crawl", "huang")]
    assert len(admin.get(answer.location).select("tbody tr")) == 2


def test_the_listed_sources_are_crawled_at_a_click(admin: Browser) -> None:
    """Those that a filter showed, and no others."""
    with admin.desk.catalog.begin() as conn:
        sources.put(conn, Source("huang", "黄石", listings=("http://c.example/",)))
    page = admin.get("/admin/sources?q=4202")
    shown = [str(field["value"]) for field in page.select("[name=shown]")]
    admin.post("/admin/crawl", all="shown", shown=shown)
    assert _queued(admin.desk) == [("crawl", "daye")]


@pytest.mark.parametrize("wanted", [{}, {"source": "nowhere"}])
def test_no_source_no_crawl(admin: Browser, wanted: dict[str, str]) -> None:
    """Nothing chosen, or what there is not: said on the page led to, and nothing is queued."""
    answer = admin.post("/admin/crawl", **wanted)
    assert "没有选中要抓取的来源" in text(admin.get(answer.location), ".done")
    assert _queued(admin.desk) == []


def test_a_request_is_in_the_log(admin: Browser) -> None:
    """Who asked for what, and which run it is."""
    admin.post("/admin/crawl", source="daye")
    entry = admin.desk.log()[0]
    assert (entry.who, entry.action, entry.target) == ("admin", "run.request", "crawl daye")
    assert entry.after == {"runs": [1], "new": 1}


def test_a_run_is_cancelled(admin: Browser) -> None:
    """Its page says so, the log says by whom, and it cannot be cancelled again."""
    page = admin.post("/admin/runs", work="verify").location
    answer = admin.post(f"{page}/cancel")
    shown = admin.get(answer.location)
    assert (text(shown, ".state"), shown.select("[data-until-over]")) == ("已取消", [])
    entry = admin.desk.log()[0]
    assert (entry.action, entry.before, entry.after) == (
        "run.cancel", {"run": 1, "state": "queued"}, {"run": 1, "state": "cancelled"},
    )  # fmt: skip
    assert "没有什么可以取消" in text(admin.get(admin.post(f"{page}/cancel").location), ".done")
    assert admin.desk.log()[0] == entry


def test_a_viewer_sees_runs_and_no_buttons(admin: Browser) -> None:
    """Who may only look is shown nothing to press but the way out."""
    admin.post("/admin/runs", work="verify")
    viewer = admin.desk.browser("viewer")
    for path in ("/admin/runs", "/admin/runs/1", "/admin/sources", "/admin/sources/daye"):
        actions = {
            str(form["action"]) for form in viewer.get(path).select("main form[method=post]")
        }
        assert actions == {"/admin/logout"}, path


def test_a_running_crawl_is_watched(admin: Browser) -> None:
    """How far it is, what came of its pages, and how many came in the last minute."""
    admin.post("/admin/crawl", source="daye")
    run = runs.claim(admin.desk.catalog, OWNER, 60)
    assert run is not None
    runs.renew(admin.desk.catalog, run.id, OWNER, 60, progress=0.4)
    with admin.desk.catalog.begin() as conn:
        for number, state in enumerate(["ok", "ok", "unreachable"]):
            url = f"http://www.example.gov.cn/{number}.html"
            visits.seen(conn, url, "daye", state, datetime.now(UTC))
    page = admin.get("/admin/runs/1")
    assert one(page, "progress")["value"] == "40"
    assert texts(page, ".counts li") == ["取到 2", "连不上 1"]
    assert "最近一分钟3 页" in text(page, ".told")


def test_the_script_is_told_what_the_page_says(admin: Browser) -> None:
    """The JSON holds the run, and the part of the page as it would be on a reload."""
    admin.post("/admin/runs", work="verify")
    told = admin.client.get("/admin/runs/1.json").get_json()
    assert (told["state"], told["over"], told["told"]) == ("queued", False, "运行 1：等待")
    part = BeautifulSoup(told["part"], "lxml").get_text().split()
    assert part == one(admin.get("/admin/runs/1"), "[data-live]").get_text().split()


def test_the_script_is_told_when_a_login_has_ended(desk: Desk) -> None:
    """401 as JSON: it reloads, and the login page comes."""
    answer = desk.browser().client.get("/admin/runs.json")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "login_needed")


def test_a_failed_run_says_why(admin: Browser) -> None:
    """The cause, as text and nothing else, on its page and in the list."""
    admin.post("/admin/runs", work="verify")
    runs.claim(admin.desk.catalog, OWNER, 60)
    runs.finish(admin.desk.catalog, 1, OWNER, "failed", {}, "<b>磁盘满了</b>")
    assert text(admin.get("/admin/runs/1"), ".problem") == "<b>磁盘满了</b>"
    assert text(admin.get("/admin/runs"), ".why") == "<b>磁盘满了</b>"


def test_a_long_log_shows_its_end(admin: Browser) -> None:
    """The last 200 lines, and says that these are the last."""
    admin.post("/admin/runs", work="verify")
    runs.note(admin.desk.catalog, 1, "\n".join(f"line {n}" for n in range(500)))
    page = admin.get("/admin/runs/1")
    lines = one(page, ".log").get_text().split("\n")
    assert (lines[0], lines[199], "最后 200 行" in page.get_text()) == (
        "line 300",
        "line 499",
        True,
    )


def test_runs_are_filtered(admin: Browser) -> None:
    """By state, by kind, by source; counts stand beside the states."""
    for kind, target in (("crawl", "daye"), ("crawl", "x"), ("read", "")):
        runs.request(admin.desk.catalog, kind, target)
    run_requests.cancel(admin.desk.catalog, HOUSE, 2)
    found = {
        query: [row.get_text() for row in admin.get(f"/admin/runs?{query}").select("tbody .number")]
        for query in ("", "state=cancelled", "kind=crawl", "source=daye", "kind=crawl&state=queued")
    }
    assert found == {
        "": ["3", "2", "1"], "state=cancelled": ["2"], "kind=crawl": ["2", "1"],
        "source=daye": ["1"], "kind=crawl&state=queued": ["1"],
    }  # fmt: skip
    assert "等待 1" in texts(admin.get("/admin/runs?kind=crawl"), ".filters a")


@pytest.mark.parametrize(
    "query", ["state=asleep", "kind=walk", "page=0", "page=x", "page=99999999999"]
)
def test_a_bad_filter_is_a_bad_parameter(admin: Browser, query: str) -> None:
    """400 with a sentence."""
    assert admin.get(f"/admin/runs?{query}", 400).select_one(".status") is not None


def test_many_runs_are_listed_by_the_page(admin: Browser) -> None:
    """A hundred a page, none twice, none lost."""
    wanted = [f"s{number}" for number in range(250)]
    run_requests.ask(admin.desk.catalog, HOUSE, "crawl", wanted)
    numbers = [
        int(row.get_text())
        for page in (1, 2, 3)
        for row in admin.get(f"/admin/runs?page={page}").select("tbody .number")
    ]
    assert numbers == list(range(250, 0, -1))


def test_an_import_of_many_files_has_a_short_name(admin: Browser) -> None:
    """Its target is a list of paths, of which a line shows the beginning."""
    runs.request(admin.desk.catalog, "import", '["' + "a" * 500 + '"]')
    assert len(text(admin.get("/admin/runs"), "tbody th")) < 80


def test_a_second_attempt_is_told(admin: Browser) -> None:
    """A run whose worker was lost says which attempt this is."""
    admin.post("/admin/runs", work="verify")
    with admin.desk.catalog.begin() as conn:
        conn.execute(update(runs_table).values(attempts=3, state="running"))
    assert "第几次3" in text(admin.get("/admin/runs/1"), ".told")


def test_a_run_that_there_is_not_is_not_found(desk: Desk) -> None:
    """404 as a page and as JSON."""
    client = desk.browser("viewer").client
    get(client, "/admin/runs/99", 404)
    assert client.get("/admin/runs/99.json").get_json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000, "٣"])
def test_a_number_no_row_can_have_is_no_page(desk: Desk, number: str) -> None:
    """404 for whoever is logged in, looked at or sent to."""
    admin = desk.browser("admin")
    admin.get(f"/admin/runs/{number}", 404)
    posts = (f"/admin/runs/{number}/cancel", f"/admin/me/sessions/{number}/end")
    assert [admin.post(path).status_code for path in posts] == [404, 404]
