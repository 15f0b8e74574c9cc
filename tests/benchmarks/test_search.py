"""The speed benchmark's parts on a few reports: same words, same answers."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import search
from benchmarks.peers import fts5, ours, stock
from benchmarks.peers.asked import KINDS, Answer, Asked, draw
from benchmarks.peers.child import Child, crowd
from benchmarks.peers.fuzz import survive
from benchmarks.peers.library import Words, prepare, read_reports, read_words
from benchmarks.peers.measured import Found, Run, built, percentile

COUNT = 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports, made."""
    folder = tmp_path_factory.mktemp("search")
    prepare(folder / "library", COUNT, processes=1)
    return folder


@pytest.fixture(scope="module")
def sample(home: Path) -> list[Words]:
    """The reports as words."""
    return list(read_words(home / "library", COUNT))


@pytest.fixture(scope="module")
def lexical(home: Path, sample: list[Words]) -> fts5.Reader:
    """FTS5 over the reports."""
    fts5.build(home / "fts5", sample)
    return fts5.Reader(home / "fts5")


@pytest.fixture(scope="module")
def own(home: Path) -> ours.Reader:
    """Our index of the reports."""
    ours.build(home / "ours", read_reports(home / "library", COUNT))
    return ours.Reader(home / "ours")


def holding(sample: list[Words], asked: Asked) -> set[str]:
    """Ids of the reports that a query matches, found by reading them all."""
    found = set()
    for report in sample:
        parts = [f" {part} " for part in (report.title, report.agency, report.body)]
        wanted = [" ".join(asked.words)] if asked.phrase else asked.words
        fits = all(any(f" {words} " in part for part in parts) for words in wanted)
        for name in ("year", "province", "agency_type"):
            fits = fits and getattr(asked, name) in {None, getattr(report, name)}
        if fits:
            found.add(report.id)
    return found


def test_the_library_is_read_as_it_was_made(home: Path) -> None:
    """Reports and words come in the same order, as many as asked."""
    ids = [report.id for report in read_reports(home / "library", 30)]
    assert ids == [report.id for report in read_words(home / "library", 30)]


def test_every_kind_is_drawn(sample: list[Words]) -> None:
    """As many queries of each kind as asked, and some report answers each."""
    kinds = Counter(query.kind for query in draw(sample, 8) if holding(sample, query))
    assert kinds == dict.fromkeys(KINDS, 8)


def test_fts5_counts_what_stands_in_the_words(sample: list[Words], lexical: fts5.Reader) -> None:
    """Its totals are those of reading all reports."""
    asked = draw(sample, 4)
    assert [lexical.ask(a).total for a in asked] == [len(holding(sample, a)) for a in asked]


def test_tantivy_answers_as_fts5(home: Path, sample: list[Words], lexical: fts5.Reader) -> None:
    """Same totals and same counts of all three facets."""
    pytest.importorskip("tantivy")
    from benchmarks.peers import tantivy  # noqa: PLC0415 - may be absent

    tantivy.build(home / "tantivy", sample)
    reader = tantivy.Reader(home / "tantivy")

    def counted(answer: Answer) -> tuple[int, dict[str, dict[str, int]]]:
        return answer.total, {name: dict(counts) for name, counts in answer.facets.items()}

    asked = draw(sample, 4)
    assert [counted(reader.ask(a)) for a in asked] == [counted(lexical.ask(a)) for a in asked]


def test_ours_answers_single_words_as_fts5(
    sample: list[Words], lexical: fts5.Reader, own: ours.Reader
) -> None:
    """A common word has the same total and facets in both."""
    asked = [query for query in draw(sample, 4) if query.kind == "common word"]
    assert [own.ask(a).facets for a in asked] == [lexical.ask(a).facets for a in asked]


def test_stock_whoosh_finds_phrases_with_slop(home: Path) -> None:
    """The phrase that every report holds is found in every report, facets counted."""
    stock.build(home / "stock", read_reports(home / "library", COUNT))
    reader = stock.Reader(home / "stock")
    answer = reader.ask(Asked("phrase", ("政府", "信息", "公开"), phrase=True))
    reader.close()
    assert (answer.total, sum(answer.facets["year"].values())) == (COUNT, COUNT)


def test_a_child_builds_and_answers(home: Path) -> None:
    """An engine in a process of its own: built once, then opened and asked."""
    run = Run("fts5", COUNT)
    notes = built(run, home)
    with Child("fts5") as child:
        child.tell(do="open", folder=str(run.index(home)), asked=[{"kind": "", "words": ["信息"]}])
        found = child.tell(do="round", answers=True)["answers"]
    assert (found[0]["total"], built(run, home)) == (COUNT, notes)


def test_many_at_once_answer_all(lexical: fts5.Reader) -> None:
    """Every thread has all its answers timed."""
    found = crowd(lexical, [Asked("", ("信息",))], threads=4, each=3)
    assert len(found["ms"]) == 12


def test_fuzz_ends_in_hits_or_a_sentence(own: ours.Reader) -> None:
    """No query raises anything but the sentences that readers are shown."""
    found = survive(ours.Product(own.folder), 60)
    assert 0 < found["hits"] + found["sentences"] <= found["asked"] == 60


def test_typical_and_best_are_by_query() -> None:
    """The median and the least of each query's rounds."""
    found = Found(rounds=[[1.0, 9.0], [3.0, 7.0], [2.0, 8.0]])
    assert (found.typical(), found.best()) == ([2.0, 8.0], [1.0, 7.0])


def test_percentile_is_a_measured_value() -> None:
    """By nearest rank, the last for shares near one."""
    assert [percentile(range(1, 21), share) for share in (0.5, 0.95, 1.0)] == [11, 20, 20]


def test_stock_stays_small_and_ours_is_built_beside_it() -> None:
    """Where stock Whoosh is capped, ours is measured at that size too, and stock at half of it."""
    runs = search.sizes(100, 20, growth=True)
    counts = {(run.engine, run.count) for run in runs if run.engine in {"ours", "stock"}}
    assert counts == {("ours", 100), ("ours", 20), ("ours", 10), ("stock", 20), ("stock", 10)}


def test_a_missing_peer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without Tantivy the benchmark ends with 1 and a sentence."""
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.setattr(sys, "argv", ["search.py"])
    assert (search.main(), capsys.readouterr().out) == (1, search.MISSING + "\n")
