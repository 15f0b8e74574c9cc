"""The relevance benchmark's parts on a few reports."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import relevance
from benchmarks.peers.known import KINDS, Known, draw
from benchmarks.peers.library import document
from benchmarks.peers.rankers import RANKERS, Fts5Words, Ours, Ranker, Trigrams
from indexer.analysis import normal
from samples.bodies import bodies
from samples.volume import SEED, long_reports, of_body

RENAMED = islice((body for body in bodies(SEED) if body.code == "320813"), 2)  # 洪泽区
MADE = [*long_reports(90), *(report for body in RENAMED for report in of_body(body))]
ASKED = draw(MADE, 6)


def test_every_kind_is_drawn() -> None:
    """As many queries of each kind as asked."""
    assert Counter(known.kind for known in ASKED) == dict.fromkeys(KINDS, 6)


def test_the_same_seed_asks_the_same() -> None:
    """Queries repeat themselves, so that two runs may be compared."""
    assert draw(MADE, 6) == ASKED


def test_stretches_stand_in_one_report() -> None:
    """What is quoted or pasted stands in its target and nowhere else."""
    texts = {made.report.key: normal(made.text) for made in MADE}
    stretches = [known for known in ASKED if known.kind == "sentence"]
    owners = [
        [key for key, text in texts.items() if normal(known.text.strip('"')) in text]
        for known in stretches
    ]
    assert owners == [[known.target] for known in stretches]


def test_the_year_asked_is_that_of_the_target() -> None:
    """Queries by name say the year of the report they mean."""
    named = [known for known in ASKED if known.kind != "sentence"]
    assert all(known.target.rpartition("-")[2] in known.text for known in named)


@pytest.mark.parametrize("ranker", [Ours, Trigrams, Fts5Words])
def test_a_quoted_title_is_found(ranker: type, tmp_path: Path) -> None:
    """Every engine that is always there finds a report by its own title."""
    made = MADE[:20]
    engine: Ranker = ranker(tmp_path / "index", [document(report) for report in made])
    title = made[7].report.title
    assert engine.best(f'"{title}"')[0] == made[7].report.key


def test_tantivy_finds_a_title(tmp_path: Path) -> None:
    """Tantivy does, too, where it is installed."""
    pytest.importorskip("tantivy")
    made = MADE[:20]
    engine: Ranker = RANKERS["tantivy words"](
        tmp_path / "index", [document(report) for report in made]
    )
    assert engine.best(made[7].report.title)[0] == made[7].report.key


def test_scores_count_first_places_and_reciprocal_ranks() -> None:
    """First, second and nowhere: one in three, and half of (1 + 1/2) each."""
    known = Known("", "", "x")
    assert relevance.scores([(known, ["x"]), (known, ["y", "x"]), (known, [])]) == (1 / 3, 0.5)


def test_misses_say_where_the_report_stands() -> None:
    """A miss names the query, its target, its rank, and what came first."""
    lines = relevance.misses(
        [Known("pinyin", "daye", "a"), Known("pinyin", "x", "b")], [["c", "a"], ["b"]]
    )
    assert lines == ["pinyin: daye: a at 2, first c"]
