"""An original beside what was read of it, in a real browser: shown, and unable to do anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from archive import people, reports, snapshots
from archive.audit import Actor
from archive.settings import Settings
from jobs import steps
from jobs.context import Context, open_context
from samples.pages import build
from tests.browser.conftest import ROOT, portal

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
PICTURES = ROOT / "build" / "screenshots" / "desk"
HOSTILE = """<!doctype html><meta charset="utf-8"><title>x</title>
<meta http-equiv="refresh" content="0; url={evil}/refresh">
<base target="_top">
<body onload="fetch('{evil}/onload')" style="margin:0">
<a href="{evil}/link" style="display:block;height:200px;background:#fdd">点我</a>
<form action="{evil}/form" method="post"><button style="width:100%;height:200px">提交</button></form>
<script>top.document.title='taken'; top.location='{evil}/script'; document.forms[0].submit()</script>
<img src="{evil}/img" onerror="location='{evil}/onerror'">
<iframe src="{evil}/frame"></iframe><object data="{evil}/object"></object>
<link rel="stylesheet" href="{evil}/css">
"""


@dataclass(slots=True)
class Evil:
    """A server that nothing may reach; ``reached`` are the paths that were."""

    address: str
    reached: list[str] = field(default_factory=list)


@contextmanager
def _listening() -> Iterator[Evil]:
    evil = Evil("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            evil.reached.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    evil.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield evil
    server.shutdown()
    server.server_close()


@dataclass(frozen=True, slots=True)
class Desk:
    """A portal with a report and a hostile document that is none; their pages at the desk."""

    address: str
    evil: Evil
    report: str
    hostile: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The portal over these two documents."""
    home = tmp_path_factory.mktemp("beside") / "home"
    with _listening() as evil:
        with open_context(Settings(home=home)) as context:
            with context.catalog.begin() as conn:
                people.add(conn, Actor("test"), "root", "admin", password=PASSWORD)
            report, hostile = _documents(context, evil)
        with portal(home) as address:
            yield Desk(address, evil, report, hostile)


def _documents(context: Context, evil: Evil) -> tuple[str, str]:
    site = build()
    page = site.pages[next(path for path, made in site.reports.items() if made.failing)]
    bodies = {"nb.html": page.body, "evil.html": HOSTILE.format(evil=evil.address).encode()}
    for name, body in bodies.items():
        snapshots.keep(
            context.store, context.catalog, url=f"http://www.example.gov.cn/{name}", body=body,
            http_status=200, content_type="text/html; charset=utf-8", reason="OK", headers=[],
            fetched_at=datetime.now(UTC),
        )  # fmt: skip
    steps.read_pending(context)
    with context.catalog.read() as conn:
        (found,) = reports.many(conn, reports.ids(conn))
        other = next(one.id for one in snapshots.all_(conn) if one.id != found.snapshot.id)
    return f"/admin/reports/{found.id}", f"/admin/documents/{other}"


@contextmanager
def _page(chromium: Browser, desk: Desk, width: int) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{desk.address}/admin/")
    page.get_by_label("用户名").fill("root")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    yield page
    context.close()


def _box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_the_original_stands_beside_the_reading(chromium: Browser, desk: Desk, width: int) -> None:
    """In a column of its own where there is room, else below; its words are to be seen."""
    with _page(chromium, desk, width) as page:
        page.goto(desk.address + desk.report)
        page.locator(".original iframe").scroll_into_view_if_needed()
        frame = page.frame_locator(".original iframe")
        expect(frame.locator("body")).to_contain_text("政府信息公开")
        reading, original = _box(page, ".reading"), _box(page, ".original")
        page.screenshot(path=PICTURES / str(width) / "beside.png", full_page=width < 1000)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    beside = original["x"] >= reading["x"] + reading["width"]
    below = original["y"] >= reading["y"] + reading["height"]
    assert (beside, below, wider) == (width > 1000, width < 1000, 0)


def test_a_hostile_original_does_nothing(chromium: Browser, desk: Desk) -> None:
    """No script, no form, no refresh, nothing fetched; a link and a button in it lead nowhere."""
    with _page(chromium, desk, 1280) as page:
        page.goto(desk.address + desk.hostile)
        page.wait_for_load_state("networkidle")
        frame = _box(page, ".original iframe")
        for down in (100, 300):  # the link, then the button
            page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + down)
            page.wait_for_timeout(300)
        stayed = (page.url, page.title() == "taken", len(page.context.pages))
        page.screenshot(path=PICTURES / "1280" / "beside-hostile.png")
    assert (desk.evil.reached, stayed) == ([], (desk.address + desk.hostile, False, 1))


def test_nothing_else_of_ours_lets_itself_be_framed(chromium: Browser, desk: Desk) -> None:
    """A page of the desk and a public one, put into the frame, are not shown there."""
    with _page(chromium, desk, 1280) as page:
        shown = {}
        for path in ("/admin/users", "/about", desk.report):
            page.goto(desk.address + desk.report)
            page.evaluate("path => document.querySelector('iframe').src = path", path)
            page.wait_for_timeout(500)
            frames = [frame.url for frame in page.frames if frame != page.main_frame]
            shown[path] = [url for url in frames if url.endswith(path)]
    assert shown == {"/admin/users": [], "/about": [], desk.report: []}
