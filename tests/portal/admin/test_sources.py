"""The registry of sites in the browser: seen, added, changed, tried, taken in and out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from archive import runs, source_files, sources
from archive.sources import FAMILIES, Source
from crawler.families.recognise import FAMILIES as CRAWLED
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import one, text, texts
from tests.portal.shelf import report

DAYE = Source(
    "daye", "大冶市政府", region_code="420281", agency="大冶市人民政府", delay=1.5,
    listings=("http://www.example.gov.cn/a/", "http://www.example.gov.cn/b/"),
    expect_min=5, expect_max=9, schedule="30d, 2d in 1-4", night="22-6", hosts=("b.example",),
    family="trs", link_text="年报",
)  # fmt: skip
FORM = {"id": "new", "name": "新站", "listings": "http://www.example.gov.cn/"}


@pytest.fixture
def admin(desk: Desk) -> Browser:
    """An admin's browser on a desk with one source."""
    with desk.catalog.begin() as conn:
        sources.put(conn, DAYE)
    return desk.browser("admin")


def _held(desk: Desk, name: str = "daye") -> Source | None:
    with desk.catalog.read() as conn:
        return sources.get(conn, name)


def test_the_desk_knows_the_crawlers_families() -> None:
    """The kinds of site that may be chosen are those that the crawler has."""
    assert set(CRAWLED) == set(FAMILIES)


def test_a_source_is_added(admin: Browser) -> None:
    """What was typed is kept, is shown, and is in the log."""
    form = FORM | {
        "region_code": "420281", "expect_min": "3", "expect_max": "40", "schedule": "7d",
        "night": "22-6", "delay": "2.5", "hosts": "a.example\n\nb.example\n", "enabled": "1",
        "listings": "http://www.example.gov.cn/a/\r\nhttps://www.example.gov.cn/b/",
    }  # fmt: skip
    answer = admin.post("/admin/new-source", **form)
    assert "来源已经保存" in text(admin.get(answer.location), ".done")
    assert _held(admin.desk, "new") == Source(
        "new", "新站", region_code="420281", expect_min=3, expect_max=40, schedule="7d",
        night="22-6", delay=2.5, hosts=("a.example", "b.example"),
        listings=("http://www.example.gov.cn/a/", "https://www.example.gov.cn/b/"),
    )  # fmt: skip
    entry = admin.desk.log()[0]
    assert (entry.action, entry.target, entry.before) == ("source.put", "new", None)
    assert entry.after is not None
    assert entry.after["name"] == "新站"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "Bad Id"}, "小写字母"),
        ({"id": ""}, "小写字母"),
        ({"id": "daye"}, "已经有这个编号"),
        ({"name": " "}, "不能空着"),
        ({"listings": ""}, "至少一个"),
        ({"listings": "ftp://a.example/"}, "http 或 https"),
        ({"region_code": "4202"}, "六位数字"),
        ({"family": "none"}, "拿不准就选 auto"),
        ({"delay": "soon"}, "0 或更多"),
        ({"delay": "-1"}, "0 或更多"),
        ({"delay": "nan"}, "0 或更多"),
        ({"expect_min": "many"}, "不多于最多份数"),
        ({"expect_min": "9", "expect_max": "3"}, "不多于最多份数"),
        ({"expect_max": "99999999999999999999"}, "0 或更大的整数"),
        ({"schedule": "sometimes"}, "30d, 2d in 1-4"),
        ({"night": "25-6"}, "22-6"),
        ({"hosts": "not a host"}, "主机名"),
    ],
)
def test_a_source_that_cannot_be_is_refused(
    admin: Browser, change: dict[str, str], sentence: str
) -> None:
    """The sentence says what the field may hold, what was typed stays, and nothing is kept."""
    answer = admin.post("/admin/new-source", **(FORM | change))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'role="alert"' in page, sentence in page) == (400, True, True)
    assert "aria-invalid" in page
    assert (_held(admin.desk, "new"), _held(admin.desk)) == (None, DAYE)


