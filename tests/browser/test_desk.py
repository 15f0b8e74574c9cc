"""The desk in a real browser: a journey through it, and every page before axe."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from archive import people, reports, runs, snapshots, sources
from archive.audit import Actor
from archive.settings import Settings
from archive.sources import Source
from indexer.open import open_engine
from jobs import steps
from jobs.context import Context, open_context
from jobs.worker import carry_out
from portal.app import create_app
from portal.findings import failing
from samples.pages import Page as SitePage
from samples.pages import build
from samples.site import Served, serve
from tests.browser.conftest import ROOT, portal
from tests.browser.test_accessible import DESK
from tests.nianbao.conftest import command, environment

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
PICTURES = ROOT / "build" / "screenshots" / "desk"
OPEN = ("/admin/login", "/admin/link/none")
CELL = "requests.received.total"
PAGES = (
    "/admin/", "/admin/runs", "/admin/runs/1", "/admin/runs/2", "/admin/sources",
    "/admin/sources/daye", "/admin/new-source", "/admin/sources/daye/edit",
    "/admin/import-sources", "/admin/errors", "/admin/users", "/admin/new-user", "/admin/users/root",
    "/admin/users/root/link", "/admin/log", "/admin/me", "/admin/me/password", "/admin/me/tokens",
    "/admin/review", "/admin/hidden", "/admin/crawl/plan?all=enabled", "/admin/agencies",
    "/admin/new-document",
)  # fmt: skip
OF_REPORT = (
    "", f"/cells/{CELL}", "/fields/agency_type", "/findings/none", "/hide", "/copy", "/files",
)  # fmt: skip
DOCUMENTS = (
    "/admin/documents/none", "/admin/documents/none/preview", "/admin/agencies/none",
)  # fmt: skip
NOT_PAGES = frozenset(
    f"admin.{name}"
    for name in (
        "run_json",
        "run_list_json",
        "preview_json",
        "export_source",
        "export_sources",
        "document_original",
    )
)


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal whose desk has an admin, a source, two runs, a report and a document that is
    none; ``reviewed`` are their pages."""

    address: str
    home: Path
    reviewed: tuple[str, ...]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal over a small archive."""
    home = tmp_path_factory.mktemp("desk") / "home"
    patch = pytest.MonkeyPatch()
    patch.setenv("NIANBAO_ALLOW_LOOPBACK", "1")
    patch.setenv("NIANBAO_CRAWL_DELAY", "0")
    with open_context(Settings(home=home)) as context:
        with context.catalog.begin() as conn:
            people.add(conn, Actor("test"), "root", "admin", password=PASSWORD)
            listings = ("http://www.example.gov.cn/nb/",)
            sources.edit(
                conn, Actor("test"), Source("daye", "大冶市政府", "420281", None, listings)
            )
        runs.request(context.catalog, "crawl", "daye")
        runs.request(context.catalog, "verify")
        runs.claim(context.catalog, "host:1:a", 600, ["crawl"])
        runs.note(context.catalog, 1, "http://www.example.gov.cn/nb/：unreachable：连不上")
        runs.claim(context.catalog, "host:1:a", 600, ["verify"])
        runs.finish(context.catalog, 2, "host:1:a", "failed", {"snapshots": 3}, "磁盘满了")
        reviewed = _documents(context)
    with portal(home) as address:
        yield Portal(address, home, reviewed)
    patch.undo()


def _documents(context: Context) -> tuple[str, ...]:
    """Keeps and reads a sample report with a finding that fails, and a page that is none; the
    addresses at the desk of all that is said of them."""
    site = build()
    faulty = next(path for path, made in site.reports.items() if made.failing)
    for path in (faulty, min(site.lookalikes)):
        page = site.pages[path]
        snapshots.keep(
            context.store, context.catalog,
            url=f"http://www.example.gov.cn{path}", body=page.body, http_status=200,
            content_type=page.content_type, reason="OK", headers=[], fetched_at=datetime.now(UTC),
        )  # fmt: skip
    steps.read_pending(context)
    _previewed(context)
    with context.catalog.read() as conn:
        (found,) = reports.many(conn, reports.ids(conn))
        other = next(one.id for one in snapshots.all_(conn) if one.id != found.snapshot.id)
    key = failing(found)[0].key
    paths = (part.replace("none", key) for part in OF_REPORT)
    return (
        *(f"/admin/reports/{found.id}{path}" for path in paths),
        f"/admin/documents/{other}",
        f"/admin/documents/{found.snapshot.id}/preview",
        f"/admin/agencies/{found.agency_id}",
    )


def _previewed(context: Context) -> None:
    """An older reader's title and first cell, and what reading the report again would change."""
    with context.catalog.begin() as conn:
        (found,) = reports.many(conn, reports.ids(conn))
        first, *rest = found.report.cells
        cells = (replace(first, raw="98765", value=Decimal(98765), state="number"), *rest)
        read = replace(found.report, title="旧标题", cells=cells, reader_version="0")
        reports.save_reading(conn, found.snapshot, read)
    carry_out(context, "preview", found.snapshot.id)


