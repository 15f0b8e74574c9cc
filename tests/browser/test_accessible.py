"""Every kind of page as axe sees it: light, dark, large; at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine
from portal.app import create_app
from tests.browser.conftest import ROOT
from tests.browser.kinds import kinds

pytestmark = pytest.mark.browser

PICTURES = ROOT / "build" / "screenshots"
LOOKS: Mapping[str, tuple[int, dict[str, str]]] = {
    "light": (1280, {"theme": "light"}),
    "dark": (390, {"theme": "dark"}),
    "large": (390, {"text": "large"}),
}
"""Width and cookies of each look that is judged."""
NOT_PAGES = frozenset(
    {"assets.sent", "pages.original", "history.changes_json", "history.changes_csv"}
    | {"reading.report_as_json", "reading.report_as_csv", "reading.cite"}
    | {"history.changes_atom", "service.healthz", "service.readyz"}
)
"""Answers of GET that are no page of ours."""
DESK = "admin."
"""Pages of the desk need a login and are looked at in ``test_desk``."""
FOR_MACHINES = frozenset({"api", "lists", "discovery", "browse_data", "metrics"})
"""Blueprints that have none."""


@pytest.fixture(scope="module", params=LOOKS)
def looked(
    request: pytest.FixtureRequest, chromium: Browser, sample_portal: str
) -> Iterator[BrowserContext]:
    """A browser that is set to one of the looks."""
    width, cookies = LOOKS[request.param]
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": k, "value": v, "url": sample_portal} for k, v in cookies.items()])
    yield context
    context.close()


def test_no_page_has_a_fault_that_axe_knows(looked: BrowserContext, sample_portal: str) -> None:
    """No violation on any kind of page, in either language."""
    axe, page = Axe(), looked.new_page()
    found = []
    for name, path in kinds(sample_portal).items():
        for language in ("", "lang=en"):
            page.goto(
                sample_portal
                + path
                + (f"{'&' if '?' in path else '?'}{language}" if language else "")
            )
            result = axe.run(page)
            found += [
                (name, language, fault["id"], node["target"])
                for fault in result.response["violations"]
                for node in fault["nodes"]
            ]
    assert found == []


def test_every_page_is_kept_as_a_picture(
    looked: BrowserContext, sample_portal: str, request: pytest.FixtureRequest
) -> None:
    """What each kind of page looks like, in ``build/screenshots``, for whoever wants to see it."""
    folder = PICTURES / request.node.callspec.params["looked"]
    page = looked.new_page()
    for name, path in kinds(sample_portal).items():
        page.goto(sample_portal + path)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert {picture.stem for picture in folder.glob("*.png")} >= set(kinds(sample_portal))


def test_no_page_is_wider_than_its_window(looked: BrowserContext, sample_portal: str) -> None:
    """Nothing scrolls sideways but what is made to: tables in their own frames."""
    page = looked.new_page()
    wider = []
    for name, path in kinds(sample_portal).items():
        page.goto(sample_portal + path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wider += [(name, over)] if over > 0 else []
    assert wider == []


def test_every_page_of_the_portal_is_looked_at(sample_portal: str, tmp_path: Path) -> None:
    """Each route that answers with a page is among the kinds."""
    settings = Settings(home=tmp_path / "home")
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    app = create_app(settings, open_engine(settings), catalog, store)
    answering = {r.endpoint for r in app.url_map.iter_rules() if "GET" in (r.methods or ())}
    routes = {name for name in answering if name.partition(".")[0] not in FOR_MACHINES}
    match = app.url_map.bind("localhost").match
    seen = {match(path.partition("?")[0])[0] for path in kinds(sample_portal).values()}
    catalog.close()
    public = {endpoint for endpoint in routes if not endpoint.startswith(DESK)}
    assert public - NOT_PAGES - seen == set()
