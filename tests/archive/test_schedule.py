"""Schedules: every so often, and more often in some months of Beijing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.schedule import parse

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ((2024, 1, 1, 0), 2),
        ((2024, 4, 30, 15), 2),
        ((2024, 4, 30, 16), 30),  # midnight in Beijing
        ((2023, 12, 31, 16), 2),
        ((2024, 8, 1, 0), 30),
    ],
)
def test_the_season_is_that_of_beijing(now: tuple[int, int, int, int], days: int) -> None:
    """From January to April every two days, else every thirty."""
    year, month, day, hour = now
    moment = datetime(year, month, day, hour, tzinfo=UTC)
    assert parse("30d, 2d in 1-4").interval(moment) == days * DAY


@pytest.mark.parametrize(
    ("text", "month", "hours"),
    [
        ("12h", 6, 12),
        ("7d,6h in 3", 3, 6),
        ("7d, 1d in 11-2", 12, 24),
        ("7d, 1d in 11-2", 3, 168),
        ("1d in 1-4, 1h in 4-5, 7d", 4, 24),
        ("1d in 1-4, 1h in 4-5, 7d", 5, 1),
    ],
)
def test_months_may_wrap_and_the_first_counts(text: str, month: int, hours: int) -> None:
    """Winter goes over the end of the year; of two seasons the first named is meant."""
    moment = datetime(2024, month, 15, tzinfo=UTC)
    assert parse(text).interval(moment) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    ["", "30", "30 days", "0d", "2d in 1-4", "30d, 2d", "30d, 2d in 0-4", "30d, 2d in 13", "400d",
     "30d, , 2d in 1", "30d in", "-1d", "９d", "1９d"],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(text: str) -> None:
    """Nothing is guessed: one interval for the year, months from 1 to 12."""
    with pytest.raises(ValueError, match=r"interval|months"):
        parse(text)
