"""The test bench crawled over loopback: every family's reports found, every trap left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from archive.sources import Source
from crawler.outcomes import CrawlResult, Limits
from crawler.run import crawl
from samples.bench import Trapped, columns, friendly, hostile
from samples.bench_truth import Judgement
from tests.crawler.helpers import kept, register, settings

EACH = 16
# a list page as short as a wink of the sites' own patience
LIMITS = Limits(listing_pages=150, report_pages=500, seconds=240.0, request_seconds=2.0)


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """All friendly columns as listings of one source, crawled once and held against the truth."""
    config = settings(tmp_path_factory.mktemp("home"))
    with friendly(columns(EACH)) as bench:
        listings = tuple(site.listing for site in bench.sites.values())
        result = crawl(register(config, Source("all", "样本", listings=listings)), config)
        assert result.finished
        return bench.judge(snapshot.url for snapshot, _ in kept(config))


def test_every_report_is_found_once(judgement: Judgement) -> None:
    """No report of any family is missed, and none is kept twice."""
    assert (judgement.missed, judgement.twice) == ((), ())


def test_nothing_is_taken_that_is_none(judgement: Judgement) -> None:
    """No notice, guide or summary is kept as a report."""
    assert judgement.invented == ()


@dataclass(frozen=True)
class Met:
    """One crawl of every trap."""

    traps: dict[str, Trapped]
    result: CrawlResult
    kept: set[str]


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    """All traps as listings of one source, crawled once."""
    config = settings(tmp_path_factory.mktemp("home"), max_document_bytes=1 << 20)
    with hostile() as traps:
        listings = tuple(trap.listing for trap in traps.values())
        source = register(config, Source("traps", "样本", listings=listings))
        result = crawl(source, config, limits=LIMITS)
        yield Met(traps, result, {snapshot.url for snapshot, _ in kept(config)})


def test_no_trap_hides_a_sound_report(met: Met) -> None:
    """The crawl ends by itself, and what is sound beside a trap is kept."""
    missed = {name: set(trap.sound) - met.kept for name, trap in met.traps.items()}
    assert {name: urls for name, urls in missed.items() if urls} == {}


def test_traps_are_named_in_the_report(met: Met) -> None:
    """Lists without end, session ids, growing paths, giants and mirrors are told by name."""
    codes = {note.code for note in met.result.notes}
    named = {
        "endless_pager",
        "page_cap",
        "session_ids",
        "growing_path",
        "page_cut",
        "refused_address",
    }
    assert named - codes == set()


def test_every_trap_is_named(met: Met) -> None:
    """Each trap that a crawler should notice has one of its names in a failure or a note that
    speaks of it; where that is of another host, or of the whole crawl, other tests look."""
    told: dict[str, set[str]] = {name: set() for name in met.traps}
    for name, trap in met.traps.items():
        root = trap.visits.url.removeprefix("http://")
        for failure in met.result.failures:
            if root in failure.url or f"/{name}/" in failure.url:
                told[name].add(failure.state)
        for note in met.result.notes:
            if root in note.where or f"/{name}/" in note.where or root in note.message:
                told[name].add(note.code)
    elsewhere = {
        "redirect_private",
        "redirect_metadata",
        "redirect_mirror",
        "mirrors",
        "endless_news",
    }
    silent = {
        name
        for name, trap in met.traps.items()
        if trap.trap.names and name not in elsewhere and not told[name] & set(trap.trap.names)
    }
    assert silent == set()


def test_answers_that_are_no_pages_have_their_states(met: Met) -> None:
    """Each kind of refusal and breakage is a state of its own."""
    states = {failure.state for failure in met.result.failures}
    assert states == {
        "unreachable", "http_error", "too_large", "empty", "challenge", "soft_404",
        "refused_by_robots", "refused_address", "damaged",
    }  # fmt: skip
