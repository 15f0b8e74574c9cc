"""A citizen's two ways, by keyboard alone: to one's own district's report, and to what was refused and why.

On a phone and at a desk, with scripts and without: the same keys lead to the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MOST_STOPS = 160
"""Tab stops on the way to what one wants; a page with more between is no page for a keyboard."""


@pytest.fixture(
    params=[(360, True), (360, False), (1280, True), (1280, False)],
    ids=["phone", "phone-plain", "desk", "desk-plain"],
)
def citizen(
    request: pytest.FixtureRequest, chromium: Browser, sample_portal: str
) -> Iterator[Page]:
    """A page at the portal's door; no mouse is used."""
    width, scripts = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(sample_portal)
    yield page
    context.close()


def _tab_to(page: Page, selector: str, words: str = "") -> None:
    """Tabs on until what has the focus is of that selector and holds these words."""
    wanted = (
        page.locator(f"{selector}:focus", has_text=words)
        if words
        else page.locator(f"{selector}:focus")
    )
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    raise AssertionError(f"no way by keyboard to {selector} {words}")


def _follow(page: Page, selector: str, words: str = "") -> None:
    """Tabs to a link and follows it."""
    _tab_to(page, selector, words)
    page.keyboard.press("Enter")


def _found(page: Page, words: str) -> None:
    _tab_to(page, "input[type=search]")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")


def _report(page: Page) -> None:
    """By words to the first report."""
    _found(page, "江夏城管")
    _follow(page, ".results h2 a")
    page.wait_for_url("**/reports/*")


def test_by_words_to_ones_own_report(citizen: Page) -> None:
    """Type the district, press Enter, go to the first result."""
    _report(citizen)
    assert "江夏区" in citizen.locator("h1").inner_text()


def test_by_the_map_to_ones_own_report(citizen: Page) -> None:
    """From the tile of the province by city and county."""
    _follow(citizen, "main a", "鄂")
    citizen.wait_for_url("**/regions/420000")
    _follow(citizen, "main a[href*='/regions/']", "武汉市")
    citizen.wait_for_url("**/regions/420100")
    _follow(citizen, "main a[href*='/regions/']", "江夏区")
    citizen.wait_for_url("**/regions/420115")
    _follow(citizen, "main a[href*='/reports/']")
    citizen.wait_for_url("**/reports/*")
    assert "江夏区" in citizen.locator("h1").inner_text()


def test_what_was_refused_and_why(citizen: Page) -> None:
    """From the report to its table of requests, the number refused as a state secret, and what
    that ground means, with its article."""
    _found(citizen, "江夏 城管 年份:2021")
    _follow(citizen, ".results h2 a")
    citizen.wait_for_url("**/reports/*")
    number = citizen.locator('[id="requests.refused.state_secret.total"]').inner_text().strip()
    _follow(citizen, "th a.about", "国家秘密")
    citizen.wait_for_url("**/help/rows*")
    meaning = citizen.locator('[id="requests.refused.state_secret"]')
    assert (number.isdigit(), "第十四条" in meaning.inner_text()) == (True, True)


def test_back_to_the_start_by_the_first_key(citizen: Page) -> None:
    """The first Tab offers to skip what stands on every page."""
    citizen.keyboard.press("Tab")
    citizen.keyboard.press("Enter")
    citizen.keyboard.press("Tab")
    assert citizen.locator("main :focus").count() == 1
