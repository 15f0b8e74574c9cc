"""The portal's benchmark on a few reports: a home that is true, and figures of both sides."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

import pytest

from archive import reports, snapshots
from archive.settings import Settings
from benchmarks import http
from benchmarks.peers import plates
from benchmarks.peers.asked_pages import address, draw
from benchmarks.peers.readers import Load
from benchmarks.peers.shelved import documents_of, prepare
from indexer.open import open_engine
from jobs.context import open_context

COUNT = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home of made-up reports."""
    made = tmp_path_factory.mktemp("http")
    prepare(made, COUNT)
    return made


def test_the_home_is_true(folder: Path) -> None:
    """Catalog and index hold the same reports, and every one has its bytes."""
    settings = Settings(home=folder / "home")
    with open_context(settings) as context, context.catalog.read() as conn:
        known = set(reports.ids(conn))
        held = [snapshots.body(context.store, each) for each in snapshots.all_(conn)]
    assert (known, len(held)) == (set(open_engine(settings).ids()), COUNT)


def test_a_home_is_made_once(folder: Path) -> None:
    """What is there is not made again."""
    before = sorted((folder / "home").rglob("*.warc.gz"))
    prepare(folder, COUNT)
    assert sorted((folder / "home").rglob("*.warc.gz")) == before


def test_searches_are_many(folder: Path) -> None:
    """No two are alike, as addresses too."""
    asked = draw(list(documents_of(folder)), 500)
    assert len({address(each) for each in asked}) == 500


def test_both_sides_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A short run prints figures of both, their ratio, memory, and no error."""
    pytest.importorskip("datasette")
    pytest.importorskip("rjieba")
    http.measure(
        folder,
        Namespace(reports=COUNT, minutes=0.03, readers=4, think=0.1, seconds=1.0, rounds=1),
    )
    told = capsys.readouterr().out
    wanted = ("search, all alike, ours", "report, datasette", "ratio", "errors 0", "memory MB")
    assert [part for part in (*wanted, "no answer") if part in told] == list(wanted)


def test_datasette_finds_what_it_was_given(folder: Path) -> None:
    """Words that jieba cut, a phrase of them, and a facet, in its address."""
    pytest.importorskip("rjieba")
    asked = draw(list(documents_of(folder)), 300)
    phrase = next(each for each in asked if each.kind == "phrase")
    assert plates.search(phrase).startswith("/peer/reports?_search=%22")


def test_an_answer_that_is_no_page_is_a_fault() -> None:
    """A port that nobody listens on gives faults and no times."""
    load = Load(http.free_port(), 1, 0.2, 0.05, {"list": 1}, pages={"list": ["/"]})
    noted = http.asked(load)
    assert (noted["times"], list(noted["faults"])) == ({}, ["list: ConnectionRefusedError"])


def test_a_missing_peer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without Datasette the benchmark ends with 1 and a sentence."""
    monkeypatch.setattr(http, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["http.py"])
    assert (http.main(), capsys.readouterr().out) == (1, http.MISSING + "\n")
