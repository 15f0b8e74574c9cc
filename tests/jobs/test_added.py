"""Documents that are added one by one: fetched alone by an address, or uploaded with a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from archive import reports as catalog_reports
from archive import runs, snapshots, sources, tables
from archive.audit import Actor
from archive.settings import Settings
from archive.sources import Source
from archive.uploads import upload
from jobs import steps
from jobs.context import Context, open_context
from jobs.errors import UnknownTarget
from jobs.worker import carry_out
from samples.pages import Page
from samples.site import Served, serve
from tests.jobs.test_attached import FULL, NAMELESS

LIST, PAGE, FILE = "/nb/", "/nb/1.html", "/nb/P020240131.docx"


@pytest.fixture
def site() -> Iterator[Served]:
    """A list, a report's page with its file, and another report."""
    pages = {
        LIST: Page(b'<a href="1.html">x</a><a href="2.html">y</a>'),
        PAGE: Page(FULL.encode()),
        FILE: Page(NAMELESS, "application/msword"),
        "/nb/2.html": Page(FULL.encode()),
        "/robots.txt": Page(b"User-agent: *\nDisallow: /private/", "text/plain"),
        "/private/1.html": Page(FULL.encode()),
    }
    with serve(pages=pages) as served:
        yield served


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """An archive that may ask this machine."""
    config = Settings(home=tmp_path / "home", allow_loopback=True, crawl_delay=0.0)
    with open_context(config) as opened:
        yield opened


def _kept(context: Context) -> dict[str, str | None]:
    with context.catalog.read() as conn:
        return {one.url.partition("/nb/")[2]: one.source_id for one in snapshots.all_(conn)}


def _add_source(context: Context, site: Served, **more: object) -> None:
    source = Source("daye", "大冶", listings=(site.url + LIST,), **more)  # type: ignore[arg-type]
    with context.catalog.begin() as conn:
        sources.put(conn, source)


def test_one_address_is_fetched_alone(context: Context, site: Served) -> None:
    """With the file of its page, after its robots.txt, and nothing else; it is read and found."""
    run, outcome = carry_out(context, "fetch", site.url + PAGE)
    asked = {one.path for one in site.asked}
    assert (run.state, outcome.failures) == ("done", [])
    assert asked == {"/robots.txt", PAGE, FILE}
    assert _kept(context) == {"1.html": "added", "P020240131.docx": "added"}
    with context.catalog.read() as conn:
        assert len(catalog_reports.ids(conn)) == 1


def test_it_is_its_sources(context: Context, site: Served) -> None:
    """Of a source's site it is kept as that source's, whose expectations of a whole crawl do not
    hold; the source's own crawl goes on as if nothing were."""
    _add_source(context, site, expect_min=2)
    run, _ = carry_out(context, "fetch", site.url + PAGE)
    with context.catalog.read() as conn:
        left = conn.execute(select(tables.frontier)).all()
    assert (run.state, set(_kept(context).values()), left) == ("done", {"daye"}, [])


def test_its_sources_rules_hold(context: Context, site: Served) -> None:
    """What robots.txt keeps to itself is not asked for; out of hours it waits."""
    run, outcome = carry_out(context, "fetch", f"{site.url}/private/1.html")
    assert ["refused_by_robots" in note.reason for note in outcome.notes] == [True]
    assert (run.state, [one.path for one in site.asked]) == ("done", ["/robots.txt"])
    beijing = (datetime.now(UTC) + timedelta(hours=8)).hour
    night = f"{(beijing + 2) % 24}-{(beijing + 3) % 24}"
    _add_source(context, site, night=night)
    carry_out(context, "fetch", site.url + PAGE)
    (waiting,) = [one for one in runs.recent(context.catalog, 9) if one.state == "queued"]
    assert (waiting.kind, waiting.target) == ("fetch", site.url + PAGE)


def test_a_private_host_is_refused(tmp_path: Path, site: Served) -> None:
    """By the crawler as well, whatever was asked of the queue."""
    with open_context(Settings(home=tmp_path / "other", crawl_delay=0.0)) as strict:
        run, _ = carry_out(strict, "fetch", site.url + PAGE)
    assert (run.state, "refused_address" in run.log, len(site.asked)) == ("partial", True, 0)


def test_what_is_no_address(context: Context) -> None:
    """The run has failed, and says why."""
    with pytest.raises(UnknownTarget, match="不是 http"):
        carry_out(context, "fetch", "file:///etc/passwd")
    assert runs.recent(context.catalog, 1)[0].state == "failed"


def test_one_host_is_one_runs(context: Context, site: Served) -> None:
    """While a crawl has the host, a fetch of it is passed over."""
    _add_source(context, site)
    runs.request(context.catalog, "crawl", "daye")
    runs.request(context.catalog, "fetch", site.url + PAGE)
    first = runs.claim(context.catalog, "a", 60.0)
    assert first is not None
    assert (first.kind, runs.claim(context.catalog, "b", 60.0)) == ("crawl", None)


def test_the_day_that_was_given_is_read(context: Context) -> None:
    """A file that states no day of publication has that of its upload, which says so; read again,
    nothing waits."""
    body = FULL.replace('<meta name="PubDate" content="2024-01-31">', "").encode()
    upload(
        context.settings, context.catalog, Actor("wang"), body=body, name="a.html",
        url="http://www.example.gov.cn/a.html", published="2024-03-05", reason="邮件",
    )  # fmt: skip
    steps.read_pending(context)
    with context.catalog.read() as conn:
        (record,) = catalog_reports.many(conn, catalog_reports.ids(conn))
        waiting = conn.execute(select(tables.rereads)).all()
    told = [item.source for item in record.report.evidence if item.field == "published_on"]
    assert (str(record.report.published_on), told, waiting) == ("2024-03-05", ["upload"], [])
