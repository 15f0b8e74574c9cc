"""What the script makes quicker, and that it leaves addresses, focus and history as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SEARCH = "/search?q=行政处罚"


def _ours(text: str) -> bool:
    """What the browser itself says of an answer that is an error is no fault of the script."""
    return not text.startswith("Failed to load resource")


@pytest.fixture(params=[1280, 360], ids=["desk", "phone"])
def quick(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page with scripts on; whatever it says on its console fails the test."""
    context = chromium.new_context(viewport={"width": request.param, "height": 800}, locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _ours(message.text) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def _open_facets(page: Page) -> None:
    page.evaluate("document.querySelector('details.facets').open = true")


def _narrow(page: Page, value: str) -> None:
    _open_facets(page)
    page.locator(".facets a.value", has_text=value).first.click()
    expect(page.locator(".chips")).to_contain_text(value)


def test_a_filter_changes_the_results_and_not_the_page(quick: Page, sample_portal: str) -> None:
    """The document stays, the address is the one that the link had."""
    quick.goto(sample_portal + SEARCH)
    quick.evaluate("window.kept = true")
    _narrow(quick, "湖北省")
    assert (quick.evaluate("window.kept"), "region=420000" in quick.url) == (True, True)


def test_a_filter_leaves_the_focus_on_its_value(quick: Page, sample_portal: str) -> None:
    """Who narrows by keyboard goes on from where they were."""
    quick.goto(sample_portal + SEARCH)
    _narrow(quick, "湖北省")
    assert "湖北省" in quick.evaluate("document.activeElement.textContent")


def test_a_filter_is_told(quick: Page, sample_portal: str) -> None:
    """A screen reader hears the new sentence with its number."""
    quick.goto(sample_portal + SEARCH)
    _narrow(quick, "湖北省")
    expect(quick.get_by_role("status")).to_contain_text("湖北省，含“行政处罚”的年报")


def test_back_leads_to_the_search_before(quick: Page, sample_portal: str) -> None:
    """Each state is a step of the history."""
    quick.goto(sample_portal + SEARCH)
    before = quick.locator("h1").inner_text()
    _narrow(quick, "湖北省")
    quick.go_back()
    expect(quick.locator("h1")).to_have_text(before)


def test_a_filter_gives_the_page_that_its_address_gives(quick: Page, sample_portal: str) -> None:
    """Changed in place or loaded whole, the results are the same."""
    quick.goto(sample_portal + SEARCH)
    _narrow(quick, "湖北省")
    changed = quick.locator(".found").inner_text()
    quick.reload()
    assert quick.locator(".found").inner_text() == changed


def test_a_search_that_cannot_be_changed_in_place_is_loaded(
    quick: Page, sample_portal: str
) -> None:
    """Where the answer is no search, the browser goes there itself."""
    quick.goto(sample_portal + SEARCH)
    quick.evaluate("window.kept = true")
    quick.evaluate(
        "document.querySelector('.sorts a:not([aria-current])').href = '/search?year=abc'"
    )
    quick.locator(".sorts a[href='/search?year=abc']").click()
    expect(quick.locator(".status")).to_have_text("400")
