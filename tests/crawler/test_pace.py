"""How fast a site is asked, told by its answers and by the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.sources import Source
from crawler.hours import opens_at
from crawler.pace import LONGEST_PAUSE, LONGEST_WAIT, next_delay, retry_after
from crawler.run import crawl
from samples.pages import COLUMNS, Page
from samples.site import serve
from tests.crawler.helpers import kept, register, settings

NOON = datetime(2024, 1, 31, 4, 0, tzinfo=UTC)  # 12:00 in Beijing


@pytest.mark.parametrize(
    ("delay", "latency", "status", "least", "after"),
    [
        (3.0, 0.5, 200, 3.0, 3.0),
        (3.0, 10.0, 200, 3.0, 10.0),
        (10.0, 1.0, 200, 3.0, 5.5),
        (10.0, 0.1, 404, 3.0, 10.0),
        (10.0, 0.1, 503, 3.0, 20.0),
        (50.0, 0.1, 429, 3.0, LONGEST_PAUSE),
        (0.0, 9.0, 200, 0.0, 0.0),
    ],
)
def test_pause_follows_the_site(
    delay: float, latency: float, status: int, least: float, after: float
) -> None:
    """Slow and busy sites get longer pauses, quick errors no shorter ones, 0 stays 0."""
    assert next_delay(delay, latency, status, least) == after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("99999999999", LONGEST_WAIT),
        ("Wed, 31 Jan 2024 04:00:30 GMT", 30.0),
        ("Wed, 31 Jan 2024 03:00:00 GMT", 0.0),
        ("Sat, 31 Jan 2026 03:00:00 GMT", LONGEST_WAIT),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float | None) -> None:
    """Seconds and HTTP dates are read, and capped."""
    assert retry_after(value, NOON) == seconds


@pytest.mark.parametrize(
    ("night", "opening"),
    [
        (None, None),
        ("8-18", None),
        ("22-6", datetime(2024, 1, 31, 14, 0, tzinfo=UTC)),
        ("2-6", datetime(2024, 1, 31, 18, 0, tzinfo=UTC)),
        ("12-13", None),
        ("6-12", datetime(2024, 1, 31, 22, 0, tzinfo=UTC)),
    ],
)
def test_window_of_hours_is_beijings(night: str | None, opening: datetime | None) -> None:
    """A window says when it opens next, None while it is open."""
    assert opens_at(night, NOON) == opening


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    """A busy site that names its time is asked again then, and not before."""

    class Busy(dict[str, Page]):
        """Answers 503 with Retry-After once, then the page."""

        refused = False

        def get(self, key: str, default: Page | None = None) -> Page | None:  # type: ignore[override] # one signature will do
            if key == "/nb/1.html" and not self.refused:
                self.refused = True
                return Page(b"busy", status=503, headers=(("Retry-After", "2"),))
            return super().get(key, default)

    report = "某局2020年政府信息公开工作年度报告"
    pages = Busy(
        {
            "/nb/": Page(f'<a href="1.html">{report}</a>'.encode()),
            "/nb/1.html": Page(report.encode()),
        }
    )
    config = settings(tmp_path)
    with serve(pages=pages) as site:
        source = register(config, Source("busy", "样本", listings=(f"{site.url}/nb/",)))
        begin = datetime.now(UTC)
        result = crawl(source, config)
    taken = (datetime.now(UTC) - begin).total_seconds()
    assert (result.failures, len(kept(config)), taken >= 2) == ((), 1, True)


def test_closed_window_asks_for_nothing(tmp_path: Path) -> None:
    """Outside its hours a site is left alone; the crawl says so and is not finished."""
    hour = datetime.now(UTC).hour + 8  # Beijing's
    night = f"{(hour + 3) % 24}-{(hour + 5) % 24}"
    config = settings(tmp_path)
    with serve() as site:
        listings = (site.url + COLUMNS[0].home,)
        result = crawl(
            register(config, Source("n", "样本", listings=listings, night=night)), config
        )
        assert (site.paths(), result.finished) == ([], False)
    assert [note.code for note in result.notes] == ["night"]