@pytest.mark.parametrize("listing", ["http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/"])
def test_a_source_that_leads_inside_is_refused(admin: Browser, listing: str) -> None:
    """With the reason, from the form and from a file; nothing is kept."""
    form = admin.post("/admin/new-source", **(FORM | {"listings": listing}))
    file = f'name = "内"\nlistings = ["{listing}"]\n'.encode()
    taken = admin.post("/admin/import-sources", files=(io.BytesIO(file), "inner.toml"))
    told = ["指向内部网络" in answer.get_data(as_text=True) for answer in (form, taken)]
    assert (form.status_code, taken.status_code, told) == (400, 400, [True, True])
    assert (_held(admin.desk, "new"), _held(admin.desk, "inner")) == (None, None)


def test_a_form_left_alone_changes_nothing(admin: Browser) -> None:
    """What the form shows of a source is the whole source: sent as it is, it is the same."""
    page = admin.get("/admin/sources/daye/edit")
    sent = {str(f["name"]): str(f.get("value", "")) for f in page.select(".card input[name]")}
    sent |= {str(f["name"]): f.get_text() for f in page.select("textarea")}
    sent["family"] = text(page, "option[selected]")
    before = admin.desk.log()
    answer = admin.post("/admin/sources/daye/edit", sent.pop("form_token"), **sent)
    assert (answer.status_code, _held(admin.desk), admin.desk.log()) == (303, DAYE, before)


def test_a_change_is_logged_as_before_and_after(admin: Browser) -> None:
    """Only what changed stands in the log."""
    form = {"name": DAYE.name, "listings": "\n".join(DAYE.listings), "enabled": "1"}
    admin.post("/admin/sources/daye/edit", **form, schedule="7d", family="trs")
    entry = admin.desk.log()[0]
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["schedule"], entry.after["schedule"]) == ("30d, 2d in 1-4", "7d")
    assert {"name", "listings", "family", "enabled"} & entry.after.keys() == set()


def test_a_source_is_disabled_and_enabled(admin: Browser) -> None:
    """At a click, each in the log."""
    admin.post("/admin/sources/daye/enabled", enabled="0")
    assert _held(admin.desk) == replace(DAYE, enabled=False)
    admin.post("/admin/sources/daye/enabled", enabled="1")
    assert [entry.after for entry in admin.desk.log()[:2]] == [
        {"enabled": True},
        {"enabled": False},
    ]


def test_a_source_is_tried_by_a_worker(admin: Browser) -> None:
    """An editor may ask for it; it is a run of its own kind."""
    answer = admin.desk.browser("editor").post("/admin/sources/daye/check")
    (run,) = runs.recent(admin.desk.catalog, 9)
    assert (answer.location, run.kind, run.target) == (f"/admin/runs/{run.id}", "check", "daye")
    assert admin.desk.log()[0].action == "source.check"


def test_the_list_says_how_a_source_is_doing(admin: Browser) -> None:
    """What the last crawl found of what was expected, and how much of it is read well."""
    runs.request(admin.desk.catalog, "crawl", "daye")
    runs.claim(admin.desk.catalog, "me", 60)
    runs.finish(admin.desk.catalog, 1, "me", "partial", {"found": 3})
    shelf = admin.desk.shelf
    shelf.put(report(), source_id="daye")
    row = text(admin.get("/admin/sources"), "tbody tr")
    assert "部分完成" in row
    assert "不合预期 3 / 5–9" in row
    assert "100% 1 份" in row


def _crawled(desk: Desk, title: str, *, well: bool) -> None:
    """A crawl that brought six pages, read well or not as reports at all."""
    for number in range(6):
        read = report(title=f"{title}{number}", is_report=well)
        desk.shelf.put(
            read,
            source_id="daye",
            fetched_at=datetime.now(UTC),
            url=f"http://a.example/{title}{number}",
        )
    run = runs.request(desk.catalog, "crawl", "daye")
    runs.claim(desk.catalog, "me", 60)
    runs.finish(desk.catalog, run.id, "me", "done", {"found": 6})
    runs.release(desk.catalog, run.id, "me")


def test_a_changed_template_is_an_alarm(admin: Browser) -> None:
    """When what the last crawl brought is read worse than before, the list and the source say so."""
    _crawled(admin.desk, "旧", well=True)
    before = "模板可能变了" in text(admin.get("/admin/sources"), "tbody tr")
    _crawled(admin.desk, "新", well=False)
    row = text(admin.get("/admin/sources"), "tbody tr")
    shown = texts(admin.get("/admin/sources/daye"), ".told div")
    assert (before, "模板可能变了" in row) == (False, True)
    assert "100% → 0% 模板可能变了" in shown[-1]


