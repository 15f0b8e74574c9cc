"""How much a crawl would fetch, seen at the desk before it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import runs, sources, visits
from archive.sources import Source
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import one, text, texts

DAYE = Source("daye", "大冶", region_code="420281", listings=("http://a.example/",), delay=2.0)
HUBEI = Source(
    "hubei", "湖北", region_code="420000", listings=("http://b.example/",), enabled=False
)
HUNAN = Source("hunan", "湖南", region_code="430000", listings=("http://c.example/",))
PLAN = "/admin/crawl/plan"


@pytest.fixture
def admin(desk: Desk) -> Browser:
    """An admin's browser on a desk with three sources, one disabled, one with two documents."""
    with desk.catalog.begin() as conn:
        for source in (DAYE, HUBEI, HUNAN):
            sources.put(conn, source)
        for number in (1, 2):
            visits.seen(conn, f"http://a.example/{number}.html", "daye", "ok", datetime.now(UTC))
    return desk.browser("admin")


def _named(page: object) -> list[str]:
    return [str(field["value"]) for field in page.select("main form [name=source]")]  # type: ignore[attr-defined]


def test_a_plan_says_how_much(admin: Browser) -> None:
    """Sources, hosts, requests and time; and asks for nothing."""
    page = admin.get(f"{PLAN}?source=daye")
    assert texts(page, ".told dd")[:3] == ["1", "1", "4"]
    assert texts(page, ".told dd")[4] == "8 秒"
    assert texts(page, "tbody .number") == ["1", "2", "0", "4", "0 B", "2 s", "8 秒"]
    assert (runs.recent(admin.desk.catalog, 9), admin.desk.log()[0].action) == ([], "user.add")


@pytest.mark.parametrize(
    ("query", "named", "disabled"),
    [
        ("source=daye&source=hubei", ["daye", "hubei"], 0),
        ("all=enabled", ["daye", "hunan"], 1),
        ("all=region&region=420000", ["daye"], 1),
        ("all=region&region=420200", ["daye"], 0),
        ("all=shown&shown=hubei&shown=hunan", ["hunan"], 0),
    ],
)
def test_one_some_a_region_or_all_are_meant(
    admin: Browser, query: str, named: list[str], disabled: int
) -> None:
    """The form asks for those and no others; what is disabled and was meant is told."""
    page = admin.get(f"{PLAN}?{query}")
    assert _named(page) == named
    assert ("停用的，不抓" in page.get_text()) == bool(disabled)


def test_what_was_shown_is_queued(admin: Browser) -> None:
    """The plan's form, sent, queues its sources."""
    page = admin.get(f"{PLAN}?all=enabled")
    action = str(one(page, "main .acts")["action"])
    admin.post(action, source=_named(page))
    assert [run.target for run in runs.recent(admin.desk.catalog, 9)] == ["hunan", "daye"]


def test_the_list_leads_to_a_plan(admin: Browser) -> None:
    """Its form is sent there, and has the divisions of the sources with those above."""
    page = admin.get("/admin/sources")
    form = one(page, "main form[action='/admin/crawl/plan']")
    assert form["method"] == "post"
    codes = [str(option["value"]) for option in page.select("#region option")]
    assert codes == ["420000", "420200", "420281", "430000"]
    sent = admin.post(PLAN, source=["daye", "hunan"])
    assert (sent.status_code, "抓取这 2 个来源" in sent.get_data(as_text=True)) == (200, True)


def test_a_region_is_queued_without_a_plan_too(admin: Browser) -> None:
    """The same words of the form mean the same sources."""
    admin.post("/admin/crawl", all="region", region="430000")
    assert [run.target for run in runs.recent(admin.desk.catalog, 9)] == ["hunan"]


def test_what_waits_and_what_was_put_off_are_told(admin: Browser) -> None:
    """A run that waits is not queued again, one put off is due at once when asked for."""
    runs.request(admin.desk.catalog, "crawl", "hunan")
    later = datetime.now(UTC) + timedelta(hours=1)
    runs.request(admin.desk.catalog, "crawl", "daye", run_after=later)
    first, second = texts(admin.get(f"{PLAN}?all=enabled"), "tbody th")
    assert ("提前到现在" in first, "不会再排一次" in second) == (True, True)


@pytest.mark.parametrize("query", ["", "source=none", "all=region&region=110000", "all=region"])
def test_nothing_meant_nothing_planned(admin: Browser, query: str) -> None:
    """Nothing chosen, or what there is not, is said on the list."""
    answer = admin.client.get(f"{PLAN}?{query}")
    assert answer.status_code == 303
    assert "没有选中" in text(admin.get(answer.location), ".done")


def test_a_filter_by_code_knows_divisions(admin: Browser) -> None:
    """A city's code finds what lies in it, and not the places whose code begins alike."""
    with admin.desk.catalog.begin() as conn:
        sources.put(
            conn, Source("jingzhou", "荆州", region_code="421000", listings=("http://d.example/",))
        )
        sources.put(
            conn, Source("huanggang", "黄冈", region_code="421100", listings=("http://e.example/",))
        )
    assert texts(admin.get("/admin/sources?q=421000"), "tbody th small") == ["jingzhou"]
