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


def test_home_to_search_to_facet_to_report(page: Page, sample_portal: str) -> None:
    """From the home page by words, province and year to a report's penalties."""
    _search(page, sample_portal, "行政处罚")
    _narrow(page, "湖北省")
    _narrow(page, "2020 年")
    _open_first(page)
    cell = page.locator('[id="proactive.penalties.decisions"]')
    assert cell.count() == 1


def test_two_pages_are_kept_as_pictures(
    page: Page, sample_portal: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """For the readme: the home page, and a report where a sum does not tie out."""
    page.emulate_media(color_scheme="light")
    page.goto(sample_portal)
    home = screenshot(page, "screenshot-home.png")
    page.goto(f"{sample_portal}/search?findings=1&year=2021")
    _open_first(page)
    page.goto(f"{page.url}#s3")
    report = screenshot(page, "screenshot-report.png")
    assert min(picture.stat().st_size for picture in (home, report)) > 10_000


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
    number = page.locator('[id="proactive.procurement.amount"] > a')
    amount = number.get_attribute("data-read") or ""
    assert (prior, decisions, "50,423,023.14" in amount) == ("203", "60", True)


def _open_requests(page: Page, address: str) -> str:
    """Goes to a report of the form of 2019; where its total of requests is."""
    page.goto(f"{address}/search?q=行政处罚&year=2020")
    _open_first(page)
    return '[id="requests.received.total"] > a'


def test_a_number_says_what_it_is_by_keyboard(page: Page, sample_portal: str) -> None:
    """The Tab key halts at a number, and a card names it with its print; Enter opens its page."""
    number = page.locator(_open_requests(page, sample_portal))
    number.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    told = number.evaluate("e => getComputedStyle(e, '::after').content")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cells/requests.received.total")
    assert ("本年新收" in told, "原文" in told) == (True, True)


def test_what_a_row_means_is_one_touch_away(phone: Page, sample_portal: str) -> None:
    """On a phone, without script: from the label of a ground of refusal to its article."""
    _open_requests(phone, sample_portal)
    phone.locator("th a.about", has_text="国家秘密").click()
    said = phone.locator('[id="requests.refused.state_secret"]')
    assert ("第十四条" in said.inner_text(), said.is_visible()) == (True, True)


def test_a_reading_error_is_reported_from_its_cell(phone: Page, sample_portal: str) -> None:
    """From the number to the form to the receipt, as a real browser sends it."""
    phone.locator(_open_requests(phone, sample_portal)).click()
    phone.get_by_role("link", name="报告读取错误").click()
    phone.get_by_label("哪里读错了（必填）").fill("原件上是 4。")
    phone.get_by_role("button", name="提交").click()
    assert "已收到，编号" in phone.locator("h1").inner_text()


def test_hongze_2023_shows_its_two_failing_sums(page: Page, real_portal: str) -> None:
    """洪泽区 2023 says in words that two totals of 0 stand over 11 and 5."""
    _search(page, real_portal, "洪泽区")
    _open_first(page)
    text = page.locator("main").inner_text()
    assert ("10" in text and "总计 0" in text, text.count("相差") >= 2) == (True, True)