def _login(page: Page, desk: Portal) -> None:
    page.goto(f"{desk.address}/admin/")
    page.get_by_label("用户名").fill("root")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "theme"), [(1280, "light"), (360, "dark")], ids=["desk", "phone"]
)
def test_every_page_of_the_desk_is_well_made(
    chromium: Browser, desk: Portal, width: int, theme: str
) -> None:
    """No fault that axe knows, in either language, and nothing wider than its window."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": "theme", "value": theme, "url": desk.address}])
    page, axe, faults, wider = context.new_page(), Axe(), list[object](), list[str]()
    for path in OPEN:
        page.goto(desk.address + path)
        faults += axe.run(page).response["violations"]
    _login(page, desk)
    for path in (*PAGES, *desk.reviewed):
        for language in ("", "&lang=en" if "?" in path else "?lang=en"):
            answer = page.goto(desk.address + path + language)
            assert answer is not None
            assert answer.ok, path
            found = axe.run(page).response["violations"]
            faults += [(path, language, f["id"], n["target"]) for f in found for n in f["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            wider.append(path)
        page.goto(desk.address + path)
        name = path.strip("/").replace("/", "-")
        page.screenshot(path=PICTURES / str(width) / f"{name}.png", full_page=True)
    context.close()
    assert (faults, wider) == ([], [])


def test_every_page_of_the_desk_is_looked_at(tmp_path: Path) -> None:
    """Each GET route of the desk that is a page is among those above."""
    settings = Settings(home=tmp_path / "home")
    with open_context(settings) as context:
        app = create_app(settings, open_engine(settings), context.catalog, context.store)
    asked = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(DESK) and "GET" in (rule.methods or ())
    }
    match = app.url_map.bind("localhost").match
    reviewed = [f"/admin/reports/none{path}" for path in OF_REPORT]
    seen = {match(path.partition("?")[0])[0] for path in (*OPEN, *PAGES, *reviewed, *DOCUMENTS)}
    assert asked - NOT_PAGES - seen == set()


@pytest.fixture
def site() -> Iterator[str]:
    """The sample site, served; gives the address of a list page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "samples", "--port", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield f"http://127.0.0.1:{port}/hubei/zwgk/zfxxgknb/index.html"
    process.terminate()
    process.wait()


