"""Queries nobody means, a few of those that ``benchmarks/fuzz_queries.py`` asks by the thousand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.fuzz_queries import ask
from benchmarks.peers.library import document
from benchmarks.peers.torture import Torture
from indexer.execution import executor
from indexer.generations import Layout
from indexer.port import BadQuery, ReportDocument, ReportQuery
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from reports.divisions import codes_named
from samples.volume import long_reports


@pytest.fixture(scope="module")
def reports() -> list[ReportDocument]:
    """A few reports of 3,000 characters."""
    return [document(made) for made in long_reports(60)]


@pytest.fixture(scope="module")
def engine(
    reports: list[ReportDocument], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WhooshEngine]:
    """An engine that holds them in three segments, some deleted."""
    layout = Layout(tmp_path_factory.mktemp("fuzz"))
    writer = WhooshWriter(layout)
    writer.rebuild(reports[:30])
    writer.replace(reports[20:45])
    writer.replace(reports[45:])
    opened = WhooshEngine(layout, codes_named)
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_any_query_ends_in_hits_or_a_sentence(
    engine: WhooshEngine, reports: list[ReportDocument], seed: int
) -> None:
    """Whatever is typed, chosen and sorted by: no exception but the sentence for the reader."""
    assert ask(engine, Torture(reports, seed), 400, limit=float("inf")) == 0


def test_work_past_the_limit_is_refused_in_a_sentence(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the limit far down a common string is too much, and a rare one is not."""
    engine.close()  # nothing is kept from before
    monkeypatch.setattr(executor, "WORK_LIMIT", 200)
    with pytest.raises(BadQuery) as told:
        engine.search(ReportQuery('"的信息公开工作"'))
    assert (told.value.sentence, engine.search(ReportQuery("䶮")).total) == (executor.TOO_MUCH, 0)