def test_a_source_says_when_it_is_crawled_next(admin: Browser) -> None:
    """An interval after the last crawl began; one that is under way says so instead."""
    runs.request(admin.desk.catalog, "crawl", "daye")
    assert "等待" in text(admin.get("/admin/sources/daye"), ".told")
    runs.claim(admin.desk.catalog, "me", 60)
    runs.finish(admin.desk.catalog, 1, "me", "done", {"found": 6})
    shown = texts(admin.get("/admin/sources/daye"), ".told div")
    year = str(datetime.now(UTC).year)[:2]
    assert any(line.startswith(f"下次{year}") for line in shown)


@pytest.mark.parametrize(
    ("query", "found"),
    [("大冶", 1), ("DAYE", 1), ("420281", 1), ("420000", 1), ("43", 0), ("x", 0)],
)
def test_sources_are_filtered(admin: Browser, query: str, found: int) -> None:
    """By a part of the name or id, or by a place that holds theirs."""
    assert len(admin.get(f"/admin/sources?q={query}").select("tbody tr")) == found


def test_a_source_leaves_as_the_file_that_it_came_from(admin: Browser) -> None:
    """What is exported can be imported: the same source."""
    answer = admin.client.get("/admin/sources/daye/toml")
    assert "daye.toml" in answer.headers["Content-Disposition"]
    before = admin.desk.log()
    admin.post("/admin/import-sources", files=(io.BytesIO(answer.data), "daye.toml"))
    assert (_held(admin.desk), admin.desk.log()) == (DAYE, before)


def test_all_sources_leave_as_files(admin: Browser) -> None:
    """One each, in one archive."""
    packed = ZipFile(io.BytesIO(admin.client.get("/admin/sources.zip").data))
    assert packed.namelist() == ["daye.toml"]
    assert packed.read("daye.toml").decode() == source_files.dump_toml(DAYE)


def test_files_come_in_all_or_none(admin: Browser) -> None:
    """One that is wrong is named with its line and what the key may hold, and none is taken."""
    good = 'name = "好"\nlistings = ["http://a.example/"]\n'
    bad = 'name = "坏"\nlistings = ["http://a.example/"]\nregion_code = "42"\n'
    files = [(io.BytesIO(good.encode()), "good.toml"), (io.BytesIO(bad.encode()), "bad.toml")]
    answer = admin.post("/admin/import-sources", files=files)
    assert "文件 bad.toml 第 3 行：地区代码：六位数字" in answer.get_data(as_text=True)
    assert (answer.status_code, _held(admin.desk, "good")) == (400, None)
    admin.post("/admin/import-sources", files=[(io.BytesIO(good.encode()), "good.toml")])
    assert _held(admin.desk, "good") is not None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(b"name =\n", "第 1 行不是 TOML"), (b"\xff\xfe", "第 1 行不是 TOML"),
     (b"nome = 1\n", "第 1 行：没有 nome 这一项"), (b"", "名称：不能空着")],
)  # fmt: skip
def test_a_file_that_is_none_is_named(admin: Browser, body: bytes, sentence: str) -> None:
    """Neither text nor TOML, an unknown key, nothing at all: a sentence each."""
    answer = admin.post("/admin/import-sources", files=(io.BytesIO(body), "x.toml"))
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (400, True)


def test_no_file_is_said(admin: Browser) -> None:
    """A form without a file."""
    assert "没有选择文件" in admin.post("/admin/import-sources").get_data(as_text=True)


def test_markup_in_a_source_stays_text(admin: Browser) -> None:
    """A name of a source is no element on any page."""
    with admin.desk.catalog.begin() as conn:
        sources.put(conn, replace(DAYE, name="<script>alert(1)</script>"))
    runs.request(admin.desk.catalog, "crawl", "daye")
    for path in ("sources", "sources/daye", "sources/daye/edit", "runs", "runs/1"):
        page = admin.get(f"/admin/{path}")
        assert "alert(1)" not in "".join(s.get_text() for s in page.select("script")), path
        assert one(page, "main") is not None
