"""Runs of terms, against a plain look at every document."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.execution.phrases import Places, adjacent, looked_up, places
from indexer.segments.postings import Postings

TEXTS = st.lists(st.text("ab", max_size=60), min_size=1, max_size=12)


def standing(char: str, texts: list[str]) -> Places:
    """Where a character stands in texts."""
    found = [[at for at, each in enumerate(text) if each == char] for text in texts]
    docs = np.array([doc for doc, held in enumerate(found) if held], np.int32)
    counts = np.array([len(held) for held in found if held], np.uint32)
    return places(Postings(docs, counts, np.array(list(chain(*found)), np.uint32)))


@given(TEXTS, st.text("ab", min_size=1, max_size=6))
def test_a_run_stands_where_the_string_does(texts: list[str], run: str) -> None:
    """Characters as terms: the documents found are those that hold the string."""
    held = [standing(char, texts) for char in run]
    docs = np.array([at for at, text in enumerate(texts) if set(run) <= set(text)], np.int32)
    terms = [(offset, len(each.positions)) for offset, each in enumerate(held)]
    found = adjacent(docs, terms, held.__getitem__)
    assert found.tolist() == [at for at, text in enumerate(texts) if run in text]


@pytest.mark.parametrize(
    ("count", "step", "expected"),
    [(1, 2, [0]), (2, 2, [0, 1]), (5, 2, [0, 2, 4]), (6, 2, [0, 2, 4, 5]), (3, 1, [0, 1, 2])],
)
def test_every_second_pair_proves_a_string(count: int, step: int, expected: list[int]) -> None:
    """And always the last."""
    assert looked_up(count, step) == expected
