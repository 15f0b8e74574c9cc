"""A citizen's way through the portal, in Chromium with JavaScript off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def _search(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("button", name="检索").first.click()


def _narrow(page: Page, value: str) -> None:
    page.locator("nav[aria-label=筛选] a.value", has_text=value).first.click()


def _open_first(page: Page) -> None:
    page.locator(".found a[href^='/reports/']").first.click()


def test_home_to_search_to_facet_to_report(
    page: Page, sample_portal: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """From the home page by words, province and year to a report's penalties."""
    _search(page, sample_portal, "行政处罚")
    _narrow(page, "湖北省")
    saved = screenshot(page, "screenshot.png")
    _narrow(page, "2020 年")
    _open_first(page)
    cell = page.locator('[id="proactive.penalties.decisions"]')
    assert (saved.stat().st_size > 10_000, cell.count()) == (True, 1)


def test_the_original_opens_in_a_sandbox(page: Page, sample_portal: str) -> None:
    """The archived bytes are shown under a sandboxing policy."""
    _search(page, sample_portal, "行政处罚")
    _open_first(page)
    link = page.get_by_role("link", name="存档原件").first.get_attribute("href")
    answer = page.goto(f"{sample_portal}{link}")
    assert answer is not None
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/search?q=行政处罚", "/about"])
def test_nothing_is_wider_than_a_phone(phone: Page, sample_portal: str, path: str) -> None:
    """No page scrolls sideways at 390 pixels."""
    phone.goto(f"{sample_portal}{path}")
    box = phone.locator("html").bounding_box()
    assert box is not None
    assert box["width"] <= 390


def test_daye_2020_shows_its_penalties_and_procurement(page: Page, real_portal: str) -> None:
    """Narrowed to 湖北 and 2020, 行政处罚 leads to 大冶市 with 203, 60 and 50,423,023.14 yuan."""
    _search(page, real_portal, "行政处罚")
    _narrow(page, "湖北省")
    _narrow(page, "2020 年")
    _open_first(page)
    prior = page.locator('[id="proactive.penalties.prior_items"]').inner_text().strip()
    decisions = page.locator('[id="proactive.penalties.decisions"]').inner_text().strip()
    amount = page.locator('[id="proactive.procurement.amount"]').get_attribute("title") or ""
    assert (prior, decisions, "50,423,023.14" in amount) == ("203", "60", True)


def test_hongze_2023_shows_its_two_failing_sums(page: Page, real_portal: str) -> None:
    """洪泽区 2023 says in words that two totals of 0 stand over 11 and 5."""
    _search(page, real_portal, "洪泽区")
    _open_first(page)
    text = page.locator("main").inner_text()
    assert ("10" in text and "总计 0" in text, text.count("相差") >= 2) == (True, True)
