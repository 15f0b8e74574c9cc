"""robots.txt after RFC 9309."""

from __future__ import annotations

import pytest

from crawler import robots

AGENT = "NianbaoBot/0.1 (+https://nianbao.example/about)"
URL = "http://www.example.gov.cn/zwgk/1.html"


def allowed(status: int, text: str = "") -> bool:
    """Whether an answer to robots.txt lets us fetch `URL`."""
    return robots.answered(status, text.encode()).objection(URL, AGENT) is None


def test_rules_are_obeyed() -> None:
    """A closed folder is closed."""
    assert not allowed(200, "User-agent: *\nDisallow: /zwgk/")


def test_longest_rule_wins() -> None:
    """RFC 9309, 2.2.2: the most specific match counts."""
    assert allowed(200, "User-agent: *\nDisallow: /\nAllow: /zwgk/1.html")


def test_own_group_is_ours() -> None:
    """The group named for our product token stands in place of the one for all."""
    text = "User-agent: *\nDisallow: /\n\nUser-agent: nianbaobot\nDisallow: /x/"
    assert allowed(200, text)


def test_words_of_the_contact_address_name_no_group() -> None:
    """Only the product token counts, not what else the User-Agent says."""
    assert allowed(200, "User-agent: example\nDisallow: /")


def test_byte_order_mark_does_not_hide_the_first_group() -> None:
    """A file saved with a byte-order mark is read all the same."""
    assert not allowed(200, "\ufeffUser-agent: *\nDisallow: /")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 412, 429])
def test_client_errors_leave_us_free(status: int) -> None:
    """RFC 9309, 2.3.1.3: unavailable, so anything may be fetched."""
    assert allowed(status, "User-agent: *\nDisallow: /")


@pytest.mark.parametrize("status", [500, 502, 503, 521])
def test_server_errors_refuse(status: int) -> None:
    """RFC 9309, 2.3.1.4: unreachable, so nothing may be fetched."""
    assert not allowed(status, "User-agent: *\nAllow: /")


def test_no_answer_refuses() -> None:
    """No answer at all is "unreachable" too, and the sentence says why."""
    objection = robots.unreachable("TimeoutError").objection(URL, AGENT)
    assert "TimeoutError" in (objection or "")


def test_only_the_first_part_of_an_endless_file_is_read() -> None:
    """Rules beyond the cap are not read."""
    text = "#" * robots.MOST_BYTES + "\nUser-agent: *\nDisallow: /"
    assert allowed(200, text)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"\x1f\x8b\x08\x00spoiled", "unreachable"),
        (b"User-agent: *\nDisallow: /", "refused_by_robots"),
    ],
)
def test_rules_that_cannot_be_unpacked_are_no_answer(body: bytes, state: str) -> None:
    """What is only called compressed is read; what is spoiled closes the site."""
    found = robots.answered(200, body, [("Content-Encoding", "gzip")])
    assert (found.objection(URL, AGENT) is None, found.state) == (False, state)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("User-agent: *\nCrawl-delay: 7", 7.0), ("User-agent: *\nCrawl-delay: x", 0.0), ("", 0.0)],
)
def test_a_pause_may_be_asked_for(text: str, seconds: float) -> None:
    """Crawl-delay is no rule of the RFC, and a wish all the same."""
    assert robots.answered(200, text.encode()).pause(AGENT) == seconds