@pytest.fixture
def worker(desk: Portal) -> Iterator[None]:
    """A worker beside the portal."""
    process = subprocess.Popen(
        command("worker"), env=environment(desk.home), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield
    process.terminate()
    process.wait()


def test_a_source_is_tried_and_crawled_while_one_watches(
    chromium: Browser, desk: Portal, site: str, worker: None
) -> None:
    """Log in, add the sample site, try it, crawl it watching what comes, log out."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    _login(page, desk)
    page.get_by_role("link", name="来源", exact=True).first.click()
    page.get_by_role("link", name="新来源").click()
    page.get_by_label("编号").fill("hubei")
    page.get_by_label("名称").fill("湖北样本站")
    page.get_by_label("列表页").fill(site)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("来源已经保存。")).to_be_visible()
    page.get_by_role("button", name="试看").click()
    expect(page.locator(".log")).to_contain_text("政府信息公开工作年度报告", timeout=90_000)
    page.get_by_role("link", name="这个来源").click()
    page.get_by_role("button", name="现在抓取").click()
    expect(page.get_by_role("button", name="取消这次运行")).to_be_visible()
    expect(page.locator(".state")).to_have_text("完成", timeout=180_000)
    expect(page.get_by_role("button", name="取消这次运行")).to_have_count(0)
    expect(page.locator(".counts").last).to_contain_text("年报")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录工作台")).to_be_visible()
    context.close()
    assert said == []


@pytest.fixture
def small() -> Iterator[tuple[Served, str, str]]:
    """A site of one list and one report, that may edit it; gives the report's path as well, and its
    total of requests: behind it stands the mark of a footnote, which our reader takes for a figure."""
    made = build()
    path, report = next(
        (p, r) for p, r in made.reports.items() if r.cells and not r.failing and r.site != "hubei"
    )
    total, page = report.cells[CELL], made.pages[path]
    row = re.compile(r"(本年新收政府信息公开申请数量</td>(?:<td>[^<]*</td>){6}<td>[^<]*)(</td>)")
    marked, times = row.subn(r"\1<sup>1</sup>\2", page.body.decode())
    assert times == 1
    listing = f'<ul><li><a href="{path}">{report.title}</a></li></ul>'
    pages = {
        "/": SitePage(f"<title>年报</title>{listing}".encode(), "text/html; charset=utf-8"),
        path: replace(page, body=marked.encode()),
    }
    with serve(pages=pages) as site:
        yield site, path, total


def test_a_cell_is_corrected_and_a_silent_edit_is_told(
    chromium: Browser, desk: Portal, small: tuple[Served, str, str], worker: None
) -> None:
    """Crawl, correct a cell that was misread, see it in the public report marked as corrected, with
    no finding on it any more, and follow it to its page; the site edits the report, a second crawl
    tells so, and the correction still holds."""
    site, path, total = small
    with open_context(Settings(home=desk.home)) as context, context.catalog.begin() as conn:
        sources.put(conn, Source("small", "小站", listings=(f"{site.url}/",)))
    browser = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = browser.new_page()
    _login(page, desk)
    _crawl(page, desk)
    with open_context(Settings(home=desk.home)) as context, context.catalog.read() as conn:
        kept = reports.newest(conn, 100)
    public = next(f"/reports/{one.id}" for one in kept if one.url == f"{site.url}{path}")
    page.goto(f"{desk.address}{public}")
    number = page.locator(f"[id='{CELL}'] > a")
    expect(number).to_have_text(f"{total}1")
    expect(page.locator(".requests .doubts")).to_contain_text(f"总计 {total}1")
    page.goto(f"{desk.address}/admin{public}")
    original = page.frame_locator(".original iframe")
    expect(original.locator("td", has=original.locator("sup"))).to_have_text(f"{total}1")
    page.locator(f"[id='{CELL}'] a").click()
    page.get_by_label("原文印着").fill(total)
    page.get_by_label("读作的数").fill(total)
    page.get_by_label("理由").fill("原件印的是角注 1，不是数")
    page.get_by_role("button", name="更正", exact=True).click()
    expect(page.get_by_text("更正已经记下")).to_be_visible()
    _until(page, f"{desk.address}{public}", f"[id='{CELL}'] .put-right")
    expect(number).to_have_text(total)
    expect(page.locator(".requests .doubts")).to_have_count(0)
    box = page.locator(f"[id='{CELL}']").bounding_box()
    assert box is not None
    for share in (0.2, 0.5, 0.8):  # on the number, between it and the mark, on the mark
        page.locator(f"[id='{CELL}']").click(
            position={"x": box["width"] / 2, "y": box["height"] * share}
        )
        expect(page).to_have_url(f"{desk.address}{public}/cells/{CELL}")
        if share != 0.8:
            page.go_back()
    expect(page.locator(".put-right-here")).to_contain_text("原件印的是角注 1")
    printed = site.pages[path]
    edited = printed.body.decode().replace("公开", "公开地", 1).replace("依法", "依法地", 3)
    site.pages = {**site.pages, path: replace(printed, body=edited.encode())}
    _crawl(page, desk)
    page.goto(f"{desk.address}/changes?kind=edited")
    expect(page.locator("main")).to_contain_text("悄悄改动")
    expect(page.locator(f"main a[href^='{public}']").first).to_be_visible()
    page.goto(f"{desk.address}{public}")
    expect(number).to_have_text(total)
    browser.close()


def _crawl(page: Page, desk: Portal) -> None:
    page.goto(f"{desk.address}/admin/sources/small")
    page.get_by_role("button", name="现在抓取").click()
    expect(page.locator(".state")).to_have_text("完成", timeout=180_000)


def _until(page: Page, address: str, selector: str) -> None:
    """Loads the page until that is on it."""
    for _ in range(60):
        page.goto(address)
        if page.locator(selector).count():
            return
        page.wait_for_timeout(1000)
    raise TimeoutError(selector)
