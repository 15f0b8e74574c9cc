"""What an answer means."""

from __future__ import annotations

import pytest

from crawler.answers import judge


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b"<p>x</p>", "ok"),
        (200, b" \r\n", "empty"),
        (204, b"", "empty"),
        (404, b"gone", "http_error"),
        (403, b"shell", "http_error"),
        (304, b"", "unchanged"),
        (412, b"<script>", "challenge"),
        (521, b"<script>", "challenge"),
        (503, b"", "http_error"),
    ],
)
def test_state_of_an_answer(status: int, body: bytes, state: str) -> None:
    """A challenge is not an error, an empty page not a report."""
    assert judge(status, body, cut=False)[0] == state


def test_cut_body_is_too_large() -> None:
    """What the size cap ended is kept as far as it came, and says so."""
    state, reason = judge(200, b"x" * 10, cut=True)
    assert (state, "10 字节" in reason) == ("too_large", True)
