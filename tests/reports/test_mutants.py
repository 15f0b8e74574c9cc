"""Broken documents of every kind: nothing is raised, nothing dies, nothing takes long."""

from __future__ import annotations

import pytest

from reports.reader import read
from tests.conftest import SHARED
from tests.reports.every_kind import KINDS, made, usual
from tests.reports.hunting import hunt
from tests.reports.mutants import mutant, originals
from tests.reports.offices import printed

REAL = SHARED / "real"
COUNT = 120


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_is_read_from_every_kind(kind: str) -> None:
    """What mutants are made of is a report to begin with, the same in every kind."""
    assert printed(read(made(None, kind)[kind])) == dict(usual().cells)


def test_mutants_do_no_harm() -> None:
    """Real and made documents cut, spliced, swollen and relabelled, each read in 5 s and 1 GiB;
    the hunt meets every reader. ``benchmarks/mutants.py`` does the same with more of them."""
    bag = hunt(COUNT, seed=0, workers=2, real=REAL)
    assert [(trophy.number, trophy.kind, trophy.what) for trophy in bag.trophies] == []
    assert {"html", "text", "pdf", "docx", "sheet", "zip", "none"} <= set(bag.kinds)
    assert sum(bag.kinds.values()) == COUNT


def test_a_seed_always_gives_the_same_mutants() -> None:
    """So that a number is enough to see again what went wrong."""
    documents = originals()
    first, again = ([mutant(5, number, documents) for number in range(10)] for _ in range(2))
    assert first == again
