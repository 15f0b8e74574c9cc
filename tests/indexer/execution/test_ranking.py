"""Choosing the best few is sorting all and taking the first."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.execution.ranking import best

VALUES = st.lists(st.integers(-3, 3), max_size=1200)


@given(VALUES, st.integers(0, 40))
def test_the_best_are_the_first_of_all_sorted(values: list[int], wanted: int) -> None:
    """By two keys with many equals; the documents' own order decides at the end."""
    second = [value * 7919 % 5 for value in range(len(values))]
    keys = [lambda docs: np.array(values)[docs], lambda docs: np.array(second)[docs]]
    expected = sorted(range(len(values)), key=lambda at: (values[at], second[at], at))[:wanted]
    assert best(np.arange(len(values)), keys, wanted).tolist() == expected


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=3000), st.integers(1, 12))
def test_many_distinct_scores(scores: list[float], wanted: int) -> None:
    """Scores as they come, over groups that are passed by whole."""
    found = best(np.arange(len(scores)), [lambda docs: -np.array(scores)[docs]], wanted)
    expected = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:wanted]
    assert found.tolist() == expected
