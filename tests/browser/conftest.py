"""A real portal served by gunicorn, and a real Chromium without JavaScript."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from archive import snapshots
from archive.settings import Settings
from jobs import indexing, steps
from jobs.context import open_context
from samples.pages import build
from tests.nianbao.conftest import command, environment

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
ROOT = Path(__file__).parents[2]


@contextmanager
def portal(home: Path) -> Iterator[str]:
    """The portal over this data folder; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        command("serve", "--port", str(port)),
        env=environment(home), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/healthz")
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def filled(home: Path) -> Path:
    """A data folder with the sample site's reports, kept, read and indexed."""
    site = build()
    with open_context(Settings(home=home)) as context:
        for path in site.reports:
            page = site.pages[path]
            snapshots.keep(
                context.store, context.catalog,
                url=f"http://www.example.gov.cn{path}", body=page.body,
                content_type=page.content_type, http_status=200, reason="OK", headers=[],
                fetched_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
            )  # fmt: skip
        steps.read_pending(context)
        indexing.index_pending(context)
    return home


@pytest.fixture(scope="session")
def sample_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal over the sample site's reports."""
    with portal(filled(tmp_path_factory.mktemp("samples") / "home")) as address:
        yield address


@pytest.fixture(scope="session")
def real_portal(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal over the seven real documents."""
    home = tmp_path_factory.mktemp("real") / "home"
    subprocess.run(
        command("import", shared / "real"),
        env=environment(home), cwd=ROOT, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    with portal(home) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed. For a module only: Playwright keeps an
    event loop running in this thread, and others' tests need to start their own."""
    if CHROMIUM is None:
        pytest.skip("needs chromium and fonts-noto-cjk: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page at desktop width, scripts off."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page at a phone's width, scripts off."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Saves a screenshot: into ``docs/`` under ``make screenshots``, else to a scratch folder."""
    folder = ROOT / "docs" if os.environ.get("NIANBAO_SCREENSHOTS") else tmp_path

    def save(page: Page, name: str) -> Path:
        path = folder / name
        page.screenshot(path=path)
        return path

    return save
